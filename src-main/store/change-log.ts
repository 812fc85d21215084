/*
 * The changes of this file, and how far this device has counted: each edit's change is appended in the transaction that makes
 * the edit, so the two are never apart.
 */
import type { Database } from 'better-sqlite3';

import { assert } from '#shared/base/assert.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';
import type { Instant } from '#shared/base/instant.ts';
import type { Change, ChangePatch } from '#shared/changes/change.ts';
import { nextStamp, receiveStamp } from '#shared/changes/stamp.ts';
import type { Stamp } from '#shared/changes/stamp.ts';

import { renewIdentity } from './device-identity.ts';

/** What the writer of a change says; the rest follows from the transaction. */
type ChangeContent = Pick<Change, 'undoGroup' | 'actorId' | 'sessionId' | 'entity' | 'recordId' | 'patch' | 'before'>;

export type ChangeLogDeps = {
  readonly database: Database;
  readonly random: RandomBytes;
  readonly schemaVersion: number;
};

export type LoggedChange = Pick<Change, 'entity' | 'recordId' | 'patch' | 'before' | 'stamp'>;

export type ChangeLog = {
  /** The device in whose name the file speaks; it can become another one while the file is open. */
  readonly deviceId: () => string;
  /** Up to which number this device has counted. */
  readonly lastNumber: () => number;
  /**
   * What an undo group is called that begins with the change whose stamp was taken last: nobody else has it, and packed together with
   * the change it weighs nothing.
   */
  readonly groupOfLast: () => string;
  /** From the next change on the file speaks for a new device. Called in a transaction. */
  readonly renew: () => void;
  /** The stamp for the next change: later than every stamp that this file has seen. */
  readonly takeStamp: (nowMs: Instant) => Stamp;
  /** A stamp of another device, or of this one by way of a server: whatever is written from now on is later. */
  readonly receive: (stamp: Stamp) => void;
  /** How far the clock of this machine is ahead of the one that devices agree on; stamps are taken without it. */
  readonly setAheadMs: (aheadMs: number) => void;
  /** Counts on from this stamp: for changes that had stamps from the future and are given others. */
  readonly restartAt: (stamp: Stamp | null) => void;
  readonly append: (content: ChangeContent, stamp: Stamp) => void;
  /** Writes down how far the device has counted. Called at the end of each transaction. */
  readonly finish: () => void;
  /** Reads it again after a transaction was taken back. */
  readonly reload: () => void;
  /** The changes of an undo group, in the order in which they were made. */
  readonly listGroup: (undoGroup: string) => readonly LoggedChange[];
};

type StateRow = { readonly device_id: string; readonly last_number: number; readonly last_stamp: string | null };
type ChangeRow = {
  readonly entity: string;
  readonly record_id: string;
  readonly patch: string;
  readonly before_values: string | null;
  readonly stamp: string;
};

const stateSql = `SELECT device_id, last_number, last_stamp
FROM device_state`;
const finishSql = `UPDATE device_state
SET last_number = ?, last_stamp = ?`;
const appendSql = `INSERT INTO changes (
  device_id, number, transaction_number, undo_group, actor_id, session_id, entity, record_id, patch, before_values, stamp,
  schema_version
)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const groupSql = `SELECT entity, record_id, patch, before_values, stamp
FROM changes
WHERE undo_group = ?
ORDER BY stamp ASC`;

export function openChangeLog({ database, random, schemaVersion }: ChangeLogDeps): ChangeLog {
  const state = database.prepare<[], StateRow>(stateSql);
  const append = database.prepare(appendSql);
  const finish = database.prepare<[number, string | null]>(finishSql);
  const group = database.prepare<[string], ChangeRow>(groupSql);
  let { deviceId, number, stamp } = readState();
  let transactionNumber: number | null = null;
  let [hasMoved, aheadMs] = [false, 0];

  function readState(): { deviceId: string; number: number; stamp: Stamp | null } {
    const row = state.get();
    assert(row !== undefined, 'device_state has no row');
    // Written by finish and by nothing else.
    return { deviceId: row.device_id, number: row.last_number, stamp: row.last_stamp as Stamp | null };
  }

  return {
    deviceId: () => deviceId,
    lastNumber: () => number,
    groupOfLast: () => {
      assert(stamp !== null, 'An undo group begins with a change, which has a stamp');
      return stamp;
    },
    renew: () => {
      deviceId = renewIdentity(database, random);
      number = 0;
    },
    takeStamp: (nowMs) => {
      stamp = nextStamp(stamp, instantOf(Math.max(0, nowMs - aheadMs)), deviceId);
      return stamp;
    },
    receive: (received) => {
      const later = receiveStamp(stamp, received);
      hasMoved ||= later !== stamp;
      stamp = later;
    },
    setAheadMs: (ms) => void (aheadMs = ms),
    restartAt: (last) => {
      stamp = last;
      hasMoved = true;
    },
    append: ({ undoGroup, actorId, sessionId, entity, recordId, patch, before }, changeStamp) => {
      number += 1;
      transactionNumber ??= number;
      append.run(
        deviceId,
        number,
        transactionNumber,
        undoGroup,
        actorId,
        sessionId,
        entity,
        recordId,
        JSON.stringify(patch),
        before === null ? null : JSON.stringify(before),
        changeStamp,
        schemaVersion,
      );
    },
    finish: () => {
      if (transactionNumber !== null || hasMoved) finish.run(number, stamp);
      transactionNumber = null;
      hasMoved = false;
    },
    reload: () => {
      ({ deviceId, number, stamp } = readState());
      transactionNumber = null;
      hasMoved = false;
    },
    listGroup: (undoGroup) =>
      group.all(undoGroup).map((row) => ({
        entity: row.entity,
        recordId: row.record_id,
        // Appended above, from a change of these types.
        patch: JSON.parse(row.patch) as ChangePatch,
        before: row.before_values === null ? null : (JSON.parse(row.before_values) as ChangePatch),
        stamp: row.stamp as Stamp,
      })),
  };
}
