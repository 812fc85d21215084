import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Column, Value } from '#shared/values/value.ts';
import { isList, isMissing } from '#shared/values/value.ts';
import { columnOf, scalarType } from '#shared/values/column-of.ts';
import { valueToJson } from '#shared/values/value-json.ts';

import { setupRunner } from './runner.harness.ts';

const text = fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed() && !value.includes('\0'));
const name = fc.stringMatching(/^[a-z]{1,5}$/);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const missing: Value = { kind: 'missing' };

/** Of each type that Julia has by itself, the cells of a column. */
const cells: { readonly [type: string]: fc.Arbitrary<Value> } = {
  float: fc.double(),
  integer: int64,
  boolean: fc.boolean(),
  text,
  bytes: fc.uint8Array({ maxLength: 5 }).map((bytes) => ({ kind: 'bytes', bytes })),
  complex: fc.record({ kind: fc.constant('complex' as const), re: fc.double(), im: fc.double() }),
  date: fc.record({ kind: fc.constant('date' as const), days: fc.integer({ min: -700_000, max: 2_900_000 }) }),
  // A DateTime counts milliseconds.
  instant: fc
    .integer({ min: -(10 ** 13), max: 10 ** 14 })
    .map((ms) => ({ kind: 'instant' as const, micros: BigInt(ms) * 1000n })),
  duration: int64.map((micros) => ({ kind: 'duration', micros })),
};

function columnOfLength(length: number): fc.Arbitrary<Column> {
  return fc
    .constantFrom('float', 'integer', 'boolean', 'text', 'bytes', 'complex', 'date', 'instant', 'duration')
    .chain((type) => {
      const cell = fc.oneof(
        { weight: 4, arbitrary: cells[type] ?? text },
        { weight: 1, arbitrary: fc.constant(missing) },
      );
      // A column that is nothing but missing has no type to Julia.
      const somethingIn = (values: readonly Value[]): boolean => length === 0 || !values.every(isMissing);
      return fc
        .array(cell, { minLength: length, maxLength: length })
        .filter(somethingIn)
        .map((values) => columnOf(columnType(type), values));
    });
}

function columnType(type: string): Column['type'] {
  const [found] = (
    ['float', 'integer', 'boolean', 'text', 'bytes', 'complex', 'date', 'instant', 'duration'] as const
  ).filter((known) => known === type);
  return found ?? 'text';
}

const array: fc.Arbitrary<Value> = fc
  .tuple(
    fc.array(fc.nat({ max: 3 }), { minLength: 2, maxLength: 4 }),
    fc.constantFrom('row' as const, 'column' as const),
  )
  .chain(([shape, order]) =>
    columnOfLength(shape.reduce((product, size) => product * size, 1)).map((column) => ({
      kind: 'array' as const,
      shape,
      order,
      column,
    })),
  );

const table: fc.Arbitrary<Value> = fc.nat({ max: 4 }).chain((rowCount) =>
  fc
    .uniqueArray(name, { minLength: 1, maxLength: 4 })
    .chain((names) =>
      fc.tuple(...names.map((one) => columnOfLength(rowCount).map((column) => ({ name: one, column })))),
    )
    .map((columns) => ({ kind: 'table' as const, rowCount, columns })),
);

const { value: anyValue } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(fc.constant(null), fc.constant(missing), fc.bigInt(), ...Object.values(cells)),
    array,
    table,
    fc.nat({ max: 5 }).chain((length) => columnOfLength(length).map((column) => ({ kind: 'vector' as const, column }))),
    fc.array(tie('value')),
    fc
      .uniqueArray(fc.tuple(name, tie('value')), { selector: ([key]) => key })
      .map((entries) => ({ kind: 'map' as const, entries })),
  ),
}));

