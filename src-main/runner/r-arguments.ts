/*
 * What R makes of an argument.
 *
 *   null                    NULL; NA among others of its kind
 *   boolean, string, float  logical, character (UTF-8), double
 *   integer                 integer within 32 bits, double within 2^53, otherwise refused
 *   date, instant           Date; POSIXct in UTC
 *   list                    a vector when its elements are scalars of one kind (integers and floats are one), else a list
 *   map                     a named list
 *   vector, table           a vector; a data.frame
 *
 * Large numeric columns are taken out of the message and travel behind it (see r-codec.ts).
 */
import { columnLength } from '#shared/values/value.ts';
import type { Column, TableValue, Value } from '#shared/values/value.ts';
import { isList } from '#shared/values/value-json.ts';

import { ArgumentRefusal } from './argument-refusal.ts';
import { missingDoubleHigh, missingDoubleLow, missingInteger, rNull } from './r-serialize.ts';
import type { RAttributes, RValue, RVector } from './r-serialize.ts';
import { compactRowNames } from './r-serialize-write.ts';

/** Decides what becomes of a vector that was made from a column; it may replace it by something shorter. */
export type PlaceVector = (vector: RVector, path: readonly number[]) => RValue;

/** Throws an ArgumentRefusal when R cannot hold the value. `path` leads to it through R's lists, counted from 1. */
export function argumentToR(
  value: Value,
  parameter: string,
  placeVector: PlaceVector,
  path: readonly number[],
): RValue {
  if (value === null) return rNull;
  if (typeof value !== 'object') return scalarToR(value, parameter);
  if (isList(value)) {
    return (
      scalarsToVector(value, parameter) ?? {
        type: 'list',
        items: value.map((item, index) => argumentToR(item, parameter, placeVector, [...path, index + 1])),
      }
    );
  }
  switch (value.kind) {
    case 'date':
    case 'instant':
      return timesToVector([value]);
    case 'vector':
      return placeVector(columnToR(value.column, parameter), path);
    case 'map':
      return {
        type: 'list',
        items: value.entries.map(([, item], index) => argumentToR(item, parameter, placeVector, [...path, index + 1])),
        attributes: [['names', textVector(value.entries.map(([name]) => textFor(name, parameter)))]],
      };
    case 'table':
      return tableToR(value, parameter, placeVector, path);
  }
}

type Scalar = null | Exclude<Value, null | readonly Value[] | { readonly kind: 'map' | 'vector' | 'table' }>;

function scalarToR(value: boolean | string | bigint | number, parameter: string): RVector {
  switch (typeof value) {
    case 'boolean':
      return { type: 'logical', data: Int32Array.of(value ? 1 : 0) };
    case 'string':
      return textVector([textFor(value, parameter)]);
    case 'number':
      return { type: 'double', data: Float64Array.of(value) };
    case 'bigint':
      return integersToVector([value], parameter);
  }
}

/** Undefined when the elements are not scalars of one kind. An empty list stays a list, which R shows as it came. */
function scalarsToVector(list: readonly Value[], parameter: string): RVector | undefined {
  let kind: string | undefined;
  for (const value of list) {
    if (value === null) continue;
    const own = typeof value === 'object' ? timeKindOf(value) : typeof value;
    if (own === undefined) return undefined;
    if (kind === undefined || kind === own) kind = own;
    else if (isNumeric(kind) && isNumeric(own)) kind = 'number';
    else return undefined;
  }
  if (list.length === 0) return undefined;
  const scalars = list as readonly Scalar[]; // The loop above has let nothing else through.
  switch (kind) {
    case 'string':
      return textVector(scalars.map((text) => (typeof text === 'string' ? textFor(text, parameter) : null)));
    case 'bigint':
      return integersToVector(
        scalars.map((value) => (typeof value === 'bigint' ? value : null)),
        parameter,
      );
    case 'number':
      return doublesToVector(
        scalars.map((value) => (typeof value === 'bigint' ? exactNumber(value, parameter) : value)),
      );
    case 'date':
    case 'instant':
      return timesToVector(scalars);
    default:
      return {
        type: 'logical',
        data: Int32Array.from(scalars, (value) => (value === null ? missingInteger : Number(value))),
      };
  }
}

function timeKindOf(value: Exclude<Value, null | boolean | string | bigint | number>): string | undefined {
  if (isList(value)) return undefined;
  return value.kind === 'date' || value.kind === 'instant' ? value.kind : undefined;
}

function isNumeric(kind: string): boolean {
  return kind === 'bigint' || kind === 'number';
}

function integersToVector(values: readonly (bigint | null)[], parameter: string): RVector {
  if (values.every((value) => value === null || fitsInteger(value))) {
    return {
      type: 'integer',
      data: Int32Array.from(values, (value) => (value === null ? missingInteger : Number(value))),
    };
  }
  return doublesToVector(values.map((value) => (value === null ? null : exactNumber(value, parameter))));
}

function doublesToVector(values: readonly (Scalar | undefined)[]): RVector {
  const data = new Float64Array(values.length);
  const words = new Uint32Array(data.buffer);
  values.forEach((value, index) => {
    if (typeof value === 'number') data[index] = value;
    else setMissing(words, index);
  });
  return { type: 'double', data };
}

