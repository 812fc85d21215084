import { Select, TextInput } from '@mantine/core';
import { Search, X } from 'lucide-react';
import { useState } from 'react';

import { client } from '../../rpc/client.ts';
import { Button } from '../../ui/button.tsx';
import { ProblemLine } from '../problem-line.tsx';
import { useAsked } from '../use-asked.ts';
import type { Viewer } from '../viewer.ts';
import { noFilter } from './audit-query.ts';
import type { AuditFilter } from './audit-query.ts';

export type AuditFiltersProps = {
  readonly viewer: Viewer;
  readonly filter: AuditFilter;
  readonly onFilter: (filter: AuditFilter) => void;
};

const peopleMax = 500; // The server gives no more at once; whoever is not among them is found by their name in the search.

/** What is looked for. Words are asked for with Enter, since each search is written down. */
export function AuditFilters({ viewer, filter, onFilter }: AuditFiltersProps) {
  const words = useTyped(filter.search);
  const record = useTyped(filter.recordId);
  const ask = (): void => {
    const typed = { search: words.text, recordId: record.text };
    if (typed.search.trim() === filter.search.trim() && typed.recordId.trim() === filter.recordId.trim()) return;
    onFilter({ ...filter, ...typed });
  };
  const actions = useAsked('actions', async (signal) => await client.server.audit.actions({}, { signal }));
  const mayRead = viewer.may('user:read');
  const people = useAsked(`people ${String(mayRead)}`, async (signal) =>
    mayRead ? (await client.server.users.list({ limit: peopleMax }, { signal })).items : [],
  );
  const isFiltered = JSON.stringify(filter) !== JSON.stringify(noFilter);
  return (
    <>
      <form
        className="admin-filters audit-filters"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <TextInput
          label="Words"
          placeholder="Then Enter"
          leftSection={<Search size={14} aria-hidden />}
          value={words.text}
          maxLength={200}
          onChange={(event) => words.setText(event.currentTarget.value)}
          onBlur={ask}
        />
        <Select
          label="Action"
          placeholder="Every action"
          searchable
          clearable
          data={[...(actions.value ?? [])]}
          value={filter.action === '' ? null : filter.action}
          nothingFoundMessage="No such action"
          onChange={(action) => onFilter({ ...filter, action: action ?? '' })}
        />
        <Select
          label="Person"
          placeholder="Everybody"
          searchable
          clearable
          data={(people.value ?? []).map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
          value={filter.userId === '' ? null : filter.userId}
          nothingFoundMessage="Nobody has that name"
          onChange={(userId) => onFilter({ ...filter, userId: userId ?? '' })}
        />
        <TextInput
          label="Record"
          placeholder="Its id, then Enter"
          value={record.text}
          maxLength={255}
          onChange={(event) => record.setText(event.currentTarget.value)}
          onBlur={ask}
        />
        <TextInput
          label="From"
          type="date"
          value={filter.fromDay}
          onChange={(event) => onFilter({ ...filter, fromDay: event.currentTarget.value })}
        />
        <TextInput
          label="Until"
          type="date"
          value={filter.untilDay}
          onChange={(event) => onFilter({ ...filter, untilDay: event.currentTarget.value })}
        />
        {isFiltered ? (
          <Button look="quiet" icon={X} onClick={() => onFilter(noFilter)}>
            Clear
          </Button>
        ) : null}
        {/* Of a form with several texts, Enter sends only one that has this. */}
        <button type="submit" hidden>
          Search
        </button>
      </form>
      <ProblemLine problem={actions.problem ?? people.problem} />
    </>
  );
}

/** What is being typed; what is asked for takes its place when it changes elsewhere, as "Show everything" does. */
function useTyped(asked: string): { readonly text: string; readonly setText: (text: string) => void } {
  const [text, setText] = useState(asked);
  const [shown, setShown] = useState(asked);
  if (shown !== asked) {
    setShown(asked);
    setText(asked);
  }
  return { text, setText };
}
