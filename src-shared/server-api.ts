/*
 * The register of the server's contract. The core asks it of a server; the window asks its core, which passes it on.
 */
import type { ContractProcedure, ContractRouterClient } from '@orpc/contract';
import type { z } from 'zod';

import { accessServerApi } from './access/access-server-api.ts';
import { ownFactorServerApi } from './access/factor-server-api.ts';
import { deviceServerApi, sessionServerApi } from './access/session-server-api.ts';
import { invitationServerApi, roleServerApi, userServerApi } from './access/people-server-api.ts';
import { tokenServerApi } from './access/token-server-api.ts';
import { auditServerApi } from './audit/audit-server-api.ts';
import { blobServerApi } from './blobs/blob-server-api.ts';
import { presenceServerApi } from './presence/presence-server-api.ts';
import { liveServerApi } from './sync/live-server-api.ts';
import { syncServerApi } from './sync/sync-server-api.ts';
import {
  preferenceServerApi,
  tenantServerApi,
  tenantsServerApi,
  userDataServerApi,
} from './tenancy/tenancy-server-api.ts';
import { upkeepServerApi } from './upkeep/upkeep-server-api.ts';

const { me, editProfile, changePassword } = accessServerApi;

/** What a window may ask the server of the open account. How one comes in and goes out is the core's: it keeps the token. */
export const forwardedApi = {
  own: { me, editProfile, changePassword },
  secondFactor: ownFactorServerApi,
  sessions: sessionServerApi,
  devices: deviceServerApi,
  users: userServerApi,
  invitations: invitationServerApi,
  roles: roleServerApi,
  tokens: tokenServerApi,
  tenant: tenantServerApi,
  tenants: tenantsServerApi,
  preferences: preferenceServerApi,
  userData: userDataServerApi,
  audit: auditServerApi,
  upkeep: upkeepServerApi,
};

const { own: _own, ...shared } = forwardedApi;
export const serverApi = {
  access: accessServerApi,
  live: liveServerApi,
  presence: presenceServerApi,
  sync: syncServerApi,
  blobs: blobServerApi,
  ...shared,
};

export type ServerApi = typeof serverApi;
export type ServerApiClient = ContractRouterClient<ServerApi>;

type FailuresIn<A> =
  A extends ContractProcedure<infer _I, infer _O, infer E, infer _M>
    ? E extends { readonly FAILURE: { readonly data?: infer D } }
      ? D extends z.ZodType
        ? z.output<D>
        : never
      : never
    : { [name in keyof A]: FailuresIn<A[name]> }[keyof A];

/** Every failure that a call to a server can end with. */
export type ServerApiFailure = FailuresIn<ServerApi>;
