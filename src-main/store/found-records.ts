import type { AnyRecord } from '#shared/schema/entity.ts';

/**
 * The records of a table that were asked for last, by id. Reading a function with its source and parsing it takes as long as half
 * a call of it, and each call asks for it.
 */
export type FoundRecords = {
  /** What `read` gives, or gave since the last write. */
  readonly find: (id: string, read: () => AnyRecord | undefined) => AnyRecord | undefined;
  /** To be called before each write to the table. */
  readonly forget: () => void;
};

/** Of each entity: what somebody is working with, and not what a long list goes through. */
const keptRecordsMax = 32;

/** `isSettled` is false inside a transaction: what it has written may be taken back. */
export function createFoundRecords(isSettled: () => boolean): FoundRecords {
  const kept = new Map<string, AnyRecord>();
  return {
    find(id, read) {
      const known = kept.get(id);
      if (known !== undefined) return known;
      const record = read();
      if (record === undefined || !isSettled()) return record;
      if (kept.size >= keptRecordsMax) kept.clear();
      kept.set(id, record);
      return record;
    },
    forget: () => kept.clear(),
  };
}
