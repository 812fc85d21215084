import { expect, test } from 'vitest';

import { createIdsInOrder, isId, poolRandom } from './id.ts';
import { instantOf } from './instant.ts';

test('bytes from the pool are those that the system gave, each once', () => {
  let last = 0;
  const asked: number[] = [];
  const count = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => {
    asked.push(bytes.length);
    for (let index = 0; index < bytes.length; index += 1) bytes[index] = (last += 1) % 251;
    return bytes;
  };
  const random = poolRandom(count);
  const first = [...random(new Uint8Array(16))];
  const taken = Array.from({ length: 300 }, () => [...random(new Uint8Array(16))]);
  expect([first, ...taken].flat()).toEqual(Array.from({ length: 301 * 16 }, (_, index) => (index + 1) % 251));
  expect(asked).toEqual([4096, 4096]);
  expect(random(new Uint8Array(5000))).toHaveLength(5000);
});

test('ids of many records sort in the order in which they were asked for, and are ids', () => {
  const next = createIdsInOrder(instantOf(1_800_000_000_000), (bytes) => crypto.getRandomValues(bytes));
  const ids = Array.from({ length: 10_000 }, next);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every(isId)).toBe(true);
});
