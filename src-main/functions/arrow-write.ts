/*
 * Columns as Arrow has them. Where Arrow has no type of the same meaning, the field's metadata says what it is, so that
 * other programs read something sensible and Triptych the same column again:
 *
 *   float double   boolean bool   text utf8   bytes binary   date date32
 *   integer        int32 or int64, as the column has it
 *   instant        timestamp(us) with its zone, UTC where it has none
 *   duration       duration(us)
 *   category       dictionary<int32, utf8>, ordered or not
 *   complex        fixed_size_list<double>[2]                 triptych.type = complex
 *   decimal        decimal128(38, scale) while every cell has that scale; otherwise utf8 with triptych.type = decimal,
 *                  because 1.5 and 1.50 are two decimals
 *
 * A column that labels the rows has triptych.index = true. Metadata are the field's and not the schema's, so that a program
 * that takes out a column takes out what is said about it.
 */
import type * as arrowModule from 'apache-arrow';
import type { Data, DataType, Dictionary, Field, FixedSizeList, Float64, Int64, Schema, Utf8 } from 'apache-arrow';

import { packText } from '#shared/values/column-of.ts';
import type { CategoryColumn, Column, NamedColumn, TableValue } from '#shared/values/value.ts';

import { commonScale, decimalDigitsMax, unscaledOf } from './decimal-text.ts';
import { packBits } from './table-bits.ts';

export type Arrow = typeof arrowModule;

/** A column's field, and its rows [first, first + length) as Arrow's data: views of the column wherever the layout allows. */
export type ArrowColumn = { readonly field: Field; readonly slice: (first: number, length: number) => Data };

export const typeKey = 'triptych.type';
/** The package writes an empty name as none, and reads none as "null". */
const unnamedKey = 'triptych.unnamed';
export const indexKey = 'triptych.index';

export function nameOf({ name, metadata }: Field): string {
  return metadata.get(unnamedKey) === 'true' ? '' : name;
}

/**
 * A schema whose batches are put together by place. The package does it by name, which takes one column for another where
 * names repeat, and a time that grows with the square of their number.
 */
export function byPlace(schema: Schema): Schema {
  return Object.assign(schema, { assign: () => schema });
}

/** The labels of the rows first, then the columns. */
export function arrowColumns(arrow: Arrow, { index = [], columns }: TableValue): readonly ArrowColumn[] {
  return [
    ...index.map((named) => arrowColumn(arrow, named, [[indexKey, 'true']])),
    ...columns.map((named) => arrowColumn(arrow, named, [])),
  ];
}

function arrowColumn(arrow: Arrow, { name, column }: NamedColumn, metadata: [string, string][]): ArrowColumn {
  const shape = shapeOf(arrow, column);
  const all = new Map(metadata);
  if (shape.saysType === true) all.set(typeKey, column.type);
  if (name === '') all.set(unnamedKey, 'true');
  return {
    field: new arrow.Field(name, shape.type, true, all),
    slice: (first, length) => shape.dataOf(first, length, validityOf(column.missing?.subarray(first, first + length))),
  };
}

type Validity = { readonly nullCount: number; readonly nullBitmap?: Uint8Array };

type Shape = {
  readonly type: DataType;
  readonly saysType?: boolean;
  readonly dataOf: (first: number, length: number, validity: Validity) => Data;
};

function shapeOf(arrow: Arrow, column: Column): Shape {
  switch (column.type) {
    case 'float':
      return flat(arrow, new arrow.Float64(), column.data);
    case 'integer':
      return flat(arrow, column.data instanceof Int32Array ? new arrow.Int32() : new arrow.Int64(), column.data);
    case 'date':
      return flat(arrow, new arrow.DateDay(), column.data);
    case 'instant':
      return flat(arrow, new arrow.TimestampMicrosecond(column.zone ?? 'UTC'), column.data);
    case 'duration':
      return flat(arrow, new arrow.DurationMicrosecond(), column.data);
    case 'boolean': {
      const type = new arrow.Bool();
      return {
        type,
        dataOf: (first, length, validity) =>
          arrow.makeData({ type, length, ...validity, data: packBits(column.data.subarray(first, first + length)) }),
      };
    }
    case 'text':
      return packed(arrow, new arrow.Utf8(), column);
    case 'bytes':
      return packed(arrow, new arrow.Binary(), column);
    case 'decimal':
      return decimalShape(arrow, column);
    case 'complex':
      return complexShape(arrow, column.data);
    case 'category':
      return categoryShape(arrow, column);
  }
}

