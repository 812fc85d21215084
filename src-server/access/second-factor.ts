/*
 * A person's second factor, as it is kept: begun, confirmed by a code, used, made anew, taken away. Whoever calls has asked for
 * what proves the person, and has entered the tenant in which they are at home as the server itself (`changingFactor`).
 */
import type { CodeProblem } from '#shared/access/factor-rules.ts';
import { parseCode } from '#shared/access/factor-rules.ts';
import type { Authenticator } from '#shared/access/factor-server-api.ts';
import { secondFactorEntity } from '#shared/access/factor-entities.ts';
import type { SecondFactorRecord } from '#shared/access/factor-entities.ts';
import { idFromKey } from '#shared/base/id.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';

import type { Sql } from '../db/server-database.ts';
import type { ServerRecords } from '../db/server-records.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import { createRecoveryCodes, withoutCode } from './recovery-codes.ts';
import { acceptTimeCode, createTimeSecret, describeAuthenticator } from './time-code.ts';

type Records = { readonly records: ServerRecords };
type Moment = Pick<ServerCall, 'sql' | 'nowMs'>;
export type FactorOwner = { readonly tenantId: string; readonly userId: string };

export const changingFactor = [
  'tenant:read',
  'user:read',
  'user:edit',
  'role:read',
  'session:manage',
] as const satisfies readonly Permission[];

/** Which counts, if there is one; locked, so that of two who use a code at once the second finds it used. */
export async function lockFactor(
  { records }: Records,
  sql: Sql,
  userId: string,
): Promise<SecondFactorRecord | undefined> {
  const id = idFromKey('secondFactor', userId);
  await sql.query('SELECT id FROM second_factors WHERE id = $1 FOR UPDATE', [id]);
  const factor = await records.find(sql, secondFactorEntity, id);
  return factor === undefined || factor.confirmedAt === null ? undefined : factor;
}

/** Uses a code up. */
export async function spendCode(
  { records }: Records,
  { sql, nowMs }: Moment,
  { factor, code }: { readonly factor: SecondFactorRecord; readonly code: string },
): Promise<Result<'time' | 'recovery', CodeProblem>> {
  const typed = parseCode(code);
  if (typed === undefined || factor.totpSecret === null) return fail('wrong');
  if (typed.kind === 'recovery') {
    const recoveryHashes = withoutCode(factor.recoveryHashes, typed.code);
    if (recoveryHashes === undefined) return fail('wrong');
    await records.patch(sql, secondFactorEntity, factor.id, { recoveryHashes });
    return ok('recovery');
  }
  const { totpSecret: secret, lastStep } = factor;
  const step = acceptTimeCode(typed.digits, { secret, lastStep, nowMs, tellsFuture: false });
  if (!step.ok) return step;
  await records.patch(sql, secondFactorEntity, factor.id, { lastStep: step.value });
  return ok('time');
}

/** Makes the secret of an authenticator. What counted before goes on counting until the new one is confirmed. */
export async function beginFactor(
  { records }: Records,
  sql: Sql,
  { tenantId, userId, ...names }: FactorOwner & { readonly label: string; readonly issuer: string },
): Promise<Authenticator> {
  const id = idFromKey('secondFactor', userId);
  const secret = createTimeSecret();
  const patch = { nextTotpSecret: secret };
  // Of two at once, the later one's secret is the one that can be confirmed.
  await sql.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 3))', [`factor ${userId}`]);
  if ((await records.find(sql, secondFactorEntity, id)) === undefined) {
    await records.insert(sql, secondFactorEntity, [
      { id, tenantId, userId, ...patch, totpSecret: null, confirmedAt: null, lastStep: null, recoveryHashes: [] },
    ]);
  } else await records.patch(sql, secondFactorEntity, id, patch);
  return describeAuthenticator(secret, names);
}

/** With a code of the authenticator that was begun. Returns the recovery codes; those of before are void. */
export async function confirmFactor(
  { records }: Records,
  { sql, nowMs }: Moment,
  { userId, code }: { readonly userId: string; readonly code: string },
): Promise<Result<string[], CodeProblem>> {
  const id = idFromKey('secondFactor', userId);
  await sql.query('SELECT id FROM second_factors WHERE id = $1 FOR UPDATE', [id]);
  const factor = await records.find(sql, secondFactorEntity, id);
  const secret = factor?.nextTotpSecret ?? null;
  const typed = parseCode(code);
  if (secret === null || typed?.kind !== 'time') return fail('wrong');
  const step = acceptTimeCode(typed.digits, { secret, lastStep: null, nowMs, tellsFuture: true });
  if (!step.ok) return step;
  const { shown, hashes } = createRecoveryCodes();
  await records.patch(sql, secondFactorEntity, id, {
    totpSecret: secret,
    nextTotpSecret: null,
    confirmedAt: nowMs,
    lastStep: step.value,
    recoveryHashes: hashes,
  });
  return ok(shown);
}

export async function renewRecoveryCodes(
  { records }: Records,
  sql: Sql,
  factor: SecondFactorRecord,
): Promise<string[]> {
  const { shown, hashes } = createRecoveryCodes();
  await records.patch(sql, secondFactorEntity, factor.id, { recoveryHashes: hashes });
  return shown;
}

/** For good, with its secrets. Returns whether there was one. */
export async function removeFactor({ query }: Pick<Sql, 'query'>, userId: string): Promise<boolean> {
  const rows = await query('DELETE FROM second_factors WHERE user_id = $1 RETURNING confirmed_at', [userId]);
  return rows.some((row) => row['confirmed_at'] !== null);
}

/** Sign-ins that wait for a code begin anew: the password that opened them is another, or the factor. */
export async function voidHalfSignIns({ sql, nowMs }: Moment, userId: string): Promise<void> {
  await sql.query('UPDATE half_sign_ins SET used_at = $2, updated_at = $2 WHERE user_id = $1 AND used_at IS NULL', [
    userId,
    new Date(nowMs).toISOString(),
  ]);
}
