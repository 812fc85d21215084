import { expect, test } from 'vitest';

import type { Permission } from '../rpc/permission-rules.ts';
import { findBuiltInRole } from '../tenancy/built-in-roles.ts';
import { nameBeside, neededRights, obstacleOfRights, obstacleOfRoom } from './bring-over-rules.ts';

test.each([
  ['Models', [], 'Models'],
  ['Models', ['models'], 'Models (2)'],
  ['Models', ['Models', 'Models (2)'], 'Models (3)'],
  ['M'.repeat(255), ['M'.repeat(255)], `${'M'.repeat(251)} (2)`],
])('beside others %s is called otherwise', (name, taken, expected) => {
  expect(nameBeside(name, taken)).toBe(expected);
});

const all = { functions: 1, versions: 1, projects: 1 };

test.each([
  [
    'viewer',
    all,
    ['workspace:create', 'workspace:share', 'function:edit', 'function:release', 'project:create', 'project:edit'],
  ],
  ['analyst', all, ['function:release']],
  ['analyst', { ...all, versions: 0 }, []],
  ['developer', all, []],
])('a %s lacks what the workspace asks for', (role, holds, missing) => {
  const rights = new Set<Permission>(findBuiltInRole(role)?.permissions);
  const obstacle = obstacleOfRights(rights, neededRights(holds));
  expect(obstacle).toEqual(missing.length === 0 ? null : { kind: 'rights-missing', permissions: missing });
});

const holds = (files: number, folder: number) => ({
  files: { count: 1, bytes: files },
  folder: { count: 1, bytes: folder },
});

test('what is chosen must have room together, folders on the device alone', () => {
  const chosen = [holds(60, 500), holds(50, 0)];
  expect(obstacleOfRoom({ server: 100, device: 10_000 }, chosen)).toEqual({
    kind: 'server-full',
    bytes: 110,
    bytesFree: 100,
  });
  expect(obstacleOfRoom({ server: 110, device: 600 }, chosen)).toEqual({
    kind: 'device-full',
    bytes: 610,
    bytesFree: 600,
  });
  expect(obstacleOfRoom({ server: 110, device: 610 }, chosen)).toBeNull();
  expect(obstacleOfRoom({ server: null, device: null }, chosen)).toBeNull();
});
