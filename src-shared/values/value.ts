/*
 * What a function can take and give, in one model for all languages.
 *
 *   null      nothing: R NULL, Python None, Julia nothing
 *   missing   a value that is not known: R NA, pandas NA, Julia missing
 *   boolean   string (any Unicode but NUL)
 *   bigint    an integer of any size; a language that cannot hold it refuses it with a sentence
 *   number    a 64-bit float: NaN and the infinities included
 *   decimal, complex, bytes
 *   date, instant, duration              calendar day; moment, with its zone where it has one; whole microseconds
 *   list      values of any kind         map: names and values, in order, names may repeat
 *   vector    a list whose elements share one type, kept as one column for speed; it *means* the same as the list
 *   array     a matrix, or more dimensions, of one type
 *   table     named columns of equal length, with labels for its rows where they say something
 *   handle    a value that stays in the session that made it
 *
 * A column keeps its data the way a machine likes it, and "missing" apart from the data, so that a missing float and NaN
 * are two things. A cell of a column is either there or missing: nothing (null) is for scalars, lists and maps. The exact
 * JSON of a value is in value-json.ts; what each language makes of it is in docs/values.md and resources/workers/cases.
 */

export type Value =
  | null
  | boolean
  | string
  | bigint
  | number
  | MissingValue
  | DecimalValue
  | ComplexValue
  | BytesValue
  | DateValue
  | InstantValue
  | DurationValue
  | MapValue
  | VectorValue
  | ArrayValue
  | TableValue
  | HandleValue
  | readonly Value[];

/** A scalar that is not known. Within a column it is the column's `missing`. */
export type MissingValue = { readonly kind: 'missing' };

/** A decimal number as written, its scale included: `-12.50`. Digits and at most one point, no exponent. */
export type DecimalValue = { readonly kind: 'decimal'; readonly text: string };

export type ComplexValue = { readonly kind: 'complex'; readonly re: number; readonly im: number };

