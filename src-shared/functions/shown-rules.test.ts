import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { columnOf } from '../values/column-of.ts';
import { valueToPlainJson } from '../values/plain-json.ts';
import type { TableValue, Value } from '../values/value.ts';
import { tellTable } from '../values/values.harness.ts';
import { joinParts, splitValue } from './shown-rules.ts';

const table: TableValue = {
  kind: 'table',
  rowCount: 2,
  columns: [{ name: 'a', column: columnOf('integer', [1n, null]) }],
};
const map = (entries: readonly (readonly [string, Value])[]): Value => ({ kind: 'map', entries });
const figure = map([
  ['$schema', 'https://vega.github.io/schema/vega-lite/v6.json'],
  ['data', map([['values', table]])],
  ['n', Number.NaN],
]);

test('a scalar is one value, a table one table, and nothing is a value too', () => {
  expect(splitValue(5n)).toEqual([{ kind: 'value', title: '', value: 5n }]);
  expect(splitValue(table)).toEqual([{ kind: 'table', title: '', table, isMatrix: false }]);
  expect(splitValue(null)).toEqual([{ kind: 'value', title: '', value: null }]);
});

test('a map with a Vega-Lite schema is a figure, whose rows may be a table', () => {
  expect(splitValue(figure)).toEqual([
    {
      kind: 'figure',
      title: '',
      spec: {
        $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
        data: { values: [{ a: 1 }, { a: null }] },
        n: null,
      },
    },
  ]);
});

test('tables and figures within a value are shown under their place, and the rest as one value', () => {
  const value = map([
    [
      'fit',
      map([
        ['table', table],
        ['n', 5n],
      ]),
    ],
    ['figures', [figure, figure]],
    ['note', 'x'],
  ]);
  expect(splitValue(value).map(({ kind, title }) => [kind, title])).toEqual([
    ['table', 'fit / table'],
    ['figure', 'figures / [1]'],
    ['figure', 'figures / [2]'],
    ['value', ''],
  ]);
  expect(splitValue(value).at(-1)).toEqual({
    kind: 'value',
    title: '',
    value: map([
      ['fit', map([['n', 5n]])],
      ['note', 'x'],
    ]),
  });
});

test('columns of equal length within a map are a table, single settings are not', () => {
  const columns = map([
    ['day', [1n, 2n]],
    ['mean', [1.5, null]],
    ['name', ['a', 'b']],
  ]);
  expect(splitValue(map([['daily', columns]]))).toMatchObject([
    { kind: 'table', title: 'daily', table: { rowCount: 2 } },
  ]);
  for (const other of [
    map([['a', [1n]]]),
    map([
      ['a', [1n, 2n]],
      ['b', [1n]],
    ]),
    map([['a', [1n, 'x']]]),
  ]) {
    expect(splitValue(map([['daily', other]]))).toMatchObject([{ kind: 'value' }]);
  }
});

test('what was split is put together again', () => {
  const leaf: fc.Arbitrary<Value> = fc.oneof(
    fc.constant<Value>(table),
    fc.constant<Value>(null),
    fc.string(),
    fc.boolean(),
    fc.constant<Value>(7n),
  );
  const name = fc.constantFrom('a', 'b', 'some name', 'ö');
  const { value } = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.uniqueArray(fc.tuple(name, tie('value')), { selector: ([key]) => key, maxLength: 3 }).map(map),
    ),
  }));
  fc.assert(
    fc.property(value, (whole) => {
      const parts = splitValue(whole).map((part) => ({
        title: part.title,
        json: part.kind === 'figure' ? part.spec : valueToPlainJson(part.kind === 'table' ? part.table : part.value),
      }));
      // A map of columns comes back as the rows of the table that it means, so such maps are not compared.
      fc.pre(!splitValue(whole).some((part) => part.kind === 'table' && part.table !== table));
      expect(joinParts(parts)).toEqual(valueToPlainJson(whole));
    }),
  );
});

const matrix: Value = {
  kind: 'array',
  shape: [2, 3],
  order: 'row',
  column: columnOf('integer', [1n, 2n, null, 4n, 5n, 6n]),
};

test('a matrix is shown as a table, whose columns are numbered from 1 where they have no names', () => {
  const [part] = splitValue(map([['m', matrix]]));
  expect(part?.kind === 'table' && [part.title, part.isMatrix, valueToPlainJson(part.table)]).toEqual([
    'm',
    true,
    [
      { '1': 1, '2': 2, '3': null },
      { '1': 4, '2': 5, '3': 6 },
    ],
  ]);
});

test('names of a matrix are the names of columns and the labels of rows, whichever index runs fastest', () => {
  const named: Value = {
    kind: 'array',
    shape: [2, 3],
    order: 'column',
    column: columnOf('float', [1, 4, 2, 5, 3, 6]),
    dimNames: [
      ['a', 'b'],
      ['x', 'y', 'x'],
    ],
  };
  const [part] = splitValue(named);
  if (part?.kind !== 'table') throw new Error('no table');
  expect(tellTable(part.table)).toEqual({
    rowCount: 2,
    index: [{ name: '', type: 'text', values: ['a', 'b'] }],
    columns: [
      { name: 'x', type: 'float', values: [1, 4] },
      { name: 'y', type: 'float', values: [2, 5] },
      { name: 'x', type: 'float', values: [3, 6] },
    ],
  });
});

test('an array of more dimensions, and a matrix of more columns than a grid is looked through, stay values', () => {
  const cube: Value = { ...matrix, shape: [1, 2, 3] };
  expect(splitValue(cube)).toEqual([{ kind: 'value', title: '', value: cube }]);
  const wide: Value = { ...matrix, shape: [0, 10_001], column: columnOf('integer', []) };
  expect(splitValue(wide)).toEqual([{ kind: 'value', title: '', value: wide }]);
});

test('a figure takes every kind of cell: decimals and durations as numbers, times as texts, missing as null', () => {
  const rows: TableValue = {
    kind: 'table',
    rowCount: 2,
    index: [{ name: 'label', column: columnOf('text', ['a', 'b']) }],
    columns: [
      { name: 'price', column: columnOf('decimal', [{ kind: 'decimal', text: '12.50' }, null]) },
      { name: 'took', column: columnOf('duration', [{ kind: 'duration', micros: 1_500_000n }, null]) },
      { name: 'at', column: columnOf('instant', [{ kind: 'instant', micros: 0n, zone: 'Europe/Zurich' }, null]) },
      { name: 'group', column: columnOf('category', ['low', null]) },
    ],
  };
  const [part] = splitValue(
    map([
      ['$schema', 'https://vega.github.io/schema/vega-lite/v6.json'],
      ['data', map([['values', rows]])],
      ['matrix', matrix],
    ]),
  );
  expect(part?.kind === 'figure' && part.spec).toEqual({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    data: {
      values: [
        { label: 'a', price: 12.5, took: 1.5, at: '1970-01-01T00:00:00.000Z', group: 'low' },
        { label: 'b', price: null, took: null, at: null, group: null },
      ],
    },
    matrix: [
      [1, 2, null],
      [4, 5, 6],
    ],
  });
});
