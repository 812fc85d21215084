/*
 * What R's results become.
 *
 *   NULL, a single NA                 null
 *   a vector of length one            a scalar; a longer one a list, an empty one an empty list
 *   a vector or list with names       a map (some of the names may be empty)
 *   factor                            text
 *   Date, POSIXct, POSIXlt, difftime  date; instant; instant; the number of seconds
 *   integer64 (package bit64)         integer
 *   data.frame, tibble, data.table    a table; row names that are text become its first column, "row.names"
 *   matrix                            a list of rows; with names for its columns or rows, a table
 *
 * The worker (values.R) has turned the last two, POSIXlt and difftime into plainer things before they arrive here, and has
 * refused what cannot be shown; large numeric vectors wait in a file, and their place holds where.
 */
import { cellOf, columnLength, columnValues } from '#shared/values/value.ts';
import type { Column, NamedColumn, Value } from '#shared/values/value.ts';

import { missingDoubleLow, missingInteger } from './r-serialize.ts';
import type { RAttributes, RValue, RVector } from './r-serialize.ts';

/** The attribute that stands for a vector in the file: where its bytes start, and how many elements it has. */
const fileAttribute = 'triptych.file';

/** `file` has the large vectors; throws a RangeError when the answer is not what a worker gives. */
export function resultToValue(value: RValue, file: Uint8Array<ArrayBuffer> | undefined): Value {
  if (value.type === 'null') return null;
  const attributes = value.attributes;
  const names = attributes === undefined ? undefined : findAttribute(attributes, 'names');
  if (value.type === 'list') {
    if (attributes !== undefined && classesOf(attributes).includes('data.frame')) return tableOf(value, file);
    const items = value.items.map((item) => resultToValue(item, file));
    return names === undefined ? items : mapOf(namesOf(names), items);
  }
  if (attributes === undefined && value.type !== 'text') {
    const scalar = plainScalar(value);
    if (scalar !== undefined) return scalar;
  }
  const column = vectorToColumn(value, file);
  const length = columnLength(column);
  if (names !== undefined) {
    return mapOf(
      namesOf(names),
      Array.from({ length }, (_, index) => cellOf(column, index)),
    );
  }
  if (length === 0) return [];
  return length === 1 ? cellOf(column, 0) : { kind: 'vector', column };
}

/** The common case without a column; undefined when it is not one. */
function plainScalar(value: Exclude<RVector, { readonly type: 'list' | 'text' }>): Value | undefined {
  if (value.type === 'character') return value.values.length === 1 ? value.values[0] : undefined;
  if (value.data.length !== 1) return undefined;
  const [number = 0] = value.data;
  switch (value.type) {
    case 'double':
      return isMissingDouble(value.data, 0) ? null : number;
    case 'integer':
      return number === missingInteger ? null : BigInt(number);
    case 'logical':
      return number === missingInteger ? null : number !== 0;
    case 'raw':
      return BigInt(number);
  }
}

function tableOf(frame: Extract<RVector, { readonly type: 'list' }>, file: Uint8Array<ArrayBuffer> | undefined): Value {
  const attributes = frame.attributes ?? [];
  const names = namesOf(findAttribute(attributes, 'names'));
  const columns = frame.items.map((item, index): NamedColumn => {
    if (item.type === 'null' || item.type === 'list') throw new RangeError('A column of a table is not a vector.');
    return { name: names[index] ?? '', column: vectorToColumn(item, file) };
  });
  const rowNames = findAttribute(attributes, 'row.names');
  const first = columns[0];
  const rowCount = first === undefined ? rowCountOf(rowNames) : columnLength(first.column);
  const named = rowNames === undefined ? undefined : textRowNames(rowNames);
  return { kind: 'table', rowCount, columns: named === undefined ? columns : [named, ...columns] };
}

/** Row names that say something; "1", "2", … do not. */
function textRowNames(rowNames: RValue): NamedColumn | undefined {
  if (rowNames.type !== 'character' && rowNames.type !== 'text') return undefined;
  const column = vectorToColumn(rowNames, undefined);
  const rowCount = columnLength(column);
  const isCount = Array.from({ length: rowCount }, (_, index) => index).every(
    (index) => cellOf(column, index) === String(index + 1),
  );
  return isCount ? undefined : { name: 'row.names', column };
}

function rowCountOf(rowNames: RValue | undefined): number {
  if (rowNames === undefined || rowNames.type === 'null') return 0;
  if (rowNames.type !== 'integer') return columnLength(vectorToColumn(rowNames, undefined));
  const [first, second = 0] = rowNames.data;
  return rowNames.data.length === 2 && first === missingInteger ? Math.abs(second) : rowNames.data.length;
}

