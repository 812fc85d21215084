import type { Permission } from '#shared/rpc/permission-rules.ts';

/** What each permission lets one do. */
const texts: { readonly [permission in Permission]: string } = {
  'tenant:read': 'See the organisation and its settings.',
  'tenant:edit': 'Rename the organisation, change its settings and whom it is billed to.',
  'tenant:manage': 'Make, suspend and delete organisations, and act in any of them.',
  'user:read': 'See who belongs to the organisation.',
  'user:edit': 'Change, suspend, restore and remove people.',
  'user:invite': 'Invite people, and take invitations back.',
  'user:erase': 'Export and erase everything that is stored of a person.',
  'role:read': 'See the roles and what they allow.',
  'role:edit': "Make, change and remove the organisation's own roles.",
  'role:assign': 'Say which roles somebody has.',
  'session:manage': "See and end other people's sessions.",
  'token:create': "Make tokens with which machines act in one's own name.",
  'token:manage': "See and revoke other people's tokens.",
  'audit:read': 'Read, export and check the audit.',
  'server:read': 'See what the server stores and which back-ups there are.',
  'server:manage': 'Make and delete back-ups.',
  'preference:edit': 'Keep one’s own preferences on the server.',
  'workspace:read': 'Open the workspaces that one belongs to.',
  'workspace:create': 'Make workspaces.',
  'workspace:edit': 'Rename workspaces and change their settings.',
  'workspace:share': 'Let others into a workspace.',
  'workspace:manage': 'Reach every workspace, also without belonging to it.',
  'function:read': 'Read functions and their versions.',
  'function:edit': 'Write, move and delete functions.',
  'function:release': 'Release versions of functions.',
  'function:run': 'Run functions.',
  'run:read': 'See runs with their results and logs.',
  'run:delete': 'Delete runs.',
  'runtime:manage': 'Choose and restart R, Julia and Python.',
  'file:read': 'Read files and folders of the device that runs functions.',
  'project:read': 'Open the projects that one belongs to.',
  'project:create': 'Make projects.',
  'project:edit': 'Change what is in a project.',
  'project:share': 'Let others into a project.',
};

export type PermissionGroup = { readonly title: string; readonly permissions: readonly Permission[] };

const titles: readonly { readonly title: string; readonly kinds: readonly string[] }[] = [
  { title: 'People and roles', kinds: ['user', 'role'] },
  { title: 'Sessions and tokens', kinds: ['session', 'token'] },
  { title: 'Organisation and audit', kinds: ['tenant', 'audit'] },
  { title: 'Server', kinds: ['server'] },
  { title: 'Oneself', kinds: ['preference'] },
  { title: 'Workspaces', kinds: ['workspace'] },
  { title: 'Functions and runs', kinds: ['function', 'run', 'runtime', 'file'] },
  { title: 'Projects', kinds: ['project'] },
];

export function permissionText(permission: Permission): string {
  return texts[permission];
}

/** All permissions, by what they are about. */
export function groupPermissions(permissions: readonly Permission[]): readonly PermissionGroup[] {
  return titles.map(({ title, kinds }) => ({
    title,
    permissions: permissions.filter((permission) => kinds.includes(permission.split(':')[0] ?? '')),
  }));
}
