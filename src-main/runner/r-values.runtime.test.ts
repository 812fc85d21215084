import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { columnOf } from '#shared/values/column-of.ts';
import type { Column, Value } from '#shared/values/value.ts';
import { valueToJson } from '#shared/values/value-json.ts';

import { skipWithoutRPackage } from '../../build/skip-without-r-package.ts';
import { setupRunner } from './runner.harness.ts';

const text = fc
  .string({ unit: 'grapheme', maxLength: 8 })
  .filter((value) => value.isWellFormed() && !value.includes('\0'));
const safeInteger = fc.maxSafeInteger().map(BigInt);
const smallInteger = fc.integer({ min: -0x7fff_ffff, max: 0x7fff_ffff }).map(BigInt);
const day: fc.Arbitrary<Value> = fc.integer({ min: -700_000, max: 2_900_000 }).map((days) => ({ kind: 'date', days }));
/** As far as R tells each microsecond. */
const micros = fc.bigInt({ min: -(1n << 33n) * 1_000_000n, max: (1n << 33n) * 1_000_000n });
const duration: fc.Arbitrary<Value> = micros.map((length) => ({ kind: 'duration', micros: length }));
const moment: fc.Arbitrary<Value> = micros.map((at) => ({ kind: 'instant', micros: at, zone: 'Europe/Zurich' }));
const complex: fc.Arbitrary<Value> = fc
  .tuple(fc.double(), fc.double())
  .map(([re, im]) => ({ kind: 'complex', re, im }));
const bytes: fc.Arbitrary<Value> = fc.uint8Array({ maxLength: 20 }).map((data) => ({ kind: 'bytes', bytes: data }));

/** What comes back as it was sent, alone and in a list that is no vector. */
const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom<Value>(null, { kind: 'missing' }, true, false),
  text,
  smallInteger,
  fc.double(),
  day,
  duration,
  moment,
  complex,
  bytes,
);

function columnsOf(length: number): fc.Arbitrary<Column> {
  const cells = (cell: fc.Arbitrary<Value>): fc.Arbitrary<readonly Value[]> =>
    fc.array(fc.option(cell, { freq: 4 }), { minLength: length, maxLength: length });
  return fc.oneof(
    cells(fc.double()).map((values) => columnOf('float', values)),
    cells(smallInteger).map((values) => columnOf('integer', values)),
    cells(fc.boolean()).map((values) => columnOf('boolean', values)),
    cells(text).map((values) => columnOf('text', values)),
    cells(complex).map((values) => columnOf('complex', values)),
    cells(day).map((values) => columnOf('date', values)),
    cells(duration).map((values) => columnOf('duration', values)),
    cells(moment).map((values) => withZone(columnOf('instant', values))),
    cells(fc.constantFrom('a', 'b')).map((values) => columnOf('category', values, { levels: ['c', 'b', 'a'] })),
  );
}

/** A column of nothing but missing moments has its zone too. */
function withZone(column: Column): Column {
  return column.type === 'instant' ? { ...column, zone: 'Europe/Zurich' } : column;
}

const table: fc.Arbitrary<Value> = fc
  .tuple(fc.nat({ max: 6 }), fc.boolean())
  .chain(([rowCount, isLabelled]) =>
    fc.tuple(
      fc.constant(rowCount),
      fc.array(fc.tuple(text, columnsOf(rowCount)), { maxLength: 5 }),
      isLabelled
        ? fc.uniqueArray(
            text.map((label) => `-${label}`),
            { minLength: rowCount, maxLength: rowCount },
          )
        : fc.constant(undefined),
    ),
  )
  .map(([rowCount, columns, labels]) => ({
    kind: 'table',
    rowCount,
    columns: columns.map(([name, column]) => ({ name, column })),
    ...(labels === undefined || rowCount === 0 ? {} : { index: [{ name: '', column: columnOf('text', labels) }] }),
  }));

const array: fc.Arbitrary<Value> = fc
  .array(fc.nat({ max: 3 }), { minLength: 2, maxLength: 4 })
  .chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc.constantFrom<'row' | 'column'>('row', 'column'),
      columnsOf(shape.reduce((product, size) => product * size, 1)),
      fc.option(fc.tuple(...shape.map((size) => fc.option(fc.array(text, { minLength: size, maxLength: size }))))),
    ),
  )
  .map(([shape, order, column, labels]) => {
    // R drops names that name nothing.
    const dimNames = labels?.map((names) => (names?.length === 0 ? null : names));
    return { kind: 'array', shape, order, column, ...(dimNames?.some((names) => names !== null) ? { dimNames } : {}) };
  });

