import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { columnOf } from './column-of.ts';
import type { Json } from './json.ts';
import { cellOf } from './value.ts';
import type { Value } from './value.ts';
import { jsonToValue, valueToJson } from './value-json.ts';
import { anyArray, anyTable, anyValue, tellTable } from './values.harness.ts';

test('what any value is written as is read, and written the same again', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const json = valueToJson(value);
      expect(valueToJson(jsonToValue(JSON.parse(JSON.stringify(json)) as Json))).toEqual(json); // JSON gives nothing else.
    }),
  );
});

test('any table is read as it was, cell by cell', () => {
  fc.assert(
    fc.property(anyTable(), (table) => {
      const back = jsonToValue(valueToJson(table));
      if (back === null || typeof back !== 'object' || !('kind' in back) || back.kind !== 'table')
        throw new Error('no table');
      expect(tellTable(back)).toEqual(tellTable(table));
    }),
  );
});

test('any array has each cell where it was, whichever index ran fastest', () => {
  fc.assert(
    fc.property(anyArray, (array) => {
      const back = jsonToValue(valueToJson(array));
      if (back === null || typeof back !== 'object' || !('kind' in back) || back.kind !== 'array')
        throw new Error('no array');
      expect([back.shape, back.dimNames]).toEqual([array.shape, array.dimNames]);
      const count = array.shape.reduce((product, size) => product * size, 1);
      for (let index = 0; index < count; index += 1) {
        let rest = index;
        const at = array.shape.toReversed().map((size) => {
          const place = rest % size;
          rest = Math.floor(rest / size);
          return place;
        });
        const places = array.order === 'row' ? at : at.toReversed();
        const sizes = array.order === 'row' ? array.shape.toReversed() : array.shape;
        let step = 1;
        let place = 0;
        places.forEach((one, dimension) => {
          place += one * step;
          step *= sizes[dimension] ?? 1;
        });
        // The column of all moments says its zone; what is compared is the moment.
        expect(withoutZone(cellOf(back.column, index))).toEqual(withoutZone(cellOf(array.column, place)));
      }
    }),
  );
});

function withoutZone(value: Value): Value {
  return value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'instant'
    ? { kind: 'instant', micros: value.micros }
    : value;
}

const scalars: readonly (readonly [Json, Value])[] = [
  [{ $float: '-0' }, -0],
  [{ $float: 'NaN' }, Number.NaN],
  [{ $float: '3' }, 3],
  [{ $integer: '9007199254740992' }, 9_007_199_254_740_992n],
  [{ $missing: true }, { kind: 'missing' }],
  [{ $decimal: '-012.50' }, { kind: 'decimal', text: '-012.50' }],
  [{ $complex: ['-0', 'NaN'] }, { kind: 'complex', re: -0, im: Number.NaN }],
  [{ $date: '-000001-12-31' }, { kind: 'date', days: -719_529 }],
  [{ $instant: '1969-12-31T23:59:59.999999Z[Europe/Zurich]' }, { kind: 'instant', micros: -1n, zone: 'Europe/Zurich' }],
  [{ $duration: '-PT0.000001S' }, { kind: 'duration', micros: -1n }],
  [{ $map: [['$date', 1]] }, { kind: 'map', entries: [['$date', 1n]] }],
];

test.each(scalars)('%j is read', (json, value) => {
  expect(jsonToValue(json)).toEqual(value);
});

test.each([
  [{ $date: '2026-02-30' }, 'not a date'],
  [{ $instant: '2026-01-01T25:00:00Z' }, 'not an instant'],
  [{ $decimal: '1e5' }, 'not a decimal'],
  [{ $bytes: 'A' }, 'not bytes'],
  [{ $duration: 'P1D' }, 'not a duration'],
  [{ $unknown: 1 }, 'not a kind of value'],
  [{ $array: { shape: [2, 2], type: 'float', values: [1] } }, 'not an array of the shape'],
  [{ $vector: { type: 'category', values: ['x'], levels: ['a'] } }, 'not one of the levels'],
  [{ $table: { rowCount: 2, columns: [{ name: 'x', type: 'float', values: [1] }] } }, 'not a column of 2 values'],
  [{ $table: { rowCount: -1, columns: [] } }, 'not a table'],
  [{ $vector: { type: 'category', values: ['a'], levels: ['a', 'a'] } }, 'twice'],
])('%j is refused with its place', (json, reason) => {
  expect(() => jsonToValue({ fit: json })).toThrow(new RegExp(`^\\$\\.fit.*${reason}`));
});

test('an integer beyond 64 bits is no cell of a column', () => {
  expect(() => columnOf('integer', [2n ** 63n], { path: '$.x' })).toThrow('$.x: ');
});
