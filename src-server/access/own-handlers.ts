/*
 * What somebody who is signed in asks about themselves.
 */
import { ok } from '#shared/base/result.ts';
import type { ServerApi } from '#shared/server-api.ts';

import { askerOf } from '../rpc/server-call.ts';
import type { ServerHandlersOf } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { describeMe } from './describe-me.ts';
import { endSessions } from './end-sessions.ts';

type Own = Pick<ServerHandlersOf<ServerApi['access']>, 'me' | 'signOut'>;

export function createOwnHandlers(deps: AccessDeps): Own {
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
  };
}
