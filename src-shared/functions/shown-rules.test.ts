import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { columnOf } from '../values/column-of.ts';
import { valueToPlainJson } from '../values/plain-json.ts';
import type { TableValue, Value } from '../values/value.ts';
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
  expect(splitValue(table)).toEqual([{ kind: 'table', title: '', table }]);
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
