/*
 * What R makes of an argument.
 *
 *   null, missing           NULL; NA (among others of its kind both are NA)
 *   boolean, string, float  logical, character (UTF-8), double
 *   integer                 integer within 32 bits, double within 2^53, beyond it integer64 where the source has loaded the
 *                           package bit64, otherwise refused
 *   decimal, complex        double within 15 significant digits, otherwise refused; complex
 *   bytes                   raw
 *   date, instant           Date; POSIXct with its zone
 *   duration                difftime in seconds
 *   list                    a vector when its elements are scalars of one kind (integers, floats and decimals are one), else a list
 *   map                     a named list
 *   vector, array           a vector, of categories a factor; an array with its names
 *   table                   a data.frame. One text column without a name that labels each row differently is its row names;
 *                           any other labels are its first columns
 *   handle                  the object that was kept
 *
 * Large columns are taken out of the message and travel beside it (see r-codec.ts).
 */
import type { HandleValue, InstantValue, NamedColumn, TableValue, Value } from '#shared/values/value.ts';
import { columnLength, columnValues, isList } from '#shared/values/value.ts';

import { ArgumentRefusal } from './argument-refusal.ts';
import { arrayToR } from './r-arrays.ts';
import {
  columnToR,
  complexVector,
  dateAttributes,
  decimalToNumber,
  doublesToVector,
  durationAttributes,
  instantAttributes,
  isExact,
  secondsOf,
  textFor,
  textVector,
  wideIntegers,
} from './r-columns.ts';
import type { ArgumentNotes } from './r-columns.ts';
import { missingInteger, rNull } from './r-serialize.ts';
import type { RAttributes, RValue, RVector } from './r-serialize.ts';
import { compactRowNames } from './r-serialize-write.ts';

export type ArgumentDesk = ArgumentNotes & {
  /** Decides what becomes of a vector that was made from a column; it may replace it by something shorter. */
  readonly placeVector: (vector: RVector, path: readonly number[]) => RValue;
  /** The worker puts the object there. */
  readonly placeHandle: (handle: HandleValue, parameter: string, path: readonly number[]) => void;
};

/** Throws an ArgumentRefusal when R cannot hold the value. `path` leads to it through R's lists, counted from 1. */
export function argumentToR(value: Value, parameter: string, path: readonly number[], desk: ArgumentDesk): RValue {
  if (value === null) return rNull;
  if (typeof value !== 'object') return scalarToR(value, parameter, desk);
  if (isList(value)) {
    return (
      scalarsToVector(value, parameter, desk) ?? {
        type: 'list',
        items: value.map((item, index) => argumentToR(item, parameter, [...path, index + 1], desk)),
      }
    );
  }
  switch (value.kind) {
    case 'missing':
      return { type: 'logical', data: Int32Array.of(missingInteger) };
    case 'decimal':
    case 'complex':
    case 'date':
    case 'instant':
    case 'duration':
      return scalarsToVector([value], parameter, desk) ?? rNull;
    case 'bytes':
      return desk.placeVector({ type: 'raw', data: value.bytes }, path);
    case 'vector':
      return desk.placeVector(columnToR(value.column, parameter, desk), path);
    case 'array':
      return desk.placeVector(arrayToR(value, parameter, desk), path);
    case 'map':
      return {
        type: 'list',
        items: value.entries.map(([, item], index) => argumentToR(item, parameter, [...path, index + 1], desk)),
        attributes: [['names', textVector(value.entries.map(([name]) => textFor(name, parameter)))]],
      };
    case 'table':
      return tableToR(value, parameter, path, desk);
    case 'handle':
      desk.placeHandle(value, parameter, path);
      return rNull;
  }
}

function scalarToR(value: boolean | string | bigint | number, parameter: string, desk: ArgumentDesk): RVector {
  if (typeof value === 'boolean') return { type: 'logical', data: Int32Array.of(value ? 1 : 0) };
  if (typeof value === 'string') return textVector([textFor(value, parameter)]);
  return typeof value === 'number'
    ? { type: 'double', data: Float64Array.of(value) }
    : wideIntegers([value], parameter, desk);
}

