import type { UserView } from '#shared/access/people-server-api.ts';
import { fail } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { idFromKey } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';
import { userEntity, userRoleEntity } from '#shared/tenancy/tenancy-entities.ts';

import { asServer, askerOf } from '../rpc/server-call.ts';
import type { Act, ServerCall } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { acceptRoles, lockRights, rightsPermissions, rolesOf } from './person-rights.ts';
import type { KnownRole } from './person-rights.ts';

type ChangePerson<R> = (
  call: ServerCall,
  id: string,
  change: { readonly work: () => Promise<Omit<Act, 'resourceType' | 'resourceId'> | undefined> },
) => Promise<R>;

/**
 * Gives a person exactly these roles, the first as the primary one. Only what is new to them is measured by what the caller has:
 * whoever has more than the caller is not touched at all (`change`).
 */
export async function assignRoles<F>(
  { records }: Pick<AccessDeps, 'records'>,
  call: ServerCall,
  {
    id,
    roleIds,
    change,
  }: { readonly id: string; readonly roleIds: readonly string[]; readonly change: ChangePerson<Result<UserView, F>> },
) {
  const asker = askerOf(call);
  const { sql, nowMs } = call;
  const accepted = await asServer(call, rightsPermissions, async () => {
    // Before anything is looked at: a role must not be removed, or become stronger, between the look and the giving.
    await lockRights(sql, asker.tenantId);
    return await acceptRoles(sql, asker, roleIds);
  });
  if (!accepted.ok) return fail(accepted.failure);
  const [primary] = accepted.value;
  if (primary === undefined) throw new Error('A person was to be given no role.'); // The contract asks for one.
  const work = async () => {
    const before = await rolesOf(sql, id);
    const isIn = (roles: readonly KnownRole[], role: KnownRole) => roles.some((other) => other.id === role.id);
    const added = accepted.value.filter((role) => !isIn(before, role));
    const removed = before.filter((role) => !isIn(accepted.value, role));
    const isSame = added.length === 0 && removed.length === 0 && before[0]?.id === primary.id;
    if (isSame) return undefined;
    for (const { id: roleId } of removed) await records.remove(sql, userRoleEntity, idFromKey('userRole', id, roleId));
    for (const [index, { id: roleId }] of added.entries()) {
      const given = idFromKey('userRole', id, roleId);
      if ((await records.restore(sql, userRoleEntity, given)) !== undefined) continue;
      const { tenantId, userId: assignedBy } = asker;
      const assignedAt = instantOf(nowMs + index); // They have an order.
      await records.insert(sql, userRoleEntity, [{ id: given, tenantId, userId: id, roleId, assignedAt, assignedBy }]);
    }
    await records.patch(sql, userEntity, id, { role: primary.name });
    return {
      action: 'user.roles-assigned',
      details: { added: namesOf(added), removed: namesOf(removed), primary: primary.name },
    };
  };
  return await change(call, id, { work });
}

function namesOf(roles: readonly KnownRole[]): readonly string[] {
  return roles.map(({ name }) => name);
}
