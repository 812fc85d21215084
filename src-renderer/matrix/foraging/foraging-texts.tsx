import { Menu, Select } from '@mantine/core';
import { Ellipsis, FilePlus2, FolderOpen, Plus, Trash2 } from 'lucide-react';
import { useRef } from 'react';

import type { SourceTextRecord } from '#shared/matrix/question-entities.ts';

import { IconButton } from '../../ui/icon-button.tsx';
import { changeText, deleteText, openTextFiles } from './foraging-actions.ts';
import { chooseText } from './foraging-store.ts';
import { InPlaceText } from '../in-place-text.tsx';
import { textFileTypes } from './open-text-file.ts';

export type ForagingTextsProps = {
  readonly projectId: string;
  readonly texts: readonly SourceTextRecord[];
  readonly textId: string | null;
  readonly countByTextId: ReadonlyMap<string, number>;
  readonly readOnlyReason: string | undefined;
  readonly onNew: () => void;
};

/** The texts of the project, and the ways to a new one. */
export function ForagingTexts({ projectId, texts, textId, countByTextId, readOnlyReason, onNew }: ForagingTextsProps) {
  const files = useRef<HTMLInputElement>(null);
  return (
    <section className="foraging-texts" aria-label="Texts">
      <header className="foraging-head">
        <h2>Texts</h2>
        <IconButton
          isSmall
          label="New text: type or paste"
          icon={Plus}
          disabledReason={readOnlyReason}
          onClick={onNew}
        />
        <IconButton
          isSmall
          label="Open text files"
          icon={FolderOpen}
          disabledReason={readOnlyReason}
          onClick={() => files.current?.click()}
        />
        <FileInput projectId={projectId} inputRef={files} />
      </header>
      <ul className="foraging-text-list">
        {texts.map((text) => (
          <li key={text.id} className={text.id === textId ? 'foraging-text-current' : undefined}>
            <button
              type="button"
              className="foraging-text-open"
              aria-current={text.id === textId ? 'true' : undefined}
              onClick={() => chooseText(text.id)}
            >
              <bdi className="foraging-text-name">{text.name}</bdi>
              <span className="foraging-text-meta num">
                {text.kind}, {countByTextId.get(text.id) ?? 0} nouns
              </span>
            </button>
            {readOnlyReason === undefined ? <TextMenu text={text} /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

type FileInputProps = { readonly projectId: string; readonly inputRef: React.RefObject<HTMLInputElement | null> };

export function FileInput({ projectId, inputRef }: FileInputProps) {
  return (
    <input
      ref={inputRef}
      type="file"
      multiple
      hidden
      accept={textFileTypes}
      aria-label="Text files"
      onChange={(event) => {
        const files = [...(event.currentTarget.files ?? [])];
        event.currentTarget.value = ''; // So that the same file can be chosen again.
        void openTextFiles(projectId, files);
      }}
    />
  );
}

function TextMenu({ text }: { readonly text: SourceTextRecord }) {
  return (
    <Menu width={180} position="bottom-end" returnFocus>
      <Menu.Target>
        <button type="button" className="icon-button icon-button-small" aria-label={`Menu of ${text.name}`}>
          <Ellipsis size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<FilePlus2 size={14} aria-hidden />} onClick={() => chooseText(text.id)}>
          Open
        </Menu.Item>
        <Menu.Item data-danger leftSection={<Trash2 size={14} aria-hidden />} onClick={() => void deleteText(text)}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const textKinds: readonly SourceTextRecord['kind'][] = ['interview', 'brief', 'document', 'notes'];

/** Name and kind of the open text, in place. */
export function TextHead({ text, isReadOnly }: { readonly text: SourceTextRecord; readonly isReadOnly: boolean }) {
  return (
    <>
      <InPlaceText
        label="Name of the text"
        value={text.name}
        isReadOnly={isReadOnly}
        onKeep={(name) => void changeText(text, { name })}
      />
      <Select
        aria-label="Kind of the text"
        className="foraging-kind"
        data={[...textKinds]}
        value={text.kind}
        allowDeselect={false}
        disabled={isReadOnly}
        onChange={(value) => {
          const kind = textKinds.find((one) => one === value);
          if (kind !== undefined) void changeText(text, { kind });
        }}
      />
    </>
  );
}
