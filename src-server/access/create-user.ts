import { idFromKey } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';
import { userEntity, userRoleEntity } from '#shared/tenancy/tenancy-entities.ts';
import type { UserRecord } from '#shared/tenancy/tenancy-entities.ts';

import type { ServerCall } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { findRoles } from './person-rights.ts';

export type UserDraft = {
  readonly tenantId: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string | null;
  /** The first is the primary one. */
  readonly roleIds: readonly string[];
  readonly assignedBy: string | null;
};

/**
 * Makes a user with those of the roles that there are (still), in a reach that may. Throws `RecordRefused` where the tenant has
 * one of that e-mail.
 */
export async function createUser(
  { records, newId }: Pick<AccessDeps, 'records' | 'newId'>,
  { sql, nowMs }: Pick<ServerCall, 'sql' | 'nowMs'>,
  draft: UserDraft,
): Promise<UserRecord> {
  const { tenantId, email, name, passwordHash, roleIds, assignedBy } = draft;
  const id = newId();
  const roles = await findRoles(sql, roleIds);
  const [user] = await records.insert(sql, userEntity, [
    {
      id,
      tenantId,
      email,
      name,
      passwordHash,
      role: roles[0]?.name ?? 'viewer',
      status: 'active',
      isSystem: false,
      publicMetadata: {},
      unsafeMetadata: {},
      dateJoined: nowMs,
    },
  ]);
  await records.insert(
    sql,
    userRoleEntity,
    roles.map(({ id: roleId }, index) => ({
      id: idFromKey('userRole', id, roleId),
      tenantId,
      userId: id,
      roleId,
      assignedAt: instantOf(nowMs + index), // They have an order.
      assignedBy,
    })),
  );
  if (user === undefined) throw new Error('A user was made and is not there.');
  return user;
}
