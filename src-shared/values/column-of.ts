import { valueToPlainJson } from './plain-json.ts';
import { isList } from './value.ts';
import type { Column, ColumnType, Value } from './value.ts';

type ColumnOptions = {
  /** Where the values stand, for the sentence of the error. */
  readonly path?: string;
  /** Of a category, when its order or more than its cells matter; otherwise the cells in the order of their first place. */
  readonly levels?: readonly string[];
};

/** Packs values of one kind into a column; null and missing are missing. Throws a TypeError when a value is of another kind. */
export function columnOf(
  type: ColumnType,
  values: readonly Value[],
  { path = 'column', levels }: ColumnOptions = {},
): Column {
  const gaps = values.some(isGap) ? { missing: Uint8Array.from(values, (value) => (isGap(value) ? 1 : 0)) } : {};
  function cells<T>(absent: T, read: (value: Value) => T | undefined): T[] {
    return values.map((value) => {
      const cell = isGap(value) ? absent : read(value);
      if (cell !== undefined) return cell;
      throw new TypeError(`${path}: ${JSON.stringify(valueToPlainJson(value))} is not of the column's type, ${type}.`);
    });
  }
  switch (type) {
    case 'float':
      return { type, ...gaps, data: Float64Array.from(cells(0, numberIn)) };
    case 'integer':
      return { type, ...gaps, data: BigInt64Array.from(cells(0n, (value) => (isInt64(value) ? value : undefined))) };
    case 'boolean':
      return {
        type,
        ...gaps,
        data: Uint8Array.from(cells(0, (value) => (typeof value === 'boolean' ? Number(value) : undefined))),
      };
    case 'date':
      return { type, ...gaps, data: Int32Array.from(cells(0, (value) => inKind(value, 'date')?.days)) };
    case 'instant':
      return instantsOf(
        values,
        gaps,
        cells(0n, (value) => inKind(value, 'instant')?.micros),
      );
    case 'duration':
      return { type, ...gaps, data: BigInt64Array.from(cells(0n, (value) => inKind(value, 'duration')?.micros)) };
    case 'complex':
      return { type, ...gaps, data: Float64Array.from(cells([0, 0], complexIn).flat()) };
    case 'text': {
      const texts = cells('', textIn);
      if (!texts.every((text) => text.isWellFormed()))
        throw new TypeError(`${path}: a text with half of a surrogate pair, which is no character of Unicode.`);
      return { type, ...gaps, ...packText(texts) };
    }
    case 'decimal':
      return { type, ...gaps, ...packText(cells('0', (value) => inKind(value, 'decimal')?.text)) };
    case 'bytes':
      return { type, ...gaps, ...packBytes(cells(new Uint8Array(), (value) => inKind(value, 'bytes')?.bytes)) };
    case 'category': {
      const texts = cells(null, textIn);
      const known = levels ?? [...new Set(texts.filter((text) => text !== null))];
      return { type, ...gaps, codes: codesOf(texts, known, path), levels: known, isOrdered: false };
    }
  }
}

function isGap(value: Value): boolean {
  return value === null || (typeof value === 'object' && !isList(value) && value.kind === 'missing');
}

function isInt64(value: Value): value is bigint {
  return typeof value === 'bigint' && BigInt.asIntN(64, value) === value;
}

function numberIn(value: Value): number | undefined {
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : undefined;
}

function complexIn(value: Value): [number, number] | undefined {
  const number = numberIn(value);
  if (number !== undefined) return [number, 0];
  const complex = inKind(value, 'complex');
  return complex === undefined ? undefined : [complex.re, complex.im];
}

function textIn(value: Value): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

type Tagged = Extract<Value, { readonly kind: string }>;

function inKind<K extends Tagged['kind']>(value: Value, kind: K): Extract<Tagged, { readonly kind: K }> | undefined {
  const isOfKind = value !== null && typeof value === 'object' && !isList(value) && value.kind === kind;
  // The kind is that of the type asked for, which the compiler does not follow through a type parameter.
  return isOfKind ? (value as Extract<Tagged, { readonly kind: K }>) : undefined;
}

/** The zone is the column's when every moment has the same. */
function instantsOf(
  values: readonly Value[],
  gaps: { readonly missing?: Uint8Array },
  micros: readonly bigint[],
): Column {
  const zones = new Set(values.filter((value) => !isGap(value)).map((value) => inKind(value, 'instant')?.zone));
  const [zone] = zones;
  return {
    type: 'instant',
    ...gaps,
    data: BigInt64Array.from(micros),
    ...(zones.size === 1 && zone !== undefined ? { zone } : {}),
  };
}

function codesOf(texts: readonly (string | null)[], levels: readonly string[], path: string): Int32Array {
  const codeByLevel = new Map(levels.map((level, code) => [level, code]));
  return Int32Array.from(texts, (text) => {
    const code = text === null ? 0 : codeByLevel.get(text);
    if (code === undefined) throw new TypeError(`${path}: ${JSON.stringify(text)} is not one of the levels.`);
    return code;
  });
}

const utf8 = new TextEncoder();

/** Strings in Arrow's layout: one run of UTF-8 and where each string ends. */
export function packText(texts: readonly string[]): { readonly offsets: Int32Array; readonly bytes: Uint8Array } {
  return packBytes(texts.map((text) => utf8.encode(text)));
}

export function packBytes(parts: readonly Uint8Array[]): { readonly offsets: Int32Array; readonly bytes: Uint8Array } {
  const offsets = new Int32Array(parts.length + 1);
  parts.forEach((part, index) => {
    offsets[index + 1] = (offsets[index] ?? 0) + part.length;
  });
  const bytes = new Uint8Array(offsets[parts.length] ?? 0);
  parts.forEach((part, index) => bytes.set(part, offsets[index] ?? 0));
  return { offsets, bytes };
}

/** The column type of a scalar; undefined for what no column holds, such as an integer beyond 64 bits. */
export function scalarType(value: Value): ColumnType | undefined {
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'string':
      return 'text';
    case 'number':
      return 'float';
    case 'bigint':
      return isInt64(value) ? 'integer' : undefined;
    default:
      return value === null || isList(value) ? undefined : taggedType(value);
  }
}

function taggedType({ kind }: Tagged): ColumnType | undefined {
  switch (kind) {
    case 'decimal':
    case 'complex':
    case 'bytes':
    case 'date':
    case 'instant':
    case 'duration':
      return kind;
    default:
      return undefined;
  }
}
