import { packText } from '#shared/values/column-of.ts';
import { cellOf, columnLength } from '#shared/values/value.ts';
import type { Column } from '#shared/values/value.ts';

import { ColumnRefused, packedBytesMax, tooLongReason } from './column-refused.ts';
import { refuseBrokenText } from './refuse-broken-text.ts';

/**
 * The pieces of a column, as a file has them, in one. Their types are alike but for integers, which are of 32 bits only where
 * every piece is, and decimals where one piece has some beyond 64 bits; a category gets the levels of all its pieces.
 */
export function joinColumns(name: string, pieces: readonly Column[]): Column {
  const whole = joinPieces(name, pieces);
  refuseBrokenText(name, whole);
  return whole;
}

function joinPieces(name: string, pieces: readonly Column[]): Column {
  const [first, ...others] = alike(pieces);
  if (first === undefined) return { type: 'float', data: new Float64Array() };
  if (others.length === 0) return first;
  const all = [first, ...others];
  const gaps = joinMissing(all);
  switch (first.type) {
    case 'float':
    case 'complex':
      return {
        type: first.type,
        ...gaps,
        data: concat(
          Float64Array,
          ofType(all, first.type).map(({ data }) => data),
        ),
      };
    case 'integer': {
      const datas = ofType(all, 'integer').map(({ data }) => data);
      const small = datas.filter((data) => data instanceof Int32Array);
      if (small.length === datas.length) return { type: 'integer', ...gaps, data: concat(Int32Array, small) };
      const wide = datas.map((data) => (data instanceof BigInt64Array ? data : BigInt64Array.from(data, BigInt)));
      return { type: 'integer', ...gaps, data: concat(BigInt64Array, wide) };
    }
    case 'boolean':
      return {
        type: 'boolean',
        ...gaps,
        data: concat(
          Uint8Array,
          ofType(all, 'boolean').map(({ data }) => data),
        ),
      };
    case 'date':
      return {
        type: 'date',
        ...gaps,
        data: concat(
          Int32Array,
          ofType(all, 'date').map(({ data }) => data),
        ),
      };
    case 'instant':
    case 'duration':
      return {
        ...first,
        ...gaps,
        data: concat(
          BigInt64Array,
          ofType(all, first.type).map(({ data }) => data),
        ),
      };
    case 'category':
      return joinCategories(all, first, gaps);
    case 'text':
    case 'decimal':
    case 'bytes':
      return { type: first.type, ...gaps, ...joinPacked(name, all) };
  }
}

function alike(pieces: readonly Column[]): readonly Column[] {
  const filled = pieces.filter((piece) => columnLength(piece) > 0);
  if (filled.length === 0) return pieces.slice(0, 1);
  if (!filled.some(({ type }) => type === 'decimal')) return filled;
  return filled.map((piece) => (piece.type === 'integer' ? integersAsDecimals(piece) : piece));
}

function integersAsDecimals(column: Extract<Column, { readonly type: 'integer' }>): Column {
  const gaps = column.missing === undefined ? {} : { missing: column.missing };
  return { type: 'decimal', ...gaps, ...packText(Array.from(column.data as ArrayLike<number | bigint>, String)) };
}

type ColumnOf<T extends Column['type']> = Extract<Column, { readonly type: T }>;

function ofType<T extends Column['type']>(pieces: readonly Column[], type: T): readonly ColumnOf<T>[] {
  const stray = pieces.find((piece) => piece.type !== type);
  if (stray !== undefined) throw new TypeError(`A piece of type ${stray.type} is in a column of type ${type}.`);
  return pieces as readonly ColumnOf<T>[]; // Checked just before, piece by piece.
}

type Numbers = { readonly length: number; set: (from: never, offset: number) => void };

function concat<A extends Numbers>(create: new (length: number) => A, parts: readonly A[]): A {
  const whole = new create(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part as never, offset); // Every part is of the whole's own class.
    offset += part.length;
  }
  return whole;
}

function joinMissing(pieces: readonly Column[]): { readonly missing?: Uint8Array } {
  if (pieces.every(({ missing }) => missing === undefined)) return {};
  return {
    missing: concat(
      Uint8Array,
      pieces.map((piece) => piece.missing ?? new Uint8Array(columnLength(piece))),
    ),
  };
}

function joinCategories(
  pieces: readonly Column[],
  first: Extract<Column, { readonly type: 'category' }>,
  gaps: { readonly missing?: Uint8Array },
): Column {
  const codeByLevel = new Map<string, number>();
  const codes = ofType(pieces, 'category').map((piece) => {
    for (const level of piece.levels) if (!codeByLevel.has(level)) codeByLevel.set(level, codeByLevel.size);
    const mended = piece.levels.map((level) => codeByLevel.get(level) ?? 0);
    return mended.every((code, place) => code === place) ? piece.codes : piece.codes.map((code) => mended[code] ?? 0);
  });
  const levels = [...codeByLevel.keys()];
  return { type: 'category', ...gaps, codes: concat(Int32Array, codes), levels, isOrdered: first.isOrdered };
}

function joinPacked(name: string, pieces: readonly Column[]): { offsets: Int32Array; bytes: Uint8Array } {
  const parts = pieces.map((piece) => {
    if (!('offsets' in piece)) throw new TypeError(`A piece of type ${piece.type} is in a column of texts or bytes.`);
    const start = piece.offsets[0] ?? 0;
    return { offsets: piece.offsets, start, bytes: piece.bytes.subarray(start, piece.offsets.at(-1) ?? 0) };
  });
  const byteCount = parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (byteCount > packedBytesMax) throw new ColumnRefused(name, tooLongReason);
  const offsets = new Int32Array(parts.reduce((sum, part) => sum + part.offsets.length - 1, 0) + 1);
  const bytes = new Uint8Array(byteCount);
  let row = 0;
  let end = 0;
  for (const part of parts) {
    bytes.set(part.bytes, end);
    for (let at = 1; at < part.offsets.length; at += 1) {
      row += 1;
      offsets[row] = end + (part.offsets[at] ?? 0) - part.start;
    }
    end += part.bytes.length;
  }
  return { offsets, bytes };
}

/** Texts as a category. Levels that are not given are the texts in the order of their first place. */
export function categoryOf(
  column: Extract<Column, { readonly type: 'text' }>,
  { levels = [], isOrdered }: { readonly levels?: readonly string[]; readonly isOrdered: boolean },
): Column {
  const codeByLevel = new Map(levels.map((level, code) => [level, code]));
  const codes = Int32Array.from({ length: columnLength(column) }, (_, row) => {
    const text = cellOf(column, row);
    if (typeof text !== 'string') return 0; // Missing.
    const code = codeByLevel.get(text) ?? codeByLevel.size;
    codeByLevel.set(text, code);
    return code;
  });
  const gaps = column.missing === undefined ? {} : { missing: column.missing };
  return { type: 'category', ...gaps, codes, levels: [...codeByLevel.keys()], isOrdered };
}
