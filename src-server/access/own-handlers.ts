/*
 * What somebody who is signed in asks about themselves.
 */
import { fail, ok } from '#shared/base/result.ts';
import type { ServerApi } from '#shared/server-api.ts';
import { tenantEntity, userEntity } from '#shared/tenancy/tenancy-entities.ts';
import type { UserRecord } from '#shared/tenancy/tenancy-entities.ts';

import { askerOf } from '../rpc/server-call.ts';
import type { ServerCall, ServerHandlersOf } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { beginSession } from './begin-session.ts';
import { describeMe } from './describe-me.ts';
import { endSessions } from './end-sessions.ts';
import { setPassword } from './reset-password.ts';
import { countFailure, secondsToWait } from './sign-in-failures.ts';

type Own = Pick<ServerHandlersOf<ServerApi['access']>, 'me' | 'signOut' | 'editProfile' | 'changePassword' | 'actIn'>;

export function createOwnHandlers(deps: AccessDeps): Own {
  const { records } = deps;
  return {
    me: async (_input, call) => ok(await describeMe(deps, call.sql, askerOf(call))),
    signOut: async (_input, call) => {
      const { sessionId } = askerOf(call);
      if (sessionId !== null) {
        await endSessions(call, { sessionId, reason: 'signed-out' });
        await call.audit({ action: 'access.signed-out', resourceType: 'session', resourceId: sessionId });
      }
      return ok({});
    },
    editProfile: async (patch, call) => {
      const user = await ownUser(deps, call);
      // Who acts in a tenant that is not their own has no profile there.
      if (user === undefined) return fail({ kind: 'not-permitted', permission: 'user:edit' });
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
      await records.patch(call.sql, userEntity, user.id, given);
      await call.audit({
        action: 'user.profile-edited',
        resourceType: 'user',
        resourceId: user.id,
        details: { fields: Object.keys(given) },
      });
      return ok(await describeMe(deps, call.sql, askerOf(call)));
    },
    changePassword: async ({ current, next }, call) => await changePassword(deps, call, { current, next }),
    actIn: async ({ tenantId }, call) => {
      const asker = askerOf(call);
      const home = asker.homeTenantId ?? asker.tenantId;
      // Audited where they are at home and, by the session that begins, where they act.
      await call.audit({ action: 'access.acting', resourceType: 'tenant', resourceId: tenantId });
      await call.sql.enter({ role: 'access' });
      const [tenant] = await call.sql.query('SELECT id FROM tenants WHERE id = $1 AND deleted_at IS NULL', [tenantId]);
      if (tenant === undefined) return fail({ kind: 'record-missing', entity: 'tenant', id: tenantId });
      const homeTenantId = tenantId === home ? null : home;
      const { userId, provenAt } = asker;
      return ok(
        await beginSession(deps, call, { tenantId, userId, device: null, homeTenantId, by: 'acting', provenAt }),
      );
    },
  };
}

async function ownUser({ records }: AccessDeps, call: ServerCall): Promise<UserRecord | undefined> {
  const { homeTenantId, userId } = askerOf(call);
  return homeTenantId === null ? await records.find(call.sql, userEntity, userId) : undefined;
}

async function changePassword(
  deps: AccessDeps,
  call: ServerCall,
  { current, next }: { readonly current: string; readonly next: string },
) {
  const { sessionId, tenantId, userId } = askerOf(call);
  const user = await ownUser(deps, call);
  if (user === undefined) return fail({ kind: 'not-permitted' as const, permission: 'user:edit' });
  // Whoever finds an unlocked machine is not to guess the password there either.
  const subjects = { email: user.email, address: call.address };
  await call.sql.enter({ role: 'access' });
  const wait = await secondsToWait(call, subjects);
  if (wait > 0) return fail({ kind: 'too-many-requests' as const, retryAfterSeconds: wait });
  if (!(await deps.passwords.verify(user.passwordHash, current))) {
    call.keepOnFailure();
    await countFailure(call, subjects);
    return fail({ kind: 'sign-in-refused' as const });
  }
  const { permissions } = askerOf(call);
  await call.sql.enter({ role: 'app', tenantId, userId, permissions: [...permissions], mode: 'write' });
  const tenant = await deps.records.find(call.sql, tenantEntity, tenantId);
  const weakness = deps.passwords.weakness(next, [user.email, user.name, tenant?.name ?? '']);
  if (weakness !== undefined) return fail({ kind: 'password-weak' as const, reason: weakness });
  await setPassword(deps, call, { tenantId, userId, email: user.email, password: next, exceptSessionId: sessionId });
  await call.audit({ action: 'access.password-changed', resourceType: 'user', resourceId: userId });
  return ok({});
}
