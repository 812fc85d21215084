import type { RoleView } from '#shared/access/people-server-api.ts';
import type { BuiltInRoleName } from '#shared/tenancy/built-in-roles.ts';

const builtInNames: { readonly [name in BuiltInRoleName]: string } = {
  super_admin: 'Super administrator',
  admin: 'Administrator',
  manager: 'Manager',
  developer: 'Developer',
  analyst: 'Analyst',
  user: 'User',
  viewer: 'Viewer',
};

/** How a role is called on screen; its id where it is not known here. */
export function roleName(roles: readonly RoleView[], id: string): string {
  const builtIn = new Map<string, string>(Object.entries(builtInNames)).get(id);
  return builtIn ?? roles.find((role) => role.id === id)?.name ?? id;
}
