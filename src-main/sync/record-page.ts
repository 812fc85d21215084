/*
 * A page of a first load, as whoever writes it wants it: which records are in it is known at once, and the records themselves are
 * read a few at a time. All of them at once would hold up the core, and live long enough for V8 to copy them about.
 */
import { isPlainRecord } from '#shared/sync/plain-records.ts';
import { firstIdOf, rowToSent } from '#shared/sync/snapshot-rows.ts';
import { sentRecordSchema } from '#shared/sync/sync-protocol.ts';
import type { SentRecord, SnapshotRows } from '#shared/sync/sync-protocol.ts';

import type { SnapshotOutput } from './sync-server.ts';

export type RecordPage = {
  readonly ids: readonly string[];
  /** Those from one place up to another; undefined where one of them is not as the protocol has it. */
  readonly read: (from: number, until: number) => readonly SentRecord[] | undefined;
  readonly isEnd: boolean;
  readonly epoch: string | null;
};

export function pageOfRecords({ records, isEnd, epoch }: SnapshotOutput): RecordPage {
  return { ids: records.map(({ id }) => id), read: (from, until) => records.slice(from, until), isEnd, epoch };
}

/** The page that a newer server sends. */
export function pageOfRows(entity: string, { names, rows, isEnd, epoch }: SnapshotRows): RecordPage {
  return {
    ids: rows.map(firstIdOf),
    read: (from, until) => {
      const records: SentRecord[] = [];
      for (const row of rows.slice(from, until)) {
        const record = parseRecord(rowToSent(entity, names, row));
        if (record === undefined) return undefined;
        records.push(record);
      }
      return records;
    },
    isEnd,
    epoch,
  };
}

/** As `quickList` does it, without what zod itself takes for each. */
function parseRecord(value: unknown): SentRecord | undefined {
  // What is plain, the schema takes as it is.
  return isPlainRecord(value) ? (value as SentRecord) : sentRecordSchema.safeParse(value).data;
}
