/*
 * What R's results become.
 *
 *   NULL; a single NA                 null; missing
 *   a vector of length one            a scalar; a longer or empty one a vector that keeps its type
 *   a vector or list with names       a map (some of the names may be empty)
 *   factor                            a category with its levels and their order; NA as a level is a missing cell
 *   Date, POSIXct, POSIXlt, difftime  date; instant in its zone; the same; duration
 *   integer64 (package bit64)         integer
 *   raw, complex                      bytes, complex
 *   matrix, array                     an array with its names; one of raw has integers
 *   data.frame, tibble, data.table    a table; row names that are text label its rows, a column of lists of raw is one of bytes
 *   what triptych$keep() gave         a handle
 *
 * The worker (values.R) has turned POSIXlt and difftime into plainer things before they arrive here, and has refused what
 * cannot be shown; large vectors wait in a file, and their place holds where.
 */
import { packBytes } from '#shared/values/column-of.ts';
import { cellOf, columnLength, columnValues } from '#shared/values/value.ts';
import type { Column, NamedColumn, Value } from '#shared/values/value.ts';

import { microsOf } from './r-columns.ts';
import { missingDoubleLow, missingInteger } from './r-serialize.ts';
import type { RAttributes, RValue, RVector } from './r-serialize.ts';

/** The attribute that stands for a vector in the file: where its bytes start, and how many elements it has. */
const fileAttribute = 'triptych.file';
/** The dimensions of such a vector. */
const fileExtent = { dim: 'triptych.dim', dimNames: 'triptych.dimnames' };

/** `file` has the large vectors; throws a RangeError when the answer is not what a worker gives. */
export function resultToValue(value: RValue, file: ResultFile): Value {
  if (value.type === 'null') return null;
  const { attributes } = value;
  if (attributes === undefined) {
    if (value.type === 'list') return value.items.map((item) => resultToValue(item, file));
    return (value.type === 'text' ? undefined : plainScalar(value)) ?? vectorToValue(value, file);
  }
  const dim = findAttribute(attributes, 'dim') ?? findAttribute(attributes, fileExtent.dim);
  const dimNames = findAttribute(attributes, 'dimnames') ?? findAttribute(attributes, fileExtent.dimNames);
  if (dim !== undefined) return arrayOf(value, { dim, dimNames, file });
  const names = findAttribute(attributes, 'names');
  if (value.type === 'list') {
    const classes = classesOf(attributes);
    if (classes.includes('data.frame')) return tableOf(value, file);
    if (classes.includes('triptych_handle')) return handleOf(value);
    const items = value.items.map((item) => resultToValue(item, file));
    return names === undefined ? items : mapOf(namesOf(names), items);
  }
  if (names === undefined || value.type === 'raw') return vectorToValue(value, file);
  return mapOf(namesOf(names), columnValues(vectorToColumn(value, file)));
}

type ResultFile = Uint8Array<ArrayBuffer> | undefined;

const missingValue: Value = { kind: 'missing' };

/** The common case without a column; undefined when it is not one. */
function plainScalar(value: Exclude<RVector, { readonly type: 'list' | 'text' }>): Value | undefined {
  if (value.type === 'character') return value.values.length === 1 ? (value.values[0] ?? missingValue) : undefined;
  if (value.data.length !== 1) return undefined;
  const [number = 0] = value.data;
  switch (value.type) {
    case 'double':
      return isMissingDouble(value.data, 0) ? missingValue : number;
    case 'integer':
      return number === missingInteger ? missingValue : BigInt(number);
    case 'logical':
      return number === missingInteger ? missingValue : number !== 0;
    case 'complex':
    case 'raw':
      return undefined;
  }
}

/** A single factor stays a vector, which has its levels. */
function vectorToValue(vector: RVector, file: ResultFile): Value {
  if (vector.type === 'raw') return { kind: 'bytes', bytes: elementsOf(vector, file) };
  const column = vectorToColumn(vector, file);
  return columnLength(column) === 1 && column.type !== 'category' ? cellOf(column, 0) : { kind: 'vector', column };
}

