import { idFromKey } from '#shared/base/id.ts';
import { userEntity, userRoleEntity } from '#shared/tenancy/tenancy-entities.ts';
import type { UserRecord } from '#shared/tenancy/tenancy-entities.ts';

import type { ServerCall } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';

export type UserDraft = {
  readonly tenantId: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string | null;
  /** The first is the primary one. */
  readonly roleIds: readonly string[];
  readonly assignedBy: string | null;
};

/** Makes a user with roles, in a reach that may. Throws `RecordRefused` where the tenant has one of that e-mail. */
export async function createUser(
  { records, newId }: Pick<AccessDeps, 'records' | 'newId'>,
  { sql, nowMs }: Pick<ServerCall, 'sql' | 'nowMs'>,
  draft: UserDraft,
): Promise<UserRecord> {
  const { tenantId, email, name, passwordHash, roleIds, assignedBy } = draft;
  const id = newId();
  const [user] = await records.insert(sql, userEntity, [
    {
      id,
      tenantId,
      email,
      name,
      passwordHash,
      role: roleIds[0] ?? 'viewer',
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
    roleIds.map((roleId) => ({
      id: idFromKey('userRole', id, roleId),
      tenantId,
      userId: id,
      roleId,
      assignedAt: nowMs,
      assignedBy,
    })),
  );
  if (user === undefined) throw new Error('A user was made and is not there.');
  return user;
}
