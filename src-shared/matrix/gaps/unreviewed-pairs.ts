import { pairKey } from '../matrix-keys.ts';
import type { ModelIndex } from '../model-index.ts';

/** Pairs of objects: counted, and told one by one where they are on screen, however many there are. */
export type PairList = {
  readonly count: number;
  /** The key of the pair at an index below `count`, in the order of the matrix. */
  readonly keyAt: (index: number) => string;
};

/** The pairs that nobody has said anything of. */
export type UnreviewedPairs = PairList & {
  readonly isUnreviewed: (oneId: string, otherId: string) => boolean;
  /** Those that have one of these objects. */
  readonly among: (objectIds: ReadonlySet<string>) => PairList;
};

export function findUnreviewedPairs(index: ModelIndex): UnreviewedPairs {
  const { model, objects, verdicts } = index;
  return {
    ...listPairs(index, undefined),
    among(objectIds) {
      return listPairs(
        index,
        Uint8Array.from(objects, ({ id }) => (objectIds.has(id) ? 1 : 0)),
      );
    },
    isUnreviewed(oneId, otherId) {
      const one = model.objectIndexById.get(oneId);
      const other = model.objectIndexById.get(otherId);
      if (one === undefined || other === undefined || one === other) return false;
      return verdicts[Math.min(one, other) * objects.length + Math.max(one, other)] === 0;
    },
  };
}

/** `isWanted` has a 1 for each object of which one must be in the pair; undefined for all pairs. */
function listPairs({ objects, verdicts }: ModelIndex, isWanted: Uint8Array | undefined): PairList {
  const size = objects.length;
  const isListed = (row: number, column: number): boolean =>
    verdicts[row * size + column] === 0 && (isWanted === undefined || isWanted[row] === 1 || isWanted[column] === 1);
  // How many there are before each row: a pair is then found by its row, and in it by counting.
  const before = new Int32Array(size + 1);
  for (let row = 0; row < size; row += 1) {
    let open = 0;
    for (let column = row + 1; column < size; column += 1) if (isListed(row, column)) open += 1;
    before[row + 1] = (before[row] ?? 0) + open;
  }
  return {
    count: before[size] ?? 0,
    keyAt(index) {
      const row = lastRowBefore(before, index);
      let column = row;
      for (let left = index - (before[row] ?? 0); left >= 0; left -= 1) {
        do column += 1;
        while (column < size && !isListed(row, column));
      }
      return pairKey(objects[row]?.id ?? '', objects[column]?.id ?? '');
    },
  };
}

/** The last row that begins at or before the index and has a pair. */
function lastRowBefore(before: Int32Array, index: number): number {
  let low = 0;
  let high = before.length - 1;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((before[middle] ?? 0) <= index) low = middle;
    else high = middle;
  }
  return low;
}
