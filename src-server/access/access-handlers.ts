import { ok } from '#shared/base/result.ts';

import type { ServerCall } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import type { Seen } from './find-asker.ts';
import { createOwnHandlers } from './own-handlers.ts';
import { createSetUp, hasTenant } from './set-up.ts';
import { createSignIn } from './sign-in.ts';

/** Signing in, and what belongs to it. */
export function createAccess(deps: AccessDeps) {
  const { version, apiVersion, schemaVersion } = deps;
  const onSeen: Seen = () => undefined;
  return {
    onSeen,
    handlers: {
      access: {
        info: async (_input: unknown, { sql }: ServerCall) => {
          await sql.enter({ role: 'operator' });
          const isSetUp = await hasTenant(sql);
          return ok({ product: 'triptych' as const, version, apiVersion, schemaVersion, isSetUp, sendsMail: false });
        },
        setUp: createSetUp(deps),
        signIn: createSignIn(deps),
        ...createOwnHandlers(deps),
      },
    },
    close: async () => await Promise.resolve(),
  };
}
