import { expect, test } from 'vitest';

import { columnValues } from '#shared/values/value.ts';
import type { TableValue, Value } from '#shared/values/value.ts';
import { valueToJson } from '#shared/values/value-json.ts';

import { skipWithoutRPackage } from '../../build/skip-without-r-package.ts';
import { setupRunner } from './runner.harness.ts';

function setupR() {
  const { ask, valueOf: valueOfAny } = setupRunner();
  return {
    ask,
    valueOf: (source: string, given: Readonly<Record<string, Value>> = {}) =>
      valueOfAny({ language: 'r', source, entry: 'f', args: Object.entries(given) }),
  };
}

const table = (columns: readonly (readonly [name: string, type: string, values: readonly unknown[]])[]) => ({
  $table: {
    rowCount: columns[0]?.[2].length ?? 0,
    columns: columns.map(([name, type, values]) => ({ name, type, values })),
  },
});

const rowNames = { name: '', type: 'text', values: ['a', 'b'] };

const category = (values: readonly unknown[], levels: readonly string[], isOrdered = false) => ({
  $vector: { type: 'category', values, levels, isOrdered },
});

// One process for all, since each takes a moment to start.
const meanings: readonly (readonly [name: string, code: string, meaning: unknown])[] = [
  ['names', 'c(a = 1.5, b = NA)', { a: 1.5, b: { $missing: true } }],
  ['some names', 'list(a = 1L, 2L)', { a: 1, '': 2 }],
  ['a name for no element', 'setNames(list(), character(0))', {}],
  ['no element', 'character(0)', { $vector: { type: 'text', values: [] } }],
  ['nothing and a missing value', 'list(NULL, NA, NA_character_)', [null, { $missing: true }, { $missing: true }]],
  ['a single factor', 'factor("x", c("y", "x"))', category(['x'], ['y', 'x'])],
  ['a factor with NA as a level', 'addNA(factor(c("b", NA)))', category(['b', null], ['b'])],
  ['an ordered factor', 'ordered("x")', category(['x'], ['x'], true)],
  ['a factor with names', 'c(a = factor("x"), b = factor("y"))', { a: 'x', b: 'y' }],
  ['bytes', 'as.raw(c(0, 255))', { $bytes: 'AP8=' }],
  ['a list of bytes', 'list(raw(0), as.raw(1))', [{ $bytes: '' }, { $bytes: 'AQ==' }]],
  ['a difference of times', 'as.difftime(2, units = "mins")', { $duration: 'PT120S' }],
  ['a difference of days', 'as.Date("2024-03-01") - as.Date(c("2024-02-28", NA))', [{ $duration: 'PT172800S' }, null]],
  ['differences with names', 'c(a = as.difftime(1, units = "hours"))', { a: { $duration: 'PT3600S' } }],
  ['a class of its own', 'structure(1:2, class = "units", note = "m")', [1, 2]],
  ['a count', 'table(c("a", "b", "a"))', { a: 2, b: 1 }],
  ['a version', 'numeric_version(c("1.2", "3.4.5"))', ['1.2', '3.4.5']],
  ['text in Latin-1', 'iconv("Zürich", "UTF-8", "latin1")', 'Zürich'],
  ['a fraction of a day', 'structure(0.75, class = "Date")', { $date: '1970-01-01' }],
  ['a day as an integer', 'structure(1L, class = "Date")', { $date: '1970-01-02' }],
  [
    'a moment without end',
    'structure(c(Inf, 0), class = c("POSIXct", "POSIXt"))',
    [null, { $instant: '1970-01-01T00:00:00.000Z' }],
  ],
  ['64-bit integers', 'structure(c(4.9406564584124654e-324, -0), class = "integer64")', [1, null]],
  [
    'row names',
    'data.frame(x = 1:2, row.names = c("a", "b"))',
    { $table: { ...table([['x', 'integer', [1, 2]]]).$table, index: [rowNames] } },
  ],
  ['some of the rows', 'data.frame(x = 1:3)[2:3, , drop = FALSE]', table([['x', 'integer', [2, 3]]])],
  [
    'a broken-down time in a column',
    '{ d <- data.frame(n = 1L); d$t <- as.POSIXlt("2024-01-31", tz = "UTC"); d }',
    table([
      ['n', 'integer', [1]],
      ['t', 'instant', [{ $instant: '2024-01-31T00:00:00.000Z' }]],
    ]),
  ],
  [
    'names twice',
    'data.frame(a = 1L, a = 2L, check.names = FALSE)',
    table([
      ['a', 'integer', [1]],
      ['a', 'integer', [2]],
    ]),
  ],
  ['no column', 'data.frame(row.names = 1:3)', { $table: { rowCount: 3, columns: [] } }],
  [
    'no column but row names',
    'data.frame(row.names = c("a", "b"))',
    { $table: { rowCount: 2, columns: [], index: [rowNames] } },
  ],
  [
    'a matrix with names',
    'matrix(1:4, 2, dimnames = list(c("r", "s"), c("a", "b")))',
    {
      $array: {
        shape: [2, 2],
        type: 'integer',
        values: [1, 3, 2, 4],
        dimNames: [
          ['r', 's'],
          ['a', 'b'],
        ],
      },
    },
  ],
  [
    'a matrix with names for its rows',
    'matrix(1:2, 2, dimnames = list(c("r", "s"), NULL))',
    { $array: { shape: [2, 1], type: 'integer', values: [1, 2], dimNames: [['r', 's'], null] } },
  ],
  [
    'a table of counts by two',
    'table(c("a", "b"), c("x", "x"))',
    { $array: { shape: [2, 1], type: 'integer', values: [1, 1], dimNames: [['a', 'b'], ['x']] } },
  ],
  [
    'an array without cells',
    'array(character(0), c(2, 0, 1))',
    { $array: { shape: [2, 0, 1], type: 'text', values: [] } },
  ],
  ['a matrix of raw', 'matrix(as.raw(1:2), 1)', { $array: { shape: [1, 2], type: 'integer', values: [1, 2] } }],
  [
    'a matrix of days',
    'structure(as.Date(c("2024-02-29", NA)), dim = 1:2)',
    { $array: { shape: [1, 2], type: 'date', values: [{ $date: '2024-02-29' }, null] } },
  ],
  [
    'a column of bytes',
    '{ d <- data.frame(n = 1:2); d$b <- list(as.raw(1), NULL); d }',
    table([
      ['n', 'integer', [1, 2]],
      ['b', 'bytes', [{ $bytes: 'AQ==' }, null]],
    ]),
  ],
  [
    'a moment in a zone',
    'as.POSIXct("2024-07-01 12:00:00.25", tz = "Europe/Zurich")',
    { $instant: '2024-07-01T10:00:00.250Z[Europe/Zurich]' },
  ],
  [
    'a table by group',
    'aggregate(x ~ g, data.frame(x = 1:3, g = c("a", "b", "a")), sum)',
    table([
      ['g', 'text', ['a', 'b']],
      ['x', 'integer', [4, 2]],
    ]),
  ],
];

