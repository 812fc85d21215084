import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { packColumn, readPackedColumn, valueAt } from './packed-column.ts';
import type { ReadColumn } from './packed-column.ts';

test('a packed column gives back the values that it was made of', () => {
  const few = fc.array(fc.constantFrom(null, '', '"', '\\', '0..*', 'قارئ 📚', 0, 1, true, 'null'), { maxLength: 600 });
  const many = fc.array(fc.oneof(fc.string(), fc.integer(), fc.jsonValue()), { maxLength: 600 });
  fc.assert(
    fc.property(fc.oneof(few, many), (given) => {
      const json = JSON.stringify(given);
      expect(allOf(readPackedColumn(packColumn(json)), given.length)).toEqual(JSON.parse(json));
    }),
  );
});

test('a column with few different values has a letter for each record', () => {
  const values = Array.from({ length: 1000 }, (_, row) => ['1', '0..*', null][row % 3]);
  const packed = packColumn(JSON.stringify(values));
  expect(packed.values).toBe('["1","0..*",null]');
  expect(packed.places).toHaveLength(1000);
});

test('a column with thousands of different values stays as it is', () => {
  const values = Array.from({ length: 5000 }, (_, row) => (row < 2500 ? 'same' : String(row)));
  const json = JSON.stringify(values);
  expect(packColumn(json)).toEqual({ values: json, places: null });
});

test('what makes a value of a stored one is asked once for each different value, and not about null', () => {
  const asked: unknown[] = [];
  const packed = packColumn('[0,1,null,1,0,null,0,0]');
  const read = readPackedColumn(packed, (value) => {
    asked.push(value);
    return value === 1;
  });
  expect(allOf(read, 8)).toEqual([false, true, null, true, false, null, false, false]);
  expect(asked).toEqual([0, 1]);
});

function allOf(column: ReadColumn, count: number): readonly unknown[] {
  return Array.from({ length: count }, (_, row) => valueAt(column, row));
}
