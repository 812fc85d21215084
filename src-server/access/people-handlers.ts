import type { ServerApi } from '#shared/server-api.ts';

import type { ServerHandlersOf } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { createInvitationHandlers } from './invitation-handlers.ts';
import { createRoleHandlers } from './role-handlers.ts';
import { createTokenHandlers } from './token-handlers.ts';
import { createUserHandlers } from './user-handlers.ts';

type Handlers = Pick<ServerHandlersOf<ServerApi>, 'users' | 'invitations' | 'roles' | 'tokens'>;

/** The people of a tenant, what they may, and the machines that act in their name. */
export function createPeopleHandlers(deps: AccessDeps): Handlers {
  return {
    users: createUserHandlers(deps),
    invitations: createInvitationHandlers(deps),
    roles: createRoleHandlers(deps),
    tokens: createTokenHandlers(deps),
  };
}
