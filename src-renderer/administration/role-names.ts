import type { RoleView } from '#shared/access/people-server-api.ts';

import { roleText } from '../access/role-text.ts';

/** How a role is called on screen; its id where it is not known here. */
export function roleName(roles: readonly RoleView[], id: string): string {
  return roleText(roles.find((role) => role.id === id)?.name ?? id);
}
