/*
 * Records of the device that the program makes of its own work, such as runs: acknowledged when they are in a file beside the
 * database (behind-file.ts), and in their tables a frame later, many with one transaction. Nobody sees the difference: whoever
 * asks such a table for anything, or writes anything, has them put into it first.
 *
 *   add ─→ the file ─→ acknowledged ···(a frame, or the next question)···▶ the tables ─→ the file is emptied
 *
 * Where the disk takes no transaction they stay in the file, and are tried again until it does. A question is then answered with
 * them in a transaction that is taken back: SQLite writes nothing to the disk before its end.
 */
import type { StoredRecord } from '#shared/schema/row-codec.ts';
import type { BehindFile } from './behind-file.ts';
import type { RecordTable } from './record-table.ts';
import { StoreRefusal, isBusy } from './store-failure.ts';
import type { Touched } from './touched-records.ts';

export type WriteBehind = {
  /** The table as everybody sees it: with what is not in it yet. */
  readonly settled: (table: RecordTable) => RecordTable;
  /** False where the file did not take it, or what it has cannot be put into the tables for now: it is to be written as usual. */
  readonly add: (table: RecordTable, stored: StoredRecord) => boolean;
  /** Before a transaction: puts all into the tables. Throws why it cannot. */
  readonly settle: () => void;
  readonly close: () => void;
};

export type WriteBehindDeps = {
  readonly file: BehindFile;
  /** One transaction; impatient, it does not wait for another program that holds the file. */
  readonly transact: (work: () => void, isPatient: boolean) => void;
  /** The same, taken back when the work has returned. */
  readonly tryOut: <T>(work: () => T) => T;
  /** Told of records that could be asked for only some time after they were acknowledged. */
  readonly announce: (touched: readonly Touched[]) => void;
};

/** A frame. */
const settleMs = 16;
/** While the disk is full there is time to make room. */
const retryMs = 2000;
/** A transaction of so many takes some milliseconds. */
const togetherMax = 200;

type Waiting = { readonly table: RecordTable; readonly record: StoredRecord['record']; readonly values: unknown[] };

export function createWriteBehind({ file, transact, tryOut, announce }: WriteBehindDeps): WriteBehind {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  /** Why the last transaction was not taken. */
  let refusal: unknown;
  let isClosed = false;

  function settle(isPatient = true): void {
    if (waiting.length === 0) return;
    const wasRefused = refusal !== undefined;
    try {
      transact(insertWaiting, isPatient);
    } catch (error) {
      refusal = error;
      throw error;
    }
    refusal = undefined;
    const put = waiting;
    waiting = [];
    file.empty();
    if (wasRefused)
      announce(
        put.map(({ table, record }) => ({
          entity: table.entity.name,
          id: record.id,
          before: undefined,
          after: record,
        })),
      );
  }

  function insertWaiting(): void {
    for (const [table, rows] of Map.groupBy(waiting, ({ table: of }) => of))
      table.insertEncoded(rows.map(({ values }) => values));
  }

  function settleLater(delayMs: number): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      try {
        settle(refusal === undefined);
      } catch (error) {
        if (!isForNow(error)) throw error;
        settleLater(retryMs);
      }
    }, delayMs).unref();
  }

  /** False where they have to stay in the file for now. */
  function trySettle(): boolean {
    if (refusal !== undefined) return false;
    try {
      settle();
      return true;
    } catch (error) {
      if (!isForNow(error)) throw error;
      return false;
    }
  }

  function settled<Asked extends readonly unknown[], Answer>(ask: (...asked: Asked) => Answer) {
    return (...asked: Asked): Answer => {
      if (waiting.length === 0 || trySettle()) return ask(...asked);
      // Who holds the file would be waited for in vain; the file is theirs for a moment.
      if (isBusy(refusal)) return ask(...asked);
      return tryOut(() => {
        insertWaiting();
        return ask(...asked);
      });
    };
  }

  return {
    settled: (table) => ({
      ...table,
      find: settled(table.find),
      findStored: settled(table.findStored),
      findNextId: settled(table.findNextId),
      findRow: settled(table.findRow),
      list: settled(table.list),
      listIds: settled(table.listIds),
      listPlaces: settled(table.listPlaces),
      listPacked: settled(table.listPacked),
      count: settled(table.count),
    }),
    add(table, stored) {
      if (refusal !== undefined || isClosed) return false;
      const values = table.encode(stored);
      try {
        file.append({ table: table.entity.table, columns: table.columns, values });
      } catch {
        return false; // The database says whether it is the disk.
      }
      waiting.push({ table, record: stored.record, values });
      if (waiting.length < togetherMax || !trySettle()) settleLater(settleMs);
      return true;
    },
    settle,
    close() {
      isClosed = true;
      clearTimeout(timer);
      try {
        settle();
      } catch (error) {
        if (!isForNow(error)) throw error; // The next start takes them from the file.
      } finally {
        file.close();
      }
    },
  };
}

/** Whether it may be otherwise in a moment: a disk that is full, or a person's tool that holds the database. */
function isForNow(error: unknown): boolean {
  return error instanceof StoreRefusal || isBusy(error);
}
