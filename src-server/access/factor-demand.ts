/*
 * Of whom a tenant demands a second factor. It is asked when somebody comes in; and when it begins to be demanded of somebody (by
 * the setting, by a role, by taking their factor away), the sessions of who has none end, so that they come in anew.
 */
import { isAdministration } from '#shared/access/administration-sections.ts';
import { secondFactorEntity } from '#shared/access/factor-entities.ts';
import { idFromKey } from '#shared/base/id.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';
import { tenantSettings } from '#shared/tenancy/tenancy-server-api.ts';
import { isFactorDemand } from '#shared/tenancy/tenant-settings.ts';
import type { FactorDemand } from '#shared/tenancy/tenant-settings.ts';

import type { ServerRecords } from '../db/server-records.ts';
import type { Sql } from '../db/server-database.ts';
import { askerOf, enterAsServer } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import { endEverySession } from './end-sessions.ts';
import { findRights } from './find-asker.ts';

/** What the server has to be permitted for what this file asks. */
export const readingDemand = ['tenant:read', 'user:read', 'role:read'] as const satisfies readonly Permission[];

/** In the reach of the tenant. */
export async function readFactorDemand({ query }: Pick<Sql, 'query'>, tenantId: string): Promise<FactorDemand> {
  const [row] = await query('SELECT config_value FROM tenant_config WHERE id = $1 AND deleted_at IS NULL', [
    idFromKey('tenantConfig', tenantId, tenantSettings.secondFactor),
  ]);
  const value = row?.['config_value'];
  return isFactorDemand(value) ? value : 'off';
}

/** In the reach of the tenant in which they are at home. */
export async function isFactorDemanded(sql: Sql, person: { readonly tenantId: string; readonly userId: string }) {
  const demand = await readFactorDemand(sql, person.tenantId);
  if (demand !== 'administrators') return demand === 'everyone';
  const { permissions } = await findRights(sql, person.tenantId, person.userId);
  return isAdministration([...permissions]);
}

/** Whether a person has shown that they have one. In the reach of the tenant. */
export async function hasFactor(records: ServerRecords, sql: Sql, userId: string): Promise<boolean> {
  const factor = await records.find(sql, secondFactorEntity, idFromKey('secondFactor', userId));
  return factor !== undefined && factor.confirmedAt !== null;
}

/** Nobody demands of others what they have not themselves: they would be the first who is shut out. Leaves the reach. */
export async function acceptOwnFactor(
  records: ServerRecords,
  call: ServerCall,
): Promise<Result<null, { readonly kind: 'second-factor-missing' }>> {
  const { homeTenantId, tenantId, userId } = askerOf(call);
  await enterAsServer(call, homeTenantId ?? tenantId, { permissions: readingDemand });
  return (await hasFactor(records, call.sql, userId)) ? ok(null) : fail({ kind: 'second-factor-missing' });
}

/**
 * Ends the sessions of everybody in the tenant of whom a second factor is demanded and who has none; of one person where one is
 * named. Leaves the reach.
 */
export async function endUnprotected(
  call: Pick<ServerCall, 'sql' | 'nowMs' | 'audit'>,
  tenantId: string,
  userId: string | null = null,
): Promise<void> {
  await enterAsServer(call, tenantId, { permissions: [...readingDemand, 'session:manage'] });
  if ((await readFactorDemand(call.sql, tenantId)) === 'off') return;
  const rows = await call.sql.query(
    `SELECT DISTINCT session.user_id
     FROM sessions session
     WHERE session.ended_at IS NULL AND session.home_tenant_id IS NULL AND ($1::text IS NULL OR session.user_id = $1)
       AND NOT EXISTS (
         SELECT FROM second_factors factor WHERE factor.user_id = session.user_id AND factor.confirmed_at IS NOT NULL
       )
     ORDER BY session.user_id`,
    [userId],
  );
  for (const row of rows) {
    const id = String(row['user_id']);
    // oxlint-disable-next-line no-await-in-loop -- One connection.
    await enterAsServer(call, tenantId, { permissions: readingDemand });
    // oxlint-disable-next-line no-await-in-loop -- The same.
    if (!(await isFactorDemanded(call.sql, { tenantId, userId: id }))) continue;
    // oxlint-disable-next-line no-await-in-loop -- The same.
    const ended = await endEverySession(call, { userId: id, reason: 'second-factor-demanded' });
    // oxlint-disable-next-line no-await-in-loop -- The same.
    await enterAsServer(call, tenantId, { permissions: readingDemand });
    // oxlint-disable-next-line no-await-in-loop -- The same.
    await call.audit({
      action: 'access.sessions-ended',
      resourceType: 'user',
      resourceId: id,
      details: { ended, reason: 'second-factor-demanded' },
    });
  }
}
