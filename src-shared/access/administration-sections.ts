/*
 * The sections of the administration, and who sees which: the same permissions as the server demands of what they show.
 */
import type { Permission } from '../rpc/permission-rules.ts';

export const administrationSections = [
  'people',
  'roles',
  'sessions',
  'tokens',
  'audit',
  'organisation',
  'tenants',
  'server',
] as const;
export type AdministrationSection = (typeof administrationSections)[number];

const demands: { readonly [section in AdministrationSection]: Permission } = {
  people: 'user:read',
  roles: 'role:read',
  sessions: 'session:manage',
  tokens: 'token:manage',
  audit: 'audit:read',
  organisation: 'tenant:read',
  tenants: 'tenant:manage',
  server: 'server:read',
};

/** What only who looks after others has. To see who else is there, which everybody may, makes nobody an administrator. */
const administering: ReadonlySet<string> = new Set<Permission>([
  'tenant:edit',
  'tenant:manage',
  'user:edit',
  'user:invite',
  'user:erase',
  'role:edit',
  'role:assign',
  'session:manage',
  'token:manage',
  'audit:read',
  'server:read',
  'server:manage',
]);

/** Whether a person with these permissions looks after others. */
export function isAdministration(permissions: readonly string[]): boolean {
  return permissions.some((name) => administering.has(name));
}

/** The sections that a person with these permissions sees, in their order; none for who looks after nothing. */
export function sectionsFor(permissions: readonly string[]): readonly AdministrationSection[] {
  if (!isAdministration(permissions)) return [];
  return administrationSections.filter((section) => permissions.includes(demands[section]));
}
