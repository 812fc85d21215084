/*
 * The changes of this file that its server has not answered yet: those of every device in whose name the file has spoken (it can
 * have been restored: device-identity.ts), beyond the number up to which each has been answered.
 */
import type { Database } from 'better-sqlite3';

import type { BeforeValues, Change, ChangePatch } from '#shared/changes/change.ts';
import type { Stamp } from '#shared/changes/stamp.ts';

export type WaitingLimits = {
  /** A transaction is never cut, so the last one may reach beyond these two. */
  readonly changesMax: number;
  readonly bytesMax: number;
  /** But one that has more changes than this comes in parts. */
  readonly transactionChangesMax: number;
};

export type PushedDevice = { readonly deviceId: string; readonly number: number };

export type WaitingReader = {
  /** The next changes of a device in the order of their numbers, in whole transactions. */
  readonly listWaiting: (deviceId: string, limits: WaitingLimits) => readonly Change[];
  /** In the order of their stamps. */
  readonly listWaitingOf: (entity: string, recordId: string) => readonly Change[];
  /** Whether this file has made a change of the record that is still known, waiting or not. */
  readonly hasOwnChanges: (entity: string, recordId: string) => boolean;
  /** All of it, in the order in which it was made: the first ones, or every one. */
  readonly listAllWaiting: (limit?: number) => readonly Change[];
  /** The latest stamp of any change, waiting or not. */
  readonly lastChangeStamp: () => Stamp | null;
  /** The latest stamp of a change that does not wait: of others, and of this file's own that the server has. */
  readonly lastSettledStamp: () => Stamp | null;
  /** Counted no further than the limit. */
  readonly countWaiting: (countMax: number) => number;
  /** Up to which number the server has answered each device of this file. */
  readonly listPushed: () => readonly PushedDevice[];
};

type ChangeRow = {
  readonly device_id: string;
  readonly number: number;
  readonly transaction_number: number;
  readonly undo_group: string;
  readonly actor_id: string;
  readonly session_id: string | null;
  readonly entity: string;
  readonly record_id: string;
  readonly patch: string;
  readonly before_values: string | null;
  readonly stamp: string;
  readonly schema_version: number;
};

const columns = [
  'device_id',
  'number',
  'transaction_number',
  'undo_group',
  'actor_id',
  'session_id',
  'entity',
  'record_id',
  'patch',
  'before_values',
  'stamp',
  'schema_version',
];
const ofDeviceSql = `SELECT ${columns.map((column) => `changes.${column}`).join(', ')}
FROM sync_pushed
JOIN changes ON changes.device_id = sync_pushed.device_id AND changes.number > sync_pushed.number
WHERE sync_pushed.device_id = ?
ORDER BY changes.number ASC
LIMIT ?`;
// Most records that come have no change here, and this index alone says so for a tenth of what asking for them takes.
const anySql = `SELECT 1
FROM changes
WHERE record_id = ?
LIMIT 1`;
const ofRecordSql = `SELECT ${columns.map((column) => `changes.${column}`).join(', ')}
FROM changes
JOIN sync_pushed ON sync_pushed.device_id = changes.device_id AND changes.number > sync_pushed.number
WHERE changes.record_id = ? AND changes.entity = ?
ORDER BY changes.stamp ASC`;
const ownSql = `SELECT 1
FROM changes
JOIN sync_pushed ON sync_pushed.device_id = changes.device_id
WHERE changes.record_id = ? AND changes.entity = ?
LIMIT 1`;
const allSql = `SELECT ${columns.map((column) => `changes.${column}`).join(', ')}
FROM sync_pushed
JOIN changes ON changes.device_id = sync_pushed.device_id AND changes.number > sync_pushed.number
ORDER BY changes.stamp ASC
LIMIT ?`;
const lastSql = `SELECT stamp
FROM changes
ORDER BY stamp DESC
LIMIT 1`;
const settledSql = `SELECT stamp
FROM changes
WHERE NOT EXISTS (
  SELECT 1
  FROM sync_pushed
  WHERE sync_pushed.device_id = changes.device_id AND changes.number > sync_pushed.number
)
ORDER BY stamp DESC
LIMIT 1`;
const countSql = `SELECT COUNT(*) AS count
FROM (
  SELECT 1
  FROM sync_pushed
  JOIN changes ON changes.device_id = sync_pushed.device_id AND changes.number > sync_pushed.number
  LIMIT ?
)`;
const pushedSql = `SELECT device_id AS deviceId, number
FROM sync_pushed
ORDER BY device_id ASC`;

