import type { Database } from 'better-sqlite3';

import { assert } from '#shared/base/assert.ts';
import { createId, poolRandom } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';
import { hasClocks } from '#shared/schema/table-sql.ts';
import { createAnnouncements } from './announcements.ts';
import { behindFileOf, openBehindFile } from './behind-file.ts';
import type { Checkpoints } from './checkpoints.ts';
import { openChangeReader } from './change-reader.ts';
import { openChangeLog } from './change-log.ts';
import { withPatience } from './database-file.ts';
import { createDurabilitySwitch } from './durability.ts';
import type { Durability } from './durability.ts';
import { createUndoGrouping } from './undo-grouping.ts';
import { invertEffect, summariseChanges } from './invert-changes.ts';
import type { GroupEffect } from './invert-changes.ts';
import { openChangePruning } from './prune-changes.ts';
import { openLongWrites } from './long-write.ts';
import { storableRecord } from './parse-fields.ts';
import { openRecordTable } from './record-table.ts';
import { StoreRefusal, diskFailureOf } from './store-failure.ts';
import type { Edit, Store, StoreWriter, UndoAnswer, UndoOptions } from './store.ts';
import { openSyncStore } from './sync-store.ts';
import { createReader, createWriter, tableOf } from './typed-access.ts';
import type { Tables } from './typed-access.ts';
import { openUndoSteps } from './undo-steps.ts';
import { createWriteBehind } from './write-behind.ts';
import { createRecordWriter } from './write-records.ts';
import type { RecordWriter } from './write-records.ts';

export type StoreParts = {
  readonly database: Database;
  readonly entities: readonly AnyEntity[];
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly schemaVersion: number;
  readonly checkpoints: Pick<Checkpoints, 'committed'>;
};

export type OpenedStore = {
  readonly store: Omit<Store, 'close'>;
  /** The last thing before the file is closed. */
  readonly finish: () => void;
};