function timesToVector(values: readonly Scalar[]): RVector {
  const isDate = values.some((value) => value !== null && typeof value === 'object' && value.kind === 'date');
  const numbers = values.map((value) => {
    if (value === null || typeof value !== 'object') return null;
    return value.kind === 'date' ? value.days : secondsOf(value.micros);
  });
  return { ...doublesToVector(numbers), attributes: isDate ? dateAttributes : instantAttributes };
}

const dateAttributes: RAttributes = [['class', textVector(['Date'])]];
const instantAttributes: RAttributes = [
  ['class', textVector(['POSIXct', 'POSIXt'])],
  ['tzone', textVector(['UTC'])],
];

function tableToR(table: TableValue, parameter: string, placeVector: PlaceVector, path: readonly number[]): RVector {
  return {
    type: 'list',
    items: table.columns.map(({ column }, index) => placeVector(columnToR(column, parameter), [...path, index + 1])),
    attributes: [
      ['names', textVector(table.columns.map(({ name }) => textFor(name, parameter)))],
      ['class', textVector(['data.frame'])],
      ['row.names', compactRowNames(table.rowCount)],
    ],
  };
}

/** The column's own bytes where R has the same layout; it must not be changed before it is written. */
function columnToR(column: Column, parameter: string): RVector {
  const { missing } = column;
  switch (column.type) {
    case 'float':
      return { type: 'double', data: missing === undefined ? column.data : withMissing(column.data, missing) };
    case 'integer':
      return integerColumnToR(column.data, missing, parameter);
    case 'boolean':
      return {
        type: 'logical',
        data: Int32Array.from(column.data, (value, index) => (missing?.[index] === 1 ? missingInteger : value)),
      };
    case 'text':
      return textColumnToR(column, parameter);
    case 'date':
      return { type: 'double', data: withMissing(Float64Array.from(column.data), missing), attributes: dateAttributes };
    case 'instant': {
      const seconds = new Float64Array(column.data.length);
      for (let index = 0; index < seconds.length; index += 1) seconds[index] = secondsOf(column.data[index] ?? 0n);
      return { type: 'double', data: withMissing(seconds, missing), attributes: instantAttributes };
    }
  }
}

function integerColumnToR(
  data: BigInt64Array | Int32Array,
  missing: Uint8Array | undefined,
  parameter: string,
): RVector {
  if (data instanceof Int32Array && missing === undefined && !data.includes(missingInteger))
    return { type: 'integer', data };
  let isWide = false;
  const numbers = new Float64Array(data.length);
  for (let index = 0; index < numbers.length; index += 1) {
    if (missing?.[index] === 1) continue;
    const number = exactNumber(data[index] ?? 0, parameter);
    numbers[index] = number;
    isWide ||= number <= missingInteger || number > 0x7fff_ffff;
  }
  if (isWide) return { type: 'double', data: withMissing(numbers, missing) };
  const integers = Int32Array.from(numbers);
  missing?.forEach((flag, index) => {
    if (flag === 1) integers[index] = missingInteger;
  });
  return { type: 'integer', data: integers };
}

function textColumnToR(column: Extract<Column, { readonly type: 'text' }>, parameter: string): RVector {
  const { offsets, bytes, missing } = column;
  if (bytes.subarray(offsets[0], offsets[columnLength(column)]).includes(0)) throw refusedText(parameter);
  return { type: 'text', text: missing === undefined ? { offsets, bytes } : { offsets, bytes, missing } };
}

function withMissing(data: Float64Array, missing: Uint8Array | undefined): Float64Array {
  if (missing === undefined) return data;
  const copy = data.slice();
  const words = new Uint32Array(copy.buffer);
  missing.forEach((flag, index) => {
    if (flag === 1) setMissing(words, index);
  });
  return copy;
}

/** Through its two words, since a NaN that passes through a JavaScript number may lose its payload. */
function setMissing(words: Uint32Array, index: number): void {
  words[index * 2] = missingDoubleLow;
  words[index * 2 + 1] = missingDoubleHigh;
}

/** R's smallest integer is one above the 32-bit one, whose bits mean "missing". */
function fitsInteger(value: bigint): boolean {
  return value >= -0x7fff_ffffn && value <= 0x7fff_ffffn;
}

const exactMax = 1n << 53n;

function exactNumber(value: bigint | number, parameter: string): number {
  if (typeof value === 'number') return value;
  if (value > exactMax || value < -exactMax) {
    throw new ArgumentRefusal(
      parameter,
      `R cannot hold the integer ${value.toString()} exactly; its numbers are exact up to ${exactMax.toString()}. Give it as text, or as a float.`,
    );
  }
  return Number(value);
}

function secondsOf(micros: bigint): number {
  return Number(micros) / 1e6;
}

function textFor(text: string, parameter: string): string {
  if (text.includes('\0')) throw refusedText(parameter);
  return text;
}

function refusedText(parameter: string): ArgumentRefusal {
  return new ArgumentRefusal(parameter, 'R cannot hold text with a NUL character in it. Take the character out.');
}

function textVector(values: readonly (string | null)[]): RVector {
  return { type: 'character', values };
}