function arrayOf(
  vector: RVector,
  { dim, dimNames, file }: { readonly dim: RValue; readonly dimNames: RValue | undefined; readonly file: ResultFile },
): Value {
  if (dim.type !== 'integer') throw new RangeError('An array has no dimensions.');
  const labels =
    dimNames?.type === 'list'
      ? dimNames.items.map((names) => (names.type === 'null' ? null : namesOf(names)))
      : undefined;
  return {
    kind: 'array',
    shape: [...dim.data],
    order: 'column',
    column: vectorToColumn(vector, file),
    ...(labels === undefined ? {} : { dimNames: labels }),
  };
}

function handleOf({ items }: Extract<RVector, { readonly type: 'list' }>): Value {
  const [id, description] = items.map((item) => (item.type === 'character' ? item.values[0] : undefined));
  if (typeof id !== 'string' || typeof description !== 'string') throw new RangeError('A handle has no name.');
  return { kind: 'handle', id, language: 'r', description };
}

function tableOf(frame: Extract<RVector, { readonly type: 'list' }>, file: ResultFile): Value {
  const attributes = frame.attributes ?? [];
  const names = namesOf(findAttribute(attributes, 'names'));
  const columns = frame.items.map((item, index): NamedColumn => {
    if (item.type === 'null') throw new RangeError('A column of a table is not a vector.');
    return { name: names[index] ?? '', column: vectorToColumn(item, file) };
  });
  const rowNames = findAttribute(attributes, 'row.names');
  const first = columns[0];
  const rowCount = first === undefined ? rowCountOf(rowNames) : columnLength(first.column);
  const labels = rowNames === undefined ? undefined : textRowNames(rowNames);
  return { kind: 'table', rowCount, columns, ...(labels === undefined ? {} : { index: [labels] }) };
}

/** Row names that say something; "1", "2", … do not. */
function textRowNames(rowNames: RValue): NamedColumn | undefined {
  if (rowNames.type !== 'character' && rowNames.type !== 'text') return undefined;
  const column = vectorToColumn(rowNames, undefined);
  const rowCount = columnLength(column);
  const isCount = Array.from({ length: rowCount }, (_, index) => index).every(
    (index) => cellOf(column, index) === String(index + 1),
  );
  return isCount ? undefined : { name: '', column };
}

function rowCountOf(rowNames: RValue | undefined): number {
  if (rowNames === undefined || rowNames.type === 'null') return 0;
  if (rowNames.type !== 'integer') return columnLength(vectorToColumn(rowNames, undefined));
  const [first, second = 0] = rowNames.data;
  return rowNames.data.length === 2 && first === missingInteger ? Math.abs(second) : rowNames.data.length;
}

function vectorToColumn(vector: RVector, file: ResultFile): Column {
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
function elementsOf<V extends Exclude<RVector, { readonly type: 'list' | 'text' | 'character' }>>(
  vector: V,
  file: ResultFile,
): V['data'];
function elementsOf(
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

/** UTC and the session's own zone are none of the moment's. */
function instantsToColumn(data: Int32Array | Float64Array, tzone: RValue | undefined): Column {
  const zone = tzone?.type === 'character' ? tzone.values[0] : undefined;
  const inZone = typeof zone === 'string' && zone !== '' && zone !== 'UTC' ? { zone } : {};
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

function mapOf(names: readonly string[], items: readonly Value[]): Value {
  return { kind: 'map', entries: items.map((item, index) => [names[index] ?? '', item]) };
}

/** A missing name reads "NA", as R prints it. */
function namesOf(value: RValue | undefined): readonly string[] {
  return value === undefined ? [] : textsOf(value).map((name) => name ?? 'NA');
}

function textsOf(value: RValue): readonly (string | null)[] {
  if (value.type === 'character') return value.values;
  if (value.type !== 'text') return [];
  const column: Column = { type: 'text', ...value.text };
  return columnValues(column).map((name) => (typeof name === 'string' ? name : null));
}

function classesOf(attributes: RAttributes): readonly (string | null)[] {
  const classes = findAttribute(attributes, 'class');
  return classes?.type === 'character' ? classes.values : [];
}

function findAttribute(attributes: RAttributes, name: string): RValue | undefined {
  return attributes.find(([own]) => own === name)?.[1];
}
