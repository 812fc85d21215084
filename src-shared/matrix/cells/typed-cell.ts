/*
 * What a person types into a cell of the matrix, or pastes from a spreadsheet: how many of the column's object one of the row's
 * has (`0..*`), both directions at once (`1:n`), "no", a question (`? which one pays`), or nothing.
 */
import { fail, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { End } from '../object-entities.ts';

/** One relationship as typed; an end is null where it is said to be there, but not how many. */
export type TypedEnds = {
  readonly end: End | null;
  /** How many of the row's object one of the column's has; undefined where only one direction was typed. */
  readonly reverseEnd?: End | null;
};

export type TypedCell =
  | { readonly kind: 'clear' }
  | { readonly kind: 'no' }
  | { readonly kind: 'question'; readonly question: string }
  /** Several relationships of the pair are separated by commas. */
  | { readonly kind: 'ends'; readonly ends: readonly TypedEnds[] };

/** More relationships of one pair than anybody types. */
const relationshipsMax = 20;
const readableCharsMax = 200;

const endByWord: ReadonlyMap<string, End | null> = new Map([
  ...words('1', '1', 'one', 'a', '1..1', 'exactly one', 'exactly 1'),
  ...words('0..1', '0..1', '0-1', '0/1', '1?', 'zero or one', 'at most one', 'maybe one', 'optional'),
  ...words('0..*', '0..*', '*', 'many', 'm', '0..n', '0-n', '0..m', '0-*', '0+', 'zero or more', 'any', 'several'),
  ...words('1..*', '1..*', '+', '1+', '1..n', '1-n', '1..m', '1-*', 'one or more', 'at least one'),
  ...words(null, 'x', '✓', '✔', '☑', '✅', 'yes', 'y', 'true', 'some', 'related'),
]);
const noWords = new Set(['no', 'n', '-', '0', 'none', 'never', 'false', '✗', '✘', '✕', 'has no', 'unrelated']);

function words(end: End | null, ...names: readonly string[]): readonly (readonly [string, End | null])[] {
  return names.map((name) => [name, end] as const);
}

export type TypedFailure = { readonly kind: 'cell-unreadable'; readonly problem: string };

/** `n` alone is "no"; between two directions (`1:n`) it is many. */
export function parseTypedCell(text: string): Result<TypedCell, TypedFailure> {
  const typed = text.trim();
  if (typed === '') return ok({ kind: 'clear' });
  // `?:n` is many in one direction and not known in the other.
  if (typed.startsWith('?') && !/^\?\s*:/.test(typed)) return ok({ kind: 'question', question: typed.slice(1).trim() });
  if (typed.length > readableCharsMax) return unreadable(`${typed.slice(0, 20)}…`);
  const plain = normalise(typed);
  if (noWords.has(plain)) return ok({ kind: 'no' });
  const parts = plain.split(/\s*[,;]\s*/);
  if (parts.length > relationshipsMax)
    return fail({ kind: 'cell-unreadable', problem: `a pair takes at most ${String(relationshipsMax)} relationships` });
  const ends: TypedEnds[] = [];
  for (const part of parts) {
    const read = parseEnds(part);
    if (read === undefined) return unreadable(parts.length === 1 ? typed : part);
    ends.push(read);
  }
  return ok({ kind: 'ends', ends });
}

function unreadable(text: string): Result<never, TypedFailure> {
  return fail({ kind: 'cell-unreadable', problem: `“${text}” is no cardinality; type 1, 0..1, 0..*, 1..*, 1:n or no` });
}

function normalise(typed: string): string {
  return typed
    .toLowerCase()
    .replaceAll(/[–—−]/g, '-')
    .replaceAll('…', '..')
    .replaceAll(/[∞×]/g, (sign) => (sign === '×' ? 'x' : '*'))
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?(\.\.) ?/g, '$1');
}

function parseEnds(part: string): TypedEnds | undefined {
  const both = /^(.+?)(?: ?: ?|[ _-]to[ _-])(.+)$/.exec(part);
  if (both === null) {
    const end = parseEnd(part.replace(/^(has|have|contains)( |$)/, '') || 'x', {});
    return end === undefined ? undefined : { end };
  }
  const reverseEnd = parseEnd(both[1] ?? '', { isOneOfTwo: true });
  const end = parseEnd(both[2] ?? '', { isOneOfTwo: true });
  return end === undefined || reverseEnd === undefined ? undefined : { end, reverseEnd };
}

function parseEnd(word: string, { isOneOfTwo = false }): End | null | undefined {
  if (isOneOfTwo && word === 'n') return '0..*';
  if (isOneOfTwo && word === '?') return null;
  return endByWord.get(word);
}

/** As `parseTypedCell` reads it again. */
export function formatEnds(ends: readonly (End | null)[]): string {
  return ends.map((end) => end ?? 'x').join(', ');
}
