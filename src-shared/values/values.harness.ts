/** Generated columns, tables and values, for the laws that the tests of this folder and of the table files are about. */
import * as fc from 'fast-check';

import { columnOf } from './column-of.ts';
import { columnTypes, columnValues } from './value.ts';
import type { Column, ColumnType, NamedColumn, TableValue, Value } from './value.ts';

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
