/*
 * The roles of a tenant. Those that come with the program are the same everywhere; a tenant's own are kept beside them, and what
 * is changed of one counts at the next call of everybody who has it.
 */
import type { RoleView } from '#shared/access/people-server-api.ts';
import { fail, ok } from '#shared/base/result.ts';
import { isPermission } from '#shared/rpc/permission-rules.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';
import type { ServerApi } from '#shared/server-api.ts';
import { builtInRoles } from '#shared/tenancy/built-in-roles.ts';
import { roleEntity, userEntity } from '#shared/tenancy/tenancy-entities.ts';
import type { RoleRecord } from '#shared/tenancy/tenancy-entities.ts';

import { rightsChannel } from '../rpc/live-channels.ts';
import { asServer, askerOf } from '../rpc/server-call.ts';
import type { ServerCall, ServerHandlersOf } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { endUnprotected } from './factor-demand.ts';
import { keepAdministrator, lackedBy, lockRights } from './person-rights.ts';

type Handlers = ServerHandlersOf<ServerApi['roles']>;
type Draft = { readonly name: string; readonly description: string; readonly permissions: readonly string[] };

/** More than anybody could tell apart. */
const rolesMax = 1_000;

const changing = [
  'user:read',
  'user:edit',
  'user:invite',
  'role:read',
  'role:edit',
] as const satisfies readonly Permission[];

export function createRoleHandlers(deps: Pick<AccessDeps, 'records' | 'newId'>): Handlers {
  const { records, newId } = deps;
  return {
    list: async (_input, call) => {
      const counts = await asServer(call, changing, async () => await countUsers(call), 'read');
      const own = await records.list(call.sql, roleEntity, { orderBy: ['name'], limit: rolesMax });
      const users = (id: string): number => counts.get(id) ?? 0;
      return ok([
        ...builtInRoles.map(({ name, description, permissions }) => ({
          id: name,
          name,
          description,
          permissions,
          isBuiltIn: true,
          users: users(name),
        })),
        ...own.records.map((role) => viewOf(role, users(role.id))),
      ]);
    },
    create: async (draft, call) => {
      const asker = askerOf(call);
      const refused = refuseDraft(draft, lackedBy(asker, draft.permissions), draft.name);
      if (refused !== undefined) return fail(refused);
      const id = newId();
      return await asServer(call, changing, async () => {
        const permissions = [...new Set(draft.permissions)];
        const [role] = await records.insert(call.sql, roleEntity, [
          { ...draft, id, permissions, tenantId: asker.tenantId },
        ]);
        if (role === undefined) throw new Error('A role was made and is not there.');
        const { name } = role;
        await call.audit({
          action: 'role.created',
          resourceType: 'role',
          resourceId: id,
          details: { name, permissions },
        });
        return ok(viewOf(role, 0));
      });
    },
    edit: async ({ id, ...draft }, call) => {
      const edited = await editRole(deps, call, id, draft);
      // Who looks after others from now on may have no second factor, and the tenant demand it.
      if (edited.ok) await endUnprotected(call, askerOf(call).tenantId);
      return edited;
    },
    remove: async ({ id }, call) => {
      if (isBuiltIn(id)) return fail({ kind: 'role-built-in' });
      return await asServer(call, changing, async () => {
        await lockRights(call.sql, askerOf(call).tenantId);
        const role = await records.find(call.sql, roleEntity, id);
        if (role === undefined) return missing(id);
        const lacked = lackedBy(askerOf(call), role.permissions);
        if (lacked.length > 0) return fail({ kind: 'role-too-strong', roleId: id, permissions: [...lacked] });
        const users = await countHolders(call, id);
        if (users > 0) return fail({ kind: 'role-in-use', users });
        await records.remove(call.sql, roleEntity, id);
        await call.audit({
          action: 'role.removed',
          resourceType: 'role',
          resourceId: id,
          details: { name: role.name },
        });
        return ok({});
      });
    },
  };
}

