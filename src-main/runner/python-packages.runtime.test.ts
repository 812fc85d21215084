import { expect, test } from 'vitest';
import { z } from 'zod';

import { assert } from '#shared/base/assert.ts';
import type { Json } from '#shared/values/json.ts';
import { jsonToValue, valueToJson } from '#shared/values/value-json.ts';
import { cellOf } from '#shared/values/value.ts';
import type { Value } from '#shared/values/value.ts';

import type { Call } from './call.ts';
import { failureOf, setupPython } from './python.harness.ts';
import { readCases } from './runner.harness.ts';

const jsonSchema = z.json() as z.ZodType<Json>; // zod's own JSON type is the same, but for readonly.
const { cases } = z
  .object({
    cases: z.array(
      z.object({
        name: z.string(),
        value: jsonSchema,
        times: z.number().default(1),
        refused: z.looseObject({}).default({}),
      }),
    ),
  })
  .parse(readCases('values'));

const withPandas = 'import numpy, pandas\n';

function list(...values: Json[]): Json {
  return values;
}

/** What comes back of a shared case from a function that has imported pandas, where it is not the value itself. */
const backWithPandas: Readonly<Record<string, Json>> = {
  // A list stays a list, and has no type while it is empty.
  ...Object.fromEntries(
    ['float', 'integer', 'boolean', 'text', 'decimal', 'bytes', 'complex', 'date', 'instant', 'duration'].map(
      (type) => [`an empty vector of type ${type}`, list()] as const,
    ),
  ),
  // A dict of columns is how Python writes a table, when it is the whole result.
  'a map of equally long lists': {
    $table: {
      rowCount: 2,
      columns: [
        { name: 'a', type: 'integer', values: [1, 2] },
        { name: 'b', type: 'text', values: ['x', 'y'] },
      ],
    },
  },
  // numpy has no names of rows and columns, and no category.
  'a matrix with names': { $array: { shape: [2, 2], type: 'float', values: [1, 2, 3, 4.5] } },
  'a matrix with names of its columns only': { $array: { shape: [1, 2], type: 'integer', values: [1, 2] } },
  'an array of three dimensions with names': {
    $array: { shape: [1, 2, 2], type: 'text', values: ['a', 'b', 'c', 'd'] },
  },
  'a matrix of categories': { $array: { shape: [2, 2], type: 'text', values: ['a', 'b', 'b', 'a'] } },
  // Nothing tells an empty column of days from one of moments.
  'a table without rows': {
    $table: {
      rowCount: 0,
      columns: ['float', 'integer', 'text', 'boolean', 'instant', 'instant'].map((type, place) => ({
        name: 'fntbdi'.charAt(place),
        type,
        values: [],
      })),
    },
  },
  // An empty column of objects says nothing of its type.
  'a table without rows of the other types': {
    $table: {
      rowCount: 0,
      columns: ['text', 'text', 'complex', 'duration'].map((type, place) => ({
        name: 'mbzt'.charAt(place),
        type,
        values: [],
      })),
    },
  },
};

test('a function with pandas and numpy gives back every value that it is given', async () => {
  const { give, call } = setupPython({ hasPackages: true });
  const got: Record<string, unknown> = {};
  const wanted: Record<string, unknown> = {};
  for (const { name, value, times, refused } of cases) {
    const sent = typeof value === 'string' ? value.repeat(times) : value;
    const args: Call['args'] = [['x', jsonToValue(sent)]];
    const source = `${withPandas}def f(x): return x`;
    // A DataFrame may have a name twice.
    if ('python' in refused && !name.includes('column name')) {
      got[name] = failureOf(await call(source, args)).kind;
      wanted[name] = 'argument-refused';
    } else {
      got[name] = await give(source, args);
      wanted[name] = name in backWithPandas ? backWithPandas[name] : sent;
    }
  }
  expect(got).toEqual(wanted);
});