/** What a value means to Julia: a list of scalars of one kind is a column, in which nothing is missing too. */
function meant(value: Value): Value {
  if (isList(value)) {
    const types = new Set(value.filter((item) => item !== null && !isMissing(item)).map(scalarType));
    const isColumn = types.size === 0 || (types.size === 1 && !types.has(undefined));
    return value.map((item) => (isColumn && isMissing(item) ? null : meant(item)));
  }
  if (value !== null && typeof value === 'object' && value.kind === 'map')
    return { kind: 'map', entries: value.entries.map(([key, inner]) => [key, meant(inner)]) };
  return value;
}

test('every value that Julia can hold comes back from it as it went', async () => {
  const { valueOf } = setupRunner();
  await fc.assert(
    fc.asyncProperty(anyValue, async (value) => {
      const back = await valueOf({ language: 'julia', source: 'f(x) = x', entry: 'f', args: [['x', value]] });
      expect(valueToJson(back)).toEqual(valueToJson(meant(value)));
    }),
    { numRuns: 300 },
  );
}, 120_000);

const refusedResults: readonly (readonly [code: string, path: string, description: string])[] = [
  ['Month(1)', '', 'a period of 1 month, which is no length of time'],
  ['Dict("a" => [Second(1), Year(2)])', 'value["a"][2]', 'a period of 2 years, which is no length of time'],
  ['Nanosecond(1)', '', 'not a whole number of microseconds'],
  ['Week(typemax(Int64))', '', 'which is too long'],
  ['(fit = Fit(sum),)', 'value.fit.call', 'a function'],
  ['Dict(:fit => (1, sum))', 'value[:fit][2]', 'a function'],
  ['String([0xff])', '', 'not valid UTF-8'],
  ['(a = ["x", "\\0"],)', 'value.a[2]', 'the character NUL'],
  ['["x" "\\0"]', 'value[2]', 'the character NUL'],
  ['Dict("\\0" => 1)', '', 'the character NUL'],
];

test('what cannot be shown is refused with the path to it, as Julia writes one', async () => {
  const { ask } = setupRunner();
  for (const [code, path, description] of refusedResults) {
    const source = `using Dates\nstruct Fit\n  call::Function\nend\nf() = ${code}`;
    const { outcome } = await ask({ language: 'julia', source, entry: 'f' });
    const failure = outcome.kind === 'failed' ? outcome.failure : undefined;
    expect([code, failure]).toMatchObject([code, { kind: 'value-not-showable', path }]);
    expect(failure?.kind === 'value-not-showable' ? failure.description : '').toContain(description);
  }
}, 60_000);

const told: readonly (readonly [code: string, json: unknown])[] = [
  ['Hour(1) + Nanosecond(500) + Nanosecond(1500)', { $duration: 'PT3600.000002S' }],
  ['Time(12, 30)', '12:30:00'],
  ['[Second(1), missing, Minute(1)]', [{ $duration: 'PT1S' }, null, { $duration: 'PT60S' }]],
  ['im', { $complex: ['0', '1'] }],
  ['codeunits("é")', { $bytes: 'w6k=' }],
  ['Any[missing, nothing, 1]', [{ $missing: true }, null, 1]],
  [
    'Any[1 "a"; 2.5 nothing]',
    [
      [1, 'a'],
      [2.5, null],
    ],
  ],
  ['UInt8[1 2]', { $array: { shape: [1, 2], type: 'integer', values: [1, 2] } }],
  ['Union{Missing,Float64}[]', { $vector: { type: 'float', values: [] } }],
  ['(a = Date[], b = Union{Missing,String}["x"])', { a: { $vector: { type: 'date', values: [] } }, b: ['x'] }],
];

test('periods, complex numbers, bytes and empty vectors have one meaning each', async () => {
  const { valueOf } = setupRunner();
  const got: unknown[] = [];
  for (const [code] of told)
    got.push([
      code,
      valueToJson(await valueOf({ language: 'julia', source: `using Dates\nf() = ${code}`, entry: 'f' })),
    ]);
  expect(got).toEqual(told);
}, 60_000);
