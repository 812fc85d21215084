import { enterAsServer } from '../rpc/server-call.ts';
import { changeStatus, lockTenant } from '../tenancy/change-status.ts';
import type { Command } from './command.ts';
import { commandCall, findTenantId, print, printTable, withServer } from './open-for-command.ts';
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
  run: async (config, [verb, slug]) => {
    const status = verb === undefined ? undefined : statuses[verb];
    if (verb !== undefined && (status === undefined || slug === undefined)) {
      print('Say tenants, or tenants suspend SLUG, tenants open SLUG, tenants cancel SLUG.');
      return 1;
    }
    return await withServer(config, async (opened) => {
      const isDone = status === undefined || (await setStatus(opened, slug ?? '', status));
      if (isDone) await listTenants(opened);
      return isDone ? 0 : 1;
    });
  },
};

async function setStatus(
  opened: OpenedServer,
  slug: string,
  status: 'active' | 'suspended' | 'cancelled',
): Promise<boolean> {
  const id = await findTenantId(opened, slug);
  if (id === undefined) return false;
  return await opened.database.transaction({ role: 'operator' }, async (sql) => {
    const locked = await lockTenant(sql, id);
    if (locked === undefined) return false;
    const call = commandCall(opened, sql, id);
    if (locked.status !== status) {
      await changeStatus(opened.records, call, { id, before: locked.status, status }, async (act) => {
        await enterAsServer(call, id, { mode: 'read' });
        await call.audit({ ...act, resourceType: 'tenant', resourceId: id });
      });
    }
    return true;
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
