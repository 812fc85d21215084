/*
 * A column as a vector of R's, in R's own bytes wherever the two are laid out alike.
 */
import { cellOf, columnLength } from '#shared/values/value.ts';
import type { Column } from '#shared/values/value.ts';

import { ArgumentRefusal } from './argument-refusal.ts';
import { missingDoubleHigh, missingDoubleLow, missingInteger } from './r-serialize.ts';
import type { RAttributes, RValue, RVector } from './r-serialize.ts';

/** What R makes of some values depends on the session: whether it has the package bit64, say. */
export type ArgumentNotes = {
  /** 64-bit integers are among the values; the sentence is for where R has no type for them. */
  readonly needWideIntegers: (parameter: string, reason: string) => void;
};

/** The column's own bytes where R has the same layout; it must not be changed before it is written. */
export function columnToR(column: Column, parameter: string, notes: ArgumentNotes): RVector {
  const { missing } = column;
  switch (column.type) {
    case 'float':
      return { type: 'double', data: withMissing(column.data, missing) };
    case 'integer':
      return integersToR(column, parameter, notes);
    case 'boolean':
      return {
        type: 'logical',
        data: Int32Array.from(column.data, (value, index) => (missing?.[index] === 1 ? missingInteger : value)),
      };
    case 'text':
      return textColumnToR(column, parameter);
    case 'decimal':
      return { type: 'double', data: withMissing(Float64Array.from(decimalsOf(column, parameter)), missing) };
    case 'complex':
      return { type: 'complex', data: withMissingPairs(column.data, missing) };
    case 'bytes':
      return { type: 'list', items: bytesItems(column) };
    case 'date':
      return { type: 'double', data: withMissing(Float64Array.from(column.data), missing), attributes: dateAttributes };
    case 'instant':
      return {
        type: 'double',
        data: secondsColumn(column, parameter),
        attributes: instantAttributes(column.zone),
      };
    case 'duration':
      return { type: 'double', data: secondsColumn(column, parameter), attributes: durationAttributes };
    case 'category':
      return categoryToR(column, parameter);
  }
}

type IntegerColumn = Extract<Column, { readonly type: 'integer' }>;

/** As 32-bit integers where all fit, as doubles within 2^53, otherwise as the package bit64 keeps 64-bit ones. */
function integersToR({ data, missing }: IntegerColumn, parameter: string, notes: ArgumentNotes): RVector {
  if (data instanceof Int32Array) {
    if (missing === undefined && !data.includes(missingInteger)) return { type: 'integer', data };
    const hasSmallest = data.some((value, index) => value === missingInteger && missing?.[index] !== 1);
    if (hasSmallest) return { type: 'double', data: withMissing(Float64Array.from(data), missing) };
    return {
      type: 'integer',
      data: Int32Array.from(data, (value, index) => (missing?.[index] === 1 ? missingInteger : value)),
    };
  }
  // In halves, since a BigInt for each of a million cells takes ten times as long.
  const words = new Int32Array(data.buffer, data.byteOffset, data.length * 2);
  const numbers = new Float64Array(data.length);
  let isSmall = true;
  for (let index = 0; index < numbers.length; index += 1) {
    if (missing?.[index] === 1) continue;
    const high = words[index * 2 + 1] ?? 0;
    const low = words[index * 2] ?? 0;
    numbers[index] = high * 2 ** 32 + (low >>> 0);
    if (high === low >> 31 && low !== missingInteger) continue;
    isSmall = false;
    if ((high < -wideHalf || high >= wideHalf) && !isExact(data[index] ?? 0n))
      return wideIntegersToR({ data, missing }, { parameter, first: data[index] ?? 0n, notes });
  }
  if (!isSmall) return { type: 'double', data: withMissing(numbers, missing) };
  return {
    type: 'integer',
    data: Int32Array.from(numbers, (value, index) => (missing?.[index] === 1 ? missingInteger : value)),
  };
}

