import '../state-button.css';

import { Checkbox, Menu, Select, TextInput } from '@mantine/core';
import { ArrowDownAZ, ClipboardPaste, PanelRight, Plus, Search } from 'lucide-react';
import { useState } from 'react';

import { objectTypes } from '#shared/matrix/object-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import { sortKeys } from '#shared/matrix/object-order.ts';

import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { addObjects, sortAll } from './guide-actions.ts';
import { choiceLabel } from './guide-columns.ts';
import { changeGuideFilter, openGuideDialog, showPanel, showSection, useGuideStore } from './guide-store.ts';

export type GuideToolbarProps = {
  readonly project: ProjectRecord;
  readonly objectCount: number;
  readonly rejectedCount: number;
  readonly readOnlyReason: string | undefined;
};

/** What the guide shows, and the ways to new objects. */
export function GuideToolbar({ project, objectCount, rejectedCount, readOnlyReason }: GuideToolbarProps) {
  const { section, isPanelOpen } = useGuideStore();
  const sections = [
    { id: 'objects', label: 'Objects', count: objectCount },
    { id: 'rejected', label: 'Rejected nouns', count: rejectedCount },
  ] as const;
  return (
    <header className="guide-bar">
      <div className="guide-sections" role="group" aria-label="Section">
        {sections.map(({ id, label, count }) => (
          <button
            key={id}
            type="button"
            className="state-button"
            aria-pressed={section === id}
            onClick={() => showSection(id)}
          >
            {label} <span className="num">{count}</span>
          </button>
        ))}
      </div>
      <GuideFilters project={project} />
      <span className="guide-bar-rest" />
      {section === 'objects' ? (
        <>
          <SortMenu project={project} readOnlyReason={readOnlyReason} />
          <IconButton
            label="Paste a list of names"
            icon={ClipboardPaste}
            disabledReason={readOnlyReason}
            onClick={() => openGuideDialog({ kind: 'paste' })}
          />
          <IconButton
            label={isPanelOpen ? 'Hide the details' : 'Show the details'}
            icon={PanelRight}
            isPressed={isPanelOpen}
            onClick={() => showPanel(!isPanelOpen)}
          />
        </>
      ) : null}
    </header>
  );
}

function GuideFilters({ project }: { readonly project: ProjectRecord }) {
  const { filter, section } = useGuideStore();
  return (
    <>
      <TextInput
        className="guide-search"
        aria-label="Find in the guide"
        placeholder="Find in the guide"
        leftSection={<Search size={14} aria-hidden />}
        value={filter.words}
        onChange={(event) => changeGuideFilter({ words: event.currentTarget.value })}
      />
      {section === 'rejected' ? null : (
        <>
          <Select
            className="guide-filter"
            aria-label="Only of this type"
            placeholder="Any type"
            clearable
            data={objectTypes.map((value) => ({ value, label: choiceLabel(value) }))}
            value={filter.type}
            onChange={(value) => changeGuideFilter({ type: objectTypes.find((one) => one === value) ?? null })}
          />
          <Select
            className="guide-filter"
            aria-label="Only of this phase"
            placeholder="Any phase"
            clearable
            data={[...project.settings.phases]}
            value={filter.phase}
            onChange={(phase) => changeGuideFilter({ phase })}
          />
          <Checkbox
            size="xs"
            label="SIP incomplete"
            checked={filter.isSipOpen}
            onChange={(event) => changeGuideFilter({ isSipOpen: event.currentTarget.checked })}
          />
        </>
      )}
    </>
  );
}

const sortLabels = { name: 'By name', type: 'By type', degree: 'By number of relationships' } as const;

type SortMenuProps = Pick<GuideToolbarProps, 'project' | 'readOnlyReason'>;

function SortMenu({ project, readOnlyReason }: SortMenuProps) {
  return (
    <Menu width={220} position="bottom-end" returnFocus disabled={readOnlyReason !== undefined}>
      <Menu.Target>
        <IconButton label="Sort the objects" icon={ArrowDownAZ} disabledReason={readOnlyReason} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Puts rows and columns of every view in order</Menu.Label>
        {sortKeys.map((key) => (
          <Menu.Item key={key} onClick={() => void sortAll(project.id, key)}>
            {sortLabels[key]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const nameCharsMax = 255;

/** A name and Enter, and the next one. Several lines that are pasted are several objects. */
export function AddObject({ project, readOnlyReason }: Pick<GuideToolbarProps, 'project' | 'readOnlyReason'>) {
  const [name, setName] = useState('');
  function add(): void {
    if (name.trim() === '') return;
    void addObjects(project.id, [name.trim()]);
    setName('');
  }
  return (
    <form
      className="guide-add"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Plus size={14} aria-hidden />
      <input
        aria-label="Add an object"
        placeholder={readOnlyReason ?? 'Add an object: type its name, Enter, the next name…'}
        dir="auto"
        maxLength={nameCharsMax}
        readOnly={readOnlyReason !== undefined}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        onPaste={(event) => {
          const lines = event.clipboardData
            .getData('text/plain')
            .split(/\r?\n/u)
            .filter((line) => line.trim() !== '');
          if (lines.length < 2 || readOnlyReason !== undefined) return;
          event.preventDefault();
          void addObjects(project.id, lines);
        }}
      />
      {name.trim() === '' ? null : (
        <Button look="soft" type="submit">
          Add
        </Button>
      )}
    </form>
  );
}
