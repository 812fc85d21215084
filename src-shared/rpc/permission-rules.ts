/*
 * The closed list of what a person may do, and the one function that decides. The server and the device ask the same one;
 * offline the owner of the device holds every permission.
 */

export const permissions = [
  'tenant:read',
  'tenant:edit',
  /** Tenants as such: making, suspending and deleting them, and acting in one that is not one's own. */
  'tenant:manage',
  'user:read',
  'user:edit',
  'user:invite',
  /** Everything that is stored of a person, to give it to them or to erase it. */
  'user:erase',
  'role:read',
  'role:edit',
  'role:assign',
  /** Other people's sessions and devices; one's own need no permission. */
  'session:manage',
  'token:create',
  'token:manage',
  'audit:read',
  /** Storage, backups and keys of the server. */
  'server:read',
  'server:manage',
  'preference:edit',
  'workspace:read',
  'workspace:create',
  'workspace:edit',
  'workspace:share',
  /** Every workspace of the tenant, also those of which one is no member. */
  'workspace:manage',
  'function:read',
  'function:edit',
  'function:release',
  'function:run',
  'run:read',
  'run:delete',
  'runtime:manage',
  'file:read',
  'project:read',
  'project:create',
  'project:edit',
  'project:share',
] as const;

export type Permission = (typeof permissions)[number];

/** Who is asking: every handler and every watch gets one. */
export type Actor = {
  readonly userId: string;
  readonly tenantId: string;
  readonly deviceId: string;
  /** The window that asks; absent where none does, as from the command line. */
  readonly sessionId?: string | undefined;
  readonly permissions: ReadonlySet<Permission>;
};

/** A record's own reach, where the question is about one. */
export type Subject = { readonly tenantId?: unknown; readonly userId?: unknown };

/** A person may do what their role lists, inside their tenant, and touch of the personal records only their own. */
export function may(actor: Actor, permission: Permission, subject?: Subject): boolean {
  if (!actor.permissions.has(permission)) return false;
  if (typeof subject?.tenantId === 'string' && subject.tenantId !== actor.tenantId) return false;
  return !isPersonal(permission) || subject?.userId === undefined || subject.userId === actor.userId;
}

/** What it allows, it allows with one's own records only. */
export function isPersonal(permission: string): boolean {
  return permission === 'preference:edit';
}

export function isPermission(name: string): name is Permission {
  return (permissions as readonly string[]).includes(name);
}
