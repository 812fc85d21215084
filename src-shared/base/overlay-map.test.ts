import fc from 'fast-check';
import { expect, test } from 'vitest';

import { overlayDifference, overlayMap } from './overlay-map.ts';

const keys = fc.integer({ min: 0, max: 900 }).map(String);
const changes = fc.array(fc.tuple(keys, fc.option(fc.integer(), { nil: undefined })), { maxLength: 400 });

test('a map with changes laid over it is what a map that was changed would be', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(keys, fc.integer())), fc.array(changes, { maxLength: 5 }), (first, steps) => {
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
        const different = overlayDifference(before, overlaid);
        if (different !== undefined)
          for (const key of new Set([...before.keys(), ...overlaid.keys()]))
            if (before.get(key) !== overlaid.get(key)) expect(different).toContain(key);
      }
      expect(new Map(overlaid)).toEqual(plain);
      expect([...overlaid.keys()]).toEqual([...overlaid].map(([key]) => key));
      expect([...overlaid.values()]).toEqual([...overlaid].map(([, value]) => value));
      expect(overlaid.size).toBe(plain.size);
      for (let key = 0; key <= 900; key += 1) {
        expect(overlaid.has(String(key))).toBe(plain.has(String(key)));
        expect(overlaid.get(String(key))).toBe(plain.get(String(key)));
      }
    }),
    { numRuns: 50 },
  );
});
