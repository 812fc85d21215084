import { Select, TextInput } from '@mantine/core';
import { Search, X } from 'lucide-react';

import { changeActions } from '#shared/matrix/changes/change-api.ts';
import { entityTitles, fieldTitle } from '#shared/matrix/changes/change-titles.ts';
import { modelEntities } from '#shared/matrix/model-entities.ts';

import { chooseSpan, filterChanges, spans, useChangesState } from './changes-store.ts';
import type { Span } from './changes-store.ts';

export type ChangesToolbarProps = {
  /** What is there to choose people from. */
  readonly people: ReadonlyMap<string, string>;
  /** The record that the log is narrowed to, if any. */
  readonly recordTitle: string | null;
};

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
const kinds = Object.entries(entityTitles).map(([value, label]) => ({ value, label: capital(label) }));
const actionTitles = { create: 'Made', update: 'Changed', delete: 'Deleted' } as const;
const actions = changeActions.map((value) => ({ value, label: actionTitles[value] }));
const times = Object.entries(spans).map(([value, { label }]) => ({ value, label }));
const reach = new Set(['tenantId', 'workspaceId', 'projectId', 'createdAt', 'updatedAt', 'deletedAt', 'metadata']);

/** Which of the changes are listed. */
export function ChangesToolbar({ people, recordTitle }: ChangesToolbarProps) {
  const { filter } = useChangesState();
  return (
    <div className="changes-toolbar" role="toolbar" aria-label="Filter of the changes">
      <TextInput
        aria-label="Search the changes"
        placeholder="Search"
        leftSection={<Search size={14} aria-hidden />}
        value={filter.search ?? ''}
        maxLength={200}
        onChange={(event) => filterChanges({ search: event.currentTarget.value })}
      />
      <Choice
        label="Person"
        placeholder="Everybody"
        data={[...people].map(([value, label]) => ({ value, label }))}
        value={filter.actorId}
        onChange={(actorId) => filterChanges({ actorId })}
      />
      <WhatChoices />
      <TimeChoice />
      {recordTitle === null ? null : (
        <button type="button" className="gaps-subject" onClick={() => filterChanges({ recordId: undefined })}>
          <span>Only {recordTitle}</span>
          <X size={13} aria-hidden />
          <span className="visually-hidden">: show all</span>
        </button>
      )}
    </div>
  );
}

/** The kind of what was changed, its field, and what was done to it. */
function WhatChoices() {
  const { filter } = useChangesState();
  return (
    <>
      <Choice
        label="Kind"
        placeholder="Every kind"
        data={kinds}
        value={filter.entity}
        onChange={(entity) => filterChanges({ entity, field: undefined })}
      />
      <Choice
        label="Field"
        placeholder="Every field"
        isSearchable
        data={fieldOptions(filter.entity)}
        value={filter.field}
        onChange={(field) => filterChanges({ field })}
      />
      <Choice
        label="Action"
        placeholder="Everything"
        data={actions}
        value={filter.action}
        onChange={(action) => filterChanges({ action: changeActions.find((known) => known === action) })}
      />
    </>
  );
}

function TimeChoice() {
  const { span } = useChangesState();
  return (
    <Select
      aria-label="Time"
      comboboxProps={dropdown}
      data={times}
      value={span}
      // The values are the names of the spans.
      onChange={(chosen) => chooseSpan((chosen ?? 'all') as Span)}
    />
  );
}

type ChoiceProps = {
  readonly label: string;
  readonly placeholder: string;
  readonly data: readonly { readonly value: string; readonly label: string }[];
  readonly value: string | undefined;
  readonly isSearchable?: boolean;
  readonly onChange: (value: string | undefined) => void;
};

const dropdown = { withinPortal: true, width: 260, position: 'bottom-start' } as const;

/** One of some, or all of them. */
function Choice({ label, placeholder, data, value, isSearchable = false, onChange }: ChoiceProps) {
  return (
    <Select
      clearable
      searchable={isSearchable}
      comboboxProps={dropdown}
      aria-label={label}
      placeholder={placeholder}
      data={data}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
    />
  );
}

function fieldOptions(entity: string | undefined): { readonly value: string; readonly label: string }[] {
  const chosen = modelEntities.filter(({ name }) => entity === undefined || name === entity);
  const names = new Set(chosen.flatMap(({ fields }) => Object.keys(fields)).filter((field) => !reach.has(field)));
  return [...names]
    .map((value) => ({ value, label: capital(fieldTitle(entity ?? '', value)) }))
    .toSorted((left, right) => left.label.localeCompare(right.label));
}
