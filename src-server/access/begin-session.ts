/*
 * Begins a session: the last step of every way in (password, invitation, set-up, acting in another tenant), when everything has
 * been shown that is asked for: see come-in.ts. In the reach of the tenant, as the person.
 */
import { deviceEntity, sessionEntity } from '#shared/access/access-entities.ts';
import type { SignedIn } from '#shared/access/me.ts';
import { instantOf } from '#shared/base/instant.ts';
import type { Instant } from '#shared/base/instant.ts';
import { tenantSettings } from '#shared/tenancy/tenancy-server-api.ts';
import { sessionDaysMax } from '#shared/tenancy/tenant-settings.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';

import type { Sql } from '../db/server-database.ts';
import type { Asker, ServerCall } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { endSessions } from './end-sessions.ts';
import { findRights } from './find-asker.ts';
import { describeMe } from './describe-me.ts';
import { createSecret, formatToken } from './tokens.ts';

export type DeviceDraft = { readonly id?: string | undefined; readonly name: string; readonly platform: string };

export type BeginSession = {
  readonly tenantId: string;
  readonly userId: string;
  readonly device: DeviceDraft | null;
  readonly deviceId?: string | null;
  readonly homeTenantId?: string | null;
  /** For the audit: how they came in, and what the second factor was. */
  readonly by: 'password' | 'invitation' | 'setup' | 'acting';
  readonly factor?: UsedFactor | null;
  /** Of who acts elsewhere: when they have shown who they are; at this moment where it is not said. */
  readonly provenAt?: Instant | null;
};

/** `set-up`: the first code of a new authenticator. */
export type UsedFactor = 'time' | 'recovery' | 'set-up';

export type SessionDeps = Pick<AccessDeps, 'records' | 'newId' | 'onTokenMade'>;

const dayMs = 86_400_000;
/** Unless the tenant says otherwise. */
const sessionDaysUsual = 30;

export async function beginSession(deps: SessionDeps, call: ServerCall, begin: BeginSession): Promise<SignedIn> {
  const { records, newId } = deps;
  const { sql, nowMs, address, userAgent } = call;
  const { tenantId, userId, homeTenantId = null, by, factor = null, provenAt = nowMs } = begin;
  const { roleIds, permissions } = await findRights(sql, homeTenantId ?? tenantId, userId);
  const settings = await readSettings(sql, tenantId);
  // Also in a suspended tenant, which one may look at: what is written is only that one is there.
  await sql.enter({ role: 'app', tenantId, userId, permissions: [...permissions], mode: 'read' });
  const deviceId = begin.device === null ? (begin.deviceId ?? null) : await keepDevice(deps, call, begin, begin.device);
  const id = newId();
  const { secret, secretHash } = createSecret();
  const expiresAt = instantOf(nowMs + settings.sessionDays * dayMs);
  await records.insert(sql, sessionEntity, [
    {
      id,
      tenantId,
      userId,
      deviceId,
      secretHash,
      expiresAt,
      lastSeenAt: nowMs,
      provenAt,
      userAgent,
      address,
      homeTenantId,
    },
  ]);
  if (settings.isSingle) await endSessions(call, { userId, reason: 'signed-in-elsewhere', exceptId: id });
  if (homeTenantId === null) {
    await records.patch(sql, userEntity, userId, { lastLogin: nowMs, lastSignInAt: nowMs, activeTokenId: id });
  }
  await call.audit(
    { action: `access.signed-in`, resourceType: 'session', resourceId: id, details: { by, factor, device: deviceId } },
    { tenantId, userId },
  );
  const asker: Asker = {
    userId,
    tenantId,
    permissions,
    roleIds,
    sessionId: id,
    deviceId,
    apiTokenId: null,
    homeTenantId,
    expiresAt,
    provenAt,
  };
  const me = await describeMe(deps, sql, asker);
  const token = formatToken({ kind: 'tps', id, secret });
  deps.onTokenMade(token, userId);
  return { kind: 'signed-in', token, me };
}

/** The device of an earlier sign-in, if it is this person's; else a new one. */
async function keepDevice(
  { records, newId }: SessionDeps,
  { sql, nowMs }: ServerCall,
  { tenantId, userId }: BeginSession,
  { id, name, platform }: DeviceDraft,
): Promise<string> {
  const known = id === undefined ? undefined : await records.find(sql, deviceEntity, id);
  if (known?.userId === userId) {
    await records.patch(sql, deviceEntity, known.id, { name, platform, lastSeenAt: nowMs });
    return known.id;
  }
  const newDevice = newId();
  await records.insert(sql, deviceEntity, [{ id: newDevice, tenantId, userId, name, platform, lastSeenAt: nowMs }]);
  return newDevice;
}

/** As the server: they hold also for whom they are none of their business. */
async function readSettings(
  sql: Sql,
  tenantId: string,
): Promise<{ readonly isSingle: boolean; readonly sessionDays: number }> {
  await sql.enter({ role: 'app', tenantId, userId: null, permissions: ['tenant:read'], mode: 'read' });
  const rows = await sql.query(
    `SELECT config_key, config_value FROM tenant_config WHERE config_key = ANY($1) AND deleted_at IS NULL`,
    [[tenantSettings.singleSession, tenantSettings.sessionDays]],
  );
  const valueOf = (key: string): unknown => rows.find((row) => row['config_key'] === key)?.['config_value'];
  const days = Number(valueOf(tenantSettings.sessionDays) ?? sessionDaysUsual);
  return {
    isSingle: valueOf(tenantSettings.singleSession) === 'true',
    sessionDays: days >= 1 && days <= sessionDaysMax ? days : sessionDaysUsual,
  };
}
