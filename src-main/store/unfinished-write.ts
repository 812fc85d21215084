/*
 * What is written down of a write that takes several transactions (long-write.ts), from its first to its last. The table is there
 * as long as such a write is under way and no longer: a file that has it when it is opened holds one that was cut off. It is no
 * part of the schema, which is the same whatever the program was doing when it ended.
 */
import type { Database } from 'better-sqlite3';

import { base64ToBytes, bytesToBase64 } from '#shared/base/base64.ts';
import type { Row } from '#shared/schema/row-codec.ts';

/** `before`: how a record was that the write has changed. `held`: one that it makes and that is shown only at its end. */
type RowKind = 'before' | 'held';

export type KeptRow = { readonly entity: string; readonly recordId: string; readonly row: Row };

export type UnfinishedWrite = {
  /** The undo group of the write that is under way. */
  readonly findGroup: () => string | undefined;
  readonly begin: (undoGroup: string) => void;
  /** The first row of a record is the one that counts. */
  readonly keep: (kind: RowKind, kept: KeptRow) => void;
  readonly list: (kind: RowKind, limit: number) => readonly KeptRow[];
  readonly forget: (kind: RowKind, kept: KeptRow) => void;
  readonly end: () => void;
};

const isThereSql = `SELECT 1
FROM sqlite_schema
WHERE type = 'table' AND name = 'unfinished_write'`;
const createSql = `CREATE TABLE unfinished_write (
  kind TEXT NOT NULL CHECK (kind IN ('group', 'before', 'held')),
  entity TEXT NOT NULL,
  record_id TEXT NOT NULL,
  row TEXT NOT NULL,
  PRIMARY KEY (kind, entity, record_id)
) STRICT, WITHOUT ROWID`;
const groupSql = `SELECT record_id AS undoGroup
FROM unfinished_write
WHERE kind = 'group'`;
const keepSql = `INSERT INTO unfinished_write (kind, entity, record_id, row)
VALUES (?, ?, ?, ?)
ON CONFLICT (kind, entity, record_id) DO NOTHING`;
const listSql = `SELECT entity, record_id AS recordId, row
FROM unfinished_write
WHERE kind = ?
LIMIT ?`;
const forgetSql = `DELETE FROM unfinished_write
WHERE kind = ? AND entity = ? AND record_id = ?`;
const dropSql = `DROP TABLE unfinished_write`;

type StoredRow = { readonly entity: string; readonly recordId: string; readonly row: string };

/** Its statements are prepared when they are needed, since the table comes and goes. */
export function openUnfinishedWrite(database: Database): UnfinishedWrite {
  const isThere = database.prepare(isThereSql);
  return {
    findGroup: () => {
      if (isThere.get() === undefined) return undefined;
      return database.prepare<[], { readonly undoGroup: string }>(groupSql).get()?.undoGroup;
    },
    begin: (undoGroup) => {
      database.exec(createSql);
      database.prepare(keepSql).run('group', '', undoGroup, '{}');
    },
    keep: (kind, { entity, recordId, row }) =>
      void database.prepare(keepSql).run(kind, entity, recordId, JSON.stringify(row, writeBytes)),
    list: (kind, limit) => {
      const rows = database.prepare<[RowKind, number], StoredRow>(listSql).all(kind, limit);
      return rows.map(({ row, ...place }) => ({ ...place, row: JSON.parse(row, readBytes) as Row })); // Kept above.
    },
    forget: (kind, { entity, recordId }) => void database.prepare(forgetSql).run(kind, entity, recordId),
    end: () => void database.exec(dropSql),
  };
}

/** The state of a merged text is bytes. A Buffer has become JSON of its own before a replacer sees it. */
function writeBytes(this: unknown, column: string, value: unknown): unknown {
  const given = (this as Row)[column]; // Called by JSON.stringify with the row, or with what holds it.
  return given instanceof Uint8Array ? { base64: bytesToBase64(given) } : value;
}

function readBytes(_column: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('base64' in value)) return value;
  return base64ToBytes(String(value.base64));
}
