/* Other devices' changes, as history has them; and what goes out of history with the record that it is about. */
import type { Database } from 'better-sqlite3';

import type { Change } from '#shared/changes/change.ts';

export type KeptReader = {
  /** Who made the change of a record that has this stamp; undefined where it is not known here. */
  readonly findActor: (entity: string, recordId: string, stamp: string) => string | undefined;
};

const actorSql = `SELECT actor_id AS actorId
FROM changes
WHERE record_id = ? AND entity = ? AND stamp = ?
LIMIT 1`;

export function openKeptReader(database: Database): KeptReader {
  const actor = database.prepare<[string, string, string], { readonly actorId: string }>(actorSql);
  return { findActor: (entity, recordId, stamp) => actor.get(recordId, entity, stamp)?.actorId };
}

export type KeptChanges = {
  readonly keepChange: (change: Change) => void;
  readonly forgetChange: (change: Pick<Change, 'deviceId' | 'number'>) => void;
  readonly rewriteChange: (change: Pick<Change, 'deviceId' | 'number' | 'patch' | 'before' | 'stamp'>) => void;
  readonly forgetHistory: (entity: string, recordId: string) => void;
};

// A number of our own that we have not sent cannot come from elsewhere: it would be sent as ours.
const keepSql = `INSERT INTO changes (
  device_id, number, transaction_number, undo_group, actor_id, session_id, entity, record_id, patch, before_values, stamp,
  schema_version
)
SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
WHERE NOT EXISTS (
  SELECT 1
  FROM sync_pushed
  WHERE device_id = ? AND number < ?
)
ON CONFLICT (device_id, number) DO NOTHING`;
const forgetSql = `DELETE FROM changes
WHERE device_id = ? AND number = ?
RETURNING undo_group AS name`;
const rewriteSql = `UPDATE changes
SET patch = ?, before_values = ?, stamp = ?
WHERE device_id = ? AND number = ?`;
const groupsSql = `SELECT DISTINCT undo_group AS name
FROM changes
WHERE record_id = ? AND entity = ?`;
// What waits has still to be answered, whatever became of its record.
const forgetHistorySql = `DELETE FROM changes
WHERE record_id = ? AND entity = ? AND NOT EXISTS (
  SELECT 1
  FROM sync_pushed
  WHERE sync_pushed.device_id = changes.device_id AND changes.number > sync_pushed.number
)`;
// A step of which nothing is left would undo nothing.
const forgetStepsSql = `DELETE FROM undo_steps
WHERE change_group = ? AND NOT EXISTS (
  SELECT 1
  FROM changes
  WHERE undo_group = ?
)`;

export function openKeptChanges(database: Database): KeptChanges {
  const keep = database.prepare<(string | number | null)[]>(keepSql);
  const forget = database.prepare<[string, number], { readonly name: string }>(forgetSql);
  const rewrite = database.prepare<[string, string | null, string, string, number]>(rewriteSql);
  const groups = database.prepare<[string, string], { readonly name: string }>(groupsSql);
  const forgetHistory = database.prepare<[string, string]>(forgetHistorySql);
  const forgetSteps = database.prepare<[string, string]>(forgetStepsSql);
  return {
    keepChange: ({ deviceId, number, before, ...change }) =>
      void keep.run(
        deviceId,
        number,
        change.transactionNumber,
        toldGroup(deviceId, change.undoGroup),
        change.actorId,
        change.sessionId,
        change.entity,
        change.recordId,
        JSON.stringify(change.patch),
        before === null ? null : JSON.stringify(before),
        change.stamp,
        change.schemaVersion,
        deviceId,
        number,
      ),
    forgetChange: ({ deviceId, number }) => {
      for (const { name } of forget.all(deviceId, number)) forgetSteps.run(name, name);
    },
    rewriteChange: ({ deviceId, number, patch, before, stamp }) =>
      void rewrite.run(JSON.stringify(patch), before === null ? null : JSON.stringify(before), stamp, deviceId, number),
    forgetHistory: (entity, recordId) => {
      const names = groups.all(recordId, entity).map(({ name }) => name);
      forgetHistory.run(recordId, entity);
      for (const name of names) forgetSteps.run(name, name);
    },
  };
}

/** Of the device that made it: what another device calls a group must never join a group that can be undone here. */
function toldGroup(deviceId: string, undoGroup: string): string {
  return `${deviceId}.${undoGroup}`;
}
