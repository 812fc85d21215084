import type { Result } from '#shared/base/result.ts';

import type { ServerRecords } from '../db/server-records.ts';
import type { ServerCall } from '../rpc/server-call.ts';

/** What a tenant's handlers need of the rest of the server. */
export type TenancyDeps = {
  readonly records: ServerRecords;
  readonly newId: () => string;
  /** Whether who asks may demand a second factor of others. */
  readonly acceptFactorDemand: (call: ServerCall) => Promise<Result<null, { readonly kind: 'second-factor-missing' }>>;
  /** When one is demanded of more people than before. Leaves the reach. */
  readonly onFactorDemand: (call: ServerCall, tenantId: string) => Promise<void>;
  /** In the new tenant's reach: invites somebody to be its administrator. Signing in is another slice's. */
  readonly inviteAdministrator: (
    call: ServerCall,
    invited: { readonly tenantId: string; readonly email: string; readonly invitedBy: string },
  ) => Promise<{ readonly link: string }>;
};
