import { expect, test } from 'vitest';

import { isDeeperThan } from './json-depth.ts';

function nested(depth: number): unknown {
  return JSON.parse(`${'{"a":['.repeat(depth)}1${']}'.repeat(depth)}`);
}

test('how deep a value is, is seen however deep it is', () => {
  expect(isDeeperThan(1, 0)).toBe(false);
  expect(isDeeperThan({ a: [1, { b: null }] }, 3)).toBe(false);
  expect(isDeeperThan({ a: [1, { b: null }] }, 2)).toBe(true);
  expect(isDeeperThan(nested(50), 100)).toBe(false);
  expect(isDeeperThan(nested(51), 100)).toBe(true);
  expect(isDeeperThan(nested(200_000), 100)).toBe(true);
});
