import type { WorkspaceRole } from '#shared/workspaces/workspace-entities.ts';

export const roleTexts: { readonly [role in WorkspaceRole]: string } = {
  owner: 'Owner',
  editor: 'Editor',
  runner: 'Runs functions',
  viewer: 'Looks only',
};
