/* The words that put a transaction into its reach. Ids and permissions go beside them, and are held against a pattern all the same. */
import { assert } from '#shared/base/assert.ts';
import { isPermission } from '#shared/rpc/permission-rules.ts';
import type { Statement } from './record-sql.ts';
import { TenantClosed } from './server-database.ts';
import type { Reach, SqlRow } from './server-database.ts';

export const roleNames = { app: 'triptych_app', access: 'triptych_access', operator: 'triptych_operator' } as const;

/** Runs as whoever is logged in, who owns the tables, and says that it is upkeep: even to them the rows show only then. */
export const ownerSql = `SELECT set_config('app.upkeep', 'on', true); SET LOCAL statement_timeout = 0`;

const idPattern = /^[\w.:@-]{1,64}$/;

/** What is asked one after the other; the texts are always the same few, so that the database keeps what it has read of them. */
export function enterStatements(reach: Reach): readonly Statement[] {
  if (reach.role !== 'app') return [actAs(reach.role, { tenantId: '', userId: '', permissions: '' })];
  const { tenantId, userId, permissions, mode } = reach;
  assert(idPattern.test(tenantId) && (userId === null || idPattern.test(userId)), 'An id of the reach is none.');
  assert(permissions.every(isPermission), 'A permission of the reach is none.');
  return [
    // Looking at the tenant is the operator's: to lock a row takes the right to change it, which few of its members have.
    { text: `SELECT set_config('role', '${roleNames.operator}', true)`, values: [] },
    {
      text: `SELECT status FROM public.tenants WHERE id = $1 AND deleted_at IS NULL${mode === 'write' ? ' FOR KEY SHARE' : ''}`,
      values: [tenantId],
    },
    actAs('app', { tenantId, userId: userId ?? '', permissions: permissions.join(',') }),
  ];
}

/** Throws `TenantClosed` when what the tenant's row says does not allow the reach. `results` are those of `enterStatements`. */
export function acceptTenant(reach: Reach, results: readonly (readonly SqlRow[])[]): void {
  if (reach.role !== 'app') return;
  const row = results.flat().find((found) => 'status' in found);
  const status = row === undefined ? 'missing' : row['status'];
  if (status === 'active' || (status === 'suspended' && reach.mode === 'read')) return;
  throw new TenantClosed(status === 'suspended' || status === 'cancelled' ? status : 'missing');
}

type Settings = { readonly tenantId: string; readonly userId: string; readonly permissions: string };

function actAs(role: Reach['role'], { tenantId, userId, permissions }: Settings): Statement {
  return {
    text: `SELECT set_config('role', '${roleNames[role]}', true), set_config('app.tenant_id', $1, true), set_config('app.user_id', $2, true), set_config('app.permissions', $3, true)`,
    values: [tenantId, userId, permissions],
  };
}
