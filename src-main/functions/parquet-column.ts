/*
 * What a column of a Parquet file becomes, from the values as they are stored: the package's own conversion is not asked for,
 * because it makes decimals floats and times of the year milliseconds.
 *
 *   BOOLEAN boolean   INT32 INT64 integer (beyond 64 signed bits decimal)   FLOAT DOUBLE FLOAT16 float
 *   STRING ENUM JSON UUID text   DECIMAL decimal   DATE date   BYTE_ARRAY and the fixed-length kind bytes
 *   TIMESTAMP instant (one that is not adjusted to UTC is taken as UTC)   TIME duration since midnight   INT96 instant
 *
 * What the file's Arrow schema says beyond that is minded too: zones, durations, categories, and Triptych's own marks.
 */
import type { DecodedArray, SchemaElement } from 'hyparquet';

import { packBytes, packText } from '#shared/values/column-of.ts';
import type { Column } from '#shared/values/value.ts';

import { allMissing, halfToFloat, nestedReason, unsignedColumn } from './arrow-read.ts';
import { ColumnRefused } from './column-refused.ts';
import { decimalText } from './decimal-text.ts';
import { toMicros, unitsPerSecond } from './time-units.ts';

/** Values of one stretch of rows, as the package gives them, to the same stretch of a column. */
export type ParquetPiece = (values: DecodedArray) => Column;

/** Throws ColumnRefused for what no column of a table can be. */
export function parquetPiece(element: SchemaElement): ParquetPiece {
  const { name } = element;
  if (element.repetition_type === 'REPEATED') throw new ColumnRefused(name, nestedReason('lists'));
  if (element.num_children !== undefined && element.num_children > 0)
    throw new ColumnRefused(name, nestedReason(groupName(element)));
  if (element.logical_type?.type === 'NULL') return (values) => allMissing(values.length);
  switch (element.type) {
    case 'BOOLEAN':
      return (values) => {
        const { missing, length } = gapsOf(values);
        return {
          type: 'boolean',
          ...missing,
          data: Uint8Array.from({ length }, (_, row) => (values[row] === true ? 1 : 0)),
        };
      };
    case 'INT32':
      return int32Piece(element);
    case 'INT64':
      return int64Piece(element);
    case 'INT96':
      return (values) => timesPiece(name, 'instant', values, unitsPerSecond.nano);
    case 'FLOAT':
    case 'DOUBLE':
      return (values) => floatsPiece(values, Number);
    case 'BYTE_ARRAY':
    case 'FIXED_LEN_BYTE_ARRAY':
      return bytesPiece(element);
    default:
      throw new ColumnRefused(name, 'has no type');
  }
}

function groupName({ logical_type: logical, converted_type: converted }: SchemaElement): string {
  if (logical?.type === 'LIST' || converted === 'LIST') return 'lists';
  if (logical?.type === 'MAP' || converted === 'MAP' || converted === 'MAP_KEY_VALUE') return 'maps';
  return 'groups of fields';
}

type Gaps = { readonly missing: { readonly missing?: Uint8Array }; readonly length: number };

function gapsOf(values: DecodedArray): Gaps {
  const { length } = values;
  if (!Array.isArray(values)) return { missing: {}, length };
  const flags = new Uint8Array(length);
  let hasGaps = false;
  for (let row = 0; row < length; row += 1) {
    const value: unknown = values[row];
    if (value !== null && value !== undefined) continue;
    flags[row] = 1;
    hasGaps = true;
  }
  return { missing: hasGaps ? { missing: flags } : {}, length };
}

function floatsPiece(values: DecodedArray, read: (value: unknown) => number): Column {
  const { missing, length } = gapsOf(values);
  if (values instanceof Float64Array) return { type: 'float', data: values };
  const data = new Float64Array(length);
  for (let row = 0; row < length; row += 1) {
    const value: unknown = values[row];
    if (value !== null && value !== undefined) data[row] = read(value);
  }
  return { type: 'float', ...missing, data };
}

function int32sOf(values: DecodedArray): Int32Array {
  return values instanceof Int32Array
    ? values
    : Int32Array.from({ length: values.length }, (_, row) => Number(values[row] ?? 0));
}

function int64sOf(values: DecodedArray): BigInt64Array {
  if (values instanceof BigInt64Array) return values;
  return BigInt64Array.from({ length: values.length }, (_, row) => wholeOf(values[row]));
}

function wholeOf(value: unknown): bigint {
  return typeof value === 'bigint' || typeof value === 'number' ? BigInt(value) : 0n;
}

