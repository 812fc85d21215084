/** What waits, in a row for each of whom it is. */
export type RowsInTurn<T> = {
  readonly isEmpty: () => boolean;
  /** How many wait of one. */
  readonly countOf: (who: string) => number;
  readonly add: (who: string, item: T) => void;
  /** The next of whoever's turn it is: of each one, and then of each another. Undefined where nothing waits. */
  readonly shift: () => T | undefined;
};

export function createRowsInTurn<T>(): RowsInTurn<T> {
  /** In the order in which it is their turn; nobody's row is empty. */
  const rows = new Map<string, T[]>();
  return {
    isEmpty: () => rows.size === 0,
    countOf: (who) => rows.get(who)?.length ?? 0,
    add: (who, item) => {
      const row = rows.get(who);
      if (row === undefined) rows.set(who, [item]);
      else row.push(item);
    },
    shift: () => {
      const [first] = rows;
      if (first === undefined) return undefined;
      const [who, row] = first;
      const item = row.shift();
      rows.delete(who);
      if (row.length > 0) rows.set(who, row); // At the end: now it is the others' turn.
      return item;
    },
  };
}
