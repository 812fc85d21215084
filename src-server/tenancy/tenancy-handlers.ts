import type { ServerApi } from '#shared/server-api.ts';

import type { ServerHandlersOf } from '../rpc/server-call.ts';
import { createPreferenceHandlers } from './preference-handlers.ts';
import type { TenancyDeps } from './tenancy-deps.ts';
import { createTenantHandlers } from './tenant-handlers.ts';
import { createTenantsHandlers } from './tenants-handlers.ts';
import { createUserDataHandlers } from './user-data-handlers.ts';

type Handlers = Pick<ServerHandlersOf<ServerApi>, 'tenant' | 'tenants' | 'preferences' | 'userData'>;

/** Tenants, and what is kept of them and their people beside the work itself. */
export function createTenancyHandlers(deps: TenancyDeps): Handlers {
  return {
    tenant: createTenantHandlers(deps),
    tenants: createTenantsHandlers(deps),
    preferences: createPreferenceHandlers(deps),
    userData: createUserDataHandlers(deps),
  };
}
