import { Select, TextInput } from '@mantine/core';
import { Search, X } from 'lucide-react';

import { changeActions } from '#shared/matrix/changes/change-api.ts';
import { entityTitles, fieldTitle } from '#shared/matrix/changes/change-titles.ts';
import { modelEntities } from '#shared/matrix/matrix-entities.ts';

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
  const { filter, span } = useChangesState();
  const fields = fieldOptions(filter.entity);
  const common = {
    clearable: true,
    comboboxProps: { withinPortal: true, width: 260, position: 'bottom-start' },
  } as const;
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
      <Select
        {...common}
        aria-label="Person"
        placeholder="Everybody"
        data={[...people].map(([value, label]) => ({ value, label }))}
        value={filter.actorId ?? null}
        onChange={(actorId) => filterChanges({ actorId: actorId ?? undefined })}
      />
      <Select
        {...common}
        aria-label="Kind"
        placeholder="Every kind"
        data={kinds}
        value={filter.entity ?? null}
        onChange={(entity) => filterChanges({ entity: entity ?? undefined, field: undefined })}
      />
      <Select
        {...common}
        aria-label="Field"
        placeholder="Every field"
        searchable
        data={fields}
        value={filter.field ?? null}
        onChange={(field) => filterChanges({ field: field ?? undefined })}
      />
      <Select
        {...common}
        aria-label="Action"
        placeholder="Everything"
        data={actions}
        value={filter.action ?? null}
        onChange={(action) => filterChanges({ action: changeActions.find((known) => known === action) })}
      />
      <Select
        {...common}
        clearable={false}
        aria-label="Time"
        data={times}
        value={span}
        // The values are the names of the spans.
        onChange={(chosen) => chooseSpan((chosen ?? 'all') as Span)}
      />
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

function fieldOptions(entity: string | undefined): { readonly value: string; readonly label: string }[] {
  const chosen = modelEntities.filter(({ name }) => entity === undefined || name === entity);
  const names = new Set(chosen.flatMap(({ fields }) => Object.keys(fields)).filter((field) => !reach.has(field)));
  return [...names]
    .map((value) => ({ value, label: capital(fieldTitle(entity ?? '', value)) }))
    .toSorted((left, right) => left.label.localeCompare(right.label));
}