/** Undefined when the elements are not scalars of one kind. An empty list stays a list, which R shows as it came. */
function scalarsToVector(list: readonly Value[], parameter: string, desk: ArgumentDesk): RVector | undefined {
  const kind = list.length === 0 ? undefined : commonKind(list);
  switch (kind) {
    case undefined:
      return undefined;
    case 'text':
      return textVector(list.map((text) => (typeof text === 'string' ? textFor(text, parameter) : null)));
    case 'integer':
      return wideIntegers(
        list.map((value) => (typeof value === 'bigint' ? value : null)),
        parameter,
        desk,
      );
    case 'float':
      return doublesToVector(list.map((value) => numberOf(value, parameter)));
    case 'boolean':
    case 'nothing':
      return {
        type: 'logical',
        data: Int32Array.from(list, (value) => (typeof value === 'boolean' ? Number(value) : missingInteger)),
      };
    case 'complex':
      return complexVector(list.map((value) => inKind(value, 'complex') ?? null));
    case 'date':
      return withAttributes(
        list.map((value) => inKind(value, 'date')?.days ?? null),
        dateAttributes,
      );
    case 'duration':
      return withAttributes(secondsIn(list, 'duration', parameter), durationAttributes);
    default:
      return withAttributes(secondsIn(list, 'instant', parameter), instantAttributes(kind.zone));
  }
}

/** Instants are of one kind when they have one zone. */
type ScalarKind =
  | 'nothing'
  | 'boolean'
  | 'text'
  | 'integer'
  | 'float'
  | 'complex'
  | 'date'
  | 'duration'
  | { readonly zone: string | undefined };

function commonKind(list: readonly Value[]): ScalarKind | undefined {
  let common: ScalarKind | undefined = 'nothing';
  for (const value of list) {
    const own = scalarKindOf(value);
    if (own === 'nothing' || own === common) continue;
    if (own === undefined) return undefined;
    if (common === 'nothing') common = own;
    else if (isNumeric(common) && isNumeric(own)) common = 'float';
    else if (typeof common !== 'object' || typeof own !== 'object' || common.zone !== own.zone) return undefined;
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
  switch (value.kind) {
    case 'missing':
      return 'nothing';
    case 'decimal':
      return 'float';
    case 'instant':
      return { zone: value.zone };
    case 'complex':
    case 'date':
    case 'duration':
      return value.kind;
    default:
      return undefined;
  }
}

function isNumeric(kind: ScalarKind): boolean {
  return kind === 'integer' || kind === 'float';
}

function numberOf(value: Value, parameter: string): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') {
    if (isExact(value)) return Number(value);
    throw new ArgumentRefusal(
      parameter,
      `R cannot hold the integer ${value.toString()} exactly beside floats. Give it as text, or as a float.`,
    );
  }
  const decimal = inKind(value, 'decimal');
  return decimal === undefined ? null : decimalToNumber(decimal.text, parameter);
}

type Tagged = Extract<Value, { readonly kind: string }>;

function inKind<K extends Tagged['kind']>(value: Value, kind: K): Extract<Tagged, { readonly kind: K }> | undefined {
  const isOfKind = value !== null && typeof value === 'object' && !isList(value) && value.kind === kind;
  // The kind is that of the type asked for, which the compiler does not follow through a type parameter.
  return isOfKind ? (value as Extract<Tagged, { readonly kind: K }>) : undefined;
}

function secondsIn(
  list: readonly Value[],
  kind: 'duration' | InstantValue['kind'],
  parameter: string,
): readonly (number | null)[] {
  return list.map((value) => {
    const time = inKind(value, kind);
    return time === undefined ? null : secondsOf(time.micros, parameter);
  });
}

function withAttributes(values: readonly (number | null)[], attributes: RAttributes): RVector {
  return { ...doublesToVector(values), attributes };
}

function tableToR(table: TableValue, parameter: string, path: readonly number[], desk: ArgumentDesk): RVector {
  const rowNames = rowNamesIn(table);
  const labels = rowNames === undefined ? (table.index ?? []) : [];
  const columns = [
    ...labels.map(({ name, column }) => ({ name: name === '' ? unnamedLabel : name, column })),
    ...table.columns,
  ];
  return {
    type: 'list',
    items: columns.map(({ column }, index) =>
      desk.placeVector(columnToR(column, parameter, desk), [...path, index + 1]),
    ),
    attributes: [
      ['names', textVector(columns.map(({ name }) => textFor(name, parameter)))],
      ['class', textVector(['data.frame'])],
      [
        'row.names',
        rowNames === undefined ? compactRowNames(table.rowCount) : columnToR(rowNames.column, parameter, desk),
      ],
    ],
  };
}

/** As pandas calls labels that become a column. */
const unnamedLabel = 'index';

/** The labels that can be R's row names: texts, each of them once. */
function rowNamesIn({ index }: TableValue): NamedColumn | undefined {
  const [labels, ...more] = index ?? [];
  if (labels === undefined || more.length > 0 || labels.name !== '') return undefined;
  const { column } = labels;
  if (column.type !== 'text' || column.missing?.includes(1) === true) return undefined;
  return new Set(columnValues(column)).size === columnLength(column) ? labels : undefined;
}
