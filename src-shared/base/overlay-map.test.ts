import { array, assert, integer, option, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';

import { overlayDifference, overlayMap } from './overlay-map.ts';

const keyMax = 900;
const keys = integer({ min: 0, max: keyMax }).map(String);
const allKeys = Array.from({ length: keyMax + 1 }, (_, key) => String(key));
const changes = array(tuple(keys, option(integer(), { nil: undefined })), { maxLength: 400 });

test('a map with changes laid over it is what a map that was changed would be', () => {
  assert(
    property(array(tuple(keys, integer())), array(changes, { maxLength: 5 }), (first, steps) => {
      const plain = new Map(first);
      let overlaid: ReadonlyMap<string, number> = new Map(first);
      for (const step of steps) {
        const before = overlaid;
        const contents = [...before];
        overlaid = overlayMap(before, new Map(step));
        for (const [key, value] of new Map(step)) {
          if (value === undefined) plain.delete(key);
          else plain.set(key, value);
        }
        expect([...before]).toEqual(contents);
        const different = overlayDifference(before, overlaid) ?? new Set(allKeys);
        expect(allKeys.filter((key) => before.get(key) !== overlaid.get(key) && !different.has(key))).toEqual([]);
      }
      expect(new Map(overlaid)).toEqual(plain);
      expect([...overlaid.keys()]).toEqual([...overlaid].map(([key]) => key));
      expect([...overlaid.values()]).toEqual([...overlaid].map(([, value]) => value));
      expect(overlaid.size).toBe(plain.size);
      expect(allKeys.map((key) => overlaid.get(key))).toEqual(allKeys.map((key) => plain.get(key)));
      expect(allKeys.filter((key) => overlaid.has(key) !== plain.has(key))).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
