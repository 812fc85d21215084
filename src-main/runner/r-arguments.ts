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
import type { TableValue, Value } from '#shared/values/value.ts';
import { isList } from '#shared/values/value.ts';

import { ArgumentRefusal } from './argument-refusal.ts';
import {
  columnToR,
  dateAttributes,
  doublesToVector,
  exactNumber,
  instantAttributes,
  secondsOf,
  textFor,
  textVector,
} from './r-columns.ts';
import { missingInteger, rNull } from './r-serialize.ts';
import type { RValue, RVector } from './r-serialize.ts';
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
    default:
      throw new ArgumentRefusal(parameter, `R takes no ${value.kind}`);
  }
}

function scalarToR(value: boolean | string | bigint | number, parameter: string): RVector {
  if (typeof value === 'boolean') return { type: 'logical', data: Int32Array.of(value ? 1 : 0) };
  if (typeof value === 'string') return textVector([textFor(value, parameter)]);
  return typeof value === 'number'
    ? { type: 'double', data: Float64Array.of(value) }
    : integersToVector([value], parameter);
}

/** Undefined when the elements are not scalars of one kind. An empty list stays a list, which R shows as it came. */
function scalarsToVector(list: readonly Value[], parameter: string): RVector | undefined {
  const kind = list.length === 0 ? undefined : commonKind(list);
  switch (kind) {
    case undefined:
      return undefined;
    case 'text':
      return textVector(list.map((text) => (typeof text === 'string' ? textFor(text, parameter) : null)));
    case 'integer':
      return integersToVector(
        list.map((value) => (typeof value === 'bigint' ? value : null)),
        parameter,
      );
    case 'float':
      return doublesToVector(list.map((value) => (typeof value === 'bigint' ? exactNumber(value, parameter) : value)));
    case 'date':
    case 'instant':
      return timesToVector(list);
    case 'boolean':
    case 'nothing':
      return {
        type: 'logical',
        data: Int32Array.from(list, (value) => (value === null ? missingInteger : Number(value))),
      };
  }
}

type ScalarKind = 'nothing' | 'boolean' | 'text' | 'integer' | 'float' | 'date' | 'instant';

function commonKind(list: readonly Value[]): ScalarKind | undefined {
  let common: ScalarKind | undefined = 'nothing';
  for (const value of list) {
    const own = scalarKindOf(value);
    if (own === 'nothing' || own === common) continue;
    if (own === undefined) return undefined;
    if (common === 'nothing') common = own;
    else if (isNumeric(common) && isNumeric(own)) common = 'float';
    else return undefined;
  }
  return common;
}

function scalarKindOf(value: Value): ScalarKind | undefined {
  if (value === null) return 'nothing';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'bigint') return 'integer';
  if (typeof value === 'number') return 'float';
  if (isList(value)) return undefined;
  return value.kind === 'date' || value.kind === 'instant' ? value.kind : undefined;
}

function isNumeric(kind: ScalarKind): boolean {
  return kind === 'integer' || kind === 'float';
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

/** R's smallest integer is one above the 32-bit one, whose bits mean "missing". */
function fitsInteger(value: bigint): boolean {
  return value >= -0x7fff_ffffn && value <= 0x7fff_ffffn;
}

function timesToVector(values: readonly Value[]): RVector {
  const isDate = values.some((value) => scalarKindOf(value) === 'date');
  const numbers = values.map((value) => {
    if (value === null || typeof value !== 'object' || isList(value)) return null;
    if (value.kind === 'date') return value.days;
    return value.kind === 'instant' ? secondsOf(value.micros) : null;
  });
  return { ...doublesToVector(numbers), attributes: isDate ? dateAttributes : instantAttributes };
}
