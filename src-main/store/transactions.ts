import type { Database } from 'better-sqlite3';

import { assert } from '#shared/base/assert.ts';
import { createId } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';
import { openChangeLog } from './change-log.ts';
import { invertEffect, summariseChanges } from './invert-changes.ts';
import { openRecordTable } from './record-table.ts';
import type { AnyQuery, RecordTable } from './record-table.ts';
import { StoreRefusal, diskFailureOf } from './store-failure.ts';
import type { Commit, Edit, Store, StoreReader, StoreWriter, UndoAnswer } from './store.ts';
import { openUndoSteps } from './undo-steps.ts';
import type { UndoStep } from './undo-steps.ts';
import { describeEdit } from './describe-edit.ts';
import { createRecordWriter } from './write-records.ts';
import type { FieldValues } from './parse-fields.ts';
import type { RecordWriter } from './write-records.ts';

export type StoreParts = {
  readonly database: Database;
  readonly entities: readonly AnyEntity[];
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly schemaVersion: number;
};

/** The store on an open file that has the schema's version. */
export function createStore({ database, entities, clock, random, schemaVersion }: StoreParts): Omit<Store, 'close'> {
  const tables = new Map(entities.map((entity) => [entity.name, openRecordTable(database, entity)]));
  const entityByName = new Map(entities.map((entity) => [entity.name, entity]));
  const log = openChangeLog(database, schemaVersion);
  const steps = openUndoSteps(database);
  const announcements = createAnnouncements();
  const reader = createReader(tables);
  const statements = {
    begin: database.prepare('BEGIN IMMEDIATE'),
    commit: database.prepare('COMMIT'),
    rollback: database.prepare('ROLLBACK'),
  };

  /** One transaction around work that writes with a writer; what it touched is announced once it is on the disk. */
  function transact<T>(writer: RecordWriter, work: () => T): T {
    assert(!database.inTransaction, 'A write inside a write: use the writer that the work is given');
    let result: T;
    try {
      statements.begin.run();
      result = work();
      assert(!(result instanceof Promise), 'The work of a write must be synchronous');
      log.finish();
      statements.commit.run();
    } catch (error) {
      if (database.inTransaction) statements.rollback.run();
      log.reload();
      const kind = diskFailureOf(error);
      throw kind === undefined ? error : new StoreRefusal({ kind }, { cause: error });
    }
    announcements.announce({ touched: writer.listTouched() });
    return result;
  }

  function write<T>(edit: Edit, work: (tx: StoreWriter) => T): T {
    let group: string | undefined;
    let label = '';
    let joined: UndoStep | undefined;
    const writer = createRecordWriter({
      log,
      clock,
      random,
      actorId: edit.actorId,
      undoGroup: (first) => {
        if (group !== undefined) return group;
        const top = edit.undoGroup === undefined ? undefined : steps.findNext(edit.actorId, 'undo');
        joined = edit.isUndoable !== false && top?.name === edit.undoGroup ? top : undefined;
        group = joined?.changeGroup ?? createId(clock.nowMs(), random);
        label = describeEdit(first);
        return group;
      },
    });
    return transact(writer, () => {
      const result = work({ ...reader, ...createWriter(tables, writer) });
      if (group !== undefined && edit.isUndoable !== false) {
        if (joined !== undefined) steps.join(edit.actorId, joined, edit.label);
        else steps.add(edit.actorId, { name: edit.undoGroup ?? group, label: edit.label ?? label, changeGroup: group });
      }
      return result;
    });
  }

  /** Undo and redo are the same: the opposite of the step's group of changes, as a group that the step names from now on. */
  function turn(actorId: string, direction: 'undo' | 'redo'): UndoAnswer {
    const step = steps.findNext(actorId, direction);
    if (step === undefined) return { label: null, skippedFields: 0 };
    const changeGroup = createId(clock.nowMs(), random);
    const writer = createRecordWriter({ log, clock, random, actorId, undoGroup: () => changeGroup });
    return transact(writer, () => {
      let skippedFields = 0;
      for (const effect of summariseChanges(log.listGroup(step.changeGroup), entityByName)) {
        const table = tables.get(effect.entity);
        const stored = table?.findStored(effect.recordId);
        const inversion = invertEffect(effect, stored?.record, clock.nowMs());
        skippedFields += inversion.skippedFields;
        const hasValues = Object.keys(inversion.values).length > 0;
        if (table !== undefined && stored !== undefined && hasValues)
          writer.writeValues(table, stored, inversion.values);
      }
      steps.turn(step, { changeGroup, isUndone: direction === 'undo' });
      return { label: step.label, skippedFields };
    });
  }

  return {
    ...reader,
    write,
    onCommit: announcements.onCommit,
    undo: (actorId) => turn(actorId, 'undo'),
    redo: (actorId) => turn(actorId, 'redo'),
    undoState: steps.state,
    deviceId: log.deviceId,
  };
}

type Tables = ReadonlyMap<string, RecordTable>;

function tableOf(tables: Tables, entity: AnyEntity): RecordTable {
  const table = tables.get(entity.name);
  assert(table !== undefined, `${entity.name} is not in the register of entities`);
  return table;
}

// A table gives records of its entity: the codec and the schema are made from the definition that the types are made from.
function createReader(tables: Tables): StoreReader {
  const reader = {
    find: (entity: AnyEntity, id: string) => tableOf(tables, entity).find(id),
    get: (entity: AnyEntity, id: string) => {
      const record = tableOf(tables, entity).find(id);
      if (record === undefined) throw new StoreRefusal({ kind: 'record-missing', entity: entity.name, id });
      return record;
    },
    list: (entity: AnyEntity, query: AnyQuery = {}) => tableOf(tables, entity).list(query),
    count: (entity: AnyEntity, where?: AnyQuery['where']) => tableOf(tables, entity).count(where),
  };
  return reader as StoreReader;
}

function createWriter(tables: Tables, writer: RecordWriter): Pick<StoreWriter, 'create' | 'patch' | 'remove'> {
  const methods = {
    create: (entity: AnyEntity, draft: FieldValues): AnyRecord => writer.create(tableOf(tables, entity), draft),
    patch: (entity: AnyEntity, id: string, patch: FieldValues): AnyRecord =>
      writer.patch(tableOf(tables, entity), id, patch),
    remove: (entity: AnyEntity, id: string): void => writer.remove(tableOf(tables, entity), id),
  };
  return methods as Pick<StoreWriter, 'create' | 'patch' | 'remove'>;
}

type Announcements = Pick<Store, 'onCommit'> & { readonly announce: (commit: Commit) => void };

// A listener may write: its own commit is then announced after the one it was told of, to everyone in the same order.
function createAnnouncements(): Announcements {
  const listeners = new Set<(commit: Commit) => void>();
  const waiting: Commit[] = [];
  let isAnnouncing = false;

  function announceWaiting(): void {
    for (let commit = waiting.shift(); commit !== undefined; commit = waiting.shift()) {
      for (const listener of listeners) {
        try {
          listener(commit);
        } catch (error) {
          // A bug of the listener, not of whoever wrote: the write stands, and the bug stops the program by itself.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    }
  }

  return {
    onCommit: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    announce: (commit) => {
      waiting.push(commit);
      if (isAnnouncing) return;
      isAnnouncing = true;
      announceWaiting();
      isAnnouncing = false;
    },
  };
}