/** The upper half of ±2^53. */
const wideHalf = 1 << 21;
const exactMax = 1n << 53n;
const missingWideInteger = -(1n << 63n);

export function isExact(value: bigint): boolean {
  return value >= -exactMax && value <= exactMax;
}

function wideIntegersToR(
  { data, missing }: { readonly data: BigInt64Array; readonly missing: Uint8Array | undefined },
  { parameter, first, notes }: { readonly parameter: string; readonly first: bigint; readonly notes: ArgumentNotes },
): RVector {
  notes.needWideIntegers(parameter, inexactReason(first));
  const smallest = data.findIndex((value, index) => value === missingWideInteger && missing?.[index] !== 1);
  if (smallest !== -1) throw new ArgumentRefusal(parameter, inexactReason(missingWideInteger));
  const copy =
    missing === undefined ? data : data.map((value, row) => (missing[row] === 1 ? missingWideInteger : value));
  return {
    type: 'double',
    data: new Float64Array(copy.buffer, copy.byteOffset, copy.length),
    attributes: [['class', textVector(['integer64'])]],
  };
}

/** Beyond 64 bits nothing of R's holds it. */
export function wideIntegers(values: readonly (bigint | null)[], parameter: string, notes: ArgumentNotes): RVector {
  const beyond = values.find((value) => value !== null && BigInt.asIntN(64, value) !== value);
  if (typeof beyond === 'bigint') throw new ArgumentRefusal(parameter, inexactReason(beyond));
  const data = BigInt64Array.from(values, (value) => value ?? 0n);
  const missing = Uint8Array.from(values, (value) => (value === null ? 1 : 0));
  return integersToR({ type: 'integer', data, ...(missing.includes(1) ? { missing } : {}) }, parameter, notes);
}

function inexactReason(value: bigint): string {
  return `R cannot hold the integer ${value.toString()} exactly; its numbers are exact up to ${exactMax.toString()}. Load the package bit64 in the source (library(bit64)) for integers of 64 bits, or give it as text or as a float.`;
}

function textColumnToR(column: Extract<Column, { readonly type: 'text' }>, parameter: string): RVector {
  const { offsets, bytes, missing } = column;
  if (bytes.subarray(offsets[0], offsets[columnLength(column)]).includes(0)) throw refusedText(parameter);
  return { type: 'text', text: missing === undefined ? { offsets, bytes } : { offsets, bytes, missing } };
}

const significantDigitsMax = 15;
/** Below it a double has fewer and fewer digits, and at last none. */
const normalMin = 2 ** -1022;

/** A double gives back any decimal of so many digits. Throws an ArgumentRefusal beyond. */
export function decimalToNumber(text: string, parameter: string): number {
  const digits = text
    .replace(/^-?[0.]*/, '')
    .replace('.', '')
    .replace(/0+$/, '');
  const number = Number(text);
  const isInRange = Number.isFinite(number) && (digits === '' || Math.abs(number) >= normalMin);
  if (digits.length <= significantDigitsMax && isInRange) return number;
  throw new ArgumentRefusal(
    parameter,
    `R cannot hold the decimal ${text} exactly; its numbers have ${String(significantDigitsMax)} significant digits, between 1e-307 and 1e308. Give it as text, or as a float.`,
  );
}

function decimalsOf(column: Extract<Column, { readonly type: 'decimal' }>, parameter: string): readonly number[] {
  return Array.from({ length: columnLength(column) }, (_, row) => {
    const cell = cellOf(column, row);
    return cell !== null && typeof cell === 'object' && 'kind' in cell && cell.kind === 'decimal'
      ? decimalToNumber(cell.text, parameter)
      : 0;
  });
}

/** A missing one is NULL, which a list of R's can hold. */
function bytesItems(column: Extract<Column, { readonly type: 'bytes' }>): readonly RValue[] {
  const { offsets, bytes, missing } = column;
  return Array.from({ length: columnLength(column) }, (_, row) =>
    missing?.[row] === 1 ? { type: 'null' } : { type: 'raw', data: bytes.slice(offsets[row], offsets[row + 1]) },
  );
}

