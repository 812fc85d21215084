/*
 * What waits, in a row for each of whom it is. The next is of whoever has had least since they began to wait: one of each in
 * turn, unless it is told that somebody's took more than others'. Who comes anew has had as much as who was served last, so
 * nobody saves up for a time at which all others would wait (start-time fair queueing: Goyal, Vin and Cheng, 1996).
 */
export type RowsInTurn<T> = {
  readonly isEmpty: () => boolean;
  /** How many wait of one. */
  readonly countOf: (who: string) => number;
  readonly add: (who: string, item: T) => void;
  /** The next of whoever's turn it is; counts as 1. Undefined where nothing waits. */
  readonly shift: () => T | undefined;
  /** What somebody was given took so much more than 1. */
  readonly charge: (who: string, more: number) => void;
};

type Row<T> = { readonly items: T[]; had: number };

/** So many of whom nothing waits are remembered before it is looked which of them have had no more than others. */
const servedMax = 256;

export function createRowsInTurn<T>(): RowsInTurn<T> {
  /** Who had the same has their turn in this order; nobody's row is empty. */
  const rows = new Map<string, Row<T>>();
  /** What those had of whom nothing waits. */
  const served = new Map<string, number>();
  /** What whoever was served last had had before. */
  let last = 0;

  function findNext(): readonly [string, Row<T>] | undefined {
    let next: readonly [string, Row<T>] | undefined;
    for (const entry of rows) if (next === undefined || entry[1].had < next[1].had) next = entry;
    return next;
  }

  function forget(): void {
    if (served.size < servedMax) return;
    for (const [who, had] of served) if (had <= last) served.delete(who);
  }

  return {
    isEmpty: () => rows.size === 0,
    countOf: (who) => rows.get(who)?.items.length ?? 0,
    add: (who, item) => {
      const row = rows.get(who);
      if (row !== undefined) {
        row.items.push(item);
        return;
      }
      rows.set(who, { items: [item], had: Math.max(served.get(who) ?? 0, last) });
      served.delete(who);
    },
    shift: () => {
      const next = findNext();
      if (next === undefined) return undefined;
      const [who, row] = next;
      last = row.had;
      row.had += 1;
      const item = row.items.shift();
      rows.delete(who);
      if (row.items.length > 0) rows.set(who, row);
      else served.set(who, row.had);
      forget();
      return item;
    },
    charge: (who, more) => {
      const row = rows.get(who);
      if (row === undefined) served.set(who, Math.max(served.get(who) ?? 0, last) + more);
      else row.had += more;
    },
  };
}
