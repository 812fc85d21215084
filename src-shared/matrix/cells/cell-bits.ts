import { ends, nestings } from '../object-entities.ts';
import type { End, Nesting } from '../object-entities.ts';

/** Where what stands in a cell's code: see `CellCodes`. */
export const severalBit = 1 << 9;
export const endMissingBit = 1 << 10;
export const commentBit = 1 << 11;

export function answerBits(end: End | null, nesting: Nesting | null): number {
  const endCode = end === null ? 1 : ends.indexOf(end) + 2;
  return (endCode << 3) | ((nesting === null ? 0 : nestings.indexOf(nesting) + 1) << 6);
}
