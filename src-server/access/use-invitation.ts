/*
 * Looking at an invitation, and accepting it. Who has the link is who was invited; the address of the invitation is theirs.
 */
import { invitationEntity } from '#shared/access/access-entities.ts';
import type { InvitationRecord } from '#shared/access/access-entities.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { ServerApi } from '#shared/server-api.ts';
import { findBuiltInRole } from '#shared/tenancy/built-in-roles.ts';
import { roleEntity, tenantEntity, userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { enterAsServer } from '../rpc/server-call.ts';
import type { ServerCall, ServerHandlersOf } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { comeIn } from './come-in.ts';
import { createUser } from './create-user.ts';
import { isSecretOf } from './tokens.ts';

type Invitations = Pick<ServerHandlersOf<ServerApi['access']>, 'readInvitation' | 'acceptInvitation'>;
type Link = { readonly id: string; readonly secret: string };

export function createInvitationUse(deps: AccessDeps): Invitations {
  const { records, passwords } = deps;
  return {
    readInvitation: async (link, call) => {
      const invitation = await openInvitation(deps, call, link);
      if (invitation === undefined) return fail({ kind: 'link-unusable' });
      const { email, name, expiresAt, roleIds, tenantId, invitedBy } = invitation;
      const [tenant, inviter] = [
        await records.find(call.sql, tenantEntity, tenantId),
        await records.find(call.sql, userEntity, invitedBy),
      ];
      const roleNames: string[] = [];
      for (const roleId of roleIds) {
        // oxlint-disable-next-line no-await-in-loop -- One connection, and few roles.
        roleNames.push(await roleName(deps, call, roleId));
      }
      return ok({
        tenantName: tenant?.name ?? '',
        email,
        name,
        invitedBy: inviter?.name ?? 'An administrator',
        expiresAt,
        roleNames,
      });
    },
    acceptInvitation: async ({ id, secret, name, password, device }, call) => {
      const invitation = await openInvitation(deps, call, { id, secret });
      if (invitation === undefined) return fail({ kind: 'link-unusable' });
      const { tenantId, email, roleIds, invitedBy } = invitation;
      const tenant = await records.find(call.sql, tenantEntity, tenantId);
      const weakness = passwords.weakness(password, [email, name, tenant?.name ?? '', tenant?.slug ?? '']);
      if (weakness !== undefined) return fail({ kind: 'password-weak', reason: weakness });
      const passwordHash = await passwords.hash(password);
      // Of two at once, the second finds it accepted.
      const accepted = await call.sql.query(
        `UPDATE invitations SET accepted_at = $2, updated_at = $2 WHERE id = $1 AND accepted_at IS NULL RETURNING id`,
        [id, new Date(call.nowMs).toISOString()],
      );
      if (accepted.length === 0) return fail({ kind: 'link-unusable' });
      const user = await createUser(deps, call, {
        tenantId,
        email,
        name,
        passwordHash,
        roleIds,
        assignedBy: invitedBy,
      });
      await records.patch(call.sql, invitationEntity, id, { acceptedBy: user.id });
      await call.audit(
        { action: 'user.invitation-accepted', resourceType: 'user', resourceId: user.id, details: { invitation: id } },
        { tenantId, userId: user.id },
      );
      return ok(await comeIn(deps, call, { tenantId, userId: user.id, email, device, by: 'invitation' }));
    },
  };
}

/** The invitation that the link is of, if it can be used, with the transaction in its tenant's reach as the server. */
async function openInvitation(
  { records }: AccessDeps,
  call: ServerCall,
  { id, secret }: Link,
): Promise<InvitationRecord | undefined> {
  const [row] = await call.sql.query(
    `SELECT tenant_id, secret_hash, expires_at, accepted_at FROM invitations WHERE id = $1 AND deleted_at IS NULL`,
    [id],
  );
  const isUsable =
    row !== undefined &&
    isSecretOf(secret, String(row['secret_hash'])) &&
    row['accepted_at'] === null &&
    row['expires_at'] instanceof Date &&
    row['expires_at'].getTime() > call.nowMs;
  if (!isUsable) return undefined;
  await enterAsServer(call, String(row['tenant_id']), {
    permissions: ['tenant:read', 'user:read', 'user:edit', 'user:invite', 'role:read', 'role:assign'],
  });
  return await records.find(call.sql, invitationEntity, id);
}

async function roleName({ records }: AccessDeps, { sql }: ServerCall, roleId: string): Promise<string> {
  return findBuiltInRole(roleId)?.name ?? (await records.find(sql, roleEntity, roleId))?.name ?? roleId;
}
