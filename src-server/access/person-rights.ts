/*
 * Who may give which rights. Two rules hold wherever roles are given, changed or taken:
 *
 *     nobody gives what they lack      nor acts upon somebody who has more (whose e-mail one sets, their password one can reset)
 *     somebody is left who gives       the last person who may assign roles stays
 *
 * The second is looked at after the change, in its own transaction, under a lock that everybody takes who could break it.
 */
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { isPermission } from '#shared/rpc/permission-rules.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';
import { builtInRoles, findBuiltInRole } from '#shared/tenancy/built-in-roles.ts';

import type { Sql } from '../db/server-database.ts';
import type { Asker } from '../rpc/server-call.ts';

type Reader = Pick<Sql, 'query'>;

/** A role that there is: of those that every tenant has, or the tenant's own. */
export type KnownRole = { readonly id: string; readonly name: string; readonly permissions: readonly Permission[] };

type RoleUnknown = { readonly kind: 'role-unknown'; readonly roleId: string };
export type RoleTooStrong = {
  readonly kind: 'role-too-strong';
  readonly roleId: string;
  /** As the contract's failures are: a list that is the caller's. */
  readonly permissions: string[];
};
export type LastAdministrator = { readonly kind: 'last-administrator' };

/** What the server needs to look at people and their roles. */
export const rightsPermissions = ['user:read', 'role:read'] as const satisfies readonly Permission[];

/** The roles of these ids in their order, without those that there are not (any more). In a reach that reads roles. */
export async function findRoles({ query }: Reader, roleIds: readonly string[]): Promise<readonly KnownRole[]> {
  const rows = await query('SELECT id, name, permissions FROM roles WHERE id = ANY ($1) AND deleted_at IS NULL', [
    [...roleIds],
  ]);
  return roleIds.flatMap((id) => {
    const builtIn = findBuiltInRole(id);
    if (builtIn !== undefined) return [{ id, name: builtIn.name, permissions: builtIn.permissions }];
    const row = rows.find((found) => found['id'] === id);
    return row === undefined ? [] : [{ id, name: String(row['name']), permissions: permissionsOf(row['permissions']) }];
  });
}

/** The roles that are to be given, each once, if all are there and the asker has what they give. */
export async function acceptRoles(
  sql: Reader,
  asker: Asker,
  roleIds: readonly string[],
): Promise<Result<readonly KnownRole[], RoleUnknown | RoleTooStrong>> {
  const ids = [...new Set(roleIds)];
  const roles = await findRoles(sql, ids);
  const missing = ids.find((id) => !roles.some((role) => role.id === id));
  if (missing !== undefined) return fail({ kind: 'role-unknown', roleId: missing });
  const tooStrong = firstTooStrong(asker, roles);
  return tooStrong === undefined ? ok(roles) : fail(tooStrong);
}

/** What makes a person more than the asker; undefined for oneself and whoever has no more. */
export async function strongerRole(sql: Reader, asker: Asker, userId: string): Promise<RoleTooStrong | undefined> {
  return firstTooStrong(asker, await rolesOf(sql, userId));
}

/** The roles that a person has, the primary one first. */
export async function rolesOf(sql: Reader, userId: string): Promise<readonly KnownRole[]> {
  const rows = await sql.query(
    `SELECT held.role_id
     FROM user_roles held JOIN users person ON person.id = held.user_id
     LEFT JOIN roles own ON own.id = held.role_id
     WHERE held.user_id = $1 AND held.deleted_at IS NULL
     ORDER BY coalesce(own.name, held.role_id) = person.role DESC, held.assigned_at, held.id`,
    [userId],
  );
  return await findRoles(
    sql,
    rows.map((row) => String(row['role_id'])),
  );
}

export function lackedBy(asker: Asker, permissions: readonly string[]): string[] {
  const held: ReadonlySet<string> = asker.permissions;
  return permissions.filter((permission) => !held.has(permission));
}

/** Of two who would each take away the last administrator but one, the second looks when the first has committed. */
export async function lockRights({ query }: Reader, tenantId: string): Promise<void> {
  await query('SELECT pg_advisory_xact_lock(hashtextextended($1, 2))', [`rights ${tenantId}`]);
}

/** How many people may sign in and assign roles. */
export async function countAdministrators({ query }: Reader): Promise<number> {
  const [row] = await query(
    `SELECT count(DISTINCT held.user_id)::int AS number
     FROM user_roles held
     JOIN users person ON person.id = held.user_id AND person.status = 'active' AND person.deleted_at IS NULL
     LEFT JOIN roles own ON own.id = held.role_id AND own.deleted_at IS NULL
     WHERE held.deleted_at IS NULL AND (held.role_id = ANY ($1) OR own.permissions @> '["role:assign"]'::jsonb)`,
    [assigningRoles],
  );
  return Number(row?.['number']);
}

/**
 * Does what could leave nobody who may assign roles. A failure takes the call back, with all that was done. In a reach that reads
 * people and roles; a tenant that had nobody before (its administrator is still invited) is not held up.
 */
export async function keepAdministrator(
  sql: Reader,
  tenantId: string,
  work: () => Promise<void>,
): Promise<Result<null, LastAdministrator>> {
  await lockRights(sql, tenantId);
  const before = await countAdministrators(sql);
  await work();
  if (before > 0 && (await countAdministrators(sql)) === 0) return fail({ kind: 'last-administrator' });
  return ok(null);
}

const assigningRoles = builtInRoles
  .filter(({ permissions }) => permissions.includes('role:assign'))
  .map(({ name }) => name);

function firstTooStrong(asker: Asker, roles: readonly KnownRole[]): RoleTooStrong | undefined {
  for (const { id, permissions } of roles) {
    const lacked = lackedBy(asker, permissions);
    if (lacked.length > 0) return { kind: 'role-too-strong', roleId: id, permissions: lacked };
  }
  return undefined;
}

function permissionsOf(stored: unknown): readonly Permission[] {
  return Array.isArray(stored) ? stored.filter((name) => typeof name === 'string').filter(isPermission) : [];
}
