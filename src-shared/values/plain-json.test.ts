import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { columnOf } from './column-of.ts';
import { formatComplex, valueToPlainJson } from './plain-json.ts';
import { anyValue } from './values.harness.ts';

test('whatever a value is, JSON can say it', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const text = JSON.stringify(valueToPlainJson(value));
      expect(JSON.stringify(JSON.parse(text))).toBe(text);
    }),
  );
});

test('an array is nested lists, the first dimension outermost', () => {
  const column = columnOf('integer', [1n, 2n, 3n, 4n, 5n, null]);
  expect(valueToPlainJson({ kind: 'array', shape: [2, 3], order: 'row', column })).toEqual([
    [1, 2, 3],
    [4, 5, null],
  ]);
  expect(valueToPlainJson({ kind: 'array', shape: [2, 3], order: 'column', column })).toEqual([
    [1, 3, 5],
    [2, 4, null],
  ]);
  expect(valueToPlainJson({ kind: 'array', shape: [1, 2, 3], order: 'row', column })).toEqual([
    [
      [1, 2, 3],
      [4, 5, null],
    ],
  ]);
  const none = columnOf('float', []);
  expect(valueToPlainJson({ kind: 'array', shape: [2, 0], order: 'row', column: none })).toEqual([[], []]);
});

test('a complex number has both of its signs', () => {
  expect([formatComplex(1.5, -2), formatComplex(-0, -0), formatComplex(0, Number.NaN)]).toEqual([
    '1.5-2i',
    '-0-0i',
    '0+NaNi',
  ]);
});
