import { array, assert, integer, nat, property } from 'fast-check';
import { expect, test } from 'vitest';

import { offsetsOf, shownIndexes, visibleRange } from './visible-range.ts';

test('what reaches into the window is in the range, and nothing else', () => {
  const sizes = array(integer({ min: 1, max: 90 }), { maxLength: 60 });
  assert(
    property(sizes, nat(2000), integer({ min: 1, max: 500 }), (given, start, size) => {
      const offsets = offsetsOf(given);
      const wanted = given
        .map((_, index) => index)
        .filter((index) => {
          const [from = 0, to = 0] = [offsets[index], offsets[index + 1]];
          return from < start + size && to > start;
        });
      expect(shownIndexes(visibleRange(offsets, start, size), -1)).toEqual(wanted);
    }),
  );
});

test('the one with the focus is drawn wherever it is', () => {
  expect(shownIndexes({ first: 3, last: 4 }, 0)).toEqual([0, 3, 4]);
  expect(shownIndexes({ first: 3, last: 4 }, 4)).toEqual([3, 4]);
  expect(shownIndexes({ first: 3, last: 4 }, 9)).toEqual([3, 4, 9]);
});
