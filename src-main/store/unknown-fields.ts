/*
 * What a newer server has told of records beyond the fields that this program has (src-shared/sync/unknown-fields.ts): kept beside
 * the records, in the file, so that it goes into back-ups and is purged with them.
 */
import type { Database } from 'better-sqlite3';

import type { Version } from '#shared/changes/merge.ts';
import type { Stamp } from '#shared/changes/stamp.ts';

export type UnknownReader = {
  /** Undefined where nothing is kept of the record. */
  readonly findUnknown: (entity: string, recordId: string) => Version | undefined;
  /** Whether anything is kept of any record. */
  readonly hasUnknown: () => boolean;
  readonly listUnknown: () => readonly RecordRow[];
};

export type UnknownKeeper = {
  /** In the place of all that was kept of the record. */
  readonly setUnknown: (entity: string, recordId: string, fields: Version | undefined) => void;
};

type Row = {
  readonly field: string;
  readonly value: string;
  readonly stamp: string;
  readonly state: Uint8Array<ArrayBuffer> | null;
};
type RecordRow = { readonly entity: string; readonly recordId: string };

const findSql = `SELECT field, value, stamp, state
FROM sync_unknown
WHERE entity = ? AND record_id = ?
ORDER BY field`;
const anySql = `SELECT 1
FROM sync_unknown
LIMIT 1`;
const recordsSql = `SELECT DISTINCT entity, record_id AS recordId
FROM sync_unknown
ORDER BY entity, record_id`;
const forgetSql = `DELETE FROM sync_unknown
WHERE entity = ? AND record_id = ?`;
const keepSql = `INSERT INTO sync_unknown (entity, record_id, field, value, stamp, state)
VALUES (?, ?, ?, ?, ?, ?)`;

export function openUnknownReader(database: Database): UnknownReader {
  const find = database.prepare<[string, string], Row>(findSql);
  const any = database.prepare(anySql);
  const records = database.prepare<[], RecordRow>(recordsSql);
  return {
    findUnknown: (entity, recordId) => {
      const rows = find.all(entity, recordId);
      return rows.length === 0 ? undefined : Object.fromEntries(rows.map((row) => [row.field, rowToField(row)]));
    },
    hasUnknown: () => any.get() !== undefined,
    listUnknown: () => records.all(),
  };
}

export function openUnknownKeeper(database: Database): UnknownKeeper {
  const forget = database.prepare<[string, string]>(forgetSql);
  const keep = database.prepare<[string, string, string, string, string, Uint8Array | null]>(keepSql);
  return {
    setUnknown: (entity, recordId, fields = {}) => {
      forget.run(entity, recordId);
      for (const [field, { value, stamp, state }] of Object.entries(fields))
        keep.run(entity, recordId, field, JSON.stringify(value), stamp, state ?? null);
    },
  };
}

function rowToField({ value, stamp, state }: Row): Version[string] {
  // Written by setUnknown and by nothing else.
  const field = { value: JSON.parse(value) as unknown, stamp: stamp as Stamp };
  return state === null ? field : { ...field, state: new Uint8Array(state.buffer, state.byteOffset, state.byteLength) };
}
