/*
 * What people write into a cell of a matrix of objects: "has many", ✓, 1:N, 0..*, x, no. Read generously, since the files come
 * from everywhere.
 */
import { foldName } from './fold-name.ts';
import type { End } from './matrix-entities.ts';

/**
 * What cell (row, column) says. `own` is how many of the column one row has, `other` how many of the row one column has; null is
 * not said.
 */
export type CellWord =
  | { readonly kind: 'empty' }
  | { readonly kind: 'no' }
  | { readonly kind: 'yes'; readonly own: End | null; readonly other: End | null };

/** Undefined for what says nothing that we know. */
export function parseCellWord(cell: string): CellWord | undefined {
  const word = foldName(cell);
  if (word === '') return { kind: 'empty' };
  if (noWords.has(word)) return { kind: 'no' };
  if (yesWords.has(word)) return { kind: 'yes', own: null, other: null };
  const [one = '', two, ...more] = word.replaceAll(/\s+to\s+|\s*(?::|→|->)\s*/gu, ':').split(':');
  if (more.length > 0) return undefined;
  if (two === undefined) {
    const own = parseEnd(one);
    return own === undefined ? undefined : { kind: 'yes', own, other: null };
  }
  const [other, own] = [parseEnd(one), parseEnd(two)];
  if (other === undefined || own === undefined) return undefined;
  return other === null && own === null && one !== '?' ? undefined : { kind: 'yes', own, other };
}

/** `1:0..*`, `?` for an end that is not known: sources per target, then targets per source. */
export function formatEnds(sourceEnd: End | null, targetEnd: End | null): string {
  return `${sourceEnd ?? '?'}:${targetEnd ?? '?'}`;
}

const noWords = new Set(['no', 'none', 'n', '-', '–', '—', '0', '✗', '✘', '❌', 'false', 'never', 'nein']);
const yesWords = new Set(['yes', 'y', 'x', '✓', '✔', '✔️', '☑', '✅', '•', '●', 'true', 'has', 'ja']);

/** Null is not known; undefined no end at all. */
function parseEnd(word: string): End | null | undefined {
  const end = word.replaceAll(/[\s()[\]{}]/gu, '').replace(/\.{2,}|…|[-,–]/u, '..');
  return word.trim() === '?' || word.trim() === '' ? null : endWords[end];
}

const endWords: { readonly [word: string]: End | undefined } = {
  '1': '1',
  one: '1',
  '1..1': '1',
  hasone: '1',
  hasa: '1',
  exactlyone: '1',
  '0..1': '0..1',
  '01': '0..1',
  zeroorone: '0..1',
  optional: '0..1',
  hasatmostone: '0..1',
  '0..*': '0..*',
  '0..n': '0..*',
  '0..m': '0..*',
  '*': '0..*',
  n: '0..*',
  m: '0..*',
  many: '0..*',
  hasmany: '0..*',
  zeroormore: '0..*',
  '1..*': '1..*',
  '1..n': '1..*',
  '1..m': '1..*',
  '1+': '1..*',
  oneormore: '1..*',
  hasoneormore: '1..*',
};
