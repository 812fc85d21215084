import { Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Search, Users } from 'lucide-react';
import { useState } from 'react';

import type { RoleView, UserView } from '#shared/access/people-server-api.ts';

import { client } from '../../rpc/client.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { AskedContent } from '../asked-content.tsx';
import { DataTable, MoreButton } from '../data-table.tsx';
import { usePages } from '../use-pages.ts';
import type { Viewer } from '../viewer.ts';
import { PersonDialogs } from './person-dialogs.tsx';
import type { PersonTask } from './person-dialogs.tsx';
import { PersonRow } from './person-row.tsx';

export type PersonListProps = { readonly viewer: Viewer; readonly roles: readonly RoleView[] };

type Status = UserView['status'] | 'deleted';

const statuses: readonly { readonly value: Status; readonly label: string }[] = [
  { value: 'active', label: 'Active' },
  { value: 'suspended', label: 'Suspended' },
  { value: 'inactive', label: 'Inactive' },
  { value: 'deleted', label: 'Removed' },
];

const typingMs = 250; // A pause in typing, after which the server is asked.

export function PersonList({ viewer, roles }: PersonListProps) {
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), typingMs);
  const [status, setStatus] = useState<Status | null>(null);
  const [task, setTask] = useState<PersonTask | null>(null);
  const wanted = { ...(search === '' ? {} : { search }), ...(status === null ? {} : { status }) };
  const people = usePages(
    JSON.stringify(wanted),
    async (page, signal) => await client.server.users.list({ ...page, ...wanted }, { signal }),
  );
  return (
    <>
      <div className="admin-filters" role="search">
        <TextInput
          aria-label="Search people by name or e-mail"
          placeholder="Name or e-mail"
          leftSection={<Search size={14} aria-hidden />}
          value={text}
          maxLength={200}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Select
          aria-label="Which people"
          placeholder="Everybody"
          clearable
          data={[...statuses]}
          value={status}
          onChange={(value) => setStatus(statuses.find((each) => each.value === value)?.value ?? null)}
        />
      </div>
      <AskedContent asked={people} label="Loading the people">
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon={Users} title="Nobody fits">
              Search for a part of a name or an e-mail, or choose everybody.
            </EmptyState>
          ) : (
            <DataTable
              label="People of the organisation"
              heads={['Name', 'Roles', 'Status', 'Second factor', 'Last signed in', '#Sessions', '']}
              foot={<MoreButton pages={people} />}
            >
              {items.map((person) => (
                <PersonRow
                  key={person.id}
                  viewer={viewer}
                  person={person}
                  roles={roles}
                  onTask={setTask}
                  onDone={people.askAgain}
                />
              ))}
            </DataTable>
          )
        }
      </AskedContent>
      <PersonDialogs viewer={viewer} roles={roles} task={task} onDone={people.askAgain} onClose={() => setTask(null)} />
    </>
  );
}
