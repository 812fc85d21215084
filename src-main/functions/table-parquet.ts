/*
 * A table as a Parquet file, a row group per batch. What Parquet has no type for is said in the Arrow schema that goes along
 * (arrow-schema.ts): zones, durations (whole numbers in Parquet), categories with their levels. Complex numbers, and decimals
 * that are written with different scales, are texts there, with Triptych's mark.
 */
import type { Field, Schema } from 'apache-arrow';
import type { ByteWriter, ColumnSource, ParquetWriter, SchemaElement } from 'hyparquet-writer';

import { assert } from '#shared/base/assert.ts';
import { valueToPlainJson } from '#shared/values/plain-json.ts';
import { cellOf, columnLength } from '#shared/values/value.ts';
import type { Column, TableValue } from '#shared/values/value.ts';

import { arrowSchemaKey, levelsKey, writeArrowSchema } from './arrow-schema.ts';
import { nameOf, typeKey } from './arrow-write.ts';
import type { Arrow } from './arrow-write.ts';
import { decimalDigitsMax, unscaledOf } from './decimal-text.ts';
import { giveWay } from '../rpc/give-way.ts';

/** `fields` are those of the file that the batches are from, labels of the rows included. */
export async function* tableToParquet(
  fields: readonly Field[],
  batches: AsyncIterable<TableValue>,
): AsyncGenerator<Uint8Array, void, void> {
  const arrow = await import('apache-arrow');
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const bytes = new ByteWriter();
  // The package finds a column by its name, and names may repeat: these are their places until the end.
  const elements = fields.map((field, at) => elementOf(arrow, field, String(at)));
  const schema: SchemaElement[] = [{ name: 'root', num_children: fields.length }, ...elements];
  const names = fields.map(nameOf);
  // It finds the type of a column's statistics by the name, too.
  const statistics = new Set(names).size === names.length;
  const writer = new ParquetWriter({ writer: bytes, schema, statistics, createdBy: 'Triptych' });
  const levels = new Map<number, readonly string[]>();
  for await (const { rowCount, index = [], columns } of batches) {
    const all = [...index, ...columns].map(({ column }) => column);
    all.forEach((column, at) => {
      if (column.type === 'category') levels.set(at, column.levels);
    });
    const columnData = all.map((column, at) => sourceOf(column, elements[at]));
    void writer.write({ columnData, rowGroupSize: rowCount }); // Asynchronous only with a writer that is.
    if (fields.length === 0) writer.num_rows += BigInt(rowCount);
    yield taken(bytes);
    await giveWay();
  }
  giveNames(writer, names);
  writer.kvMetadata = [{ key: arrowSchemaKey, value: await writeArrowSchema(hintsOf(arrow, fields, levels)) }];
  void writer.finish();
  yield taken(bytes);
}

function taken(bytes: ByteWriter): Uint8Array {
  const piece = bytes.getBytes().slice();
  bytes.index = 0;
  return piece;
}

function giveNames(writer: ParquetWriter, names: readonly string[]): void {
  names.forEach((name, at) => {
    const element = writer.schema[at + 1];
    if (element !== undefined) element.name = name;
    for (const { columns } of writer.row_groups) {
      const metadata = columns[at]?.meta_data;
      if (metadata !== undefined) metadata.path_in_schema = [name];
    }
  });
}

function isText({ DataType }: Arrow, { type, metadata }: Field): boolean {
  return DataType.isUtf8(type) || DataType.isDictionary(type) || metadata.get(typeKey) === 'complex';
}

function elementOf(arrow: Arrow, field: Field, name: string): SchemaElement {
  const { DataType } = arrow;
  const type: Field['type'] = field.type;
  const base = { name, repetition_type: 'OPTIONAL' } as const;
  if (isText(arrow, field))
    return { ...base, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } };
  if (DataType.isFloat(type)) return { ...base, type: 'DOUBLE' };
  if (DataType.isInt(type)) return { ...base, type: type.bitWidth === 64 ? 'INT64' : 'INT32' };
  if (DataType.isBool(type)) return { ...base, type: 'BOOLEAN' };
  if (DataType.isDate(type)) return { ...base, type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } };
  if (DataType.isTimestamp(type)) {
    const logical = { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' } as const;
    return { ...base, type: 'INT64', converted_type: 'TIMESTAMP_MICROS', logical_type: logical };
  }
  if (DataType.isDuration(type)) return { ...base, type: 'INT64' };
  if (DataType.isBinary(type)) return { ...base, type: 'BYTE_ARRAY' };
  assert(DataType.isDecimal(type), 'the field is of a type that tableToArrow writes');
  const { scale } = type;
  const logical = { type: 'DECIMAL', precision: decimalDigitsMax, scale } as const;
  const decimal = { converted_type: 'DECIMAL', precision: decimalDigitsMax, scale, logical_type: logical } as const;
  return { ...base, type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, ...decimal };
}

function sourceOf(column: Column, element: SchemaElement | undefined): ColumnSource {
  assert(element !== undefined, 'every column has its element');
  return { name: element.name, data: storedOf(column, element.type === 'BYTE_ARRAY') };
}

/** The column's values as the package takes them, null where they are missing. */
function storedOf(column: Column, isBytes: boolean): ColumnSource['data'] {
  const { missing } = column;
  const hasGaps = missing?.includes(1) ?? false;
  if (!hasGaps && 'data' in column && column.type !== 'boolean' && column.type !== 'complex') return column.data;
  return Array.from({ length: columnLength(column) }, (_, row) =>
    missing?.[row] === 1 ? null : stored(column, row, isBytes),
  );
}

function stored(column: Column, row: number, isBytes: boolean): unknown {
  switch (column.type) {
    case 'boolean':
      return column.data[row] === 1;
    case 'text':
    case 'category':
      return cellOf(column, row);
    case 'decimal':
      return isBytes ? valueToPlainJson(cellOf(column, row)) : unscaledOf(column, row);
    case 'complex':
      return valueToPlainJson(cellOf(column, row));
    case 'bytes':
      return column.bytes.subarray(column.offsets[row], column.offsets[row + 1]);
    default:
      return column.data[row];
  }
}

/** The fields as they were, but for what Parquet keeps as text. */
function hintsOf(arrow: Arrow, fields: readonly Field[], levels: ReadonlyMap<number, readonly string[]>): Schema {
  const hints = fields.map((field, at) => {
    const metadata = new Map<string, string>(field.metadata);
    const known = levels.get(at);
    if (known !== undefined) metadata.set(levelsKey, JSON.stringify(known));
    const type = metadata.get(typeKey) === 'complex' ? new arrow.Utf8() : field.type;
    return new arrow.Field(field.name, type, true, metadata);
  });
  return new arrow.Schema(hints);
}
