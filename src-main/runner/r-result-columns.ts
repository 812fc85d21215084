/*
 * A vector of R's as a column; a large one waits in the answer's file. Which types become which is told at the top of
 * r-results.ts.
 */
import { packBytes } from '#shared/values/column-of.ts';
import { zoneNamePattern } from '#shared/values/date-text.ts';
import type { Column } from '#shared/values/value.ts';

import { classesOf, findAttribute, textsOf } from './r-attributes.ts';
import { microsOf } from './r-columns.ts';
import { missingDoubleLow, missingInteger } from './r-serialize.ts';
import type { RAttributes, RValue, RVector } from './r-serialize.ts';

/** The bytes of an answer's large vectors; undefined when it has none. */
export type ResultFile = Uint8Array<ArrayBuffer> | undefined;

/** The attribute that stands for a vector in the file: where its bytes start, and how many elements it has. */
const fileAttribute = 'triptych.file';

export function vectorToColumn(vector: RVector, file: ResultFile): Column {
  const attributes = vector.attributes ?? [];
  switch (vector.type) {
    case 'double':
    case 'integer':
      return numbersToColumn(elementsOf(vector, file), attributes);
    case 'character':
      return textsToColumn(vector.values);
    case 'text':
      return { type: 'text', ...vector.text };
    case 'logical': {
      const data = elementsOf(vector, file);
      return {
        type: 'boolean',
        ...missingIntegers(data),
        data: Uint8Array.from(data, (value) => (value === 0 ? 0 : 1)),
      };
    }
    case 'complex':
      return complexToColumn(elementsOf(vector, file));
    case 'raw':
      return { type: 'integer', data: Int32Array.from(elementsOf(vector, file)) };
    case 'list':
      return bytesToColumn(vector.items);
  }
}

function numbersToColumn(data: Float64Array | Int32Array, attributes: RAttributes): Column {
  const classes = classesOf(attributes);
  if (classes.includes('factor'))
    return factorToColumn(data, {
      levels: findAttribute(attributes, 'levels'),
      isOrdered: classes.includes('ordered'),
    });
  if (classes.includes('Date')) return datesToColumn(data);
  if (classes.includes('POSIXct')) return instantsToColumn(data, findAttribute(attributes, 'tzone'));
  if (classes.includes('difftime')) return { type: 'duration', ...missingTimes(data), data: microsColumn(data) };
  if (classes.includes('integer64') && data instanceof Float64Array) return wideIntegersToColumn(data);
  return data instanceof Float64Array ? floatsToColumn(data) : integersToColumn(data);
}

/** The elements that a vector has itself, or those that wait in the file. */
export function elementsOf<V extends Exclude<RVector, { readonly type: 'list' | 'text' | 'character' }>>(
  vector: V,
  file: ResultFile,
): V['data'];
export function elementsOf(
  vector: Exclude<RVector, { readonly type: 'list' | 'text' | 'character' }>,
  file: ResultFile,
): Float64Array | Int32Array | Uint8Array {
  const place = vector.attributes === undefined ? undefined : findAttribute(vector.attributes, fileAttribute);
  if (place === undefined) return vector.data;
  if (place.type !== 'double' || place.data.length !== 2 || file === undefined)
    throw new RangeError('A column waits in no file.');
  const [offset = 0, length = 0] = place.data;
  const start = file.byteOffset + offset;
  const ownBytes = (elementBytes: number): [ArrayBuffer, number] => {
    if (offset + length * elementBytes > file.byteLength) throw new RangeError('A column is longer than its file.');
    return [file.buffer, start];
  };
  switch (vector.type) {
    case 'double':
      return new Float64Array(...ownBytes(8), length);
    case 'complex':
      return new Float64Array(...ownBytes(16), length * 2);
    case 'integer':
    case 'logical':
      return new Int32Array(...ownBytes(4), length);
    case 'raw':
      return new Uint8Array(...ownBytes(1), length);
  }
}

function complexToColumn(data: Float64Array): Column {
  const length = data.length / 2;
  const gaps = Uint8Array.from({ length }, (_, row) =>
    isMissingDouble(data, row * 2) || isMissingDouble(data, row * 2 + 1) ? 1 : 0,
  );
  return { type: 'complex', ...(gaps.includes(1) ? { missing: gaps } : {}), data };
}

/** A column of lists that holds nothing but raw vectors; what is NULL is missing. */
function bytesToColumn(items: readonly RValue[]): Column {
  const parts = items.map((item) => (item.type === 'raw' ? item.data : new Uint8Array()));
  const gaps = Uint8Array.from(items, (item) => (item.type === 'raw' ? 0 : 1));
  return { type: 'bytes', ...(gaps.includes(1) ? { missing: gaps } : {}), ...packBytes(parts) };
}

