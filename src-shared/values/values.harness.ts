/** Generated columns, tables and values, for the laws that the tests of this folder and of the table files are about. */
import * as fc from 'fast-check';

import { columnOf } from './column-of.ts';
import { columnTypes, columnValues } from './value.ts';
import type { ArrayValue, Column, ColumnType, NamedColumn, TableValue, Value } from './value.ts';

/** Any text but NUL, which no language takes. */
export const anyText = fc
  .string({ unit: 'binary', maxLength: 12 })
  .map((text) => text.replaceAll(/\0/g, ''))
  .filter((text) => text.isWellFormed());

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
/** Until the year 9999, as far as every language goes. */
const micros = fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n });
const days = fc.integer({ min: -719_162, max: 2_932_896 });
export const anyZone = fc.constantFrom(undefined, 'Europe/Zurich', 'America/New_York', 'Etc/GMT-2');

const digits = fc.stringMatching(/^[0-9]{1,40}$/);
/** As written: also with leading zeros, a sign before zero, and more digits than any machine type has. */
export const anyDecimalText = fc
  .tuple(fc.boolean(), digits, fc.option(digits))
  .map(([isNegative, whole, fraction]) => `${isNegative ? '-' : ''}${whole}${fraction === null ? '' : `.${fraction}`}`);

const cells: { readonly [type in ColumnType]: fc.Arbitrary<Value> } = {
  float: fc.double(),
  integer: int64,
  boolean: fc.boolean(),
  text: anyText,
  decimal: anyDecimalText.map((text) => ({ kind: 'decimal', text })),
  bytes: fc.uint8Array({ maxLength: 10 }).map((bytes) => ({ kind: 'bytes', bytes })),
  complex: fc.record({ kind: fc.constant('complex' as const), re: fc.double(), im: fc.double() }),
  date: days.map((day) => ({ kind: 'date', days: day })),
  instant: micros.map((value) => ({ kind: 'instant', micros: value })),
  duration: int64.map((value) => ({ kind: 'duration', micros: value })),
  category: fc.constantFrom('low', 'middle', 'high', ''),
};

/** Decimals that all have one scale, as a database gives them. */
const evenDecimals: fc.Arbitrary<fc.Arbitrary<Value>> = fc.integer({ min: 0, max: 5 }).map((scale) =>
  fc.bigInt({ min: 0n, max: 10n ** 30n }).map((whole) => {
    const text = whole.toString().padStart(scale + 1, '0');
    return { kind: 'decimal', text: scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}` };
  }),
);

export function anyColumn(rowCount: number): fc.Arbitrary<Column> {
  return fc.constantFrom(...columnTypes).chain((type) => columnOfType(type, rowCount));
}

export function columnOfType(type: ColumnType, rowCount: number): fc.Arbitrary<Column> {
  const cell = type === 'decimal' ? fc.oneof(fc.constant(cells.decimal), evenDecimals) : fc.constant(cells[type]);
  return fc
    .tuple(cell, anyZone, fc.boolean())
    .chain(([arbitrary, zone, flag]) =>
      fc
        .array(fc.option(arbitrary, { freq: 4 }), { minLength: rowCount, maxLength: rowCount })
        .map((values) => packed(type, values, { zone, flag })),
    );
}

type Choices = { readonly zone: string | undefined; readonly flag: boolean };

function packed(type: ColumnType, values: readonly Value[], { zone, flag }: Choices): Column {
  const column = columnOf(type, values, type === 'category' ? { levels: ['low', 'high', '', 'middle', 'ünused'] } : {});
  if (column.type === 'category') return { ...column, isOrdered: flag };
  if (column.type === 'instant' && zone !== undefined) return { ...column, zone };
  if (column.type !== 'integer' || !flag) return column;
  const small = values.map((value) => (typeof value === 'bigint' ? Number(BigInt.asIntN(32, value)) : 0));
  return { ...column, data: Int32Array.from(small) };
}

/** Any number of columns and rows, none included; names may repeat; labels on some. */
export function anyTable({ rowsMax = 12 }: { readonly rowsMax?: number } = {}): fc.Arbitrary<TableValue> {
  return fc.integer({ min: 0, max: rowsMax }).chain((rowCount) => {
    const named: fc.Arbitrary<NamedColumn> = fc.record({ name: anyText, column: anyColumn(rowCount) });
    return fc.tuple(fc.array(named, { maxLength: 5 }), fc.array(named, { maxLength: 2 })).map(([columns, index]) => ({
      kind: 'table',
      rowCount,
      columns,
      ...(index.length === 0 ? {} : { index }),
    }));
  });
}

/** What a table says, whatever arrays it is kept in: two tables that say the same are equal in this. */
export function tellTable({ rowCount, columns, index = [] }: TableValue) {
  return { rowCount, index: index.map(tellColumn), columns: columns.map(tellColumn) };
}

function tellColumn({ name, column }: NamedColumn) {
  return {
    name,
    type: column.type,
    values: columnValues(column),
    ...(column.type === 'category' ? { levels: column.levels, isOrdered: column.isOrdered } : {}),
    ...(column.type === 'instant' ? { zone: column.zone ?? null } : {}),
  };
}

const shapes = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 4 });

/** A matrix or an array of more dimensions, in either order, some of its dimensions named. */
export const anyArray: fc.Arbitrary<ArrayValue> = shapes.chain((shape) => {
  const count = shape.reduce((product, size) => product * size, 1);
  const names = fc.tuple(
    ...shape.map((size) => fc.option(fc.array(anyText, { minLength: size, maxLength: size }), { freq: 2 })),
  );
  return fc
    .tuple(anyColumn(count), fc.constantFrom('row' as const, 'column' as const), fc.option(names))
    .map(([column, order, dimNames]) => ({
      kind: 'array',
      shape,
      order,
      column,
      ...(dimNames === null ? {} : { dimNames }),
    }));
});

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.constant({ kind: 'missing' as const }),
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
  fc
    .tuple(micros, anyZone)
    .map(([value, zone]): Value => ({ kind: 'instant', micros: value, ...(zone === undefined ? {} : { zone }) })),
  fc.record({ kind: fc.constant('handle' as const), id: anyText, language: anyText, description: anyText }),
  ...Object.values(cells),
);

const vector = fc
  .integer({ min: 0, max: 4 })
  .chain(anyColumn)
  .map((column): Value => ({ kind: 'vector', column }));

/** A value of any kind, with lists and maps in one another. */
export const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    vector,
    anyArray,
    anyTable({ rowsMax: 3 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.oneof(anyText, fc.constantFrom('$float', '__proto__', '7', '')), tie('value')), {
        maxLength: 4,
      })
      .map((entries): Value => ({ kind: 'map', entries })),
  ),
})).value;
