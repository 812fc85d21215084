/*
 * Showing again who one is, within a session: the password, and a code where there is a second factor. Whoever finds an unlocked
 * machine is not to guess there either, so a failure counts as at signing in.
 */
import type { CodeProblem } from '#shared/access/factor-rules.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';

import { askerOf, enterAsServer } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { changingFactor, lockFactor, spendCode } from './second-factor.ts';
import { codeSubjects, countFailure, secondsToWait } from './sign-in-failures.ts';

export type ProofFailure =
  | { readonly kind: 'sign-in-refused' }
  | { readonly kind: 'code-refused'; readonly reason: CodeProblem }
  | { readonly kind: 'too-many-requests'; readonly retryAfterSeconds: number };

/** Who it is, and where they are at home: elsewhere a super administrator only acts. */
export type Proven = { readonly tenantId: string; readonly userId: string; readonly email: string };

/** Leaves the transaction in the reach of the tenant where they are at home, as the server itself (`changingFactor`). */
export async function proveAgain(
  deps: AccessDeps,
  call: ServerCall,
  { password, code }: { readonly password: string; readonly code: string | undefined },
): Promise<Result<Proven, ProofFailure>> {
  const { userId, tenantId: here, homeTenantId } = askerOf(call);
  const tenantId = homeTenantId ?? here;
  await enterAsServer(call, tenantId, { permissions: changingFactor, mode: 'read' });
  // First: whoever tries at once with others waits for their answers.
  const factor = await lockFactor(deps, call.sql, userId);
  await call.sql.enter({ role: 'access' });
  const [user] = await call.sql.query('SELECT email, password_hash FROM users WHERE id = $1 AND tenant_id = $2', [
    userId,
    tenantId,
  ]);
  const email = String(user?.['email']);
  const subjects = { email, address: call.address };
  const ofCode = codeSubjects(call, userId);
  const wait = Math.max(await secondsToWait(call, subjects), await secondsToWait(call, ofCode));
  if (wait > 0) return fail({ kind: 'too-many-requests', retryAfterSeconds: wait });
  const hash = typeof user?.['password_hash'] === 'string' ? user['password_hash'] : null;
  if (!(await deps.passwords.verify(hash, password))) {
    call.keepOnFailure();
    await countFailure(call, subjects);
    return fail({ kind: 'sign-in-refused' });
  }
  await enterAsServer(call, tenantId, { permissions: changingFactor, mode: 'read' });
  if (factor === undefined) return ok({ tenantId, userId, email });
  const used = await spendCode(deps, call, { factor, code: code ?? '' });
  if (used.ok) return ok({ tenantId, userId, email });
  call.keepOnFailure();
  await call.sql.enter({ role: 'access' });
  await countFailure(call, ofCode);
  return fail({ kind: 'code-refused', reason: used.failure });
}
