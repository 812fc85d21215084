import { packBytes } from './column-of.ts';
import type { Column } from './value.ts';

/** The rows of a column at the given places, missing where `missing` says so or the row there is. */
export function takeRows(column: Column, places: Int32Array, missing: Uint8Array | undefined): Column {
  const gaps = gapsAt(column.missing, places, missing);
  switch (column.type) {
    case 'float':
    case 'complex':
      return { type: column.type, ...gaps, data: takeNumbers(column, places) };
    case 'integer':
      return { type: 'integer', ...gaps, data: takeIntegers(column.data, places) };
    case 'boolean':
      return { type: 'boolean', ...gaps, data: Uint8Array.from(places, (place) => column.data[place] ?? 0) };
    case 'date':
      return { type: 'date', ...gaps, data: Int32Array.from(places, (place) => column.data[place] ?? 0) };
    case 'instant':
    case 'duration':
      return { ...column, ...gaps, data: BigInt64Array.from(places, (place) => column.data[place] ?? 0n) };
    case 'category':
      return { ...column, ...gaps, codes: Int32Array.from(places, (place) => column.codes[place] ?? 0) };
    case 'text':
    case 'decimal':
    case 'bytes': {
      const { offsets, bytes } = column;
      const cells = Array.from(places, (place) => bytes.subarray(offsets[place], offsets[place + 1]));
      return { type: column.type, ...gaps, ...packBytes(cells) };
    }
  }
}

function takeNumbers({ type, data }: Extract<Column, { type: 'float' | 'complex' }>, places: Int32Array): Float64Array {
  if (type === 'float') return Float64Array.from(places, (place) => data[place] ?? 0);
  const taken = new Float64Array(2 * places.length);
  for (let row = 0; row < places.length; row += 1) {
    const place = places[row] ?? 0;
    taken[2 * row] = data[2 * place] ?? 0;
    taken[2 * row + 1] = data[2 * place + 1] ?? 0;
  }
  return taken;
}

function takeIntegers(data: Int32Array | BigInt64Array, places: Int32Array): Int32Array | BigInt64Array {
  return data instanceof Int32Array
    ? Int32Array.from(places, (place) => data[place] ?? 0)
    : BigInt64Array.from(places, (place) => data[place] ?? 0n);
}

function gapsAt(
  inColumn: Uint8Array | undefined,
  places: Int32Array,
  missing: Uint8Array | undefined,
): { readonly missing?: Uint8Array } {
  if (inColumn === undefined) return missing === undefined ? {} : { missing };
  return {
    missing: Uint8Array.from(places, (place, row) => (missing?.[row] === 1 || inColumn[place] === 1 ? 1 : 0)),
  };
}
