import type { RoleView } from '#shared/access/people-server-api.ts';

/** A role as it is being made or changed; `id` is null while it is not there yet. */
export type RoleDraft = {
  readonly id: string | null;
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly string[];
};

export const newRole: RoleDraft = { id: null, name: '', description: '', permissions: [] };

export function draftOf({ id, name, description, permissions }: RoleView): RoleDraft {
  return { id, name, description, permissions };
}

export function togglePermission(draft: RoleDraft, permission: string): RoleDraft {
  const { permissions } = draft;
  const next = permissions.includes(permission)
    ? permissions.filter((name) => name !== permission)
    : [...permissions, permission];
  return { ...draft, permissions: next };
}