/** What functions with numpy and pandas make: [source of `f`'s value, what it means]. */
const results: readonly (readonly [expression: string, meaning: Json])[] = [
  ['numpy.int8(-3)', -3],
  ['numpy.float32(0.5)', 0.5],
  ['numpy.bool_(True)', true],
  ['numpy.str_("é")', 'é'],
  ['numpy.bytes_(b"a")', { $bytes: 'YQ==' }],
  ['numpy.complex64(1+2j)', { $complex: ['1', '2'] }],
  ['numpy.uint64(2**64-1)', { $integer: '18446744073709551615' }],
  ['numpy.longdouble(0.25)', 0.25],
  ['numpy.datetime64("2024-02-29")', { $date: '2024-02-29' }],
  ['numpy.datetime64("2024-02")', { $date: '2024-02-01' }],
  ['numpy.datetime64("2024-02-29T12:00")', { $instant: '2024-02-29T12:00:00.000Z' }],
  ['numpy.datetime64("NaT")', { $missing: true }],
  ['numpy.timedelta64(-1500, "ms")', { $duration: '-PT1.5S' }],
  ['pandas.NA', { $missing: true }],
  ['pandas.NaT', { $missing: true }],
  ['[pandas.NA, 1]', [{ $missing: true }, 1]],
  ['pandas.Timestamp("2024-07-01 12:00", tz="Europe/Zurich")', { $instant: '2024-07-01T10:00:00.000Z[Europe/Zurich]' }],
  ['pandas.Timedelta("1 days 00:00:00.000001")', { $duration: 'PT86400.000001S' }],
  ['numpy.array(5)', 5],
  ['numpy.array([1, 2], dtype="uint8")', [1, 2]],
  ['numpy.array([1, 2**63], dtype="uint64")', [1, { $integer: '9223372036854775808' }]],
  ['numpy.array(["a", "é"])', ['a', 'é']],
  ['numpy.array([b"a", b""])', [{ $bytes: 'YQ==' }, { $bytes: '' }]],
  ['numpy.array([], dtype=float)', { $vector: { type: 'float', values: [] } }],
  ['numpy.ma.masked_array([1.5, float("nan")], [True, False])', [null, { $float: 'NaN' }]],
  ['numpy.ma.masked', { $missing: true }],
  ['numpy.array([[1, 2], [3, 4]]).T', { $array: { shape: [2, 2], type: 'integer', values: [1, 3, 2, 4] } }],
  ['numpy.arange(12).reshape(3, 4)[::2, 1::2]', { $array: { shape: [2, 2], type: 'integer', values: [1, 3, 9, 11] } }],
  ['numpy.array([[1, "a"]], dtype=object)', [[1, 'a']]],
  ['numpy.zeros((2, 0, 3))', { $array: { shape: [2, 0, 3], type: 'float', values: [] } }],
  [
    'numpy.array([(1, "a")], dtype=[("n", "i4"), ("t", "U1")])',
    {
      $table: {
        rowCount: 1,
        columns: [
          { name: 'n', type: 'integer', values: [1] },
          { name: 't', type: 'text', values: ['a'] },
        ],
      },
    },
  ],
  ['pandas.Series([1, None], dtype="Int64")', [1, null]],
  ['pandas.Series([1, None], dtype="UInt8")', [1, null]],
  ['pandas.Series([1.5, float("nan")])', [1.5, { $float: 'NaN' }]],
  ['pandas.Series([True, None], dtype="boolean")', [true, null]],
  ['pandas.Series(["a", None], dtype="string")', ['a', null]],
  ['pandas.Series(["a", float("nan")])', ['a', null]],
  ['pandas.Series(pandas.arrays.SparseArray([0, 0, 7]))', [0, 0, 7]],
  ['pandas.Series(pandas.period_range("2024-01", periods=2, freq="M"))', ['2024-01', '2024-02']],
  ['pandas.Series([[1], [2, 3]])', [[1], [2, 3]]],
  ['pandas.interval_range(0, 2)', ['(0, 1]', '(1, 2]']],
  [
    'pandas.cut([1, 9], [0, 5, 10])',
    { $vector: { type: 'category', values: ['(0, 5]', '(5, 10]'], levels: ['(0, 5]', '(5, 10]'], isOrdered: true } },
  ],
  ['pandas.Categorical([3, 1])', [3, 1]],
  ['pandas.Series([1, 2], name="x")', [1, 2]],
  [
    'pandas.Series([1.5], index=["a"], name="x")',
    {
      $table: {
        rowCount: 1,
        columns: [{ name: 'x', type: 'float', values: [1.5] }],
        index: [{ name: '', type: 'text', values: ['a'] }],
      },
    },
  ],
  [
    'pandas.DataFrame({"x": [1, 2, 3]})[lambda t: t.x > 1]',
    {
      $table: {
        rowCount: 2,
        columns: [{ name: 'x', type: 'integer', values: [2, 3] }],
        index: [{ name: '', type: 'integer', values: [1, 2] }],
      },
    },
  ],
  [
    'pandas.DataFrame({"k": ["a", "a", "b"], "x": [1, 2, 3]}).groupby("k").agg({"x": ["sum"]})',
    {
      $table: {
        rowCount: 2,
        columns: [{ name: 'x, sum', type: 'integer', values: [3, 3] }],
        index: [{ name: 'k', type: 'text', values: ['a', 'b'] }],
      },
    },
  ],
];

