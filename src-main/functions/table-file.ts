/*
 * A table as an Arrow IPC file: what other programs can read, and what a page can be read from without the rest. The rows
 * are cut into batches, and a page touches only the batches that its rows are in.
 */
import type * as arrowModule from 'apache-arrow';
import type { Data, DataType, Int64, RecordBatch } from 'apache-arrow';

import { assert } from '#shared/base/assert.ts';
import type { Column, TableValue } from '#shared/values/value.ts';

/** A page of some hundred rows reads one or two batches, of a few megabytes at most; smaller ones would cost more in headers. */
export const batchRows = 16_384;

type Arrow = typeof arrowModule;

/** The pieces of the file, in order. Columns are not copied, so the table must not change until they are written. */
export async function tableToArrow(table: TableValue): Promise<readonly Uint8Array[]> {
  const arrow = await import('apache-arrow');
  const fields = table.columns.map(({ name, column }) => new arrow.Field(name, typeOf(arrow, column), true));
  const schema = new arrow.Schema(fields);
  const writer = new arrow.RecordBatchFileWriter();
  writer.reset(undefined, schema);
  for (let first = 0; first < table.rowCount; first += batchRows) {
    const length = Math.min(batchRows, table.rowCount - first);
    const children = table.columns.map(({ column }) => sliceOf(arrow, column, first, length));
    const struct = arrow.makeData({ type: new arrow.Struct(fields), length, nullCount: 0, children });
    writer.write(new arrow.RecordBatch(schema, struct));
  }
  writer.close();
  const pieces: Uint8Array[] = [];
  for await (const piece of writer) pieces.push(piece);
  return pieces;
}

/** A batch of a file as columns again; they are views of what was read. */
export function batchToTable(arrow: Arrow, batch: RecordBatch): TableValue {
  const columns = batch.schema.fields.map(({ name, type }, index) => {
    const data = batch.data.children[index];
    assert(data !== undefined, `the column ${name} has data`);
    return { name, column: columnOfData(arrow, type, data) };
  });
  return { kind: 'table', rowCount: batch.numRows, columns };
}

function typeOf(arrow: Arrow, column: Column): DataType {
  switch (column.type) {
    case 'float':
      return new arrow.Float64();
    case 'integer':
      return column.data instanceof Int32Array ? new arrow.Int32() : new arrow.Int64();
    case 'boolean':
      return new arrow.Bool();
    case 'text':
    case 'decimal':
    case 'bytes':
    case 'complex':
    case 'duration':
    case 'category':
      return new arrow.Utf8();
    case 'date':
      return new arrow.DateDay();
    case 'instant':
      return new arrow.TimestampMicrosecond('UTC');
  }
}

function sliceOf(arrow: Arrow, column: Column, first: number, length: number): Data {
  const end = first + length;
  const validity = validityOf(column.missing?.subarray(first, end));
  const type = typeOf(arrow, column);
  if (!isSimple(column)) throw new TypeError(`A column of type ${column.type} has no place in a file yet.`);
  if (column.type === 'text') {
    const valueOffsets = column.offsets.subarray(first, end + 1);
    return arrow.makeData({ type: new arrow.Utf8(), length, ...validity, valueOffsets, data: column.bytes });
  }
  if (column.type === 'boolean') {
    return arrow.makeData({
      type: new arrow.Bool(),
      length,
      ...validity,
      data: packBits(column.data.subarray(first, end)),
    });
  }
  // The data's element type belongs to the type by typeOf, which the compiler cannot see through the union.
  return arrow.makeData({
    type: type as Int64,
    length,
    ...validity,
    data: column.data.subarray(first, end) as BigInt64Array,
  });
}

type SimpleColumn = Extract<Column, { readonly type: 'float' | 'integer' | 'boolean' | 'text' | 'date' | 'instant' }>;

function isSimple(column: Column): column is SimpleColumn {
  return ['float', 'integer', 'boolean', 'text', 'date', 'instant'].includes(column.type);
}

function validityOf(missing: Uint8Array | undefined): { readonly nullCount: number; readonly nullBitmap?: Uint8Array } {
  let nullCount = 0;
  if (missing !== undefined) for (const flag of missing) nullCount += flag;
  if (missing === undefined || nullCount === 0) return { nullCount: 0 };
  return { nullCount, nullBitmap: packBits(missing.map((flag) => 1 - flag)) };
}

/** One bit a row, least significant first. */
function packBits(flags: Uint8Array): Uint8Array {
  const bits = new Uint8Array(((flags.length + 63) >> 6) << 3);
  for (let index = 0; index < flags.length; index += 1) {
    if (flags[index] === 1) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return bits;
}

function unpackBits(bits: Uint8Array, offset: number, length: number): Uint8Array {
  const flags = new Uint8Array(length);
  for (let index = 0; index < length; index += 1) {
    const bit = offset + index;
    flags[index] = ((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1;
  }
  return flags;
}

function columnOfData(arrow: Arrow, type: DataType, data: Data): Column {
  const { length, offset } = data;
  const missing = data.nullCount > 0 ? unpackBits(data.nullBitmap, offset, length).map((flag) => 1 - flag) : undefined;
  const gaps = missing === undefined ? {} : { missing };
  // The element type of `values` belongs to the Arrow type that is asked for just before.
  const values: unknown = data.values;
  if (arrow.DataType.isFloat(type))
    return { type: 'float', ...gaps, data: (values as Float64Array).subarray(0, length) };
  if (arrow.DataType.isInt(type)) {
    return type.bitWidth === 32
      ? { type: 'integer', ...gaps, data: (values as Int32Array).subarray(0, length) }
      : { type: 'integer', ...gaps, data: (values as BigInt64Array).subarray(0, length) };
  }
  if (arrow.DataType.isBool(type))
    return { type: 'boolean', ...gaps, data: unpackBits(values as Uint8Array, offset, length) };
  if (arrow.DataType.isDate(type)) return { type: 'date', ...gaps, data: (values as Int32Array).subarray(0, length) };
  if (arrow.DataType.isTimestamp(type))
    return { type: 'instant', ...gaps, data: (values as BigInt64Array).subarray(0, length) };
  assert(arrow.DataType.isUtf8(type), 'the column is of a type that tableToArrow writes');
  return { type: 'text', ...gaps, offsets: data.valueOffsets.subarray(0, length + 1), bytes: values as Uint8Array };
}
