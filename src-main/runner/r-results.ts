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
import { cellOf, columnLength, columnValues } from '#shared/values/value.ts';
import type { NamedColumn, Value } from '#shared/values/value.ts';

import { classesOf, findAttribute, namesOf } from './r-attributes.ts';
import { elementsOf, isMissingDouble, vectorToColumn } from './r-result-columns.ts';
import type { ResultFile } from './r-result-columns.ts';
import { missingInteger } from './r-serialize.ts';
import type { RValue, RVector } from './r-serialize.ts';

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

function mapOf(names: readonly string[], items: readonly Value[]): Value {
  return { kind: 'map', entries: items.map((item, index) => [names[index] ?? '', item]) };
}
