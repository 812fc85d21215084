/*
 * What a function can take and give, in one model for all languages.
 *
 *   null      nothing, or a missing scalar (R NULL and NA, Python None, Julia nothing and missing)
 *   boolean   string (any Unicode but NUL)
 *   bigint    an integer of any size; a language that cannot hold it refuses it with a sentence
 *   number    a 64-bit float: NaN and the infinities included
 *   date, instant                        calendar day; moment in UTC, whole microseconds
 *   array     a list of values           map: names and values, in order, names may repeat
 *   vector    a list whose elements share one type, kept as one column for speed; it *means* the same as the array
 *   table     named columns of equal length
 *
 * A column keeps its data the way a machine likes it, and "missing" apart from the data, so that a missing float and NaN
 * are two things. The exact JSON of a value is in value-json.ts; what each language makes of it is in resources/workers/cases.
 */

export type Value =
  | null
  | boolean
  | string
  | bigint
  | number
  | DateValue
  | InstantValue
  | MapValue
  | VectorValue
  | TableValue
  | readonly Value[];

/** A day without a time: whole days since 1970-01-01. */
export type DateValue = { readonly kind: 'date'; readonly days: number };

/** A moment in UTC: whole microseconds since 1970-01-01. */
export type InstantValue = { readonly kind: 'instant'; readonly micros: bigint };

export type MapValue = { readonly kind: 'map'; readonly entries: readonly (readonly [name: string, value: Value])[] };

export type VectorValue = { readonly kind: 'vector'; readonly column: Column };

export type TableValue = {
  readonly kind: 'table';
  readonly rowCount: number;
  readonly columns: readonly NamedColumn[];
};

export type NamedColumn = { readonly name: string; readonly column: Column };

/**
 * One typed column.
 *
 * Shape:  `missing`, when there is one, has one byte a row, 1 = missing; what the data hold there means nothing.
 *         Text is Arrow's layout: row i is the UTF-8 of bytes[offsets[i], offsets[i+1]); offsets has one more than rows.
 * Units:  date in days, instant in microseconds, both since 1970-01-01 UTC. boolean one byte a row, 0 or 1.
 */
export type Column = { readonly missing?: Uint8Array } & (
  | { readonly type: 'float'; readonly data: Float64Array }
  | { readonly type: 'integer'; readonly data: BigInt64Array | Int32Array }
  | { readonly type: 'boolean'; readonly data: Uint8Array }
  | { readonly type: 'text'; readonly offsets: Int32Array; readonly bytes: Uint8Array }
  | { readonly type: 'date'; readonly data: Int32Array }
  | { readonly type: 'instant'; readonly data: BigInt64Array }
);

export type ColumnType = Column['type'];

export const columnTypes: readonly ColumnType[] = ['float', 'integer', 'boolean', 'text', 'date', 'instant'];

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function columnLength(column: Column): number {
  return column.type === 'text' ? column.offsets.length - 1 : column.data.length;
}

const utf8 = new TextDecoder();

/** One cell as a value; a missing cell is null. */
export function cellOf(column: Column, rowIndex: number): Value {
  if (column.missing?.[rowIndex] === 1) return null;
  switch (column.type) {
    case 'float':
      return column.data[rowIndex] ?? null;
    case 'integer':
      return BigInt(column.data[rowIndex] ?? 0);
    case 'boolean':
      return column.data[rowIndex] === 1;
    case 'text':
      return utf8.decode(column.bytes.subarray(column.offsets[rowIndex], column.offsets[rowIndex + 1]));
    case 'date':
      return { kind: 'date', days: column.data[rowIndex] ?? 0 };
    case 'instant':
      return { kind: 'instant', micros: column.data[rowIndex] ?? 0n };
  }
}

/** A column as the list it means. */
export function columnValues(column: Column): readonly Value[] {
  return Array.from({ length: columnLength(column) }, (_, rowIndex) => cellOf(column, rowIndex));
}