function floatsToColumn(data: Float64Array): Column {
  if (isWithoutNaN(data)) return { type: 'float', data };
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length * 2);
  let missing: Uint8Array | undefined;
  for (let index = 0; index < words.length; index += 2) {
    // The low word first: it is rarely 1954, and an integer comparison is cheaper than one of floats.
    if (words[index] !== missingDoubleLow || !Number.isNaN(data[index >> 1])) continue;
    missing ??= new Uint8Array(data.length);
    missing[index >> 1] = 1;
  }
  return missing === undefined ? { type: 'float', data } : { type: 'float', missing, data };
}

/** Most columns have none, and a sum that is a number tells it at a third of the time. False too for infinities of both signs. */
function isWithoutNaN(data: Float64Array): boolean {
  // Four sums, since each addition waits for the one before.
  let [first, second, third, fourth] = [0, 0, 0, 0];
  const end = data.length - (data.length % 4);
  for (let index = 0; index < end; index += 4) {
    first += data[index] ?? 0;
    second += data[index + 1] ?? 0;
    third += data[index + 2] ?? 0;
    fourth += data[index + 3] ?? 0;
  }
  for (let index = end; index < data.length; index += 1) first += data[index] ?? 0;
  return !Number.isNaN(first + second + third + fourth);
}

export function isMissingDouble(data: Float64Array, index: number): boolean {
  return (
    Number.isNaN(data[index]) &&
    new Uint32Array(data.buffer, data.byteOffset, data.length * 2)[index * 2] === missingDoubleLow
  );
}

function integersToColumn(data: Int32Array): Column {
  return { type: 'integer', ...missingIntegers(data), data };
}

function missingIntegers(data: Int32Array): { readonly missing?: Uint8Array } {
  return data.includes(missingInteger)
    ? { missing: Uint8Array.from(data, (value) => (value === missingInteger ? 1 : 0)) }
    : {};
}

/** Missing where R's time is NA, NaN or infinite: none of them is a moment. */
function missingTimes(data: Int32Array | Float64Array): { readonly missing?: Uint8Array } {
  if (data instanceof Int32Array) return missingIntegers(data);
  const isEach = data.every((value) => Number.isFinite(value));
  return isEach ? {} : { missing: Uint8Array.from(data, (value) => (Number.isFinite(value) ? 0 : 1)) };
}

function datesToColumn(data: Int32Array | Float64Array): Column {
  // A Date may carry a fraction of a day; the day it falls on is the one before it.
  return { type: 'date', ...missingTimes(data), data: Int32Array.from(data, Math.floor) };
}

/** UTC and the session's own zone are none of the moment's. */
function instantsToColumn(data: Int32Array | Float64Array, tzone: RValue | undefined): Column {
  const zone = tzone?.type === 'character' ? tzone.values[0] : undefined;
  // POSIX's own way to write a zone (`<+03>-3`) is no name; the moment is exact all the same.
  const inZone = typeof zone === 'string' && zone !== 'UTC' && zoneNamePattern.test(zone) ? { zone } : {};
  return { type: 'instant', ...missingTimes(data), data: microsColumn(data), ...inZone };
}

function microsColumn(data: Int32Array | Float64Array): BigInt64Array {
  const micros = new BigInt64Array(data.length);
  data.forEach((seconds, row) => {
    if (Number.isFinite(seconds) && seconds !== missingInteger) micros[row] = microsOf(seconds);
  });
  return micros;
}

const missingWideInteger = -(1n << 63n);

function wideIntegersToColumn(data: Float64Array): Column {
  const integers = new BigInt64Array(data.buffer, data.byteOffset, data.length);
  if (!integers.includes(missingWideInteger)) return { type: 'integer', data: integers };
  const missing = new Uint8Array(integers.length);
  integers.forEach((value, index) => {
    if (value === missingWideInteger) missing[index] = 1;
  });
  return { type: 'integer', missing, data: integers };
}

function factorToColumn(
  codes: Int32Array | Float64Array,
  { levels, isOrdered }: { readonly levels: RValue | undefined; readonly isOrdered: boolean },
): Column {
  if (levels === undefined) throw new RangeError('A factor has no levels.');
  const texts = textsOf(levels);
  const gaps = new Uint8Array(codes.length);
  const kept = texts.flatMap((level) => (level === null ? [] : [level]));
  let nextCode = 0;
  const newCodes = texts.map((level) => (level === null ? -1 : nextCode++));
  const indexes = Int32Array.from(codes, (code, row) => {
    const own = newCodes[code - 1] ?? -1;
    if (own === -1) gaps[row] = 1;
    return Math.max(own, 0);
  });
  return { type: 'category', ...(gaps.includes(1) ? { missing: gaps } : {}), codes: indexes, levels: kept, isOrdered };
}

function textsToColumn(values: readonly (string | null)[]): Column {
  const offsets = new Int32Array(values.length + 1);
  const parts = values.map((value, index) => {
    const part = Buffer.from(value ?? '', 'utf8');
    offsets[index + 1] = (offsets[index] ?? 0) + part.length;
    return part;
  });
  const bytes = new Uint8Array(Buffer.concat(parts));
  if (!values.includes(null)) return { type: 'text', offsets, bytes };
  return { type: 'text', missing: Uint8Array.from(values, (value) => (value === null ? 1 : 0)), offsets, bytes };
}
