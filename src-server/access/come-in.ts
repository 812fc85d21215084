/*
 * The one way from a first proof (the right password, a used invitation) to a session:
 *
 *     has a second factor        ─→ a half-done sign-in, which a code makes a session of
 *     the tenant demands one     ─→ a half-done sign-in, which setting one up makes a session of
 *     neither                    ─→ a session
 *
 * Setting a server up comes before any tenant that could demand one; who acts in another tenant is in a session already.
 */
import { halfSignInEntity } from '#shared/access/factor-entities.ts';
import type { HalfSignedIn } from '#shared/access/factor-server-api.ts';
import type { SignedIn } from '#shared/access/me.ts';
import { instantOf } from '#shared/base/instant.ts';
import { tenantEntity } from '#shared/tenancy/tenancy-entities.ts';

import { enterAsServer } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import { beginSession } from './begin-session.ts';
import type { DeviceDraft, SessionDeps } from './begin-session.ts';
import { hasFactor, isFactorDemanded } from './factor-demand.ts';
import { beginFactor, changingFactor } from './second-factor.ts';
import { clearFailures } from './sign-in-failures.ts';
import { createSecret } from './tokens.ts';

export type ComingIn = {
  readonly tenantId: string;
  readonly userId: string;
  readonly email: string;
  readonly device: DeviceDraft;
  readonly by: 'password' | 'invitation';
};

/** Long enough to look for the telephone; and to install an authenticator, where one is to be set up. */
const validMs = { code: 5 * 60_000, 'set-up': 20 * 60_000 };

/** In any reach; leaves it in that of the tenant. */
export async function comeIn(deps: SessionDeps, call: ServerCall, coming: ComingIn): Promise<SignedIn | HalfSignedIn> {
  const { tenantId, userId, email, device, by } = coming;
  await call.sql.enter({ role: 'access' });
  // Not by an invitation: whoever invites has its link, and would forgive themselves what they have guessed of somebody's password.
  if (by === 'password') await clearFailures(call.sql, email);
  // For reading: also in a suspended tenant, which one may look at.
  await enterAsServer(call, tenantId, { permissions: changingFactor, mode: 'read' });
  if (await hasFactor(deps.records, call.sql, userId)) {
    return { kind: 'code-needed', ...(await beginHalf(deps, call, coming, 'code')) };
  }
  if (await isFactorDemanded(call.sql, { tenantId, userId })) {
    const tenantName = (await deps.records.find(call.sql, tenantEntity, tenantId))?.name ?? '';
    const authenticator = await beginFactor(deps, call.sql, {
      tenantId,
      userId,
      label: email,
      issuer: issuerOf(tenantName),
    });
    const half = await beginHalf(deps, call, coming, 'set-up');
    return { kind: 'factor-needed', ...half, email, tenantName, authenticator };
  }
  await call.sql.enter({ role: 'access' });
  return await beginSession(deps, call, { tenantId, userId, device, by });
}

/** What an authenticator shows above the code. A colon would end it there. */
export function issuerOf(tenantName: string): string {
  return `Triptych ${tenantName.replaceAll(':', ' ')}`.trim();
}

async function beginHalf(
  { records, newId }: SessionDeps,
  { sql, nowMs, userAgent, audit }: ServerCall,
  { tenantId, userId, device: { id: deviceId, name, platform }, by }: ComingIn,
  needs: 'code' | 'set-up',
) {
  const id = newId();
  const { secret, secretHash } = createSecret();
  const expiresAt = instantOf(nowMs + validMs[needs]);
  const device = { name, platform, ...(deviceId === undefined ? {} : { id: deviceId }) };
  await records.insert(sql, halfSignInEntity, [
    { id, tenantId, userId, secretHash, device, userAgent, by, needs, failures: 0, expiresAt },
  ]);
  await audit(
    { action: 'access.second-factor-asked', resourceType: 'user', resourceId: userId, details: { by, needs } },
    { tenantId, userId: null },
  );
  return { id, secret, expiresAt };
}
