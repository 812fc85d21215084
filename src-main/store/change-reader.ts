/*
 * The changes as history reads them: newest first, by pages, whoever made them. What is kept of them is decided elsewhere
 * (prune-changes.ts); a page may thus end at changes that are gone.
 */
import type { Database, Statement } from 'better-sqlite3';

import type { BeforeValues, Change, ChangePatch } from '#shared/changes/change.ts';
import type { Stamp } from '#shared/changes/stamp.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';
import type { Tables } from './typed-access.ts';

export type ChangeHead = Pick<
  Change,
  'deviceId' | 'undoGroup' | 'actorId' | 'sessionId' | 'entity' | 'recordId' | 'stamp'
>;
export type ReadChange = ChangeHead & Pick<Change, 'patch' | 'before'>;

/** Which changes a page is made of, and where it begins: before a stamp, or at the newest. */
export type ChangePage = {
  readonly recordId?: string | undefined;
  readonly undoGroup?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
};

/** How many changes of a group are of each entity, and of those how many made a record. */
export type GroupCount = { readonly entity: string; readonly changes: number; readonly created: number };

export type ChangeReader = {
  /** Newest first, without what was written. */
  readonly listChangeHeads: (page: ChangePage) => readonly ChangeHead[];
  /** Newest first. */
  readonly listChanges: (page: ChangePage) => readonly ReadChange[];
  /** The stamp of a group's last change; undefined when none of it is kept any more. */
  readonly lastStampOf: (undoGroup: string) => Stamp | undefined;
  readonly countGroup: (undoGroup: string) => readonly GroupCount[];
  /** The record as it is now, deleted ones too: what its past is counted back from. */
  readonly findWithDeleted: (entity: string, id: string) => AnyRecord | undefined;
};

type HeadRow = {
  readonly device_id: string;
  readonly undo_group: string;
  readonly actor_id: string;
  readonly session_id: string | null;
  readonly entity: string;
  readonly record_id: string;
  readonly stamp: string;
};
type ChangeRow = HeadRow & { readonly patch: string; readonly before_values: string | null };

const headColumns = 'device_id, undo_group, actor_id, session_id, entity, record_id, stamp';
const changeColumns = `${headColumns}, patch, before_values`;
/** After every stamp, which is hexadecimal. */
const end = 'g';

const ways = {
  newest: 'stamp < ?',
  record: 'record_id = ? AND stamp < ?',
  group: 'undo_group = ? AND stamp < ?',
} as const;

function pageSql(columns: string, where: string): string {
  return `SELECT ${columns}
FROM changes
WHERE ${where}
ORDER BY stamp DESC
LIMIT ?`;
}

const lastStampSql = `SELECT MAX(stamp) AS stamp
FROM changes
WHERE undo_group = ?`;
const countSql = `SELECT entity, COUNT(*) AS changes, SUM(before_values IS NULL) AS created
FROM changes
WHERE undo_group = ?
GROUP BY entity`;

export function openChangeReader(database: Database, tables: Tables): ChangeReader {
  const statements = new Map<string, Statement>();

  function read(columns: string, page: ChangePage): readonly unknown[] {
    const { sql, given } = pageOf(columns, page);
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement.all(...given, page.limit);
  }

  // The statements name their columns, and give rows of them.
  const readHeads = (page: ChangePage) => read(headColumns, page) as readonly HeadRow[];
  const readChanges = (page: ChangePage) => read(changeColumns, page) as readonly ChangeRow[];
  const lastStamp = database.prepare<[string], { readonly stamp: string | null }>(lastStampSql);
  const count = database.prepare<[string], GroupCount>(countSql);
  return {
    listChangeHeads: (page) => readHeads(page).map(rowToHead),
    listChanges: (page) =>
      readChanges(page).map((row) => ({
        ...rowToHead(row),
        // Appended by the change log, from a change of these types.
        patch: JSON.parse(row.patch) as ChangePatch,
        before: row.before_values === null ? null : (JSON.parse(row.before_values) as BeforeValues),
      })),
    lastStampOf: (undoGroup) => (lastStamp.get(undoGroup)?.stamp ?? undefined) as Stamp | undefined,
    countGroup: (undoGroup) => count.all(undoGroup),
    findWithDeleted: (entity, id) => tables.get(entity)?.findStored(id)?.record,
  };
}

type Page = { readonly sql: string; readonly given: readonly string[] };

/** The statement of a page, and what it is given; each kind has an index that serves it. */
function pageOf(columns: string, { recordId, undoGroup, before = end }: ChangePage): Page {
  if (undoGroup !== undefined) return { sql: pageSql(columns, ways.group), given: [undoGroup, before] };
  if (recordId !== undefined) return { sql: pageSql(columns, ways.record), given: [recordId, before] };
  return { sql: pageSql(columns, ways.newest), given: [before] };
}

function rowToHead(row: HeadRow): ChangeHead {
  return {
    deviceId: row.device_id,
    undoGroup: row.undo_group,
    actorId: row.actor_id,
    sessionId: row.session_id,
    entity: row.entity,
    recordId: row.record_id,
    // Made by stamp.ts.
    stamp: row.stamp as Stamp,
  };
}