/** The store on an open file that has the schema's version. */
export function createStore(parts: StoreParts): OpenedStore {
  const { database, entities, clock, schemaVersion, checkpoints } = parts;
  // Each edit takes two ids, and asking the system for each is a twentieth of its time.
  const random = poolRandom(parts.random);
  const behind = createWriteBehind({
    file: openBehindFile(behindFileOf(database.name)),
    transact: (work, isPatient) => withPatience(database, isPatient, () => transactSettled(work, 'soon')),
    tryOut: (work) => {
      transaction.begin();
      try {
        return work();
      } finally {
        transaction.rollback();
      }
    },
    announce: (touched) => announcements.announce({ touched }),
  });
  const ownTables = new Map(entities.map((entity) => [entity.name, openRecordTable(database, entity)]));
  const tables = new Map(
    [...ownTables].map(([name, table]) => [name, isBehind(table.entity) ? behind.settled(table) : table]),
  );
  const entityByName = new Map(entities.map((entity) => [entity.name, entity]));
  const log = openChangeLog({ database, random: parts.random, schemaVersion });
  const steps = openUndoSteps(database);
  const announcements = createAnnouncements();
  const reader = createReader(tables);
  const transaction = prepareTransaction(database);
  const durable = createDurabilitySwitch(database);
  /** For groups that may turn out to have no change, or their first one after somebody else's. */
  const newGroup = (): string => createId(clock.nowMs(), random);

  /** One transaction around work; what has returned is on the disk, or soon will be. */
  function transact<T>(work: () => T, durability: Durability = 'now'): T {
    assert(!database.inTransaction, 'A write inside a write: use the writer that the work is given');
    behind.settle();
    return transactSettled(work, durability);
  }

  function transactSettled<T>(work: () => T, durability: Durability): T {
    let result: T;
    try {
      durable.prepare(durability);
      transaction.begin();
      result = work();
      assert(!(result instanceof Promise), 'The work of a write must be synchronous');
      log.finish();
      transaction.commit();
    } catch (error) {
      transaction.rollback();
      log.reload();
      const kind = diskFailureOf(error);
      throw kind === undefined ? error : new StoreRefusal({ kind }, { cause: error });
    }
    durable.committed(durability);
    checkpoints.committed();
    return result;
  }

  /** The same for work that writes with a writer; what it touched is announced. */
  function transactWith<T>(writer: RecordWriter, work: () => T, durability?: Durability): T {
    const result = transact(work, durability);
    const touched = writer.listTouched();
    if (touched.length > 0) announcements.announce({ touched });
    return result;
  }

  function write<T>(edit: Edit, work: (tx: StoreWriter) => T): T {
    const grouping = createUndoGrouping(steps, edit, log.groupOfLast);
    const { actorId, sessionId = null, isGiven } = edit;
    const undoGroup = grouping.groupOf;
    const writer = createRecordWriter({ log, clock, random, actorId, sessionId, isGiven, undoGroup });
    return transactWith(
      writer,
      () => {
        const result = work({ ...reader, ...createWriter(tables, writer) });
        grouping.finish();
        assert(edit.durability !== 'soon' || isOfDevice(writer), 'Only records of the device may be on the disk later');
        return result;
      },
      edit.durability,
    );
  }

  function note(entity: AnyEntity, given: AnyRecord): void {
    assert(!database.inTransaction && isBehind(entity), 'Only what belongs to the device alone is noted, by itself');
    const table = tableOf(ownTables, entity);
    const record = storableRecord(entity, given);
    const stored = { record, clocks: {}, states: {} };
    if (!behind.add(table, stored)) transact(() => table.insert(stored), 'soon');
    announcements.announce({ touched: [{ entity: entity.name, id: record.id, before: undefined, after: record }] });
  }

  function isOfDevice(writer: RecordWriter): boolean {
    return writer.listTouched().every(({ entity }) => entityByName.get(entity)?.scope === 'device');
  }

  /** Undo and redo are the same: the opposite of the step's group of changes, as a group that the step names from now on. */
  function turn(direction: 'undo' | 'redo', actorId: string, { sessionId, mayTurn }: UndoOptions): UndoAnswer {
    const step = steps.findNext(actorId, direction);
    if (step === undefined) return { label: null, skippedFields: 0 };
    const changeGroup = newGroup();
    const writer = createRecordWriter({
      log,
      clock,
      random,
      actorId,
      sessionId: sessionId ?? null,
      undoGroup: () => changeGroup,
    });
    return transactWith(writer, () => {
      const effects = summariseChanges(log.listGroup(step.changeGroup), entityByName);
      const skipped = effects.map((effect) =>
        writeOpposite({ tables, writer, effect, mayTurn, deletedAt: clock.nowMs() }),
      );
      steps.turn(step, { changeGroup, isUndone: direction === 'undo' });
      return { label: step.label, skippedFields: skipped.reduce((sum, count) => sum + count, 0) };
    });
  }

  const longWrites = openLongWrites({
    database,
    tables,
    log,
    clock,
    random,
    reader,
    steps,
    newGroup,
    transact,
    announce: (touched) => announcements.announce({ touched }),
  });
  longWrites.takeBackLeft();
  const store: OpenedStore['store'] = {
    ...reader,
    ...openChangeReader(database, tables),
    ...openChangePruning({
      database,
      entities,
      transact,
      // No record has changed, but what undo offers has.
      onStepsGone: () => announcements.announce({ touched: [] }),
    }),
    write,
    note: note as Store['note'],
    beginLongWrite: longWrites.begin,
    onCommit: announcements.onCommit,
    undo: (actorId, options = {}) => turn('undo', actorId, options),
    redo: (actorId, options = {}) => turn('redo', actorId, options),
    undoState: steps.state,
    sync: openSyncStore({
      database,
      tables,
      log,
      transact,
      announce: (touched) => announcements.announce({ touched }),
    }),
    deviceId: log.deviceId(),
  };
  return { store, finish: behind.close };
}

/** Nobody else has such records, and nothing that other devices are sent depends on them. */
function isBehind(entity: AnyEntity): boolean {
  return entity.scope === 'device' && !hasClocks(entity);
}

type Opposite = {
  readonly tables: Tables;
  readonly writer: RecordWriter;
  readonly effect: GroupEffect;
  readonly mayTurn: UndoOptions['mayTurn'];
  readonly deletedAt: number;
};

/** Answers how many fields were left alone. */
function writeOpposite({ tables, writer, effect, mayTurn, deletedAt }: Opposite): number {
  const table = tables.get(effect.entity);
  const stored = table?.findStored(effect.recordId);
  if (stored !== undefined && mayTurn?.(effect, stored.record) === false)
    throw new StoreRefusal({ kind: 'undo-refused' });
  const { values, skippedFields } = invertEffect(effect, stored?.record, deletedAt);
  if (table !== undefined && stored !== undefined && Object.keys(values).length > 0) {
    writer.writeValues(table, stored, values);
  }
  return skippedFields;
}

type Transaction = { readonly begin: () => void; readonly commit: () => void; readonly rollback: () => void };

function prepareTransaction(database: Database): Transaction {
  // IMMEDIATE: who reads first and writes later could otherwise find that another connection has written in between.
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  return {
    begin: () => void begin.run(),
    commit: () => void commit.run(),
    // A full disk makes SQLite take the transaction back by itself.
    rollback: () => {
      if (database.inTransaction) rollback.run();
    },
  };
}
