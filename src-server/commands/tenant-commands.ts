import { print, printTable, withServer } from './open-for-command.ts';
import type { Command } from './command.ts';

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
    return await withServer(config, async ({ database, audit }) => {
      if (status !== undefined) {
        const changed = await database.transaction({ role: 'operator' }, async (sql) => {
          // Held first, so that who writes in it is waited for.
          const [row] = await sql.query('SELECT id FROM tenants WHERE slug = $1 AND deleted_at IS NULL FOR UPDATE', [
            slug,
          ]);
          if (row === undefined) return false;
          const tenantId = String(row['id']);
          await sql.query('UPDATE tenants SET status = $2, updated_at = now() WHERE id = $1', [tenantId, status]);
          await sql.enter({ role: 'operator' });
          await sql.announce('tenant_changed', tenantId);
          return tenantId;
        });
        if (changed === false) {
          print(`There is no tenant "${String(slug)}".`);
          return 1;
        }
        // Its own transaction: a tenant that has been cancelled is audited by the server itself.
        await database
          .transaction(
            { role: 'app', tenantId: changed, userId: null, permissions: [], mode: 'read' },
            async (sql) =>
              await audit(sql, changed, {
                action: 'tenant.status-set',
                resourceType: 'tenant',
                resourceId: changed,
                details: { status },
              }),
          )
          .catch(() => undefined); // A cancelled one is closed to everybody, the audit included.
      }
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
      return 0;
    });
  },
};

const statuses: { readonly [verb: string]: 'active' | 'suspended' | 'cancelled' } = {
  suspend: 'suspended',
  open: 'active',
  cancel: 'cancelled',
};
