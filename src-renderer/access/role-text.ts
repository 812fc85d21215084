import type { BuiltInRoleName } from '#shared/tenancy/built-in-roles.ts';

const builtInTexts: { readonly [name in BuiltInRoleName]: string } = {
  super_admin: 'Super administrator',
  admin: 'Administrator',
  manager: 'Manager',
  developer: 'Developer',
  analyst: 'Analyst',
  user: 'User',
  viewer: 'Viewer',
};
const texts = new Map<string, string>(Object.entries(builtInTexts));

/** A role's name as people read it. Roles of an organisation's own keep theirs. */
export function roleText(name: string): string {
  return texts.get(name) ?? name;
}
