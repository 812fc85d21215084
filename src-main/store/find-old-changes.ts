/*
 * Which changes are older than their workspace keeps its history. A change names its record, and the record its workspace, so
 * the records are gone through in the order of their ids; a record with nothing old costs one look into an index. What has been
 * found is an undo group of which every change is old: a group with one that is to stay stays whole.
 */
import type { Database } from 'better-sqlite3';

import type { Instant } from '#shared/base/instant.ts';
import { stampFloor } from '#shared/changes/stamp.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { hasClocks } from '#shared/schema/table-sql.ts';

/** Workspace → the moment before which its history goes. A workspace that is not in it keeps everything. */
export type HistoryEnds = ReadonlyMap<string, Instant>;

/** What is known of a group after all of it was looked at. */
type Judgement = { readonly isOld: boolean; readonly newestStamp: string; readonly size: number };

/** A group that may go, met at one of its records. */
export type OldGroup = Judgement & { readonly name: string; readonly changesOfRecord: number };

/** One step of the walk: how many rows it has looked at, and what it has met. */
export type OldStep = { readonly rows: number; readonly found?: OldGroup };

/** Rows that are looked at in one step, at most: about 3 ms on a slow machine. */
export const rowsPerStep = 400;

/** Groups of several changes whose judgement is remembered until the walk has passed their other records. */
const judgementsKeptMax = 20_000;

type ChangeRow = {
  readonly device_id: string;
  readonly number: number;
  readonly undo_group: string;
  readonly entity: string;
  readonly record_id: string;
  readonly stamp: string;
};
type RecordRow = { readonly id: string; readonly workspace_id: string };

const changeColumns = 'device_id, number, undo_group, entity, record_id, stamp';
const oldOfRecordSql = `SELECT ${changeColumns}
FROM changes
WHERE record_id = ? AND stamp > ? AND stamp < ? AND entity = ?
ORDER BY stamp ASC
LIMIT ${String(rowsPerStep)}`;
const ofGroupSql = `SELECT ${changeColumns}
FROM changes
WHERE undo_group = ? AND stamp > ?
ORDER BY stamp ASC
LIMIT ${String(rowsPerStep)}`;

// An account without a server has no row there, and holds nothing back.
const toSendSql = `SELECT 1
FROM sync_pushed
WHERE device_id = ? AND number < ?`;

type Reader = {
  /** What has not been synchronised is kept, however old: a change that another device has not got yet is more than history. */
  readonly isStillToSend: (change: Pick<ChangeRow, 'device_id' | 'number'>) => boolean;
  /** By the name of their entity. */
  readonly tables: ReadonlyMap<string, WorkspaceTable>;
  readonly listOldOfRecord: (entity: string, id: string, afterStamp: string, end: string) => readonly ChangeRow[];
  readonly listOfGroup: (name: string, afterStamp: string) => readonly ChangeRow[];
};

type Walk = Reader & { readonly ends: HistoryEnds; readonly judged: Map<string, Judgement> };

/** Gives the walk through everything that is old; a group may be met again at each of its records. */
export function openOldChanges(
  database: Database,
  entities: readonly AnyEntity[],
): (ends: HistoryEnds) => Iterable<OldStep> {
  const oldOfRecord = database.prepare<[string, string, string, string], ChangeRow>(oldOfRecordSql);
  const ofGroup = database.prepare<[string, string], ChangeRow>(ofGroupSql);
  const toSend = database.prepare<[string, number]>(toSendSql);
  const reader: Reader = {
    isStillToSend: ({ device_id: deviceId, number }) => toSend.get(deviceId, number) !== undefined,
    tables: new Map(
      entities.filter(isOfWorkspace).map(({ name, table }) => [name, openWorkspaceTable(database, table)]),
    ),
    listOldOfRecord: (entity, id, afterStamp, end) => oldOfRecord.all(id, afterStamp, end, entity),
    listOfGroup: (name, afterStamp) => ofGroup.all(name, afterStamp),
  };
  return (ends) => walkRecords({ ...reader, ends, judged: new Map() });
}

function* walkRecords(walk: Walk): Generator<OldStep> {
  if (walk.ends.size === 0) return;
  for (const [entity, table] of walk.tables) {
    for (let afterId: string | undefined = ''; afterId !== undefined;) {
      const records: readonly RecordRow[] = table.page(afterId);
      for (const record of records) {
        yield { rows: 1 };
        yield* walkChanges(walk, entity, record);
      }
      afterId = records.length < rowsPerStep ? undefined : records.at(-1)?.id;
    }
  }
}

function* walkChanges(walk: Walk, entity: string, { id, workspace_id: workspaceId }: RecordRow): Generator<OldStep> {
  const end = walk.ends.get(workspaceId);
  if (end === undefined) return;
  for (let afterStamp: string | undefined = ''; afterStamp !== undefined;) {
    const rows: readonly ChangeRow[] = walk.listOldOfRecord(entity, id, afterStamp, stampFloor(end));
    for (const [name, changes] of Map.groupBy(rows, (change) => change.undo_group)) {
      const judgement = walk.judged.get(name) ?? (yield* judgeGroup(walk, name));
      if (judgement.size > 1) remember(walk, name, judgement);
      const found = { ...judgement, name, changesOfRecord: changes.length };
      yield { rows: changes.length, ...(judgement.isOld ? { found } : {}) };
    }
    afterStamp = rows.length < rowsPerStep ? undefined : rows.at(-1)?.stamp;
  }
}

function* judgeGroup(walk: Walk, name: string): Generator<OldStep, Judgement> {
  let newestStamp = '';
  for (let size = 0; ;) {
    const rows = walk.listOfGroup(name, newestStamp);
    size += rows.length;
    newestStamp = rows.at(-1)?.stamp ?? newestStamp;
    if (!rows.every((change) => isOld(walk, change))) return { isOld: false, newestStamp, size };
    if (rows.length < rowsPerStep) return { isOld: true, newestStamp, size };
    yield { rows: rows.length };
  }
}

function isOld({ tables, ends, isStillToSend }: Walk, change: ChangeRow): boolean {
  const workspaceId = tables.get(change.entity)?.workspaceOf(change.record_id);
  const end = workspaceId === undefined ? undefined : ends.get(workspaceId);
  // What is in no workspace (a person, a setting of theirs) has nobody to say how long it is kept.
  return end !== undefined && change.stamp < stampFloor(end) && !isStillToSend(change);
}

function remember({ judged }: Walk, name: string, judgement: Judgement): void {
  if (judged.size >= judgementsKeptMax) judged.clear();
  judged.set(name, judgement);
}

function isOfWorkspace(entity: AnyEntity): boolean {
  return hasClocks(entity) && 'workspaceId' in entity.fields;
}

type WorkspaceTable = {
  /** Records in the order of their ids, deleted ones too: their changes are history like any other. */
  readonly page: (afterId: string) => readonly RecordRow[];
  readonly workspaceOf: (id: string) => string | undefined;
};

function openWorkspaceTable(database: Database, table: string): WorkspaceTable {
  const select = `SELECT id, workspace_id\nFROM ${table}`;
  const page = database.prepare<[string], RecordRow>(
    `${select}\nWHERE id > ?\nORDER BY id ASC\nLIMIT ${String(rowsPerStep)}`,
  );
  const find = database.prepare<[string], RecordRow>(`${select}\nWHERE id = ?`);
  return {
    page: (afterId) => page.all(afterId),
    workspaceOf: (id) => find.get(id)?.workspace_id,
  };
}
