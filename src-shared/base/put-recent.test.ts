import { expect, test } from 'vitest';

import { putRecent } from './put-recent.ts';

test('of more than there is room for, what was put longest ago leaves', () => {
  const map = new Map<string, number>();
  for (const [index, key] of ['a', 'b', 'c', 'a', 'd'].entries()) putRecent(map, key, index, 3);
  expect([...map]).toEqual([
    ['c', 2],
    ['a', 3],
    ['d', 4],
  ]);
});
