import { ok } from '#shared/base/result.ts';
import type { ServerApi } from '#shared/server-api.ts';

import type { ServerHandlersOf } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { createOwnHandlers } from './own-handlers.ts';
import { createResets } from './reset-password.ts';
import { createSetUp, hasTenant } from './set-up.ts';
import { createSignIn } from './sign-in.ts';
import { createHalfSignIns } from './half-sign-in.ts';
import { createInvitationUse } from './use-invitation.ts';

/** Signing in, and what belongs to it. */
export function createAccessHandlers(deps: AccessDeps): ServerHandlersOf<ServerApi['access']> {
  const { version, apiVersion, schemaVersion, sendsMail } = deps;
  return {
    info: async (_input, { sql }) => {
      await sql.enter({ role: 'operator' });
      return ok({ product: 'triptych', version, apiVersion, schemaVersion, isSetUp: await hasTenant(sql), sendsMail });
    },
    setUp: createSetUp(deps),
    signIn: createSignIn(deps),
    ...createOwnHandlers(deps),
    ...createResets(deps),
    ...createInvitationUse(deps),
    ...createHalfSignIns(deps),
  };
}
