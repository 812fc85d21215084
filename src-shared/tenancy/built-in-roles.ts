/*
 * The roles that every tenant has. They live in code and not in a table, so that a new permission reaches all tenants with the
 * program, and nobody's administrator can lose it.
 */
import type { Permission } from '../rpc/permission-rules.ts';
import { permissions } from '../rpc/permission-rules.ts';

export const builtInRoleNames = ['super_admin', 'admin', 'manager', 'developer', 'analyst', 'user', 'viewer'] as const;
export type BuiltInRoleName = (typeof builtInRoleNames)[number];

export type BuiltInRole = {
  readonly name: BuiltInRoleName;
  readonly description: string;
  readonly permissions: readonly Permission[];
};

const viewer: readonly Permission[] = [
  'tenant:read',
  'user:read',
  'role:read',
  'preference:edit',
  'workspace:read',
  'function:read',
  'run:read',
  'file:read',
  'project:read',
];
const user: readonly Permission[] = [...viewer, 'function:run', 'run:delete', 'project:edit'];
const analyst: readonly Permission[] = [
  ...user,
  'workspace:create',
  'workspace:edit',
  'workspace:share',
  'function:edit',
  'project:create',
  'project:share',
  'runtime:manage',
];
const developer: readonly Permission[] = [...analyst, 'function:release', 'token:create'];
const manager: readonly Permission[] = [...developer, 'user:invite', 'workspace:manage'];
const operator: readonly Permission[] = ['tenant:manage', 'server:read', 'server:manage'];
const admin: readonly Permission[] = permissions.filter((name) => !operator.includes(name));

const roles: { readonly [name in BuiltInRoleName]: Omit<BuiltInRole, 'name'> } = {
  super_admin: { description: 'Everything, in one organisation at a time, and the server itself.', permissions },
  admin: { description: 'Everything in this organisation.', permissions: admin },
  manager: { description: 'Invites people, and reaches every workspace of the organisation.', permissions: manager },
  developer: {
    description: 'Writes, runs and releases functions, and makes tokens for machines.',
    permissions: developer,
  },
  analyst: { description: 'Makes workspaces and projects, writes and runs functions.', permissions: analyst },
  user: { description: 'Runs functions and works in the projects of others.', permissions: user },
  viewer: { description: 'Looks, and changes nothing.', permissions: viewer },
};

export const builtInRoles: readonly BuiltInRole[] = builtInRoleNames.map((name) => ({ name, ...roles[name] }));

export function findBuiltInRole(name: string): BuiltInRole | undefined {
  return builtInRoles.find((role) => role.name === name);
}
