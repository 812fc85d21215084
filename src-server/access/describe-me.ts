import type { Me } from '#shared/access/me.ts';
import { tenantEntity, userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { inOrder } from '../db/in-order.ts';
import type { Sql } from '../db/server-database.ts';
import type { ServerRecords } from '../db/server-records.ts';
import type { Asker } from '../rpc/server-call.ts';

/** What somebody is told of themselves; leaves the transaction in their reach, for reading. */
export async function describeMe(
  { records }: { readonly records: ServerRecords },
  sql: Sql,
  asker: Asker,
): Promise<Me> {
  // What one's organisation is called, everybody in it may know, whatever their roles are.
  await sql.enter({ role: 'app', tenantId: asker.tenantId, userId: null, permissions: ['tenant:read'], mode: 'read' });
  const findingTenant = records.find(sql, tenantEntity, asker.tenantId);
  await sql.enter({
    role: 'app',
    tenantId: asker.tenantId,
    userId: asker.userId,
    permissions: [...asker.permissions],
    mode: 'read',
  });
  // Who acts in another tenant is no user of it.
  const findingUser =
    asker.homeTenantId === null ? records.find(sql, userEntity, asker.userId) : Promise.resolve(undefined);
  const [tenant, user] = await inOrder([findingTenant, findingUser]);
  if (tenant === undefined) throw new Error(`The tenant ${asker.tenantId} is not in its own reach.`);
  const { userId: id } = asker;
  const nobody = { name: 'Super administrator', email: '', firstName: null, lastName: null, username: null };
  const { name, email, firstName, lastName, username } = user ?? nobody;
  return {
    user: { id, email, name, firstName, lastName, username, imageUrl: user?.imageUrl ?? null },
    tenant: { id: tenant.id, name: tenant.name, slug: tenant.slug, status: tenant.status },
    roleIds: [...asker.roleIds],
    permissions: [...asker.permissions],
    sessionId: asker.sessionId,
    deviceId: asker.deviceId,
    homeTenantId: asker.homeTenantId,
    expiresAt: asker.expiresAt,
  };
}
