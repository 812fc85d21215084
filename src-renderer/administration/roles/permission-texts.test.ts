import { expect, test } from 'vitest';

import { permissions } from '#shared/rpc/permission-rules.ts';

import { groupPermissions, permissionText } from './permission-texts.ts';

test('every permission is in one group, and has its sentence', () => {
  const grouped = groupPermissions(permissions).flatMap((group) => group.permissions);
  expect(grouped.toSorted()).toEqual([...permissions].toSorted());
  for (const permission of permissions) expect(permissionText(permission)).toMatch(/^[A-Z].*\.$/);
});
