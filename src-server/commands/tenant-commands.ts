import { enterAsServer } from '../rpc/server-call.ts';
import { changeStatus, lockTenant } from '../tenancy/change-status.ts';
import { CommandRefused } from './command.ts';
import type { Command } from './command.ts';
import { commandCall, getTenantId, noTenant, printTable, withServer } from './open-for-command.ts';
import type { OpenedServer } from './open-for-command.ts';

const statuses: { readonly [verb: string]: 'active' | 'suspended' | 'cancelled' } = {
  suspend: 'suspended',
  open: 'active',
  cancel: 'cancelled',
};

/** `tenants`: which there are; `tenants suspend|open|cancel SLUG`. */
export const tenantsCommand: Command = {
  name: 'tenants',
  usage: 'tenants [suspend|open|cancel SLUG]',
  help: 'Shows the tenants, or changes the status of one',
  wordsMax: 2,
  run: async (config, [verb, slug]) => {
    const status = verb === undefined ? undefined : statuses[verb];
    if (verb !== undefined && (status === undefined || slug === undefined)) {
      throw new CommandRefused('Say tenants, or tenants suspend SLUG, tenants open SLUG, tenants cancel SLUG.');
    }
    return await withServer(config, 'tenants', async (opened) => {
      if (verb !== undefined && status !== undefined) await setStatus(opened, slug ?? '', { verb, status });
      await listTenants(opened);
      return 0;
    });
  },
};

async function setStatus(
  opened: OpenedServer,
  slug: string,
  { verb, status }: { readonly verb: string; readonly status: 'active' | 'suspended' | 'cancelled' },
): Promise<void> {
  const id = await getTenantId(opened, slug);
  await opened.database.transaction({ role: 'operator' }, async (sql) => {
    const locked = await lockTenant(sql, id);
    if (locked === undefined) throw noTenant(slug); // Deleted at this moment.
    if (locked.status === status) return;
    const call = commandCall(opened, sql, { command: `tenants ${verb}`, tenantId: id });
    await changeStatus(opened.records, call, { id, before: locked.status, status }, async (act) => {
      await enterAsServer(call, id, { mode: 'read' });
      await call.audit({ ...act, resourceType: 'tenant', resourceId: id });
    });
  });
}

async function listTenants({ database }: OpenedServer): Promise<void> {
  const rows = await database.transaction(
    { role: 'operator' },
    async ({ query }) =>
      await query('SELECT slug, name, status, created_at FROM tenants WHERE deleted_at IS NULL ORDER BY slug'),
  );
  printTable(
    ['slug', 'name', 'status', 'since'],
    rows.map((row) => [
      String(row['slug']),
      String(row['name']),
      String(row['status']),
      row['created_at'] instanceof Date ? row['created_at'].toISOString().slice(0, 10) : '',
    ]),
  );
}
