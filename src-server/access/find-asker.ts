/*
 * Who is asking: finds the session or the machine's token that a token names, and what its person may do now. Asked anew at
 * every call, so that what has been ended, suspended or taken away has an effect at once.
 */
import type { Instant } from '#shared/base/instant.ts';
import { instantOf } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { isPermission } from '#shared/rpc/permission-rules.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';
import { findBuiltInRole } from '#shared/tenancy/built-in-roles.ts';

import { inOrder } from '../db/in-order.ts';
import type { Sql, SqlRow } from '../db/server-database.ts';
import type { SignedOut } from '../rpc/let-in.ts';
import type { Asker } from '../rpc/server-call.ts';
import { isSecretOf, parseToken } from './tokens.ts';
import type { TokenParts } from './tokens.ts';

const sessionSql = `SELECT session.id, session.tenant_id, session.user_id, session.device_id, session.secret_hash,
    session.expires_at, session.last_seen_at, session.ended_at, session.end_reason, session.home_tenant_id,
    session.proven_at, person.status AS person_status, person.deleted_at AS person_deleted_at
  FROM sessions session JOIN users person ON person.id = session.user_id
  WHERE session.id = $1`;

const apiTokenSql = `SELECT token.id, token.tenant_id, token.user_id, token.secret_hash, token.expires_at, token.scopes,
    token.last_used_at, token.deleted_at, person.status AS person_status, person.deleted_at AS person_deleted_at
  FROM api_tokens token JOIN users person ON person.id = token.user_id AND person.tenant_id = token.tenant_id
  WHERE token.id = $1`;

const rolesSql = (held: string, isTheirs: string): string => `SELECT held.role_id, own.permissions
  FROM ${held} LEFT JOIN roles own ON own.id = held.role_id AND own.tenant_id = held.tenant_id AND own.deleted_at IS NULL
  LEFT JOIN users person ON person.id = held.user_id AND person.tenant_id = held.tenant_id
  WHERE ${isTheirs} AND held.deleted_at IS NULL
  ORDER BY coalesce(own.name, held.role_id) = person.role DESC, held.assigned_at, held.id`;

const personRolesSql = rolesSql('user_roles held', 'held.tenant_id = $1 AND held.user_id = $2');

/** A super administrator who acts elsewhere has the roles of home there. */
const sessionRolesSql = rolesSql(
  `sessions session JOIN user_roles held
    ON held.tenant_id = coalesce(session.home_tenant_id, session.tenant_id) AND held.user_id = session.user_id`,
  'session.id = $1',
);

const apiTokenRolesSql = rolesSql(
  'api_tokens token JOIN user_roles held ON held.tenant_id = token.tenant_id AND held.user_id = token.user_id',
  'token.id = $1',
);

/** Told of a token that was used, so that it can note when, off the way of the call. */
export type Seen = (seen: {
  readonly kind: 'session' | 'api-token';
  readonly id: string;
  readonly tenantId: string;
  readonly lastMs: number | null;
}) => void;

/** A session that nobody uses for so long ends, however long it was to last: a machine that was put away. */
const idleMsMax = 14 * 86_400_000;

/** In the reach `access`. */
export async function findAsker(
  sql: Sql,
  token: string,
  { nowMs, onSeen }: { readonly nowMs: Instant; readonly onSeen: Seen },
): Promise<Result<Asker, SignedOut>> {
  const parts = parseToken(token);
  if (parts?.kind === 'tps') return await findBySession(sql, parts, { nowMs, onSeen });
  if (parts?.kind === 'tpt') return await findByApiToken(sql, parts, { nowMs, onSeen });
  return signedOut(null);
}

type Way = { readonly nowMs: Instant; readonly onSeen: Seen };

