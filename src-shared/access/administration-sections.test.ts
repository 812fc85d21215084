import { expect, test } from 'vitest';

import { builtInRoles } from '../tenancy/built-in-roles.ts';
import type { BuiltInRoleName } from '../tenancy/built-in-roles.ts';
import { sectionsFor } from './administration-sections.ts';

const ofTenant = ['people', 'roles', 'sessions', 'tokens', 'audit', 'organisation'];
const seen: { readonly [role in BuiltInRoleName]: readonly string[] } = {
  super_admin: [...ofTenant, 'tenants', 'server'],
  admin: ofTenant,
  manager: ['people', 'roles', 'organisation'],
  developer: [],
  analyst: [],
  user: [],
  viewer: [],
};

test.each(builtInRoles)('$name sees the sections that it may read, if it looks after anything', (role) => {
  expect(sectionsFor(role.permissions)).toEqual(seen[role.name]);
});

test('who may only read the audit sees it alone', () => {
  expect(sectionsFor(['audit:read'])).toEqual(['audit']);
});
