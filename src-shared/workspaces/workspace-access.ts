/*
 * What a member may do in a workspace. It is a second gate and no gift: a person may do there what their role in the tenant
 * gives them and their role in the workspace gives too. The server's database asks it of every row, the device for what to show.
 */
import type { Permission } from '../rpc/permission-rules.ts';
import type { WorkspaceRole } from './workspace-entities.ts';

const viewer: readonly Permission[] = ['workspace:read', 'function:read', 'run:read', 'file:read', 'project:read'];
const runner: readonly Permission[] = [...viewer, 'function:run', 'run:delete'];
const editor: readonly Permission[] = [
  ...runner,
  'function:edit',
  'function:release',
  'project:create',
  'project:edit',
  'project:share',
];
const owner: readonly Permission[] = [...editor, 'workspace:edit', 'workspace:share'];

/** Who owns a workspace, or may manage all of the tenant's, is an owner in it without being a member. */
export const workspacePermissions: { readonly [role in WorkspaceRole]: readonly Permission[] } = {
  owner,
  editor,
  runner,
  viewer,
};
