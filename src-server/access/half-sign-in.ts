/*
 * The second step of a sign-in. A half-done sign-in is finished once, soon, by the device that has begun it; a wrong code counts as
 * a wrong password does, and after a few of them it begins anew.
 */
import { halfSignInEntity } from '#shared/access/factor-entities.ts';
import type { SecondFactorRecord } from '#shared/access/factor-entities.ts';
import type { CodeProblem } from '#shared/access/factor-rules.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { RecordOf } from '#shared/schema/entity.ts';
import type { ServerApi } from '#shared/server-api.ts';

import { enterAsServer } from '../rpc/server-call.ts';
import type { ServerCall, ServerHandlersOf } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { beginSession } from './begin-session.ts';
import type { DeviceDraft, UsedFactor } from './begin-session.ts';
import { codesRefusedText, factorSetText, recoveryCodeUsedText } from './mail-texts.ts';
import { changingFactor, confirmFactor, lockFactor, spendCode } from './second-factor.ts';
import { clearFailures, codeSubjects, countFailure, secondsToWait } from './sign-in-failures.ts';
import { isSecretOf } from './tokens.ts';
import { queueMail } from '../mail/queue-mail.ts';

type Handlers = Pick<ServerHandlersOf<ServerApi['access']>, 'giveCode' | 'setUpFactor'>;
type Half = RecordOf<typeof halfSignInEntity>;
type Given = { readonly id: string; readonly secret: string; readonly device: DeviceDraft };
type Open = { readonly half: Half; readonly email: string; readonly factor: SecondFactorRecord | undefined };

/** Wrong codes of one half-done sign-in. */
const failuresMax = 5;

export function createHalfSignIns(deps: AccessDeps): Handlers {
  return {
    giveCode: async ({ code, ...given }, call) => {
      const found = await openHalf(deps, call, given, 'code');
      if (!found.ok) return found;
      const { half, email, factor } = found.value;
      if (factor === undefined) return fail({ kind: 'sign-in-over' });
      const used = await spendCode(deps, call, { factor, code });
      if (!used.ok) return await refuse(deps, call, found.value, used.failure);
      if (used.value === 'recovery') {
        const text = recoveryCodeUsedText(factor.recoveryHashes.length - 1);
        const { tenantId } = half;
        await queueMail(deps, call, { tenantId, recipient: email, purpose: 'recovery-code-used', ...text });
      }
      return ok(await finish(deps, call, half, used.value));
    },
    setUpFactor: async ({ code, ...given }, call) => {
      const found = await openHalf(deps, call, given, 'set-up');
      if (!found.ok) return found;
      const { half, email, factor } = found.value;
      // Set up meanwhile, in another place: the code is asked for now.
      if (factor !== undefined) return fail({ kind: 'sign-in-over' });
      const { tenantId, userId } = half;
      const confirmed = await confirmFactor(deps, call, { userId, code });
      if (!confirmed.ok) return await refuse(deps, call, found.value, confirmed.failure);
      await call.audit(
        { action: 'access.second-factor-set', resourceType: 'user', resourceId: userId },
        { tenantId, userId },
      );
      await queueMail(deps, call, { tenantId, recipient: email, purpose: 'second-factor-set', ...factorSetText() });
      return ok({ ...(await finish(deps, call, half, 'set-up')), recoveryCodes: confirmed.value });
    },
  };
}

type Over =
  | { readonly kind: 'sign-in-over' }
  | { readonly kind: 'too-many-requests'; readonly retryAfterSeconds: number };

/**
 * The half-done sign-in that is continued, with the transaction in its tenant's reach as the server. The person's factor is locked
 * before anything is looked at, and everywhere before the half-done sign-in: of several who try at once, each sees what the one
 * before has come to.
 */
async function openHalf(
  deps: AccessDeps,
  call: ServerCall,
  { id, secret, device }: Given,
  needs: Half['needs'],
): Promise<Result<Open, Over>> {
  const [row] = await call.sql.query(
    `SELECT half.tenant_id, half.user_id, half.secret_hash, person.email
     FROM half_sign_ins half JOIN users person ON person.id = half.user_id AND person.tenant_id = half.tenant_id
     WHERE half.id = $1 AND half.needs = $2 AND half.deleted_at IS NULL AND person.status = 'active' AND person.deleted_at IS NULL`,
    [id, needs],
  );
  if (row === undefined || !isSecretOf(secret, String(row['secret_hash']))) return fail({ kind: 'sign-in-over' });
  const [tenantId, userId, email] = [String(row['tenant_id']), String(row['user_id']), String(row['email'])];
  await enterAsServer(call, tenantId, { permissions: changingFactor, mode: 'read' });
  const factor = await lockFactor(deps, call.sql, userId);
  await call.sql.query('SELECT id FROM half_sign_ins WHERE id = $1 FOR UPDATE', [id]);
  const half = await deps.records.find(call.sql, halfSignInEntity, id);
  const isOpen =
    half !== undefined &&
    half.usedAt === null &&
    half.expiresAt > call.nowMs &&
    half.failures < failuresMax &&
    isSameDevice(half, device, call.userAgent);
  if (!isOpen) return fail({ kind: 'sign-in-over' });
  await call.sql.enter({ role: 'access' });
  const wait = await secondsToWait(call, codeSubjects(call, userId));
  await enterAsServer(call, tenantId, { permissions: changingFactor, mode: 'read' });
  return wait > 0 ? fail({ kind: 'too-many-requests', retryAfterSeconds: wait }) : ok({ half, email, factor });
}

function isSameDevice(half: Half, { id, name, platform }: DeviceDraft, userAgent: string): boolean {
  const begun = half.device;
  return begun.id === id && begun.name === name && begun.platform === platform && half.userAgent === userAgent;
}

async function refuse(deps: AccessDeps, call: ServerCall, { half, email }: Open, reason: CodeProblem) {
  call.keepOnFailure();
  const { tenantId, userId } = half;
  const failures = half.failures + 1;
  await deps.records.patch(call.sql, halfSignInEntity, half.id, { failures });
  await call.audit(
    { action: 'access.code-refused', resourceType: 'user', resourceId: userId, details: { reason } },
    { tenantId, userId: null },
  );
  // Whoever comes so far has the password.
  if (failures === failuresMax && half.by === 'password') {
    await queueMail(deps, call, { tenantId, recipient: email, purpose: 'codes-refused', ...codesRefusedText() });
  }
  await call.sql.enter({ role: 'access' });
  await countFailure(call, codeSubjects(call, userId));
  return fail({ kind: 'code-refused' as const, reason });
}

async function finish(deps: AccessDeps, call: ServerCall, half: Half, factor: UsedFactor) {
  const { tenantId, userId, device, by } = half;
  await deps.records.patch(call.sql, halfSignInEntity, half.id, { usedAt: call.nowMs });
  await call.sql.enter({ role: 'access' });
  await clearFailures(call.sql, codeSubjects(call, userId).email);
  return await beginSession(deps, call, { tenantId, userId, device, by, factor });
}
