/*
 * The store as synchronisation sees it: what waits for the server, and what comes from it. It decides nothing. Whoever decides
 * (src-main/sync) reads and writes in one transaction; live queries are told of it as of any other write.
 *
 *   edit here ─→ changes (waiting) ─→ the server's outcomes ─→ `setPushed`, or a problem and the server's record
 *   change elsewhere ─→ `put`, `keepChange`, `receive` and `setCursor` together
 *
 * What is put is no edit of this device: it is neither sent nor a step of anybody's undo. It comes into history by `keepChange`.
 */
import type { Database } from 'better-sqlite3';

import type { Change } from '#shared/changes/change.ts';
import type { Stamp } from '#shared/changes/stamp.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import type { StoredRecord } from '#shared/schema/row-codec.ts';
import type { ChangeLog } from './change-log.ts';
import type { Durability } from './durability.ts';
import { openKeptChanges, openKeptReader } from './kept-changes.ts';
import type { KeptReader } from './kept-changes.ts';
import type { PartOfTable, Place } from './record-table.ts';
import { openSyncProgressReader, openSyncProgressWriter } from './sync-progress.ts';
import type { SyncProgressReader, SyncProgressWriter } from './sync-progress.ts';
import { createTouchedRecords } from './touched-records.ts';
import type { Touched } from './touched-records.ts';
import { tableOf } from './typed-access.ts';
import type { Tables } from './typed-access.ts';
import { openUnknownKeeper, openUnknownReader } from './unknown-fields.ts';
import type { UnknownKeeper, UnknownReader } from './unknown-fields.ts';
import { openWaitingReader } from './waiting-changes.ts';
import type { PushedDevice, WaitingReader } from './waiting-changes.ts';

export type SyncReader = SyncProgressReader &
  KeptReader &
  UnknownReader &
  WaitingReader & {
    /** The device in whose name the file speaks, and up to which number it has counted. */
    readonly ownDevice: () => PushedDevice;
    /** The record, deleted or not, with what merging needs. */
    readonly findStored: (entity: AnyEntity, id: string) => StoredRecord | undefined;
    /** The first id from this one on that is here, of a deleted record too; undefined where there is none. */
    readonly findNextId: (entity: AnyEntity, fromId: string) => string | undefined;
    /** The ids of records of which a field has a value, deleted ones too. */
    readonly listPlaces: (entity: AnyEntity, part: PartOfTable) => readonly Place[];
  };

export type SyncWriter = SyncReader &
  SyncProgressWriter &
  UnknownKeeper & {
    readonly put: (entity: AnyEntity, stored: StoredRecord) => void;
    /** The same for records that have just been found not to be here. */
    readonly add: (entity: AnyEntity, stored: readonly StoredRecord[]) => void;
    /** Nothing of it stays, not even that it was deleted; of its history only what waits. */
    readonly erase: (entity: AnyEntity, id: string) => void;
    /** Notes who changed what elsewhere, once. */
    readonly keepChange: (change: Change) => void;
    readonly forgetChange: (change: Pick<Change, 'deviceId' | 'number'>) => void;
    /** The same change in other words: its patch, what it replaced, its stamp. */
    readonly rewriteChange: (change: Pick<Change, 'deviceId' | 'number' | 'patch' | 'before' | 'stamp'>) => void;
    readonly receive: (stamp: Stamp) => void;
    /** The only way in which this device's clock goes back: for waiting changes that had stamps from the future. */
    readonly restartClock: (last: Stamp | null) => void;
    /** From now on the file speaks for a new device: its earlier changes wait on under the old one. */
    readonly goOnAsAnother: () => void;
  };

export type SyncStore = SyncReader & {
  /**
   * From now on everything that is changed here waits to be sent, what was changed before too. Where the file goes on as another
   * device (it was taken back, or copied), what it holds is no more known to be whole.
   */
  readonly begin: () => void;
  /**
   * One transaction; the work is synchronous and small, since nothing else happens meanwhile. `soon` is for what the server says and
   * would say again: a power cut can take it back, together with the note that it has come (durability.ts).
   */
  readonly transact: <T>(work: (tx: SyncWriter) => T, durability?: Durability) => T;
  /** How far this machine's clock is ahead of the server's, where that is too far. */
  readonly setClockAheadMs: (aheadMs: number) => void;
};

export type SyncStoreDeps = {
  readonly database: Database;
  readonly tables: Tables;
  readonly log: ChangeLog;
  readonly transact: <T>(work: () => T, durability?: Durability) => T;
  readonly announce: (touched: readonly Touched[]) => void;
};

const beginSql = `INSERT INTO sync_state (id)
VALUES (1)
ON CONFLICT (id) DO NOTHING`;
// What was written before anything was synchronised: all of it is this file's own.
const ownDevicesSql = `INSERT INTO sync_pushed (device_id, number)
SELECT DISTINCT device_id, 0
FROM changes`;
const ownDeviceSql = `INSERT INTO sync_pushed (device_id, number)
VALUES (?, 0)
ON CONFLICT (device_id) DO NOTHING`;

export function openSyncStore({ database, tables, log, transact, announce }: SyncStoreDeps): SyncStore {
  const begin = database.prepare(beginSql);
  const ownDevices = database.prepare(ownDevicesSql);
  const ownDevice = database.prepare<[string]>(ownDeviceSql);
  const progress = openSyncProgressWriter(database);
  const kept = openKeptChanges(database);
  const unknown = openUnknownKeeper(database);
  const reader: SyncReader = {
    ...openSyncProgressReader(database),
    ...openKeptReader(database),
    ...openUnknownReader(database),
    ...openWaitingReader(database),
    ownDevice: () => ({ deviceId: log.deviceId(), number: log.lastNumber() }),
    findStored: (entity, id) => tableOf(tables, entity).findStored(id),
    findNextId: (entity, fromId) => tableOf(tables, entity).findNextId(fromId),
    listPlaces: (entity, part) => tableOf(tables, entity).listPlaces(part),
  };

  return {
    ...reader,
    begin: () =>
      transact(() => {
        const isFirst = begin.run().changes > 0;
        if (isFirst) ownDevices.run();
        const isNew = ownDevice.run(log.deviceId()).changes > 0;
        if (!isFirst && isNew)
          for (const part of reader.listHeld()) progress.setHeld({ ...part, afterId: null, isWhole: false });
      }),
    transact: (work, durability) => {
      const touched = createTouchedRecords();
      const writer: SyncWriter = {
        ...reader,
        ...progress,
        ...kept,
        ...unknown,
        put: (entity, stored) => {
          const table = tableOf(tables, entity);
          const before = table.findStored(stored.record.id);
          if (before === undefined) table.insert(stored);
          else table.update(stored);
          touched.touch(entity.name, stored.record.id, before?.record, stored.record);
        },
        add: (entity, stored) => {
          tableOf(tables, entity).insertAll(stored);
          for (const { record } of stored) touched.touch(entity.name, record.id, undefined, record);
        },
        erase: (entity, id) => {
          const table = tableOf(tables, entity);
          const before = table.findStored(id);
          table.erase(id);
          kept.forgetHistory(entity.name, id);
          unknown.setUnknown(entity.name, id, undefined);
          touched.touch(entity.name, id, before?.record, undefined);
        },
        receive: log.receive,
        restartClock: log.restartAt,
        goOnAsAnother: () => {
          log.renew();
          ownDevice.run(log.deviceId());
        },
      };
      const result = transact(() => work(writer), durability);
      const list = touched.list();
      if (list.length > 0) announce(list);
      return result;
    },
    setClockAheadMs: log.setAheadMs,
  };
}