test('what functions make of numpy and pandas has one meaning', async () => {
  const { give } = setupPython({ hasPackages: true });
  const got: Record<string, Json> = {};
  for (const [expression] of results) got[expression] = await give(`${withPandas}def f(): return ${expression}`);
  expect(got).toEqual(Object.fromEntries(results));
});

test.each([
  [
    'pandas.DataFrame({"a": [1], "u": numpy.array([2**63], "uint64")})',
    'value["u"]',
    'a column of unsigned integers beyond 63 bits',
  ],
  ['pandas.DataFrame({"a": [1, "x"]})', 'value["a"]', 'a column whose cells are not scalars of one kind'],
  ['{"fit": pandas.DataFrame({"a": [1, len]})}', 'value["fit"]["a"][1]', 'a function'],
  ['pandas.DataFrame({"a": ["x", "y\\0"]})', 'value["a"][1]', 'a text with the character NUL'],
  ['numpy.longdouble(1) / 3', 'value', 'numbers of type float128 that 64 bits do not hold; round them first'],
  ['numpy.array(["3000000"], "M8[Y]")', 'value', 'a time that is hundreds of thousands of years away'],
  ['numpy.array([2**62], "M8[s]")', 'value', 'a time that is hundreds of thousands of years away'],
  ['numpy.timedelta64(3)', 'value', 'a timedelta64 without a unit'],
])('%s is not shown, and the place is named', async (expression, path, description) => {
  const { call } = setupPython({ hasPackages: true });
  const source = `${withPandas}def f(): return ${expression}`;
  expect(failureOf(await call(source))).toEqual({ kind: 'value-not-showable', path, description });
});

test('nanoseconds are cut, which a warning says once', async () => {
  const { call } = setupPython({ hasPackages: true });
  const source = `${withPandas}def f(): return [pandas.Series(pandas.to_datetime([1_001, -1], unit="ns")), pandas.Timedelta(1, "ns"), numpy.array([1500], "m8[ns]")]`;
  const { outcome, err } = await call(source);
  expect(err).toBe('Times finer than a microsecond are cut to microseconds.\n');
  expect(outcome.kind === 'done' && valueToJson(outcome.value)).toEqual([
    [{ $instant: '1970-01-01T00:00:00.000001Z' }, { $instant: '1969-12-31T23:59:59.999999Z' }],
    { $duration: 'PT0S' },
    [{ $duration: 'PT0.000001S' }],
  ]);
});

test('arguments arrive as what the source has imported', async () => {
  const { give } = setupPython({ hasPackages: true });
  const matrix: Value = {
    kind: 'array',
    shape: [2, 3],
    order: 'column',
    column: { type: 'float', data: Float64Array.of(1, 2, 3, 4, 5, 6) },
  };
  const args: Call['args'] = [['x', matrix]];
  const look = 'def f(x): return [type(x).__name__, x[1][2]]';
  expect(await give(look, args)).toEqual(['list', { $float: '6' }]);
  expect(await give(`import numpy as np\n${look}`, args)).toEqual(['ndarray', { $float: '6' }]);
  // The order is kept: nothing was turned.
  expect(
    await give('from numpy import ndarray\ndef f(x): return [x.flags.f_contiguous, x.flags.writeable]', args),
  ).toEqual([true, true]);
  const missing: Call['args'] = [['x', { kind: 'missing' }]];
  const look2 = 'def f(x): return str(x)';
  expect(await give(look2, missing)).toBe('None');
  expect(await give(`import pandas as pd\n${look2}`, missing)).toBe('<NA>');
});