async function findBySession(sql: Sql, { id, secret }: TokenParts, { nowMs, onSeen }: Way) {
  // Together, for every call asks both.
  const [[row], roles] = await inOrder([sql.query(sessionSql, [id]), sql.query(sessionRolesSql, [id])]);
  // Who does not hold the secret is not told whether there is such a session, or how it ended.
  if (row === undefined || !isSecretOf(secret, textOf(row, 'secret_hash'))) return signedOut(null);
  if (row['ended_at'] !== null) return signedOut(textOf(row, 'end_reason'));
  const isIdle = nowMs - timeOf(row, 'last_seen_at') > idleMsMax;
  if (timeOf(row, 'expires_at') <= nowMs || isIdle) return signedOut('expired');
  if (!isPersonOpen(row)) return signedOut('user-disabled');
  const tenantId = textOf(row, 'tenant_id');
  onSeen({ kind: 'session', id, tenantId, lastMs: timeOf(row, 'last_seen_at') });
  const userId = textOf(row, 'user_id');
  const { roleIds, permissions } = rightsOf(roles);
  return ok({
    userId,
    tenantId,
    permissions,
    roleIds,
    sessionId: id,
    deviceId: optionalText(row, 'device_id'),
    apiTokenId: null,
    homeTenantId: optionalText(row, 'home_tenant_id'),
    expiresAt: instantOf(timeOf(row, 'expires_at')),
    provenAt: row['proven_at'] === null ? null : instantOf(timeOf(row, 'proven_at')),
  });
}

async function findByApiToken(sql: Sql, { id, secret }: TokenParts, { nowMs, onSeen }: Way) {
  const [[row], roles] = await inOrder([sql.query(apiTokenSql, [id]), sql.query(apiTokenRolesSql, [id])]);
  if (row === undefined || !isSecretOf(secret, textOf(row, 'secret_hash'))) return signedOut(null);
  const expiresAt = row['expires_at'] === null ? null : timeOf(row, 'expires_at');
  if (row['deleted_at'] !== null) return signedOut('revoked');
  if (expiresAt !== null && expiresAt <= nowMs) return signedOut('expired');
  if (!isPersonOpen(row)) return signedOut('user-disabled');
  const tenantId = textOf(row, 'tenant_id');
  const userId = textOf(row, 'user_id');
  const lastMs = row['last_used_at'] === null ? null : timeOf(row, 'last_used_at');
  onSeen({ kind: 'api-token', id, tenantId, lastMs });
  const { roleIds, permissions } = rightsOf(roles);
  const scopes = new Set(Array.isArray(row['scopes']) ? row['scopes'] : []);
  return ok({
    userId,
    tenantId,
    // Never more than the person has today, whatever was granted once.
    permissions: new Set([...permissions].filter((permission) => scopes.has(permission))),
    roleIds,
    sessionId: null,
    deviceId: null,
    apiTokenId: id,
    homeTenantId: null,
    expiresAt: expiresAt === null ? null : instantOf(expiresAt),
    provenAt: null,
  });
}

export type Rights = { readonly roleIds: readonly string[]; readonly permissions: ReadonlySet<Permission> };

/** What a person's roles give together, the primary role first. In the reach `access`, or `app` of the tenant. */
export async function findRights(sql: Sql, tenantId: string, userId: string): Promise<Rights> {
  return rightsOf(await sql.query(personRolesSql, [tenantId, userId]));
}

function rightsOf(rows: readonly SqlRow[]): Rights {
  const roleIds = rows.map((row) => textOf(row, 'role_id'));
  const given = rows.flatMap((row) => permissionsOf(textOf(row, 'role_id'), row['permissions']));
  return { roleIds, permissions: new Set(given) };
}

function permissionsOf(roleId: string, own: unknown): readonly Permission[] {
  const builtIn = findBuiltInRole(roleId);
  if (builtIn !== undefined) return builtIn.permissions;
  // A permission that a newer server has granted is none here.
  return Array.isArray(own) ? own.filter((name) => typeof name === 'string').filter(isPermission) : [];
}

function isPersonOpen(row: SqlRow): boolean {
  return row['person_status'] === 'active' && row['person_deleted_at'] === null;
}

function signedOut(reason: string | null): Result<never, SignedOut> {
  return fail({ kind: 'signed-out', reason });
}

function textOf(row: SqlRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`${column} is no text.`);
  return value;
}

function optionalText(row: SqlRow, column: string): string | null {
  return row[column] === null ? null : textOf(row, column);
}

function timeOf(row: SqlRow, column: string): number {
  const value = row[column];
  if (!(value instanceof Date)) throw new TypeError(`${column} is no moment.`);
  return value.getTime();
}