async function editRole({ records }: Pick<AccessDeps, 'records'>, call: ServerCall, id: string, draft: Draft) {
  const asker = askerOf(call);
  if (isBuiltIn(id)) return fail({ kind: 'role-built-in' as const });
  return await asServer(call, changing, async () => {
    const before = await records.find(call.sql, roleEntity, id);
    if (before === undefined) return missing(id);
    // Neither what one lacks is given, nor what one lacks taken from others.
    const refused = refuseDraft(draft, lackedBy(asker, [...before.permissions, ...draft.permissions]), id);
    if (refused !== undefined) return fail(refused);
    const permissions = [...new Set(draft.permissions)];
    let role: RoleRecord | undefined;
    const kept = await keepAdministrator(call.sql, asker.tenantId, async () => {
      role = await records.patch(call.sql, roleEntity, id, { ...draft, permissions });
      if (before.name !== draft.name) await renamePrimary({ records }, call, { id, from: before.name, to: draft.name });
      await call.audit({
        action: 'role.edited',
        resourceType: 'role',
        resourceId: id,
        details: {
          name: draft.name,
          before: before.name,
          added: permissions.filter((permission) => !before.permissions.includes(permission)),
          removed: before.permissions.filter((permission) => !permissions.includes(permission)),
        },
      });
      await call.sql.announce(rightsChannel, `* ${asker.tenantId}`);
    });
    if (!kept.ok) return kept;
    if (role === undefined) return missing(id);
    return ok(viewOf(role, (await countUsers(call)).get(id) ?? 0));
  });
}

function refuseDraft({ name, permissions }: Draft, lacked: readonly string[], roleId: string) {
  if (isBuiltIn(name)) return { kind: 'role-built-in' as const };
  const unknown = permissions.find((permission) => !isPermission(permission));
  if (unknown !== undefined) return { kind: 'permission-unknown' as const, permission: unknown };
  return lacked.length === 0
    ? undefined
    : { kind: 'role-too-strong' as const, roleId: roleId.slice(0, 64), permissions: [...new Set(lacked)] };
}

/** Also what would be read as one: "Super Admin" is super_admin to who looks. */
function isBuiltIn(name: string): boolean {
  const folded = name
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '_');
  return builtInRoles.some((role) => role.name === folded);
}

/** The people by the role that they have. */
async function countUsers({ sql }: ServerCall): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.query(
    `SELECT held.role_id, count(*)::int AS number
     FROM user_roles held JOIN users person ON person.id = held.user_id AND person.deleted_at IS NULL
     WHERE held.deleted_at IS NULL
     GROUP BY held.role_id`,
  );
  return new Map(rows.map((row) => [String(row['role_id']), Number(row['number'])]));
}

/** Who has it, or will when they come: the deleted too, who can be restored, and the invited. */
async function countHolders({ sql, nowMs }: ServerCall, roleId: string): Promise<number> {
  const [row] = await sql.query(
    `SELECT (SELECT count(*) FROM user_roles WHERE role_id = $1 AND deleted_at IS NULL)::int
       + (
         SELECT count(*) FROM invitations
         WHERE role_ids @> jsonb_build_array($1::text) AND accepted_at IS NULL AND deleted_at IS NULL AND expires_at > $2
       )::int AS number`,
    [roleId, new Date(nowMs).toISOString()],
  );
  return Number(row?.['number']);
}

/** A person's `role` is the name of their primary one. */
async function renamePrimary(
  { records }: Pick<AccessDeps, 'records'>,
  { sql }: ServerCall,
  { id, from, to }: { readonly id: string; readonly from: string; readonly to: string },
): Promise<void> {
  const rows = await sql.query(
    `SELECT person.id
     FROM users person JOIN user_roles held ON held.user_id = person.id AND held.role_id = $1 AND held.deleted_at IS NULL
     WHERE person.role = $2`,
    [id, from],
  );
  for (const row of rows) {
    // oxlint-disable-next-line no-await-in-loop -- One connection; roles are renamed seldom.
    await records.patch(sql, userEntity, String(row['id']), { role: to });
  }
}

function viewOf({ id, name, description, permissions }: RoleRecord, users: number): RoleView {
  return { id, name, description, permissions, isBuiltIn: false, users };
}

function missing(id: string) {
  return fail({ kind: 'record-missing' as const, entity: 'role', id });
}
