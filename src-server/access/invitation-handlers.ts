/*
 * Inviting people into the tenant. Whoever holds the link of an invitation has its roles: so nobody makes, or makes anew, one with
 * roles that are more than theirs.
 */
import { invitationEntity } from '#shared/access/access-entities.ts';
import type { InvitationRecord } from '#shared/access/access-entities.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';
import type { ServerApi } from '#shared/server-api.ts';

import type { Sql } from '../db/server-database.ts';
import { asServer, askerOf } from '../rpc/server-call.ts';
import type { ServerCall, ServerHandlersOf } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { findInvitationView, invite, inviteAnew, listInvitationViews } from './invite.ts';
import type { Invited } from './invite.ts';
import { acceptRoles, lockRights } from './person-rights.ts';

type Handlers = ServerHandlersOf<ServerApi['invitations']>;

const inviting = [
  'tenant:read',
  'user:read',
  'user:invite',
  'role:read',
  'server:read',
] as const satisfies readonly Permission[];

export function createInvitationHandlers(deps: AccessDeps): Handlers {
  const { records } = deps;

  /** An invitation that was neither accepted nor taken back. */
  async function findWaiting(call: ServerCall, id: string): Promise<InvitationRecord | undefined> {
    const invitation = await records.find(call.sql, invitationEntity, id);
    return invitation?.acceptedAt === null ? invitation : undefined;
  }

  return {
    list: async (query, call) => {
      const items = await asServer(call, inviting, async () => await listInvitationViews(call, query), 'read');
      return ok({ items, next: items.length < query.limit ? null : (items.at(-1)?.id ?? null) });
    },
    create: async (draft, call) =>
      await asServer(call, inviting, async () => {
        const { tenantId, userId } = askerOf(call);
        await lockRights(call.sql, tenantId);
        const accepted = await acceptRoles(call.sql, askerOf(call), draft.roleIds);
        if (!accepted.ok) return fail(accepted.failure);
        const taken = await whoHas(call.sql, draft.email, call.nowMs);
        if (taken !== undefined) return fail({ kind: 'value-taken', entity: taken, fields: ['email'] });
        const roleIds = accepted.value.map(({ id }) => id);
        const invited = await invite(deps, call, { ...draft, roleIds, tenantId, invitedBy: userId });
        await call.audit({
          action: 'user.invited',
          resourceType: 'invitation',
          resourceId: invited.id,
          details: { roles: accepted.value.map(({ name }) => name), days: draft.days },
        });
        return ok(await shown(call, invited));
      }),
    resend: async ({ id }, call) =>
      await asServer(call, inviting, async () => {
        const invitation = await findWaiting(call, id);
        if (invitation === undefined) return missing(id);
        const accepted = await acceptRoles(call.sql, askerOf(call), invitation.roleIds);
        if (!accepted.ok) return fail(accepted.failure);
        const taken = await whoHas(call.sql, invitation.email, call.nowMs, id);
        if (taken !== undefined) return fail({ kind: 'value-taken', entity: taken, fields: ['email'] });
        const invited = await inviteAnew(deps, call, invitation);
        await call.audit({ action: 'user.invited-anew', resourceType: 'invitation', resourceId: id });
        return ok(await shown(call, invited));
      }),
    revoke: async ({ id }, call) => {
      if ((await findWaiting(call, id)) === undefined) return missing(id);
      await records.remove(call.sql, invitationEntity, id);
      await call.audit({ action: 'user.invitation-revoked', resourceType: 'invitation', resourceId: id });
      return ok({});
    },
  };
}

/** What stands in the way of inviting: an account with that e-mail, or another invitation that can still be used. */
async function whoHas(
  { query }: Sql,
  email: string,
  nowMs: number,
  exceptId = '',
): Promise<'user' | 'invitation' | undefined> {
  const users = await query('SELECT id FROM users WHERE email = $1 AND deleted_at IS NULL LIMIT 1', [email]);
  if (users.length > 0) return 'user';
  const open = await query(
    `SELECT id FROM invitations
     WHERE email = $1 AND id <> $2 AND accepted_at IS NULL AND deleted_at IS NULL AND expires_at > $3
     LIMIT 1`,
    [email, exceptId, new Date(nowMs).toISOString()],
  );
  return open.length > 0 ? 'invitation' : undefined;
}

async function shown(call: ServerCall, { id, link }: Invited) {
  const invitation = await findInvitationView(call, id);
  if (invitation === undefined) throw new Error('An invitation was made and is not there.');
  return { invitation, link };
}

function missing(id: string) {
  return fail({ kind: 'record-missing' as const, entity: 'invitation', id });
}
