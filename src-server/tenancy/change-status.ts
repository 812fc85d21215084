/*
 * Suspending, cancelling and opening a tenant, for the API and the command line alike.
 */
import { tenantEntity } from '#shared/tenancy/tenancy-entities.ts';
import type { TenantRecord } from '#shared/tenancy/tenancy-entities.ts';

import type { ServerRecords } from '../db/server-records.ts';
import type { Sql } from '../db/server-database.ts';
import { tenantChannel } from '../rpc/live-channels.ts';
import type { Act, ServerCall } from '../rpc/server-call.ts';

type TenantStatus = TenantRecord['status'];

/** As the operator; held until the transaction ends, so that nothing is written to the tenant meanwhile. */
export async function lockTenant(
  sql: Sql,
  id: string,
): Promise<{ readonly status: TenantStatus; readonly slug: string } | undefined> {
  await sql.enter({ role: 'operator' });
  const [row] = await sql.query('SELECT status, slug FROM tenants WHERE id = $1 AND deleted_at IS NULL FOR UPDATE', [
    id,
  ]);
  if (row === undefined) return undefined;
  return { status: row['status'] as TenantStatus, slug: String(row['slug']) }; // One of the field's choices.
}

export type StatusChange = { readonly id: string; readonly before: TenantStatus; readonly status: TenantStatus };

/** Of a tenant that is locked. Told to its devices as every change of a record. `audit` is called in whatever reach there is, and may leave another. */
export async function changeStatus(
  records: Pick<ServerRecords, 'patch'>,
  { sql }: Pick<ServerCall, 'sql'>,
  { id, before, status }: StatusChange,
  audit: (act: Pick<Act, 'action'> & { readonly details: { readonly [name: string]: string } }) => Promise<void>,
): Promise<void> {
  const act = { action: 'tenant.status-set', details: { before, status } };
  // A cancelled tenant takes no event: it is written while, or as soon as, it is none.
  if (status === 'cancelled') await audit(act);
  await sql.enter({ role: 'operator' });
  await records.patch(sql, tenantEntity, id, { status });
  await sql.announce(tenantChannel, id);
  if (status !== 'cancelled') await audit(act);
}
