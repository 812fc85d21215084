import type { End } from '../object-entities.ts';
import { parseTypedCell } from './typed-cell.ts';

/**
 * What cell (row, column) of a file says: as a person would type it there. `own` is how many of the column one row has, `other` how
 * many of the row one column has; null is not said.
 */
export type CellWord =
  | { readonly kind: 'empty' }
  | { readonly kind: 'no' }
  /** Several relationships of the pair, which a cell cannot tell apart. */
  | { readonly kind: 'several' }
  | { readonly kind: 'yes'; readonly own: End | null; readonly other: End | null };

/** Undefined for what says nothing that we know. */
export function parseCellWord(cell: string): CellWord | undefined {
  // A question mark for an end that is not known; alone it would begin a question.
  const read = parseTypedCell(cell.replace(/^\s*\?\s*:/u, 'x:').replace(/^\s*[•●]\s*$/u, 'x'));
  if (!read.ok || read.value.kind === 'question') return undefined;
  if (read.value.kind === 'clear') return { kind: 'empty' };
  if (read.value.kind === 'no') return { kind: 'no' };
  const [one, ...more] = read.value.ends;
  if (one === undefined || more.length > 0) return { kind: 'several' };
  return { kind: 'yes', own: one.end, other: one.reverseEnd ?? null };
}

/** `1:0..*`, `?` for an end that is not known: sources per target, then targets per source. */
export function formatBothEnds(sourceEnd: End | null, targetEnd: End | null): string {
  return `${sourceEnd ?? '?'}:${targetEnd ?? '?'}`;
}