test('a result of each kind has its meaning', async () => {
  const { valueOf } = setupR();
  const got: Record<string, unknown> = {};
  for (const [name, code] of meanings) got[name] = valueToJson(await valueOf(`f <- function() ${code}`));
  expect(got).toEqual(Object.fromEntries(meanings.map(([name, , meaning]) => [name, meaning])));
});

test('a tibble is a table', async () => {
  skipWithoutRPackage('tibble');
  const { valueOf } = setupR();
  expect(
    valueToJson(await valueOf('f <- function() tibble::tibble(`two words` = c(TRUE, NA), z = c(1i, NA))')),
  ).toEqual(
    table([
      ['two words', 'boolean', [true, null]],
      ['z', 'complex', [{ $complex: ['0', '1'] }, null]],
    ]),
  );
});

const refusals: readonly (readonly [code: string, path: string, description: string])[] = [
  ['list(fit = lm(dist ~ speed, cars))', 'value$fit$call', 'unevaluated code cannot be shown'],
  ['list(1, list(`two words` = globalenv()))', 'value[[2]]$`two words`', 'an environment cannot be shown'],
  ['list(fit = list(predict = function(x) x))', 'value$fit$predict', 'a function cannot be shown'],
  ['y ~ x', 'value', 'unevaluated code of class formula'],
  ['getClass("numeric")', 'value', 'an S4 object of class classRepresentation'],
  ['methods::setRefClass("P", fields = "x")$new(x = 1)', 'value', 'an S4 object of class P'],
  ['matrix(list(1, 2), 1)', 'value', 'a matrix of lists'],
  ['{ d <- data.frame(n = 1); d$l <- list(1:2); d }', 'value$l', 'a column of lists'],
  ['{ d <- data.frame(n = 1:2); d$m <- matrix(1:4, 2); d }', 'value$m', 'a column that is a matrix'],
  ['list(t = c("a", "Z\\xfcrich"))', 'value$t', 'text that is not UTF-8 (element 2)'],
  ['{ x <- "\\xfc"; Encoding(x) <- "bytes"; x }', 'value', 'text that is not UTF-8'],
];

test('what cannot be shown is refused with the path that leads to it', async () => {
  const { ask } = setupR();
  for (const [code, path, description] of refusals) {
    const { outcome } = await ask({ language: 'r', source: `f <- function() ${code}`, entry: 'f' });
    expect(outcome).toMatchObject({
      failure: { kind: 'value-not-showable', path, description: expect.stringContaining(description) },
    });
  }
});

const rowCount = 200_000; // 1.6 MB a column of floats: large enough to leave the message.

