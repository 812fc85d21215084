import './object-chooser.css';

import { TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';

import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import { findByWords } from '#shared/matrix/foraging/find-by-words.ts';

import { FormDialog } from '../ui/form-dialog.tsx';

export type ObjectChooserProps = {
  readonly title: string;
  /** What will happen, in a sentence. */
  readonly note: string;
  readonly action: string;
  readonly objects: readonly ObjectRecord[];
  /** What the first choice should be like. */
  readonly likeName: string;
  /** What is to be answered of an object before it is chosen; undefined where nothing is. */
  readonly question?: (object: ObjectRecord) => ReactNode | undefined;
  readonly onChoose: (object: ObjectRecord) => void;
  readonly onClose: () => void;
};

/** Shown at once; more than this nobody reads, and a letter more narrows it. */
const shownMax = 50;

/** Asks for one object: type a few letters, arrows, Enter. */
export function ObjectChooser(props: ObjectChooserProps) {
  const { title, note, action, objects, likeName, question, onChoose, onClose } = props;
  const [words, setWords] = useState('');
  const [index, setIndex] = useState(0);
  const listId = useId();
  const found = findByWords(objects, words, likeName).slice(0, shownMax);
  const active = found[Math.min(index, found.length - 1)];
  function choose(object: ObjectRecord | undefined): void {
    if (object === undefined) return;
    onClose();
    onChoose(object);
  }
  const asked = active === undefined ? undefined : question?.(active);
  /** A click chooses at once, unless there is something to answer first. */
  function onClick(object: ObjectRecord): void {
    if (question?.(object) === undefined) choose(object);
    else setIndex(found.indexOf(object));
  }
  function onKeyDown(event: KeyboardEvent): void {
    const steps: { readonly [key: string]: number } = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setIndex(Math.max(0, Math.min(found.length - 1, index + step)));
  }
  return (
    <FormDialog
      title={title}
      onClose={onClose}
      onSubmit={() => choose(active)}
      verb={action}
      missing={active === undefined ? 'Choose an object first' : undefined}
    >
      <p className="dialog-note">{note}</p>
      <TextInput
        data-autofocus
        aria-label="Find an object"
        placeholder="Type a part of its name or of a synonym"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={listId}
        aria-activedescendant={active === undefined ? undefined : `${listId}-${active.id}`}
        value={words}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          setIndex(0);
        }}
      />
      <FoundObjects listId={listId} found={found} active={active} onClick={onClick} />
      {asked}
      {found.length === 0 ? <p className="dialog-note">No object is called like this.</p> : null}
    </FormDialog>
  );
}

type FoundObjectsProps = {
  readonly listId: string;
  readonly found: readonly ObjectRecord[];
  readonly active: ObjectRecord | undefined;
  readonly onClick: (object: ObjectRecord) => void;
};

function FoundObjects({ listId, found, active, onClick }: FoundObjectsProps) {
  return (
    <div className="object-chooser" id={listId} role="listbox" aria-label="Objects">
      {found.map((object) => (
        // The keys are those of the field above, which names the active option.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
        <div
          key={object.id}
          id={`${listId}-${object.id}`}
          role="option"
          tabIndex={-1}
          aria-selected={object === active}
          ref={(element) => {
            if (object === active) element?.scrollIntoView({ block: 'nearest' });
          }}
          onClick={() => onClick(object)}
        >
          <bdi className="object-chooser-name">{object.name}</bdi>
          {object.synonyms.length === 0 ? null : (
            <bdi className="object-chooser-synonyms">{object.synonyms.join(', ')}</bdi>
          )}
        </div>
      ))}
    </div>
  );
}