function flat(arrow: Arrow, type: DataType, data: Float64Array | Int32Array | BigInt64Array): Shape {
  return {
    type,
    dataOf: (first, length, validity) =>
      // The data's element type is the type's, as the callers above pair them; the compiler cannot see it through the union.
      arrow.makeData({
        type: type as Int64,
        length,
        ...validity,
        data: data.subarray(first, first + length) as BigInt64Array,
      }),
  };
}

type Packed = Extract<Column, { readonly type: 'text' | 'decimal' | 'bytes' }>;

function packed(arrow: Arrow, type: DataType, { offsets, bytes }: Omit<Packed, 'type'>): Shape {
  return {
    type,
    dataOf: (first, length, validity) =>
      // Binary has the same layout as Utf8, which the two overloads do not say together.
      arrow.makeData({
        type: type as Utf8,
        length,
        ...validity,
        valueOffsets: offsets.subarray(first, first + length + 1),
        data: bytes,
      }),
  };
}

function decimalShape(arrow: Arrow, column: Extract<Column, { readonly type: 'decimal' }>): Shape {
  const scale = commonScale(column);
  if (scale === undefined) return { ...packed(arrow, new arrow.Utf8(), column), saysType: true };
  const type = new arrow.Decimal(scale, decimalDigitsMax);
  return {
    type,
    dataOf(first, length, validity) {
      const words = new BigUint64Array(length * 2);
      for (let row = 0; row < length; row += 1) {
        const unscaled = unscaledOf(column, first + row);
        words[2 * row] = BigInt.asUintN(64, unscaled);
        words[2 * row + 1] = BigInt.asUintN(64, unscaled >> 64n);
      }
      return arrow.makeData({ type, length, ...validity, data: new Uint32Array(words.buffer) });
    },
  };
}

function complexShape(arrow: Arrow, data: Float64Array): Shape {
  const partType = new arrow.Float64();
  const type = new arrow.FixedSizeList(2, new arrow.Field('part', partType, false));
  return {
    type,
    saysType: true,
    dataOf(first, length, validity) {
      const parts = data.subarray(2 * first, 2 * (first + length));
      const child: Data<Float64> = arrow.makeData({ type: partType, length: 2 * length, nullCount: 0, data: parts });
      return arrow.makeData<FixedSizeList<Float64>>({ type, length, ...validity, child });
    },
  };
}

function categoryShape(arrow: Arrow, { codes, levels, isOrdered }: CategoryColumn): Shape {
  const textType = new arrow.Utf8();
  const type = new arrow.Dictionary(textType, new arrow.Int32(), null, isOrdered);
  const { offsets, bytes } = packText(levels);
  const dictionary = arrow.makeVector(
    arrow.makeData({ type: textType, length: levels.length, nullCount: 0, valueOffsets: offsets, data: bytes }),
  );
  return {
    type,
    dataOf: (first, length, validity) =>
      arrow.makeData<Dictionary<Utf8>>({
        type,
        length,
        ...validity,
        data: codes.subarray(first, first + length),
        dictionary,
      }),
  };
}

function validityOf(missing: Uint8Array | undefined): Validity {
  let nullCount = 0;
  if (missing !== undefined) for (const flag of missing) nullCount += flag;
  return missing === undefined || nullCount === 0 ? { nullCount: 0 } : { nullCount, nullBitmap: packBits(missing, 0) };
}
