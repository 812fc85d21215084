/*
 * One's own second factor: setting it up, new recovery codes, doing without; and showing again who one is.
 */
import { sessionEntity } from '#shared/access/access-entities.ts';
import { secondFactorEntity } from '#shared/access/factor-entities.ts';
import { idFromKey } from '#shared/base/id.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { ServerApi } from '#shared/server-api.ts';
import { tenantEntity, userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { queueMail } from '../mail/queue-mail.ts';
import { askerOf, enterAsAsker, enterAsServer } from '../rpc/server-call.ts';
import type { ServerCall, ServerHandlersOf } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { issuerOf } from './come-in.ts';
import { isFactorDemanded } from './factor-demand.ts';
import { codesRenewedText, factorRemovedText, factorSetText } from './mail-texts.ts';
import { proveAgain } from './prove-again.ts';
import {
  beginFactor,
  changingFactor,
  confirmFactor,
  lockFactor,
  removeFactor,
  renewRecoveryCodes,
  voidHalfSignIns,
} from './second-factor.ts';
import { codeSubjects, countFailure, secondsToWait } from './sign-in-failures.ts';

type Handlers = ServerHandlersOf<ServerApi['secondFactor']>;

export function createOwnFactorHandlers(deps: AccessDeps): Handlers {
  const { records } = deps;
  return {
    read: async (_input, call) => {
      const home = await enterHome(call, 'read');
      const factor = await records.find(call.sql, secondFactorEntity, idFromKey('secondFactor', home.userId));
      const isOn = factor !== undefined && factor.confirmedAt !== null;
      return ok({
        since: isOn ? factor.confirmedAt : null,
        recoveryCodesLeft: isOn ? factor.recoveryHashes.length : 0,
        isDemanded: await isFactorDemanded(call.sql, home),
      });
    },
    begin: async (_input, call) => {
      const home = await enterHome(call);
      const user = await records.find(call.sql, userEntity, home.userId);
      const tenant = await records.find(call.sql, tenantEntity, home.tenantId);
      if (user === undefined || tenant === undefined) throw new Error('Somebody is signed in who is not there.');
      return ok(await beginFactor(deps, call.sql, { ...home, label: user.email, issuer: issuerOf(tenant.name) }));
    },
    confirm: async ({ code }, call) => {
      const home = await enterHome(call);
      const email = await emailOf(deps, call, home.userId);
      // A code of six digits is soon guessed where nobody counts.
      const subjects = codeSubjects(call, home.userId);
      await call.sql.enter({ role: 'access' });
      const wait = await secondsToWait(call, subjects);
      if (wait > 0) return fail({ kind: 'too-many-requests', retryAfterSeconds: wait });
      await enterHome(call);
      const confirmed = await confirmFactor(deps, call, { userId: home.userId, code });
      if (!confirmed.ok) {
        call.keepOnFailure();
        await call.sql.enter({ role: 'access' });
        await countFailure(call, subjects);
        return fail({ kind: 'code-refused', reason: confirmed.failure });
      }
      await voidHalfSignIns(call, home.userId);
      await told(deps, call, home, { email, action: 'access.second-factor-set', text: factorSetText() });
      return ok({ recoveryCodes: confirmed.value });
    },
    renewCodes: async (_input, call) => {
      const home = await enterHome(call);
      const factor = await lockFactor(deps, call.sql, home.userId);
      if (factor === undefined) return fail({ kind: 'second-factor-off' });
      const recoveryCodes = await renewRecoveryCodes(deps, call.sql, factor);
      const email = await emailOf(deps, call, home.userId);
      await told(deps, call, home, { email, action: 'access.recovery-codes-renewed', text: codesRenewedText() });
      return ok({ recoveryCodes });
    },
    remove: async ({ password, code }, call) => {
      const home = await enterHome(call);
      if ((await lockFactor(deps, call.sql, home.userId)) === undefined) return fail({ kind: 'second-factor-off' });
      if (await isFactorDemanded(call.sql, home)) return fail({ kind: 'second-factor-demanded' });
      const proven = await proveAgain(deps, call, { password, code });
      if (!proven.ok) return proven;
      await removeFactor(call.sql, home.userId);
      await voidHalfSignIns(call, home.userId);
      const { email } = proven.value;
      await told(deps, call, home, { email, action: 'access.second-factor-removed', text: factorRemovedText() });
      return ok({});
    },
    signInAgain: async ({ password, code }, call) => {
      const { sessionId } = askerOf(call);
      const proven = await proveAgain(deps, call, { password, code });
      if (!proven.ok) return proven;
      await enterAsAsker(call, 'read');
      if (sessionId !== null) await records.patch(call.sql, sessionEntity, sessionId, { provenAt: call.nowMs });
      await call.audit({ action: 'access.signed-in-again', resourceType: 'session', resourceId: sessionId });
      return ok({});
    },
  };
}

/** The tenant where who asks is at home, as the server itself: elsewhere a super administrator only acts. */
async function enterHome(call: ServerCall, mode: 'read' | 'write' = 'write') {
  const { tenantId: here, homeTenantId, userId } = askerOf(call);
  const tenantId = homeTenantId ?? here;
  await enterAsServer(call, tenantId, { permissions: changingFactor, mode });
  return { tenantId, userId };
}

async function emailOf({ records }: AccessDeps, call: ServerCall, userId: string): Promise<string> {
  const user = await records.find(call.sql, userEntity, userId);
  if (user === undefined) throw new Error('Somebody is signed in who is not there.');
  return user.email;
}

type Told = {
  readonly email: string;
  readonly action: 'access.second-factor-set' | 'access.second-factor-removed' | 'access.recovery-codes-renewed';
  readonly text: { readonly subject: string; readonly text: string };
};

/** In the audit, and to the person: it may have been somebody else. */
async function told(
  deps: AccessDeps,
  call: ServerCall,
  { tenantId, userId }: { readonly tenantId: string; readonly userId: string },
  { email, action, text }: Told,
): Promise<void> {
  await call.audit({ action, resourceType: 'user', resourceId: userId }, { tenantId, userId });
  const purpose = action.slice('access.'.length);
  await queueMail(deps, call, { tenantId, recipient: email, purpose, ...text });
}
