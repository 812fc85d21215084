/*
 * The words that put a transaction into its reach. They are one text of several statements, so that beginning costs one
 * round trip; such a text takes no parameters, so what is spliced into it is held against a pattern first.
 */
import { assert } from '#shared/base/assert.ts';
import { isPermission } from '#shared/rpc/permission-rules.ts';
import { TenantClosed } from './server-database.ts';
import type { Reach, SqlRow } from './server-database.ts';

export const roleNames = { app: 'triptych_app', access: 'triptych_access', operator: 'triptych_operator' } as const;

/** Runs as whoever is logged in, who owns the tables, and says that it is upkeep: even to them the rows show only then. */
export const ownerSql = `SELECT set_config('app.upkeep', 'on', true); SET LOCAL statement_timeout = 0`;

const idPattern = /^[\w.:@-]{1,64}$/;

export function enterSql(reach: Reach): string {
  if (reach.role !== 'app') return `SET LOCAL ROLE ${roleNames[reach.role]}; ${settingsSql('', '', '')}`;
  const { tenantId, userId, permissions, mode } = reach;
  assert(idPattern.test(tenantId) && (userId === null || idPattern.test(userId)), 'An id of the reach is none.');
  assert(permissions.every(isPermission), 'A permission of the reach is none.');
  return [
    // Looking at the tenant is the operator's: to lock a row takes the right to change it, which few of its members have.
    `SET LOCAL ROLE ${roleNames.operator}`,
    `SELECT status FROM public.tenants WHERE id = '${tenantId}' AND deleted_at IS NULL${mode === 'write' ? ' FOR KEY SHARE' : ''}`,
    `SET LOCAL ROLE ${roleNames.app}`,
    settingsSql(tenantId, userId ?? '', permissions.join(',')),
  ].join('; ');
}

/** Throws `TenantClosed` when what the tenant's row says does not allow the reach. `results` are those of `enterSql`'s statements. */
export function acceptTenant(reach: Reach, results: readonly (readonly SqlRow[])[]): void {
  if (reach.role !== 'app') return;
  const row = results.flat().find((found) => 'status' in found);
  const status = row === undefined ? 'missing' : row['status'];
  if (status === 'active' || (status === 'suspended' && reach.mode === 'read')) return;
  throw new TenantClosed(status === 'suspended' || status === 'cancelled' ? status : 'missing');
}

function settingsSql(tenantId: string, userId: string, permissions: string): string {
  return `SELECT set_config('app.tenant_id', '${tenantId}', true), set_config('app.user_id', '${userId}', true), set_config('app.permissions', '${permissions}', true)`;
}
