import { valueToPlainJson } from './plain-json.ts';
import { isList } from './value.ts';
import type { Column, ColumnType, Value } from './value.ts';

/** Packs values of one kind into a column; null is missing. Throws a TypeError when a value is of another kind. */
export function columnOf(type: ColumnType, values: readonly Value[], path = 'column'): Column {
  const missing = values.includes(null) ? Uint8Array.from(values, (value) => (value === null ? 1 : 0)) : undefined;
  const withMissing = missing === undefined ? {} : { missing };
  function cells<T>(absent: T, read: (value: Value) => T | undefined): T[] {
    return values.map((value) => {
      const cell = value === null ? absent : read(value);
      if (cell !== undefined) return cell;
      throw new TypeError(`${path}: ${JSON.stringify(valueToPlainJson(value))} is not of the column's type, ${type}.`);
    });
  }
  switch (type) {
    case 'float':
      return { type, ...withMissing, data: Float64Array.from(cells(0, numberIn)) };
    case 'integer':
      return {
        type,
        ...withMissing,
        data: BigInt64Array.from(cells(0n, (value) => (typeof value === 'bigint' ? value : undefined))),
      };
    case 'boolean':
      return {
        type,
        ...withMissing,
        data: Uint8Array.from(cells(0, (value) => (typeof value === 'boolean' ? Number(value) : undefined))),
      };
    case 'date':
      return { type, ...withMissing, data: Int32Array.from(cells(0, daysIn)) };
    case 'instant':
      return { type, ...withMissing, data: BigInt64Array.from(cells(0n, microsIn)) };
    case 'text':
      return {
        type,
        ...withMissing,
        ...packText(cells('', (value) => (typeof value === 'string' ? value : undefined))),
      };
  }
}

function numberIn(value: Value): number | undefined {
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : undefined;
}

function daysIn(value: Value): number | undefined {
  return value !== null && typeof value === 'object' && !isList(value) && value.kind === 'date'
    ? value.days
    : undefined;
}

function microsIn(value: Value): bigint | undefined {
  return value !== null && typeof value === 'object' && !isList(value) && value.kind === 'instant'
    ? value.micros
    : undefined;
}

const utf8 = new TextEncoder();

/** Strings in Arrow's layout: one run of UTF-8 and where each string ends. */
export function packText(texts: readonly string[]): { readonly offsets: Int32Array; readonly bytes: Uint8Array } {
  const encoded = texts.map((text) => utf8.encode(text));
  const offsets = new Int32Array(texts.length + 1);
  encoded.forEach((part, index) => {
    offsets[index + 1] = (offsets[index] ?? 0) + part.length;
  });
  const bytes = new Uint8Array(offsets[texts.length] ?? 0);
  encoded.forEach((part, index) => bytes.set(part, offsets[index] ?? 0));
  return { offsets, bytes };
}
