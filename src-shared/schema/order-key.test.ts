import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { orderKey } from './field.ts';
import { orderKeyBetween } from './order-key.ts';

/** Puts records into a list, each at the given share of its length, and returns their keys in the order of the list. */
function insertAll(places: readonly number[]): readonly string[] {
  const keys: string[] = [];
  for (const place of places) {
    const at = Math.round(place * keys.length);
    keys.splice(at, 0, orderKeyBetween(keys[at - 1] ?? null, keys[at] ?? null));
  }
  return keys;
}

test('wherever records are put, their keys sort as the list does, and the field takes them', () => {
  const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 });
  fc.assert(
    fc.property(places, (list) => {
      const keys = insertAll(list);
      expect(keys.toSorted()).toEqual(keys);
      expect(new Set(keys).size).toBe(keys.length);
      for (const key of keys) expect(orderKey().schema.safeParse(key).success).toBe(true);
    }),
  );
});

test('nine hundred records put into the same gap still fit into the field', () => {
  const [first, last] = [orderKeyBetween(null, null), orderKeyBetween(orderKeyBetween(null, null), null)];
  let [upward, downward] = [first, last];
  for (let count = 0; count < 900; count += 1) {
    upward = orderKeyBetween(upward, last);
    downward = orderKeyBetween(first, downward);
  }
  expect([upward, downward].map((key) => orderKey().schema.safeParse(key).success)).toEqual([true, true]);
});

test('what two devices have put into the same gap shares a key, also with what is put between them later', () => {
  const [first, last] = [orderKeyBetween(null, null), null];
  const [here, there] = [orderKeyBetween(first, last), orderKeyBetween(first, last)];
  expect(there).toBe(here);
  expect(orderKeyBetween(here, there)).toBe(here);
});
