import { rowOrder } from '#shared/values/nest-rows.ts';
import { packBytes } from '#shared/values/column-of.ts';
import type { ArrayValue, Column } from '#shared/values/value.ts';

import { columnToR, textFor, textVector } from './r-columns.ts';
import type { ArgumentNotes } from './r-columns.ts';
import { rNull } from './r-serialize.ts';
import type { RAttributes, RValue, RVector } from './r-serialize.ts';

/** A matrix or array of R's, whose first index runs fastest; one from R or Julia is taken as it is, any other is turned. */
export function arrayToR(array: ArrayValue, parameter: string, notes: ArgumentNotes): RVector {
  const vector = columnToR(inColumnOrder(array), parameter, notes);
  const dim: RValue = { type: 'integer', data: Int32Array.from(array.shape) };
  const attributes: RAttributes = [
    ['dim', dim],
    ...(array.dimNames === undefined ? [] : [['dimnames', dimNamesToR(array.dimNames, parameter)] as const]),
    ...(vector.attributes ?? []),
  ];
  return { ...vector, attributes };
}

function dimNamesToR(dimNames: NonNullable<ArrayValue['dimNames']>, parameter: string): RValue {
  return {
    type: 'list',
    items: dimNames.map((names) =>
      names === null ? rNull : textVector(names.map((name) => textFor(name, parameter))),
    ),
  };
}

function inColumnOrder(array: ArrayValue): Column {
  if (array.order === 'column') return array.column;
  // The same cells, read with the dimensions the other way round.
  return turned(array.column, rowOrder({ ...array, shape: array.shape.toReversed(), order: 'column' }));
}

/** Cell i is the one that was at `places[i]`. */
function turned(column: Column, places: Int32Array): Column {
  const missing =
    column.missing === undefined ? {} : { missing: Uint8Array.from(places, (place) => column.missing?.[place] ?? 0) };
  switch (column.type) {
    case 'text':
    case 'decimal':
    case 'bytes': {
      const { offsets, bytes } = column;
      const parts = Array.from(places, (place) => bytes.subarray(offsets[place], offsets[place + 1]));
      return { type: column.type, ...missing, ...packBytes(parts) };
    }
    case 'complex': {
      const data = new Float64Array(column.data.length);
      places.forEach((place, index) => data.set(column.data.subarray(place * 2, place * 2 + 2), index * 2));
      return { ...column, ...missing, data };
    }
    case 'float':
      return { ...column, ...missing, data: Float64Array.from(places, (place) => column.data[place] ?? 0) };
    case 'integer':
      return {
        ...column,
        ...missing,
        data: column.data instanceof Int32Array ? turnedIntegers(column.data, places) : turnedWide(column.data, places),
      };
    case 'boolean':
      return { ...column, ...missing, data: Uint8Array.from(places, (place) => column.data[place] ?? 0) };
    case 'date':
      return { ...column, ...missing, data: turnedIntegers(column.data, places) };
    case 'instant':
    case 'duration':
      return { ...column, ...missing, data: turnedWide(column.data, places) };
    case 'category':
      return { ...column, ...missing, codes: turnedIntegers(column.codes, places) };
  }
}

function turnedIntegers(data: Int32Array, places: Int32Array): Int32Array {
  return Int32Array.from(places, (place) => data[place] ?? 0);
}

function turnedWide(data: BigInt64Array, places: Int32Array): BigInt64Array {
  const result = new BigInt64Array(places.length);
  places.forEach((place, index) => {
    result[index] = data[place] ?? 0n;
  });
  return result;
}
