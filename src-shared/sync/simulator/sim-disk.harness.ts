// A database in memory whose transactions can be cut off: at any statement, or just after they were committed.

/** The process ended here. What was not committed is gone, and so is everything that was only in its memory. */
export class SimCrash extends Error {}

/** Something happened that an honest server and a right device never make happen. */
export class SimFault extends Error {}

export type DiskMap<K, V> = {
  readonly get: (key: K) => V | undefined;
  readonly has: (key: K) => boolean;
  /** Only within a transaction, as `delete`: each is a statement. */
  readonly set: (key: K, value: V) => void;
  readonly delete: (key: K) => void;
  readonly entries: () => MapIterator<[K, V]>;
  readonly values: () => MapIterator<V>;
};

export type DiskCell<T> = { readonly get: () => T; readonly set: (value: T) => void };

export type SimDisk = {
  /** Made before the first transaction; the order of making says which is which in a copy. */
  readonly map: <K, V>() => DiskMap<K, V>;
  readonly cell: <T>(first: T) => DiskCell<T>;
  /** Fails with `SimCrash` where it was told to; anything that is thrown takes everything back. */
  readonly transact: <T>(work: () => T) => T;
  /** Lets one of the next statements be the last. */
  readonly crashSoon: (statements: number) => void;
  /** A copy of everything; what is stored is never changed in place. */
  readonly copy: () => SimCopy;
  readonly putBack: (copy: SimCopy) => void;
};

export type SimCopy = readonly ReadonlyMap<unknown, unknown>[];

export function createSimDisk(): SimDisk {
  const maps: Map<unknown, unknown>[] = [];
  let undo: (() => void)[] | undefined;
  let statementsLeft: number | null = null;

  function statement(): void {
    if (undo === undefined) throw new Error('A statement outside of a transaction');
    countDown();
  }

  function countDown(): void {
    if (statementsLeft === null) return;
    statementsLeft -= 1;
    if (statementsLeft > 0) return;
    statementsLeft = null;
    throw new SimCrash('The process has ended');
  }

  function transact<T>(work: () => T): T {
    if (undo !== undefined) throw new Error('A transaction inside a transaction');
    undo = [];
    let result: T;
    try {
      result = work();
    } catch (error) {
      for (const step of undo.toReversed()) step();
      undo = undefined;
      throw error;
    }
    undo = undefined;
    countDown();
    return result;
  }

  function map<K, V>(): DiskMap<K, V> {
    const kept = new Map<K, V>();
    maps.push(kept); // Copied and put back as a whole, by its place.
    const put = (key: K, had: boolean, value: V | undefined): void => {
      if (had) kept.set(key, value as V); // It had one.
      else kept.delete(key);
    };
    const write = (key: K, change: () => void): void => {
      statement();
      const [had, before] = [kept.has(key), kept.get(key)];
      undo?.push(() => put(key, had, before));
      change();
    };
    return {
      get: (key) => kept.get(key),
      has: (key) => kept.has(key),
      set: (key, value) => write(key, () => void kept.set(key, value)),
      delete: (key) => write(key, () => void kept.delete(key)),
      entries: () => kept.entries(),
      values: () => kept.values(),
    };
  }

  return {
    map,
    cell: <T>(first: T): DiskCell<T> => {
      const only = map<string, T>();
      const get = (): T => (only.has('it') ? (only.get('it') as T) : first); // Undefined may be what was set.
      return { get, set: (value) => only.set('it', value) };
    },
    transact,
    crashSoon: (statements) => void (statementsLeft = statements),
    copy: () => maps.map((kept) => new Map(kept)),
    putBack: (copy) => {
      for (const [index, kept] of maps.entries()) {
        kept.clear();
        for (const [key, value] of copy[index] ?? []) kept.set(key, value);
      }
    },
  };
}
