import { columnLength } from '#shared/values/value.ts';
import type { Column, Value } from '#shared/values/value.ts';

import { ArgumentRefusal } from './argument-refusal.ts';
import { missingDoubleHigh, missingDoubleLow, missingInteger } from './r-serialize.ts';
import type { RAttributes, RVector } from './r-serialize.ts';

/** The column's own bytes where R has the same layout; it must not be changed before it is written. */
export function columnToR(column: Column, parameter: string): RVector {
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
    default:
      throw new ArgumentRefusal(parameter, `R takes no column of type ${column.type}`);
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

export const dateAttributes: RAttributes = [['class', textVector(['Date'])]];
export const instantAttributes: RAttributes = [
  ['class', textVector(['POSIXct', 'POSIXt'])],
  ['tzone', textVector(['UTC'])],
];

/** Anything but a number becomes a missing one. */
export function doublesToVector(values: readonly Value[]): RVector {
  const data = new Float64Array(values.length);
  const words = new Uint32Array(data.buffer);
  values.forEach((value, index) => {
    if (typeof value === 'number') data[index] = value;
    else setMissing(words, index);
  });
  return { type: 'double', data };
}

export function textVector(values: readonly (string | null)[]): RVector {
  return { type: 'character', values };
}

const exactMax = 1n << 53n;

/** Throws an ArgumentRefusal beyond what a double holds exactly. */
export function exactNumber(value: bigint | number, parameter: string): number {
  if (typeof value === 'number') return value;
  if (value > exactMax || value < -exactMax) {
    throw new ArgumentRefusal(
      parameter,
      `R cannot hold the integer ${value.toString()} exactly; its numbers are exact up to ${exactMax.toString()}. Give it as text, or as a float.`,
    );
  }
  return Number(value);
}

export function secondsOf(micros: bigint): number {
  return Number(micros) / 1e6;
}

/** Throws an ArgumentRefusal for a text that ends early in R. */
export function textFor(text: string, parameter: string): string {
  if (text.includes('\0')) throw refusedText(parameter);
  return text;
}

function refusedText(parameter: string): ArgumentRefusal {
  return new ArgumentRefusal(parameter, 'R cannot hold text with a NUL character in it. Take the character out.');
}

/** Through its two words, since a NaN that passes through a JavaScript number may lose its payload. */
function setMissing(words: Uint32Array, index: number): void {
  words[index * 2] = missingDoubleLow;
  words[index * 2 + 1] = missingDoubleHigh;
}
