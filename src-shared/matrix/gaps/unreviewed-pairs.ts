import { pairKey } from '../matrix-keys.ts';
import type { ModelIndex } from '../model-index.ts';

/** The pairs of objects that nobody has said anything of: counted, and told one by one where they are on screen. */
export type UnreviewedPairs = {
  readonly count: number;
  /** The key of the pair at an index below `count`, in the order of the matrix. */
  readonly keyAt: (index: number) => string;
  readonly isUnreviewed: (oneId: string, otherId: string) => boolean;
  /** Keys of the pairs that have one of these objects, at most `limit` of them. */
  readonly keysOf: (objectIds: ReadonlySet<string>, limit: number) => readonly string[];
};

export function findUnreviewedPairs({ model, objects, verdicts }: ModelIndex): UnreviewedPairs {
  const size = objects.length;
  // How many there are before each row: a pair is then found by its row, and in it by counting.
  const before = new Int32Array(size + 1);
  for (let row = 0; row < size; row += 1) {
    let open = 0;
    for (let cell = row * size + row + 1; cell < (row + 1) * size; cell += 1) if (verdicts[cell] === 0) open += 1;
    before[row + 1] = (before[row] ?? 0) + open;
  }
  return {
    count: before[size] ?? 0,
    keyAt(index) {
      const row = lastRowBefore(before, index);
      let column = row;
      for (let left = index - (before[row] ?? 0); left >= 0; left -= 1) {
        do column += 1;
        while (verdicts[row * size + column] !== 0 && column < size);
      }
      return pairKey(objects[row]?.id ?? '', objects[column]?.id ?? '');
    },
    keysOf(objectIds, limit) {
      const keys: string[] = [];
      const isWanted = objects.map(({ id }) => objectIds.has(id));
      for (let cell = 0; cell < size * size && keys.length < limit; cell += 1) {
        const [row, column] = [Math.floor(cell / size), cell % size];
        if (column <= row || verdicts[cell] !== 0) continue;
        if (isWanted[row] === true || isWanted[column] === true)
          keys.push(pairKey(objects[row]?.id ?? '', objects[column]?.id ?? ''));
      }
      return keys;
    },
    isUnreviewed(oneId, otherId) {
      const one = model.objectIndexById.get(oneId);
      const other = model.objectIndexById.get(otherId);
      if (one === undefined || other === undefined || one === other) return false;
      return verdicts[Math.min(one, other) * size + Math.max(one, other)] === 0;
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
