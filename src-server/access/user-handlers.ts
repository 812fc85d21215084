/*
 * The people of a tenant, for who looks after them. What changes a person is done by the server itself, in the caller's tenant,
 * after it has been asked whether the caller may (person-rights.ts): some of it lies beyond what a caller could do alone.
 */
import type { UserView } from '#shared/access/people-server-api.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';
import type { ServerApi } from '#shared/server-api.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';
import type { UserRecord } from '#shared/tenancy/tenancy-entities.ts';

import { queueMail } from '../mail/queue-mail.ts';
import type { MailDeps } from '../mail/queue-mail.ts';
import { rightsChannel } from '../rpc/live-channels.ts';
import { asServer, askerOf, enterAsServer, outdatedSignIn } from '../rpc/server-call.ts';
import type { Act, ServerCall, ServerHandlersOf } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { assignRoles } from './assign-roles.ts';
import { endEverySession } from './end-sessions.ts';
import { erasePerson, isErased } from './erase-person.ts';
import { exportPerson } from './export-person.ts';
import { endUnprotected } from './factor-demand.ts';
import { factorResetText } from './mail-texts.ts';
import { keepAdministrator, strongerRole } from './person-rights.ts';
import type { LastAdministrator, RoleTooStrong } from './person-rights.ts';
import { removeFactor, voidHalfSignIns } from './second-factor.ts';
import { findUserView, listUserViews } from './user-views.ts';

type Handlers = ServerHandlersOf<ServerApi['users']>;
type RecordMissing = { readonly kind: 'record-missing'; readonly entity: string; readonly id: string };

const changing = [
  'user:read',
  'user:edit',
  'role:read',
  'role:assign',
  'session:manage',
] as const satisfies readonly Permission[];

type Change = {
  /** What is done to the person; undefined when there is nothing to do. */
  readonly work: (user: UserRecord) => Promise<Omit<Act, 'resourceType' | 'resourceId'> | undefined>;
  readonly includeDeleted?: boolean;
};
type Changed = Result<UserView, RecordMissing | RoleTooStrong | LastAdministrator>;

export function createUserHandlers(deps: Pick<AccessDeps, 'entities' | keyof MailDeps>): Handlers {
  const { records } = deps;

  /** Changes a person who has no more rights than the caller, and leaves somebody who can give rights. */
  async function change(call: ServerCall, id: string, { work, includeDeleted = false }: Change): Promise<Changed> {
    const asker = askerOf(call);
    return await asServer(call, changing, async () => {
      const user = await records.find(call.sql, userEntity, id, { includeDeleted });
      if (user === undefined || isErased(user)) return missing(id);
      const stronger = await strongerRole(call.sql, asker, id);
      if (stronger !== undefined) return fail(stronger);
      const kept = await keepAdministrator(call.sql, asker.tenantId, async () => {
        const act = await work(user);
        if (act === undefined) return;
        await call.audit({ ...act, resourceType: 'user', resourceId: id });
        await call.sql.announce(rightsChannel, id);
      });
      if (!kept.ok) return kept;
      const view = await findUserView(call, id);
      return view === undefined ? missing(id) : ok(view);
    });
  }

  async function shutOut(call: ServerCall, userId: string): Promise<number> {
    const ended = await endEverySession(call, { userId, reason: 'user-disabled' });
    await enterAsServer(call, askerOf(call).tenantId, { permissions: changing });
    return ended;
  }

  return {
    list: async (query, call) => {
      const items = await listUserViews(call, query);
      return ok({ items, next: items.length < query.limit ? null : (items.at(-1)?.id ?? null) });
    },
    get: async ({ id }, call) => {
      const view = await findUserView(call, id);
      return view === undefined ? missing(id) : ok(view);
    },
    edit: async ({ id, ...given }, call) => {
      const outdated = given.email === undefined ? undefined : outdatedSignIn(askerOf(call), call.nowMs);
      if (outdated !== undefined) return fail(outdated);
      return await change(call, id, {
        work: async (user) => {
          const patch = changedOf(user, given);
          const fields = Object.keys(patch);
          if (fields.length === 0) return undefined;
          await records.patch(call.sql, userEntity, id, patch);
          // A link that went to the old address is not to open the account.
          if (fields.includes('email')) await voidResets(call, id);
          return { action: 'user.edited', details: { fields } };
        },
      });
    },
    resetSecondFactor: async ({ id }, call) =>
      await change(call, id, {
        work: async (user) => {
          if (!(await removeFactor(call.sql, id))) return undefined;
          await voidHalfSignIns(call, id);
          const { tenantId } = askerOf(call);
          const text = { recipient: user.email, purpose: 'second-factor-reset', ...factorResetText() };
          await queueMail(deps, call, { tenantId, ...text });
          // Whoever has lost a telephone may have lost the machine with it.
          const ended = await endEverySession(call, { userId: id, reason: 'by-administrator' });
          await enterAsServer(call, tenantId, { permissions: changing });
          return { action: 'user.second-factor-reset', details: { ended } };
        },
      }),
    suspend: async ({ id }, call) =>
      await change(call, id, {
        work: async ({ status }) => {
          if (status === 'suspended') return undefined;
          await records.patch(call.sql, userEntity, id, { status: 'suspended' });
          return { action: 'user.suspended', details: { ended: await shutOut(call, id), before: status } };
        },
      }),
    restore: async ({ id }, call) =>
      await change(call, id, {
        includeDeleted: true,
        work: async ({ status, deletedAt }) => {
          if (status === 'active' && deletedAt === null) return undefined;
          await records.restore(call.sql, userEntity, id);
          await records.patch(call.sql, userEntity, id, { status: 'active' });
          return { action: 'user.restored', details: { before: deletedAt === null ? status : 'deleted' } };
        },
      }),
    remove: async ({ id }, call) => {
      const removed = await change(call, id, {
        work: async () => {
          await records.remove(call.sql, userEntity, id);
          return { action: 'user.removed', details: { ended: await shutOut(call, id) } };
        },
      });
      return removed.ok ? ok({}) : removed;
    },
    assignRoles: async ({ id, roleIds }, call) => {
      const assigned = await assignRoles(deps, call, { id, roleIds, change });
      if (assigned.ok) await endUnprotected(call, askerOf(call).tenantId, id);
      return assigned;
    },
    exportData: async ({ id }, call) => await exportPerson(deps, call, id),
    erase: async ({ id, confirmEmail }, call) => await erasePerson(deps, call, { id, confirmEmail }),
  };
}

async function voidResets({ sql, nowMs }: ServerCall, userId: string): Promise<void> {
  await sql.query('UPDATE password_resets SET used_at = $2, updated_at = $2 WHERE user_id = $1 AND used_at IS NULL', [
    userId,
    new Date(nowMs).toISOString(),
  ]);
}

type Given = { readonly [field in 'email' | 'name' | 'firstName' | 'lastName']?: string | null | undefined };

/** What differs from what the person is. */
function changedOf(user: UserRecord, given: Given) {
  return Object.fromEntries(
    Object.entries(given).filter(
      ([field, value]) => value !== undefined && value !== user[field as keyof Given], // The names are those of the input.
    ),
  );
}

function missing(id: string) {
  return fail({ kind: 'record-missing' as const, entity: 'user', id });
}