function int32Piece(element: SchemaElement): ParquetPiece {
  const { name, logical_type: logical, converted_type: converted } = element;
  const scale = decimalScale(element);
  if (scale !== undefined) return (values) => decimalsPiece(values, (value) => decimalText(wholeOf(value), scale));
  if (logical?.type === 'DATE' || converted === 'DATE')
    return (values) => ({ type: 'date', ...gapsOf(values).missing, data: int32sOf(values) });
  if (logical?.type === 'TIME' || converted === 'TIME_MILLIS')
    return (values) => timesPiece(name, 'duration', values, unitsPerSecond.milli);
  const isUnsigned =
    converted === 'UINT_32' || (logical?.type === 'INTEGER' && !logical.isSigned && logical.bitWidth === 32);
  return (values) => {
    const data = int32sOf(values);
    const { missing } = gapsOf(values);
    if (!isUnsigned) return { type: 'integer', ...missing, data };
    return { type: 'integer', ...missing, data: BigInt64Array.from(data, (value) => BigInt(value >>> 0)) };
  };
}

function int64Piece(element: SchemaElement): ParquetPiece {
  const { name, logical_type: logical, converted_type: converted } = element;
  const scale = decimalScale(element);
  if (scale !== undefined) return (values) => decimalsPiece(values, (value) => decimalText(wholeOf(value), scale));
  const perSecond = unitOf(element);
  if (perSecond !== undefined) {
    const isTime = logical?.type === 'TIME' || converted === 'TIME_MICROS';
    return (values) => timesPiece(name, isTime ? 'duration' : 'instant', values, perSecond);
  }
  const isUnsigned = converted === 'UINT_64' || (logical?.type === 'INTEGER' && !logical.isSigned);
  return (values) => {
    const data = int64sOf(values);
    const { missing } = gapsOf(values);
    if (!isUnsigned) return { type: 'integer', ...missing, data };
    return unsignedColumn(new BigUint64Array(data.buffer, data.byteOffset, data.length), missing);
  };
}

function unitOf({ logical_type: logical, converted_type: converted }: SchemaElement): bigint | undefined {
  if (logical?.type === 'TIMESTAMP' || logical?.type === 'TIME')
    return { MILLIS: unitsPerSecond.milli, MICROS: unitsPerSecond.micro, NANOS: unitsPerSecond.nano }[logical.unit];
  if (converted === 'TIMESTAMP_MILLIS') return unitsPerSecond.milli;
  return converted === 'TIMESTAMP_MICROS' || converted === 'TIME_MICROS' ? unitsPerSecond.micro : undefined;
}

function timesPiece(name: string, type: 'instant' | 'duration', values: DecodedArray, perSecond: bigint): Column {
  const { missing } = gapsOf(values);
  return { type, ...missing, data: toMicros(name, int64sOf(values), perSecond, missing.missing) };
}

function decimalScale({ logical_type: logical, converted_type: converted, scale }: SchemaElement): number | undefined {
  if (logical?.type === 'DECIMAL') return logical.scale;
  return converted === 'DECIMAL' ? (scale ?? 0) : undefined;
}

function decimalsPiece(values: DecodedArray, read: (value: unknown) => string): Column {
  const { missing, length } = gapsOf(values);
  const texts = Array.from({ length }, (_, row) => {
    const value: unknown = values[row];
    return value === null || value === undefined ? '0' : read(value);
  });
  return { type: 'decimal', ...missing, ...packText(texts) };
}

const noBytes = new Uint8Array();

function bytesPiece(element: SchemaElement): ParquetPiece {
  const { name, logical_type: logical, converted_type: converted } = element;
  const scale = decimalScale(element);
  if (scale !== undefined)
    return (values) => decimalsPiece(values, (value) => decimalText(bigEndian(bytesIn(value)), scale));
  if (logical?.type === 'FLOAT16')
    return (values) =>
      floatsPiece(values, (value) => halfToFloat((bytesIn(value)[0] ?? 0) | ((bytesIn(value)[1] ?? 0) << 8)));
  if (converted === 'INTERVAL' || logical?.type === 'INTERVAL')
    throw new ColumnRefused(
      name,
      'holds intervals of months and days, which have no one length. Make durations of them',
    );
  if (logical?.type === 'UUID')
    return (values) => {
      const { missing, length } = gapsOf(values);
      return {
        type: 'text',
        ...missing,
        ...packText(Array.from({ length }, (_, row) => uuidText(bytesIn(values[row])))),
      };
    };
  const isText =
    ['STRING', 'ENUM', 'JSON'].includes(logical?.type ?? '') || ['UTF8', 'ENUM', 'JSON'].includes(converted ?? '');
  return (values) => {
    const { missing, length } = gapsOf(values);
    const cells = Array.from({ length }, (_, row) => bytesIn(values[row]));
    return { type: isText ? 'text' : 'bytes', ...missing, ...packBytes(cells) };
  };
}

function bytesIn(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : noBytes;
}

function bigEndian(bytes: Uint8Array): bigint {
  let whole = 0n;
  for (const byte of bytes) whole = (whole << 8n) | BigInt(byte);
  return BigInt.asIntN(8 * bytes.length, whole);
}

function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
