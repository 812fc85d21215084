import { expect, test } from 'vitest';

import type { Json } from '#shared/values/json.ts';

import { partsOf, scalarText } from './value-parts.ts';

const scalars: readonly (readonly [json: Json, look: string, text: string])[] = [
  [null, 'missing', 'null'],
  [{ $missing: true }, 'missing', 'missing'],
  [{ $float: 'NaN' }, 'number', 'NaN'],
  [{ $float: '3' }, 'number', '3.0'],
  [{ $float: '-0' }, 'number', '-0.0'],
  [3, 'number', '3'],
  [{ $integer: '9223372036854775807' }, 'number', '9223372036854775807'],
  [{ $decimal: '12.50' }, 'number', '12.50'],
  [{ $complex: ['1.5', '-0'] }, 'number', '1.5-0i'],
  [{ $bytes: 'SGVsbG8=' }, 'time', '5 bytes: 48 65 6c 6c 6f'],
  [{ $date: '2026-01-31' }, 'time', '2026-01-31'],
  [{ $duration: 'PT61S' }, 'time', '1 min 1 s'],
  [{ $instant: '2026-01-31T12:00:00.000Z' }, 'time', '2026-01-31 12:00:00 UTC'],
  [{ $instant: '2026-01-31T12:00:00.000Z[Europe/Zurich]' }, 'time', '2026-01-31 13:00:00 +01:00 Europe/Zurich'],
  [{ $handle: { id: 'x', language: 'r', description: 'lm, 12 elements' } }, 'handle', 'lm, 12 elements'],
  ['a "text"', 'text', '"a \\"text\\""'],
  [true, 'number', 'true'],
];

test.each(scalars)('%j looks like %s and reads %s', (json, look, text) => {
  expect(partsOf(json)).toBeNull();
  expect(scalarText(json)).toEqual([look, text]);
});

test('a map whose only name begins like a kind of value is told by its form', () => {
  expect(partsOf({ a: 1, b: [2] })).toEqual({
    isList: false,
    what: 'map',
    entries: [
      ['a', 1],
      ['b', [2]],
    ],
  });
  expect(partsOf({ $map: [['$x', 1]] })).toEqual({ isList: false, what: 'map', entries: [['$x', 1]] });
});

test('a factor has its levels in order, and its missing cells are missing', () => {
  const json = { $vector: { type: 'category', values: ['b', null], levels: ['a', 'b'], isOrdered: true } };
  expect(partsOf(json)).toEqual({
    isList: true,
    what: 'factor with levels a < b',
    entries: [
      ['1', 'b'],
      ['2', { $missing: true }],
    ],
  });
});

test('an array of three dimensions is a list of its slices', () => {
  const json = { $array: { shape: [2, 1, 2], type: 'integer', values: [1, 2, 3, 4] } };
  expect(partsOf(json)).toEqual({
    isList: true,
    what: 'array 2 × 1 × 2 of integer',
    entries: [
      ['1', [[1, 2]]],
      ['2', [[3, 4]]],
    ],
  });
});
