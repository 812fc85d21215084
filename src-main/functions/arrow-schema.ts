/*
 * The Arrow schema that a Parquet file carries beside its own (under `ARROW:schema`, as pyarrow, R's arrow and polars do): it
 * says what Parquet has no type for.
 */
import type { DataType, Field, Schema } from 'apache-arrow';

import { cellOf, columnLength } from '#shared/values/value.ts';
import type { Column } from '#shared/values/value.ts';

import { nameOf, typeKey } from './arrow-write.ts';
import type { Arrow } from './arrow-write.ts';
import { decimalsIn } from './decimal-text.ts';
import { categoryOf } from './join-columns.ts';
import { toMicros, unitsPerSecond, zoneOf } from './time-units.ts';

export const arrowSchemaKey = 'ARROW:schema';
export const levelsKey = 'triptych.levels';

/** Undefined where there is none, or not of these columns: some other program may have changed the file since. */
export async function readArrowSchema(
  base64: string | undefined,
  names: readonly string[],
): Promise<readonly Field[] | undefined> {
  if (base64 === undefined) return undefined;
  try {
    const { RecordBatchReader } = await import('apache-arrow');
    const { schema } = RecordBatchReader.from(Buffer.from(base64, 'base64')).open({ autoDestroy: false });
    const isOfThese =
      schema.fields.length === names.length && schema.fields.every((field, at) => nameOf(field) === names[at]);
    return isOfThese ? schema.fields : undefined;
  } catch {
    return undefined; // Of a kind that the package does not know. The Parquet schema says enough.
  }
}

/** The schema as `ARROW:schema` has it. */
export async function writeArrowSchema(schema: Schema): Promise<string> {
  const { RecordBatchStreamWriter } = await import('apache-arrow');
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  writer.close();
  return Buffer.from(await writer.toUint8Array()).toString('base64');
}

/** A column as its field means it. */
export function asHinted(arrow: Arrow, column: Column, { name, type, metadata }: Field): Column {
  const { DataType, TimeUnit } = arrow;
  const dataType: DataType = type;
  const mark = metadata.get(typeKey);
  if (column.type === 'text') {
    if (mark === 'decimal') return decimalsIn(column) ?? column;
    if (mark === 'complex') return complexesIn(column) ?? column;
    if (DataType.isDictionary(dataType))
      return categoryOf(column, { levels: levelsIn(metadata.get(levelsKey)), isOrdered: dataType.isOrdered });
    return column;
  }
  if (column.type === 'instant' && DataType.isTimestamp(dataType)) return { ...column, ...zoneOf(dataType.timezone) };
  if (column.type !== 'integer' || !DataType.isDuration(dataType)) return column;
  const perSecond = {
    [TimeUnit.SECOND]: unitsPerSecond.second,
    [TimeUnit.MILLISECOND]: unitsPerSecond.milli,
    [TimeUnit.MICROSECOND]: unitsPerSecond.micro,
    [TimeUnit.NANOSECOND]: unitsPerSecond.nano,
  }[dataType.unit];
  return { ...column, type: 'duration', data: toMicros(name, column.data, perSecond, column.missing) };
}

function levelsIn(json: string | undefined): readonly string[] {
  const levels: unknown = json === undefined ? [] : JSON.parse(json);
  return Array.isArray(levels) ? levels.filter((level) => typeof level === 'string') : [];
}

type TextColumn = Extract<Column, { readonly type: 'text' }>;

const complexPattern = /^(.+?)([+-])(\d+(?:\.\d+)?(?:e[+-]\d+)?|NaN|Infinity)i$/;

/** Undefined where a text is no complex number as formatComplex writes it. */
function complexesIn(column: TextColumn): Column | undefined {
  const length = columnLength(column);
  const data = new Float64Array(2 * length);
  for (let row = 0; row < length; row += 1) {
    const text = cellOf(column, row);
    if (typeof text !== 'string') continue; // Missing.
    const match = complexPattern.exec(text);
    if (match === null) return undefined;
    data[2 * row] = Number(match[1]);
    data[2 * row + 1] = (match[2] === '-' ? -1 : 1) * Number(match[3]);
  }
  return { type: 'complex', ...(column.missing === undefined ? {} : { missing: column.missing }), data };
}
