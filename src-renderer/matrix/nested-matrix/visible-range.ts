/** Offsets of things of these sizes, one after another; the last is the size of all of them. */
export function offsetsOf(sizes: readonly number[]): readonly number[] {
  const offsets = [0];
  let end = 0;
  for (const size of sizes) {
    end += size;
    offsets.push(end);
  }
  return offsets;
}

export type VisibleRange = { readonly first: number; readonly last: number };

/** The things that reach into [start, start + size), with `extra` px around it; empty is last < first. */
export function visibleRange(offsets: readonly number[], start: number, size: number, extra = 0): VisibleRange {
  const count = offsets.length - 1;
  const first = Math.max(0, lastAtMost(offsets, start - extra));
  const last = Math.min(count - 1, lastAtMost(offsets, Math.max(0, start + size + extra - 1)));
  return { first, last };
}

/** The indexes of a range, and of one more that is always drawn since the focus is on it. */
export function shownIndexes({ first, last }: VisibleRange, always: number): readonly number[] {
  const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, step) => first + step);
  if (always < 0 || (always >= first && always <= last)) return indexes;
  return always < first ? [always, ...indexes] : [...indexes, always];
}

function lastAtMost(offsets: readonly number[], place: number): number {
  let [low, high] = [0, offsets.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((offsets[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