/** Raw bytes, which mean nothing in particular. */
export type BytesValue = { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** A day without a time: whole days since 1970-01-01. */
export type DateValue = { readonly kind: 'date'; readonly days: number };

/** A moment: whole microseconds since 1970-01-01 in UTC. `zone` (IANA's name) is where it was meant; absent is UTC. */
export type InstantValue = { readonly kind: 'instant'; readonly micros: bigint; readonly zone?: string };

/** A length of time: whole microseconds, negative too. */
export type DurationValue = { readonly kind: 'duration'; readonly micros: bigint };

export type MapValue = { readonly kind: 'map'; readonly entries: readonly (readonly [name: string, value: Value])[] };

export type VectorValue = { readonly kind: 'vector'; readonly column: Column };

/**
 * A matrix, or an array of more dimensions.
 *
 * Shape:  at least two dimensions, whose product is the column's length; any of them may be 0.
 *         `order` says which index runs fastest in the column: the last (`row`, as in C and numpy) or the first (`column`,
 *         as in R and Julia), so that nobody turns what the receiver likes as it is.
 *         `dimNames` has for each dimension its labels, or null.
 */
export type ArrayValue = {
  readonly kind: 'array';
  readonly shape: readonly number[];
  readonly order: 'row' | 'column';
  readonly column: Column;
  readonly dimNames?: readonly (readonly string[] | null)[];
};

/**
 * Named columns of equal length; names may repeat. `index` are the columns that label the rows (pandas' index, R's row
 * names when they are not just numbers), outermost first; a label column without a name has the empty one.
 */
export type TableValue = {
  readonly kind: 'table';
  readonly rowCount: number;
  readonly columns: readonly NamedColumn[];
  readonly index?: readonly NamedColumn[];
};

export type NamedColumn = { readonly name: string; readonly column: Column };

/**
 * A value that its function asked to keep (`triptych.keep`): it stays in the session that made it, can be handed to a later
 * call in that language, and goes with its run or its session. `id` is unique among all sessions of all times.
 */
export type HandleValue = {
  readonly kind: 'handle';
  readonly id: string;
  readonly language: string;
  /** What it is, in a line: `lm, 12 elements`. */
  readonly description: string;
};

/**
 * One typed column.
 *
 * Shape:  `missing`, when there is one, has one byte a row, 1 = missing; what the data hold there means nothing.
 *         Text, decimals and bytes are in Arrow's layout: row i is bytes[offsets[i], offsets[i+1]) (UTF-8, but for bytes);
 *         offsets has one more than rows. complex has two numbers a row, re and im. A category's row is levels[codes[row]].
 * Units:  date in days, instant in microseconds, both since 1970-01-01 UTC; duration in microseconds. boolean one byte a
 *         row, 0 or 1.
 */
export type Column = { readonly missing?: Uint8Array } & (
  | { readonly type: 'float'; readonly data: Float64Array }
  | { readonly type: 'integer'; readonly data: BigInt64Array | Int32Array }
  | { readonly type: 'boolean'; readonly data: Uint8Array }
  | PackedColumn<'text'>
  | PackedColumn<'decimal'>
  | PackedColumn<'bytes'>
  | { readonly type: 'complex'; readonly data: Float64Array }
  | { readonly type: 'date'; readonly data: Int32Array }
  | { readonly type: 'instant'; readonly data: BigInt64Array; readonly zone?: string }
  | { readonly type: 'duration'; readonly data: BigInt64Array }
  | CategoryColumn
);

type PackedColumn<T extends string> = {
  readonly type: T;
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
};

/** R's factor, pandas' categorical: each cell is one of the levels, whose order is theirs. Levels are different texts. */
export type CategoryColumn = {
  readonly type: 'category';
  readonly codes: Int32Array;
  readonly levels: readonly string[];
  /** Whether a level is less than the next. */
  readonly isOrdered: boolean;
};

export type ColumnType = Column['type'];

export const columnTypes = [
  'float',
  'integer',
  'boolean',
  'text',
  'decimal',
  'bytes',
  'complex',
  'date',
  'instant',
  'duration',
  'category',
] as const satisfies readonly ColumnType[];

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function columnLength(column: Column): number {
  switch (column.type) {
    case 'text':
    case 'decimal':
    case 'bytes':
      return column.offsets.length - 1;
    case 'complex':
      return column.data.length / 2;
    case 'category':
      return column.codes.length;
    default:
      return column.data.length;
  }
}

/** The bytes that a column takes in memory, near enough to compare tables. */
export function columnBytes(column: Column): number {
  const missing = column.missing?.byteLength ?? 0;
  if ('offsets' in column) return column.offsets.byteLength + column.bytes.byteLength + missing;
  return (column.type === 'category' ? column.codes : column.data).byteLength + missing;
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const missingValue: MissingValue = { kind: 'missing' };

/** One cell as a value. */
export function cellOf(column: Column, rowIndex: number): Value {
  if (column.missing?.[rowIndex] === 1) return missingValue;
  switch (column.type) {
    case 'float':
      return column.data[rowIndex] ?? missingValue;
    case 'integer':
      return BigInt(column.data[rowIndex] ?? 0);
    case 'boolean':
      return column.data[rowIndex] === 1;
    case 'text':
      return utf8.decode(packedCell(column, rowIndex));
    case 'decimal':
      return { kind: 'decimal', text: utf8.decode(packedCell(column, rowIndex)) };
    case 'bytes':
      return { kind: 'bytes', bytes: packedCell(column, rowIndex) };
    case 'complex':
      return { kind: 'complex', re: column.data[2 * rowIndex] ?? 0, im: column.data[2 * rowIndex + 1] ?? 0 };
    case 'date':
      return { kind: 'date', days: column.data[rowIndex] ?? 0 };
    case 'instant':
      return {
        kind: 'instant',
        micros: column.data[rowIndex] ?? 0n,
        ...(column.zone === undefined ? {} : { zone: column.zone }),
      };
    case 'duration':
      return { kind: 'duration', micros: column.data[rowIndex] ?? 0n };
    case 'category':
      return column.levels[column.codes[rowIndex] ?? 0] ?? missingValue;
  }
}

/** A column as the list it means. */
export function columnValues(column: Column): readonly Value[] {
  return Array.from({ length: columnLength(column) }, (_, rowIndex) => cellOf(column, rowIndex));
}

export function isMissing(value: Value): value is MissingValue {
  return value !== null && typeof value === 'object' && !isList(value) && value.kind === 'missing';
}

function packedCell(column: PackedColumn<string>, rowIndex: number): Uint8Array {
  return column.bytes.subarray(column.offsets[rowIndex], column.offsets[rowIndex + 1]);
}