const map: fc.Arbitrary<Value> = fc
  .array(fc.tuple(text, fc.oneof(scalar, table, array)), { maxLength: 4 })
  .map((entries) => ({ kind: 'map', entries }));

/** Longer than one, or R would not tell it from a scalar. */
const vector: fc.Arbitrary<Value> = fc
  .oneof(fc.constant(0), fc.integer({ min: 2, max: 6 }))
  .chain(columnsOf)
  .map((column) => ({ kind: 'vector', column }));

const anyValue = fc.oneof(scalar, vector, array, table, map);

const batchSize = 40;

test('whatever R can hold comes back from it as it was given', async () => {
  const { valueOf } = setupRunner();
  await fc.assert(
    fc.asyncProperty(fc.array(anyValue, { minLength: 1, maxLength: batchSize }), async (values) => {
      const given: Value = { kind: 'map', entries: values.map((value, index) => [`v${String(index)}`, value]) };
      const back = await valueOf({ language: 'r', source: 'f <- function(x) x', entry: 'f', args: [['x', given]] });
      expect(valueToJson(back)).toEqual(valueToJson(given));
    }),
    { numRuns: 60 },
  );
});

/** Sent beside a float, so that all of them are doubles in R. */
const exactNumber: fc.Arbitrary<Value> = fc.oneof(
  safeInteger,
  fc
    .tuple(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.nat({ max: 999_999 }))
    .map(([whole, millionths]): Value => ({
      kind: 'decimal',
      text: `${String(whole)}.${String(millionths).padStart(6, '0')}`,
    })),
);

test('integers within 2^53 and decimals of 15 digits keep their value as floats', async () => {
  const { valueOf } = setupRunner();
  await fc.assert(
    fc.asyncProperty(fc.array(exactNumber, { minLength: 1, maxLength: 50 }), async (list) => {
      const args = [['x', [...list, 0.5]]] as const;
      const back = await valueOf({ language: 'r', source: 'f <- function(x) x', entry: 'f', args });
      const data = [...list.map(numberOf), 0.5];
      expect(back).toEqual({ kind: 'vector', column: { type: 'float', data: Float64Array.from(data) } });
    }),
    { numRuns: 30 },
  );
});

function numberOf(value: Value): number {
  return typeof value === 'object' && value !== null && 'text' in value ? Number(value.text) : Number(value);
}

test('integers of 64 bits are taken where the source has loaded bit64, and refused elsewhere', async () => {
  skipWithoutRPackage('bit64');
  const { ask, valueOf } = setupRunner();
  const largest = (1n << 63n) - 1n;
  const n = columnOf('integer', [largest, null, 1n]);
  const given = [
    ['n', { kind: 'vector', column: n }],
    ['one', largest],
  ] as const;
  const inside = 'f <- function(n, one) list(n = n, one = one, isWide = bit64::is.integer64(n), sum = one - 1L)';
  const back = await valueOf({ language: 'r', source: `library(bit64)\n${inside}`, entry: 'f', args: given });
  expect(valueToJson(back)).toEqual({
    n: [{ $integer: String(largest) }, null, 1],
    one: { $integer: String(largest) },
    isWide: true,
    sum: { $integer: String(largest - 1n) },
  });
  const other = setupRunner();
  expect(await other.ask({ language: 'r', source: 'f <- function(n, one) 1', entry: 'f', args: given })).toMatchObject({
    outcome: {
      failure: { kind: 'argument-refused', parameter: 'n', reason: expect.stringContaining('library(bit64)') },
    },
  });
  expect(
    await ask({ language: 'r', source: 'f <- function(n) 1', entry: 'f', args: [['n', 1n << 64n]] }),
  ).toMatchObject({
    outcome: { failure: { kind: 'argument-refused', parameter: 'n' } },
  });
});

test('a moment that R would hold as another one is refused', async () => {
  const { ask } = setupRunner();
  const late: Value = { kind: 'instant', micros: 253_402_300_799_999_999n };
  expect(await ask({ language: 'r', source: 'f <- function(at) at', entry: 'f', args: [['at', late]] })).toMatchObject({
    outcome: {
      failure: { kind: 'argument-refused', parameter: 'at', reason: expect.stringContaining('whole seconds') },
    },
  });
});
