import { Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Building2, Plus, Search } from 'lucide-react';
import { useState } from 'react';

import type { TenantView } from '#shared/tenancy/tenancy-server-api.ts';

import { client } from '../../rpc/client.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { AskedContent } from '../asked-content.tsx';
import { DataTable, MoreButton } from '../data-table.tsx';
import { SectionHead } from '../section-head.tsx';
import { usePages } from '../use-pages.ts';
import type { SectionProps } from '../viewer.ts';
import { CreateTenantDialog } from './create-tenant-dialog.tsx';
import { TenantDialogs } from './tenant-dialogs.tsx';
import type { TenantTask } from './tenant-dialogs.tsx';
import { TenantRow } from './tenant-row.tsx';

type Status = TenantView['status'];

const statuses: readonly { readonly value: Status; readonly label: string }[] = [
  { value: 'active', label: 'Open' },
  { value: 'suspended', label: 'Suspended' },
  { value: 'cancelled', label: 'Cancelled' },
];
const typingMs = 250; // A pause in typing, after which the server is asked.

/** All organisations of the server. */
export function TenantsSection({ viewer }: SectionProps) {
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), typingMs);
  const [status, setStatus] = useState<Status | null>(null);
  const [task, setTask] = useState<TenantTask | null>(null);
  const [isCreating, setCreating] = useState(false);
  const wanted = { ...(search === '' ? {} : { search }), ...(status === null ? {} : { status }) };
  const tenants = usePages(
    JSON.stringify(wanted),
    async (page, signal) => await client.server.tenants.list({ ...page, ...wanted }, { signal }),
  );
  return (
    <>
      <SectionHead
        title="All organisations"
        note="Everybody on this server belongs to an organisation, and sees nothing of the others."
        actions={
          <Button look="primary" icon={Plus} onClick={() => setCreating(true)}>
            New organisation
          </Button>
        }
      />
      <div className="admin-filters" role="search">
        <TextInput
          aria-label="Search organisations by name"
          placeholder="Name or short name"
          leftSection={<Search size={14} aria-hidden />}
          value={text}
          maxLength={200}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Select
          aria-label="Which organisations"
          placeholder="All"
          clearable
          data={[...statuses]}
          value={status}
          onChange={(value) => setStatus(statuses.find((each) => each.value === value)?.value ?? null)}
        />
      </div>
      <AskedContent asked={tenants} label="Loading the organisations">
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon={Building2} title="No organisation fits">
              Search for a part of a name, or choose all.
            </EmptyState>
          ) : (
            <DataTable
              label="Organisations of the server"
              heads={['Name', 'Short name', 'State', '#People', 'Made', '']}
              foot={<MoreButton pages={tenants} />}
            >
              {items.map((tenant) => (
                <TenantRow key={tenant.id} viewer={viewer} tenant={tenant} onTask={setTask} onDone={tenants.askAgain} />
              ))}
            </DataTable>
          )
        }
      </AskedContent>
      <TenantDialogs task={task} onDone={tenants.askAgain} onClose={() => setTask(null)} />
      {isCreating ? <CreateTenantDialog onCreated={tenants.askAgain} onClose={() => setCreating(false)} /> : null}
    </>
  );
}