function largeTable(): TableValue {
  const missing = new Uint8Array(rowCount);
  missing[1] = 1;
  const floats = Float64Array.from({ length: rowCount }, (_, row) => row / 3);
  floats[2] = Number.NaN;
  const micros = BigInt64Array.from({ length: rowCount }, (_, row) => BigInt(row) * 1_000_001n);
  const texts = Array.from({ length: rowCount }, (_, row) => (row % 2 === 0 ? 'é' : ''));
  const offsets = new Int32Array(rowCount + 1);
  texts.forEach((text, row) => {
    offsets[row + 1] = (offsets[row] ?? 0) + Buffer.byteLength(text);
  });
  return {
    kind: 'table',
    rowCount,
    columns: [
      { name: 'float', column: { type: 'float', missing, data: floats } },
      {
        name: 'integer',
        column: { type: 'integer', missing, data: Int32Array.from({ length: rowCount }, (_, row) => -row) },
      },
      {
        name: 'day',
        column: { type: 'date', missing, data: Int32Array.from({ length: rowCount }, (_, row) => row - 5) },
      },
      { name: 'moment', column: { type: 'instant', missing, data: micros } },
      {
        name: 'yes',
        column: { type: 'boolean', missing, data: Uint8Array.from({ length: rowCount }, (_, row) => row % 2) },
      },
      { name: 'text', column: { type: 'text', missing, offsets, bytes: Buffer.from(texts.join('')) } },
    ],
  };
}

test('a large table comes back as it was given, a missing value still apart from NaN', async () => {
  const { valueOf } = setupR();
  const given = largeTable();
  const back = await valueOf(
    'f <- function(x) { stopifnot(is.na(x$float[2]), !is.nan(x$float[2]), is.nan(x$float[3])); x }',
    { x: given },
  );
  if (back === null || typeof back !== 'object' || !('kind' in back) || back.kind !== 'table')
    throw new Error('No table.');
  expect(back.columns.map(({ name, column }) => [name, column.type])).toEqual(
    given.columns.map(({ name, column }) => [name, column.type]),
  );
  for (const [index, { column }] of given.columns.entries()) {
    const values = back.columns[index];
    expect(values === undefined ? undefined : columnValues(values.column)).toEqual(columnValues(column));
  }
});

test('columns beyond what a message can hold arrive through a file', async () => {
  const { valueOf } = setupR();
  const data = new Float64Array(17_000_000); // 136 MB
  data[data.length - 1] = 7;
  const source = 'f <- function(x, y) c(length(x), x[length(x)], y[length(y)])';
  const back = await valueOf(source, { x: { kind: 'vector', column: { type: 'float', data } }, y: [1n, 2n] });
  expect(valueToJson(back)).toEqual([{ $float: '17000000' }, { $float: '7' }, { $float: '2' }]);
});

test('large vectors within a list keep their place', async () => {
  const { valueOf } = setupR();
  const back = await valueOf('f <- function() list(a = seq_len(300001), b = list("x", as.numeric(1:200000)))');
  expect(back).toMatchObject({
    entries: [
      ['a', { column: { type: 'integer', data: { length: 300_001 } } }],
      ['b', ['x', { column: { type: 'float', data: { length: 200_000, 199999: 200_000 } } }]],
    ],
  });
});

test('large arrays of any type come and go through files, and keep their shape and names', async () => {
  const { valueOf } = setupR();
  const shape = [600, 700];
  const cells = 600 * 700;
  const dimNames = [null, Array.from({ length: 700 }, (_, index) => `c${String(index)}`)];
  const given: Readonly<Record<string, Value>> = {
    row: {
      kind: 'array',
      shape,
      order: 'row',
      column: { type: 'float', data: Float64Array.from({ length: cells }, (_, index) => index) },
      dimNames,
    },
    complex: {
      kind: 'array',
      shape,
      order: 'column',
      column: { type: 'complex', data: Float64Array.from({ length: cells * 2 }, (_, index) => index) },
    },
    logical: {
      kind: 'array',
      shape,
      order: 'column',
      column: { type: 'boolean', data: new Uint8Array(cells).fill(1) },
    },
    bytes: { kind: 'bytes', bytes: new Uint8Array(2_000_000).fill(7) },
  };
  const back = await valueOf(
    'f <- function(row, complex, logical, bytes) { stopifnot(row[2, 1] == 700, colnames(row)[2] == "c1"); list(row = row, complex = complex, logical = logical, bytes = bytes) }',
    given,
  );
  const turned = Float64Array.from({ length: cells }, (_, place) => (place % 600) * 700 + Math.floor(place / 600));
  expect(back).toEqual({
    kind: 'map',
    entries: Object.entries({
      ...given,
      row: { kind: 'array', shape, order: 'column', column: { type: 'float', data: turned }, dimNames },
    }),
  });
});
