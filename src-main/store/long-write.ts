/*
 * A write that is too large for one transaction: the core would do nothing else for seconds, and hold all of it in memory.
 *
 *   begin ─→ piece, piece, piece … ─→ finish      one step of undo
 *                     └─→ takeBack ─→ nothing of it is left, nor that it ever was
 *
 * Each piece is a transaction of its own, and whoever writes gives way between two. It is all or nothing all the same: until it is
 * finished the file says that it is under way (unfinished-write.ts) and how what it has changed was before; a file that is opened
 * with such a write in it takes it back first. A second connection in a thread would keep the rows out of sight until the end,
 * but SQLite has one writer at a time: every edit would wait for it, and the core with the edit.
 *
 * Whoever writes sees to it that nobody else writes to the same records meanwhile, and that nothing is sent to a server or comes
 * from there (imports.ts): what is taken back is taken back as it was.
 */
import type { Database } from 'better-sqlite3';

import { assert } from '#shared/base/assert.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import type { Durability } from './durability.ts';
import type { StoreReader, StoreWriter } from './store.ts';
import { createTouchedRecords } from './touched-records.ts';
import type { Touched, TouchedRecords } from './touched-records.ts';
import { createWriter, tableOf } from './typed-access.ts';
import type { Tables } from './typed-access.ts';
import type { UndoSteps } from './undo-steps.ts';
import { openUnfinishedWrite } from './unfinished-write.ts';
import { createRecordWriter } from './write-records.ts';
import type { WriterDeps } from './write-records.ts';

export type LongEdit = {
  readonly actorId: string;
  readonly sessionId?: string | undefined;
  /** What the undo command shows. */
  readonly label: string;
};

export type LongWriter = StoreWriter & {
  /** What this piece has just made is there for nobody before the write is finished; nothing may be written to it meanwhile. */
  readonly holdBack: (entity: AnyEntity, id: string) => void;
};

export type LongWrite = {
  /** One transaction. What it throws takes back this piece only: the rest is still to be taken back. */
  readonly piece: <T>(work: (tx: LongWriter) => T) => T;
  /** The last transaction: from now on all of it is there, also after a power cut. */
  readonly finish: () => void;
  /** Takes all of it back, some hundred records each time; to be gone through to its end. */
  readonly takeBack: () => Iterable<number>;
};

export type LongWriteDeps = Pick<WriterDeps, 'log' | 'clock' | 'random'> & {
  readonly database: Database;
  readonly tables: Tables;
  readonly reader: StoreReader;
  readonly steps: UndoSteps;
  readonly newGroup: () => string;
  readonly transact: <T>(work: () => T, durability?: Durability) => T;
  readonly announce: (touched: readonly Touched[]) => void;
};

export type LongWrites = {
  readonly begin: (edit: LongEdit) => LongWrite;
  /** Of a write that was cut off by the end of the program. */
  readonly takeBackLeft: () => void;
};

/** Records in one transaction of taking back: some milliseconds. */
const takenBackAtOnce = 100;
/** Records that are held back until the end: a project and its first member. */
const heldMax = 100;

const changesSql = `SELECT rowid AS place, entity, record_id AS recordId, before_values IS NULL AS isCreation
FROM changes
WHERE undo_group = ?
LIMIT ${String(takenBackAtOnce)}`;
const forgetChangeSql = `DELETE FROM changes
WHERE rowid = ?`;
// What was made by the write and is gone with it can have no other history.
const forgetRecordSql = `DELETE FROM changes
WHERE record_id = ? AND entity = ?`;

type GroupChange = {
  readonly place: number;
  readonly entity: string;
  readonly recordId: string;
  readonly isCreation: number;
};

export function openLongWrites(deps: LongWriteDeps): LongWrites {
  const { database, tables, reader, steps, newGroup, transact, announce } = deps;
  const unfinished = openUnfinishedWrite(database);
  const listChanges = database.prepare<[string], GroupChange>(changesSql);
  const forgetChange = database.prepare<[number]>(forgetChangeSql);
  const forgetRecord = database.prepare<[string, string]>(forgetRecordSql);

  function* takeBack(group: string): Generator<number> {
    // Cut off by a refusal in its first transaction, or taken back already.
    if (unfinished.findGroup() !== group) return;
    for (let rows = unfinished.list('before', takenBackAtOnce); rows.length > 0;) {
      const restored = rows;
      transactTouching((touched) => {
        for (const row of restored) {
          touching(touched, row, () => tables.get(row.entity)?.putRow(row.row));
          unfinished.forget('before', row);
        }
      });
      yield restored.length;
      rows = unfinished.list('before', takenBackAtOnce);
    }
    for (let changes = listChanges.all(group); changes.length > 0; changes = listChanges.all(group)) {
      const taken = changes;
      transactTouching((touched) => {
        for (const change of taken) {
          forgetChange.run(change.place);
          if (change.isCreation === 0) continue;
          touching(touched, change, () => tables.get(change.entity)?.erase(change.recordId));
          forgetRecord.run(change.recordId, change.entity);
        }
      });
      yield taken.length;
    }
    transact(unfinished.end);
  }

  function touching(touched: TouchedRecords, place: { entity: string; recordId: string }, work: () => void): void {
    const { entity, recordId } = place;
    const table = tables.get(entity);
    const before = table?.findStored(recordId)?.record;
    work();
    touched.touch(entity, recordId, before, table?.findStored(recordId)?.record);
  }

  /** On the disk a moment later: a power cut leaves a part of the write, which is then taken back once more. */
  function transactTouching<T>(work: (touched: TouchedRecords) => T): T {
    const touched = createTouchedRecords();
    const result = transact(() => work(touched), 'soon');
    tell(touched.list());
    return result;
  }

  function tell(touched: readonly Touched[]): void {
    if (touched.length > 0) announce(touched);
  }

  function takeBackLeft(): void {
    const group = unfinished.findGroup();
    if (group !== undefined) Array.from(takeBack(group));
  }

  return {
    takeBackLeft,
    begin({ actorId, sessionId = null, label }) {
      assert(unfinished.findGroup() === undefined, 'One long write at a time');
      const group = newGroup();
      transact(() => unfinished.begin(group));
      return {
        piece: (work) => {
          const held = new Set<string>();
          const writer = createRecordWriter({
            ...deps,
            actorId,
            sessionId,
            undoGroup: () => group,
            onOverwrite: (table, id) => {
              const row = table.findRow(id);
              if (row !== undefined) unfinished.keep('before', { entity: table.entity.name, recordId: id, row });
            },
          });
          const holdBack = (entity: AnyEntity, id: string): void => {
            const table = tableOf(tables, entity);
            const row = table.findRow(id);
            assert(row !== undefined, 'What is held back has just been made');
            unfinished.keep('held', { entity: entity.name, recordId: id, row });
            table.erase(id);
            held.add(`${entity.name} ${id}`);
          };
          const result = transact(() => work({ ...reader, ...createWriter(tables, writer), holdBack }), 'soon');
          tell(writer.listTouched().filter(({ entity, id }) => !held.has(`${entity} ${id}`)));
          return result;
        },
        finish: () => {
          const touched = createTouchedRecords();
          transact(() => {
            for (const row of unfinished.list('held', heldMax))
              touching(touched, row, () => tables.get(row.entity)?.putRow(row.row));
            steps.add(actorId, { name: group, label, changeGroup: group });
            unfinished.end();
          });
          // Also where nothing was held back: what undo offers has changed.
          announce(touched.list());
        },
        takeBack: () => takeBack(group),
      };
    },
  };
}
