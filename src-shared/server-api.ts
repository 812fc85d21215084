/*
 * The register of the server's contract. The core asks it of a server; the window asks its core, which passes it on.
 */
import type { ContractRouterClient } from '@orpc/contract';

import { accessServerApi, deviceServerApi, liveServerApi, sessionServerApi } from './access/access-server-api.ts';
import { invitationServerApi, roleServerApi, tokenServerApi, userServerApi } from './access/people-server-api.ts';
import { auditServerApi } from './audit/audit-server-api.ts';
import {
  preferenceServerApi,
  tenantServerApi,
  tenantsServerApi,
  userDataServerApi,
} from './tenancy/tenancy-server-api.ts';
import { upkeepServerApi } from './upkeep/upkeep-server-api.ts';

export const serverApi = {
  access: accessServerApi,
  sessions: sessionServerApi,
  devices: deviceServerApi,
  live: liveServerApi,
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

export type ServerApi = typeof serverApi;
export type ServerApiClient = ContractRouterClient<ServerApi>;