function vectorToColumn(vector: RVector, file: Uint8Array<ArrayBuffer> | undefined): Column {
  const attributes = vector.attributes ?? [];
  const classes = classesOf(attributes);
  const data = vector.type === 'double' || vector.type === 'integer' ? numbersOf(vector, attributes, file) : undefined;
  if (data !== undefined) {
    if (classes.includes('factor')) return factorToColumn(data, findAttribute(attributes, 'levels'));
    if (classes.includes('Date')) return datesToColumn(data);
    if (classes.includes('POSIXct')) return instantsToColumn(data);
    if (classes.includes('integer64') && data instanceof Float64Array) return wideIntegersToColumn(data);
    return data instanceof Float64Array ? floatsToColumn(data) : integersToColumn(data);
  }
  switch (vector.type) {
    case 'character':
      return textsToColumn(vector.values);
    case 'text':
      return { type: 'text', ...vector.text };
    case 'logical':
      return {
        type: 'boolean',
        ...missingIntegers(vector.data),
        data: Uint8Array.from(vector.data, (value) => (value === 0 ? 0 : 1)),
      };
    case 'raw':
      return { type: 'integer', data: Int32Array.from(vector.data) };
    case 'double':
    case 'integer':
    case 'list':
      throw new RangeError('A list stands where a vector was expected.');
  }
}

function numbersOf(
  vector: Extract<RVector, { readonly data: Int32Array | Float64Array }>,
  attributes: RAttributes,
  file: Uint8Array<ArrayBuffer> | undefined,
): Int32Array | Float64Array {
  const place = findAttribute(attributes, fileAttribute);
  if (place === undefined) return vector.data;
  if (place.type !== 'double' || place.data.length !== 2 || file === undefined)
    throw new RangeError('A column waits in no file.');
  const [start = 0, length = 0] = place.data;
  return vector.type === 'double'
    ? new Float64Array(file.buffer, file.byteOffset + start, length)
    : new Int32Array(file.buffer, file.byteOffset + start, length);
}

function floatsToColumn(data: Float64Array): Column {
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

function isMissingDouble(data: Float64Array, index: number): boolean {
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

function instantsToColumn(data: Int32Array | Float64Array): Column {
  const micros = new BigInt64Array(data.length);
  for (let index = 0; index < data.length; index += 1) {
    const seconds = data[index] ?? 0;
    if (Number.isFinite(seconds)) micros[index] = BigInt(Math.round(seconds * 1e6));
  }
  return { type: 'instant', ...missingTimes(data), data: micros };
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

function factorToColumn(codes: Int32Array | Float64Array, levels: RValue | undefined): Column {
  if (levels === undefined) throw new RangeError('A factor has no levels.');
  const encoded = namesOf(levels).map((level) => Buffer.from(level, 'utf8'));
  const offsets = new Int32Array(codes.length + 1);
  const missing = new Uint8Array(codes.length);
  let sizeBytes = 0;
  codes.forEach((code, index) => {
    const level = encoded[code - 1];
    if (level === undefined) missing[index] = 1;
    sizeBytes += level?.length ?? 0;
    offsets[index + 1] = sizeBytes;
  });
  const bytes = new Uint8Array(sizeBytes);
  codes.forEach((code, index) => {
    const level = encoded[code - 1];
    if (level !== undefined) bytes.set(level, offsets[index] ?? 0);
  });
  return missing.includes(1) ? { type: 'text', missing, offsets, bytes } : { type: 'text', offsets, bytes };
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

function mapOf(names: readonly string[], items: readonly Value[]): Value {
  return { kind: 'map', entries: items.map((item, index) => [names[index] ?? '', item]) };
}

/** A missing name reads "NA", as R prints it. */
function namesOf(value: RValue | undefined): readonly string[] {
  if (value?.type === 'character') return value.values.map((name) => name ?? 'NA');
  if (value?.type === 'text') {
    const column: Column = { type: 'text', ...value.text };
    return columnValues(column).map((name) => (typeof name === 'string' ? name : 'NA'));
  }
  return [];
}

function classesOf(attributes: RAttributes): readonly (string | null)[] {
  const classes = findAttribute(attributes, 'class');
  return classes?.type === 'character' ? classes.values : [];
}

function findAttribute(attributes: RAttributes, name: string): RValue | undefined {
  return attributes.find(([own]) => own === name)?.[1];
}