function categoryToR(column: Extract<Column, { readonly type: 'category' }>, parameter: string): RVector {
  const { codes, levels, isOrdered, missing } = column;
  return {
    type: 'integer',
    data: Int32Array.from(codes, (code, row) => (missing?.[row] === 1 ? missingInteger : code + 1)),
    attributes: [
      ['levels', textVector(levels.map((level) => textFor(level, parameter)))],
      ['class', textVector(isOrdered ? ['ordered', 'factor'] : ['factor'])],
    ],
  };
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

function withMissingPairs(data: Float64Array, missing: Uint8Array | undefined): Float64Array {
  if (missing === undefined) return data;
  const copy = data.slice();
  const words = new Uint32Array(copy.buffer);
  missing.forEach((flag, index) => {
    if (flag !== 1) return;
    setMissing(words, index * 2);
    setMissing(words, index * 2 + 1);
  });
  return copy;
}

export const dateAttributes: RAttributes = [['class', textVector(['Date'])]];
export const durationAttributes: RAttributes = [
  ['class', textVector(['difftime'])],
  ['units', textVector(['secs'])],
];

export function instantAttributes(zone: string | undefined): RAttributes {
  return [
    ['class', textVector(['POSIXct', 'POSIXt'])],
    ['tzone', textVector([zone ?? 'UTC'])],
  ];
}

/** Null becomes a missing one. */
export function doublesToVector(values: readonly (number | null)[]): RVector {
  const data = new Float64Array(values.length);
  const words = new Uint32Array(data.buffer);
  values.forEach((value, index) => {
    if (value === null) setMissing(words, index);
    else data[index] = value;
  });
  return { type: 'double', data };
}

export function complexVector(values: readonly ({ readonly re: number; readonly im: number } | null)[]): RVector {
  const data = Float64Array.from(values.flatMap((value) => (value === null ? [0, 0] : [value.re, value.im])));
  const missing = Uint8Array.from(values, (value) => (value === null ? 1 : 0));
  return { type: 'complex', data: withMissingPairs(data, missing) };
}

export function textVector(values: readonly (string | null)[]): RVector {
  return { type: 'character', values };
}

function secondsColumn(
  column: Extract<Column, { readonly type: 'instant' | 'duration' }>,
  parameter: string,
): Float64Array {
  const { data, missing } = column;
  const seconds = new Float64Array(data.length);
  for (let row = 0; row < seconds.length; row += 1) {
    if (missing?.[row] !== 1) seconds[row] = secondsOf(data[row] ?? 0n, parameter);
  }
  return withMissing(seconds, missing);
}

/** Up to 2^33 seconds (the year 2242) a double of seconds tells every microsecond. */
const exactMicros = (1n << 33n) * 1_000_000n;

/** Throws an ArgumentRefusal for a time that R, which counts seconds in a double, would hold as another one. */
export function secondsOf(micros: bigint, parameter: string): number {
  const seconds = Number(micros) / 1e6;
  if ((micros > exactMicros || micros < -exactMicros) && microsOf(seconds) !== micros) {
    throw new ArgumentRefusal(
      parameter,
      `R counts time in seconds, and cannot hold one of ${micros.toString()} microseconds exactly. Round it to whole seconds.`,
    );
  }
  return seconds;
}

/** The fraction apart from the whole seconds: multiplied as one, late microseconds would be off by one. */
export function microsOf(seconds: number): bigint {
  const whole = Math.floor(seconds);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((seconds - whole) * 1e6));
}

/** Throws an ArgumentRefusal for a text that would end early in R, or be another one. */
export function textFor(text: string, parameter: string): string {
  if (text.includes('\0')) throw refusedText(parameter);
  if (!text.isWellFormed())
    throw new ArgumentRefusal(parameter, 'It has half of a surrogate pair, which is no character of Unicode.');
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