export function openWaitingReader(database: Database): WaitingReader {
  const ofDevice = database.prepare<[string, number], ChangeRow>(ofDeviceSql);
  const any = database.prepare<[string]>(anySql);
  const ofRecord = database.prepare<[string, string], ChangeRow>(ofRecordSql);
  const own = database.prepare<[string, string]>(ownSql);
  const all = database.prepare<[number], ChangeRow>(allSql);
  const last = database.prepare<[], { readonly stamp: string }>(lastSql);
  const settled = database.prepare<[], { readonly stamp: string }>(settledSql);
  const count = database.prepare<[number], { readonly count: number }>(countSql);
  const pushed = database.prepare<[], PushedDevice>(pushedSql);
  return {
    listWaiting: (deviceId, limits) => {
      const some = takeTransactions(ofDevice.all(deviceId, limits.changesMax + 1), limits, limits.changesMax + 1);
      // Only a transaction that does not fit asks for more rows than a push may have.
      return (
        some ??
        takeTransactions(ofDevice.all(deviceId, limits.transactionChangesMax + 1), limits, Infinity) ??
        []
      ).map(rowToChange);
    },
    listWaitingOf: (entity, recordId) =>
      any.get(recordId) === undefined ? [] : ofRecord.all(recordId, entity).map(rowToChange),
    hasOwnChanges: (entity, recordId) => own.get(recordId, entity) !== undefined,
    listAllWaiting: (limit = -1) => all.all(limit).map(rowToChange),
    // Made by stamp.ts, as the next one.
    lastChangeStamp: () => (last.get()?.stamp ?? null) as Stamp | null,
    lastSettledStamp: () => (settled.get()?.stamp ?? null) as Stamp | null,
    countWaiting: (countMax) => count.get(countMax)?.count ?? 0,
    listPushed: () => pushed.all(),
  };
}

/** Undefined when the first transaction goes on beyond the rows that were read, of which there are at most so many. */
function takeTransactions(
  rows: readonly ChangeRow[],
  { changesMax, bytesMax, transactionChangesMax }: WaitingLimits,
  readMax: number,
): readonly ChangeRow[] | undefined {
  const taken: ChangeRow[] = [];
  let [bytes, whole] = [0, 0];
  for (const row of rows) {
    if (taken.at(-1)?.transaction_number !== row.transaction_number) whole = taken.length;
    const size = row.patch.length + (row.before_values?.length ?? 0);
    const isFull = taken.length >= changesMax || bytes + size > bytesMax;
    // Of a transaction that would be cut, nothing; but the first is taken as far as one may reach.
    if (isFull && whole > 0) return taken.slice(0, whole);
    if (taken.length >= transactionChangesMax) return taken;
    taken.push(row);
    bytes += size;
  }
  return taken.length < readMax ? taken : undefined;
}

function rowToChange(row: ChangeRow): Change {
  return {
    deviceId: row.device_id,
    number: row.number,
    transactionNumber: row.transaction_number,
    undoGroup: row.undo_group,
    actorId: row.actor_id,
    sessionId: row.session_id,
    entity: row.entity,
    recordId: row.record_id,
    // Appended by the change log or kept from a change that was parsed, and of these types.
    patch: JSON.parse(row.patch) as ChangePatch,
    before: row.before_values === null ? null : (JSON.parse(row.before_values) as BeforeValues),
    stamp: row.stamp as Stamp,
    schemaVersion: row.schema_version,
  };
}