test('moments beyond what pandas can hold are objects', async () => {
  const { give } = setupPython({ hasPackages: true });
  const json: Json = {
    $table: {
      rowCount: 2,
      columns: [
        { name: 'd', type: 'date', values: [{ $date: '0001-01-01' }, null] },
        { name: 'i', type: 'instant', values: [{ $instant: '9999-12-31T23:59:59.999Z' }, null] },
        { name: 't', type: 'duration', values: [{ $duration: 'PT9000000000000S' }, null] },
      ],
    },
  };
  expect(await give(`${withPandas}def f(x): return x`, [['x', jsonToValue(json)]])).toEqual(json);
});

test('a long frame that lies row by row in memory comes out column by column', async () => {
  const { value } = setupPython({ hasPackages: true });
  const rowCount = 200_003;
  const source = `${withPandas}def f(kind): return pandas.DataFrame(numpy.arange(${String(3 * rowCount)}, dtype=kind).reshape(-1, 3), columns=["a", "b", "a"])`;
  for (const [kind, type] of [
    ['float64', 'float'],
    ['int64', 'integer'],
    ['int32', 'integer'],
  ] as const) {
    const table = await value(source, [['kind', kind]]);
    assert(table !== null && typeof table === 'object' && 'kind' in table && table.kind === 'table', 'It is a table.');
    const cells = table.columns.map(({ name, column }) => [
      name,
      column.type,
      cellOf(column, 1),
      cellOf(column, rowCount - 1),
    ]);
    const cell = (number: number): Value => (type === 'float' ? number : BigInt(number));
    expect(cells).toEqual(
      ['a', 'b', 'a'].map((name, place) => [name, type, cell(3 + place), cell(3 * (rowCount - 1) + place)]),
    );
  }
});

test('a function may add a column to a wide table, and pandas has nothing to warn of', async () => {
  const { call } = setupPython({ hasPackages: true });
  const columns = Array.from({ length: 150 }, (_, place) => ({
    name: `c${String(place)}`,
    column: { type: 'float' as const, data: Float64Array.of(place, 1) },
  }));
  const source = 'import pandas\ndef f(t):\n    t["sum"] = t.c0 + t.c149\n    return t["sum"]';
  const { outcome, err } = await call(source, [['t', { kind: 'table', rowCount: 2, columns }]]);
  expect(err).toBe('');
  expect(outcome.kind === 'done' && valueToJson(outcome.value)).toEqual([{ $float: '149' }, { $float: '2' }]);
});

test.each([
  [
    'a matrix of numpy.matrix',
    'numpy.matrix([[1, 2]])',
    { $array: { shape: [1, 2], type: 'integer', values: [1, 2] } },
  ],
  ['an Index of several levels', 'pandas.MultiIndex.from_tuples([("a", 1)])', [['a', 1]]],
  [
    'a column of objects in which NaN marks what is missing',
    'pandas.DataFrame({"a": ["x", numpy.nan, pandas.NA, None]})',
    { $table: { rowCount: 4, columns: [{ name: 'a', type: 'text', values: ['x', null, null, null] }] } },
  ],
  [
    'a column of booleans in which NaN marks what is missing',
    'pandas.DataFrame({"a": [True, numpy.nan]}, dtype=object)',
    { $table: { rowCount: 2, columns: [{ name: 'a', type: 'boolean', values: [true, null] }] } },
  ],
  [
    'a column of objects that are numbers, whose NaN is one',
    'pandas.DataFrame({"a": [1, numpy.nan, None]}, dtype=object)',
    { $table: { rowCount: 3, columns: [{ name: 'a', type: 'float', values: [1, { $float: 'NaN' }, null] }] } },
  ],
] as const)('%s arrives as what it means', async (_what, expression, expected) => {
  const { give } = setupPython({ hasPackages: true });
  expect(await give(`${withPandas}def f(): return ${expression}`)).toEqual(expected);
});

test.each([
  ['numpy.timedelta64(5, "M")', 'value', 'months or years'],
  ['[numpy.array([1, 2], dtype="m8[Y]")]', 'value[0]', 'months or years'],
  ['pandas.DataFrame({"a": [2**53 + 1, 0.5]}, dtype=object)', 'value["a"]', 'integers that no float holds'],
])('%s is refused', async (expression, path, sentence) => {
  const { call } = setupPython({ hasPackages: true });
  expect(failureOf(await call(`${withPandas}def f(): return ${expression}`))).toMatchObject({
    kind: 'value-not-showable',
    path,
    description: expect.stringContaining(sentence),
  });
});
