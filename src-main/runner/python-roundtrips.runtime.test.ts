import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { columnOf } from '#shared/values/column-of.ts';
import { jsonToValue, valueToJson } from '#shared/values/value-json.ts';
import { columnTypes } from '#shared/values/value.ts';
import type { ColumnType, Value } from '#shared/values/value.ts';

import { setupPython } from './python.harness.ts';

/** Any Unicode but NUL. */
const text = fc.string({ unit: 'binary', maxLength: 12 }).map((value) => value.replaceAll('\0', ' '));
const decimal = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.nat({ max: 25 }))
  .map(([isNegative, digits, scale]): Value => {
    const padded = digits.toString().padStart(scale + 1, '0');
    const whole = padded.slice(0, padded.length - scale);
    const written = scale === 0 ? whole : `${whole}.${padded.slice(padded.length - scale)}`;
    return { kind: 'decimal', text: isNegative ? `-${written}` : written };
  });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
/** Python's years, 1 to 9999. */
const days = fc.integer({ min: -719_162, max: 2_932_896 });
const micros = fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n });
/** A day from the ends, so that local time stays within them. */
const zonedMicros = fc.bigInt({ min: -62_135_510_400_000_000n, max: 253_402_214_399_999_999n });
const zone = fc.constantFrom('Europe/Zurich', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Etc/GMT+5');

const scalarOf: { readonly [type in ColumnType]: fc.Arbitrary<Value> } = {
  float: fc.double(),
  integer: fc.oneof(int64, fc.bigInt({ min: -(2n ** 31n), max: 2n ** 31n - 1n })),
  boolean: fc.boolean(),
  text,
  decimal,
  bytes: fc.uint8Array({ maxLength: 9 }).map((bytes): Value => ({ kind: 'bytes', bytes })),
  complex: fc.tuple(fc.double(), fc.double()).map(([re, im]): Value => ({ kind: 'complex', re, im })),
  date: days.map((count): Value => ({ kind: 'date', days: count })),
  instant: micros.map((count): Value => ({ kind: 'instant', micros: count })),
  // numpy writes NaT as the smallest 64-bit integer.
  duration: fc
    .bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n })
    .map((count): Value => ({ kind: 'duration', micros: count })),
  category: fc.constantFrom('low', 'middle', 'high', ''),
};
const zonedInstant = fc
  .tuple(zonedMicros, zone)
  .map(([count, name]): Value => ({ kind: 'instant', micros: count, zone: name }));

const scalar = fc.oneof(
  fc.constant(null),
  fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }),
  zonedInstant,
  ...columnTypes.map((type) => scalarOf[type]),
);
const { value: anyValue } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .uniqueArray(fc.tuple(text, tie('value')), { selector: ([name]) => name, maxLength: 5 })
      // Within a list, so that it is never the whole result: a dict of columns is a table then.
      .map((entries): Value => [{ kind: 'map', entries }, null]),
  ),
}));

const typeOfColumn = fc.constantFrom(...columnTypes);
const levels = ['low', 'middle', 'high', '', 'never'];

/** A column with at least one cell that is there, since a list of nothing has no type. */
function columnWith(type: ColumnType, rowCount: number): fc.Arbitrary<ReturnType<typeof columnOf>> {
  const cell = scalarOf[type];
  return fc
    .tuple(
      cell,
      fc.array(fc.option(cell, { freq: 4 }), { minLength: rowCount - 1, maxLength: rowCount - 1 }),
      fc.boolean(),
    )
    .map(([first, rest, isOrdered]) => {
      const column = columnOf(type, [first, ...rest], type === 'category' ? { levels } : {});
      if (column.type === 'category') return { ...column, isOrdered };
      return column.type === 'integer' ? { ...column, data: narrowed(column.data) } : column;
    });
}

/** Integers of 32 bits, as R has them, are another form of the same column. */
function narrowed(data: BigInt64Array | Int32Array): BigInt64Array | Int32Array {
  const narrow = Int32Array.from(data, Number);
  return narrow.every((cell, row) => BigInt(cell) === data[row]) ? narrow : data;
}

const table = fc.integer({ min: 1, max: 6 }).chain((rowCount) =>
  fc
    .uniqueArray(fc.tuple(text, typeOfColumn), { selector: ([name]) => name, minLength: 1, maxLength: 5 })
    .chain((names) =>
      fc.tuple(...names.map(([name, type]) => columnWith(type, rowCount).map((column) => ({ name, column })))),
    )
    .map((columns): Value => ({ kind: 'table', rowCount, columns })),
);

/** What numpy has a type for; masked where something is missing. */
const arrayTypes: readonly ColumnType[] = [
  'float',
  'integer',
  'boolean',
  'complex',
  'text',
  'decimal',
  'bytes',
  'date',
  'instant',
  'duration',
];
const array = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 4 }),
    fc.constantFrom('row' as const, 'column' as const),
    fc.constantFrom(...arrayTypes),
  )
  .chain(([shape, order, type]) =>
    columnWith(
      type,
      shape.reduce((product, size) => product * size, 1),
    ).map((column): Value => ({ kind: 'array', shape, order, column })),
  );

const numRuns = 150;

test('any value comes back from a function without packages', async () => {
  const { give } = setupPython();
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyValue, table), async (value) => {
      expect(await give('def f(x): return x', [['x', value]])).toEqual(valueToJson(value));
    }),
    { numRuns },
  );
});

test('any value, table and array comes back from a function with numpy and pandas', async () => {
  const { give } = setupPython({ hasPackages: true });
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyValue, table, array), async (value) => {
      expect(await give('import numpy, pandas\ndef f(x): return x', [['x', value]])).toEqual(valueToJson(value));
    }),
    { numRuns: 2 * numRuns },
  );
});

test('integers of more digits than Python writes of itself are a column of decimals beside decimals', async () => {
  const { give } = setupPython();
  const source = 'from decimal import Decimal\ndef f(): return {"a": [Decimal("1.5"), -10 ** 5000]}';
  expect(await give(source)).toEqual({
    $table: {
      rowCount: 2,
      columns: [{ name: 'a', type: 'decimal', values: [{ $decimal: '1.5' }, { $decimal: `-1${'0'.repeat(5000)}` }] }],
    },
  });
});

test('a column of floats into which an integer was put that no float holds goes out as integers', async () => {
  const { give } = setupPython();
  const given = jsonToValue({ $table: { rowCount: 1, columns: [{ name: 'a', type: 'float', values: [0.5] }] } });
  const source = 'def f(x):\n    x["a"][0] = 2 ** 53 + 1\n    return x';
  expect(await give(source, [['x', given]])).toEqual({
    $table: { rowCount: 1, columns: [{ name: 'a', type: 'integer', values: [{ $integer: '9007199254740993' }] }] },
  });
});
