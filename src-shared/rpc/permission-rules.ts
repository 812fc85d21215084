/*
 * The closed list of what a person may do, and the one function that decides. The server and the device ask the same one;
 * offline the owner of the device holds every permission.
 */

export const permissions = [
  'tenant:read',
  'tenant:edit',
  'user:read',
  'user:edit',
  'preference:edit',
  'workspace:read',
  'workspace:create',
  'workspace:edit',
  'workspace:share',
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
  readonly permissions: ReadonlySet<Permission>;
};

/** A record's own reach, where the question is about one. */
export type Subject = { readonly tenantId?: unknown; readonly userId?: unknown };

/** A person may do what their role lists, inside their tenant, and touch of the personal records only their own. */
export function may(actor: Actor, permission: Permission, subject?: Subject): boolean {
  if (!actor.permissions.has(permission)) return false;
  if (typeof subject?.tenantId === 'string' && subject.tenantId !== actor.tenantId) return false;
  return permission !== 'preference:edit' || subject?.userId === undefined || subject.userId === actor.userId;
}

export function isPermission(name: string): name is Permission {
  return (permissions as readonly string[]).includes(name);
}
