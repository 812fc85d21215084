/*
 * How far a file is in step with its server: the cursor up to which the server's changes are here, the numbers up to which it
 * has answered ours, what is held of each scope, and what somebody has to look at. All of it is written in the transaction that
 * makes it true.
 */
import type { Database } from 'better-sqlite3';

import type { Instant } from '#shared/base/instant.ts';

export type SyncCursor = { readonly epoch: string; readonly seq: number };

/** What is held of an entity in a scope: all of it, or the records up to an id. */
export type HeldPart = {
  readonly scopeKind: string;
  readonly scopeId: string;
  readonly entity: string;
  readonly afterId: string | null;
  readonly isWhole: boolean;
};

/**
 * Called what no entity is: a part of this name notes that what this device alone has of the scope is owed to be purged
 * (src-main/sync/purge-on-device.ts). It is never fetched.
 */
export const onDevice = 'on-device';

/** Something about a change that a person should know of. `detail` is JSON. */
export type SyncProblemRow = {
  readonly id: string;
  readonly kind: string;
  readonly deviceId: string;
  readonly number: number;
  readonly entity: string;
  readonly recordId: string;
  readonly detail: string;
  readonly at: Instant;
};

export type SyncProgressReader = {
  /** Undefined before the first greeting. */
  readonly cursor: () => SyncCursor | undefined;
  readonly isPaused: () => boolean;
  readonly lastContactAt: () => Instant | null;
  /** Whether all bytes that records name are fetched, however large they are. */
  readonly fetchesAll: () => boolean;
  readonly listHeld: () => readonly HeldPart[];
  /** The first part that is not whole yet. */
  readonly findUnfinished: () => HeldPart | undefined;
  /** Newest first; those that were settled are not among them. */
  readonly listProblems: (limit: number) => readonly SyncProblemRow[];
  /** Those of one record that the server did not take, the oldest first. */
  readonly listRefusedOf: (entity: string, recordId: string) => readonly SyncProblemRow[];
  readonly findProblem: (id: string) => SyncProblemRow | undefined;
  readonly countProblems: () => readonly { readonly kind: string; readonly count: number }[];
};

export type SyncProgressWriter = {
  readonly setCursor: (cursor: SyncCursor) => void;
  readonly setPaused: (isPaused: boolean) => void;
  readonly setFetchesAll: (fetchesAll: boolean) => void;
  readonly noteContact: (at: Instant) => void;
  readonly setPushed: (deviceId: string, number: number) => void;
  readonly setHeld: (part: HeldPart) => void;
  readonly forgetHeld: (part: Pick<HeldPart, 'scopeKind' | 'scopeId' | 'entity'>) => void;
  /** One of the same id is replaced. */
  readonly addProblem: (problem: SyncProblemRow) => void;
  readonly settleProblem: (id: string) => void;
  readonly settleProblemsOf: (kind: string) => void;
};

type StateRow = {
  readonly epoch: string | null;
  readonly seq: number;
  readonly is_paused: number;
  readonly fetches_all: number;
  readonly last_contact_at: Instant | null;
};
type HeldRow = Omit<HeldPart, 'isWhole'> & { readonly isWhole: number };

/** Of each kind so many are kept to be looked at, the newest; nobody reads more, and a file must not grow by them for ever. */
const openKept = 2_000;
/** Open ones are trimmed once in so many that are added: there can be that many more of a kind. */
const trimEvery = 100;
/** Settled problems are kept for whoever looks into what happened, but not for ever. */
const settledKept = 500;

const problemColumns = 'id, kind, device_id AS deviceId, number, entity, record_id AS recordId, detail, at';
const stateSql = `SELECT epoch, seq, is_paused, fetches_all, last_contact_at
FROM sync_state`;
const heldSql = `SELECT scope_kind AS scopeKind, scope_id AS scopeId, entity, after_id AS afterId, is_whole AS isWhole
FROM sync_held
ORDER BY scope_kind, scope_id, entity`;
const unfinishedSql = `SELECT scope_kind AS scopeKind, scope_id AS scopeId, entity, after_id AS afterId, is_whole AS isWhole
FROM sync_held
WHERE is_whole = 0
ORDER BY rowid
LIMIT 1`;
const problemsSql = `SELECT ${problemColumns}
FROM sync_problems
WHERE is_settled = 0
ORDER BY at DESC, number DESC, id DESC
LIMIT ?`;
const refusedOfSql = `SELECT ${problemColumns}
FROM sync_problems
WHERE record_id = ? AND entity = ? AND kind = 'rejected' AND is_settled = 0
ORDER BY at, number`;
const problemSql = `SELECT ${problemColumns}
FROM sync_problems
WHERE id = ? AND is_settled = 0`;
const countProblemsSql = `SELECT kind, COUNT(*) AS count
FROM sync_problems
WHERE is_settled = 0
GROUP BY kind`;

export function openSyncProgressReader(database: Database): SyncProgressReader {
  const state = database.prepare<[], StateRow>(stateSql);
  const held = database.prepare<[], HeldRow>(heldSql);
  const unfinished = database.prepare<[], HeldRow>(unfinishedSql);
  const problems = database.prepare<[number], SyncProblemRow>(problemsSql);
  const refusedOf = database.prepare<[string, string], SyncProblemRow>(refusedOfSql);
  const problem = database.prepare<[string], SyncProblemRow>(problemSql);
  const counts = database.prepare<[], { readonly kind: string; readonly count: number }>(countProblemsSql);
  return {
    cursor: () => {
      const row = state.get();
      return row === undefined || row.epoch === null ? undefined : { epoch: row.epoch, seq: row.seq };
    },
    isPaused: () => state.get()?.is_paused === 1,
    fetchesAll: () => state.get()?.fetches_all === 1,
    lastContactAt: () => state.get()?.last_contact_at ?? null,
    listHeld: () => held.all().map((row) => ({ ...row, isWhole: row.isWhole === 1 })),
    findUnfinished: () => {
      const row = unfinished.get();
      return row === undefined ? undefined : { ...row, isWhole: false };
    },
    listProblems: (limit) => problems.all(limit),
    listRefusedOf: (entity, recordId) => refusedOf.all(recordId, entity),
    findProblem: (id) => problem.get(id),
    countProblems: () => counts.all(),
  };
}

const setHeldSql = `INSERT INTO sync_held (scope_kind, scope_id, entity, after_id, is_whole)
VALUES (?, ?, ?, ?, ?)
ON CONFLICT (scope_kind, scope_id, entity) DO UPDATE SET after_id = excluded.after_id, is_whole = excluded.is_whole`;
const forgetHeldSql = `DELETE FROM sync_held
WHERE scope_kind = ? AND scope_id = ? AND entity = ?`;
const setPushedSql = `INSERT INTO sync_pushed (device_id, number)
VALUES (?, ?)
ON CONFLICT (device_id) DO UPDATE SET number = excluded.number`;
const addProblemSql = `INSERT INTO sync_problems (id, kind, device_id, number, entity, record_id, detail, at, is_settled)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, detail = excluded.detail, at = excluded.at`;
const trimProblemsSql = `DELETE FROM sync_problems
WHERE is_settled = 1 AND id IN (
  SELECT id
  FROM sync_problems
  WHERE is_settled = 1
  ORDER BY at DESC
  LIMIT -1 OFFSET ${String(settledKept)}
)`;

const trimOpenSql = `DELETE FROM sync_problems
WHERE is_settled = 0 AND kind = ? AND id IN (
  SELECT id
  FROM sync_problems
  WHERE is_settled = 0 AND kind = ?
  ORDER BY at DESC, id DESC
  LIMIT -1 OFFSET ${String(openKept)}
)`;

export function openSyncProgressWriter(database: Database): SyncProgressWriter {
  const setCursor = database.prepare<[string, number]>('UPDATE sync_state\nSET epoch = ?, seq = ?');
  const setPaused = database.prepare<[number]>('UPDATE sync_state\nSET is_paused = ?');
  const setFetchesAll = database.prepare<[number]>('UPDATE sync_state\nSET fetches_all = ?');
  const noteContact = database.prepare<[number]>('UPDATE sync_state\nSET last_contact_at = ?');
  const setPushed = database.prepare<[string, number]>(setPushedSql);
  const setHeld = database.prepare<[string, string, string, string | null, number]>(setHeldSql);
  const forgetHeld = database.prepare<[string, string, string]>(forgetHeldSql);
  const add = database.prepare<[string, string, string, number, string, string, string, number]>(addProblemSql);
  const settle = database.prepare<[string]>('UPDATE sync_problems\nSET is_settled = 1\nWHERE id = ?');
  const trim = database.prepare(trimProblemsSql);
  const trimOpen = database.prepare<[string, string]>(trimOpenSql);
  const settleOf = database.prepare<[string]>(
    'UPDATE sync_problems\nSET is_settled = 1\nWHERE kind = ? AND is_settled = 0',
  );
  let addedCount = 0;
  return {
    setCursor: ({ epoch, seq }) => void setCursor.run(epoch, seq),
    setPaused: (isPaused) => void setPaused.run(Number(isPaused)),
    setFetchesAll: (fetchesAll) => void setFetchesAll.run(Number(fetchesAll)),
    noteContact: (at) => void noteContact.run(at),
    setPushed: (deviceId, number) => void setPushed.run(deviceId, number),
    setHeld: ({ scopeKind, scopeId, entity, afterId, isWhole }) =>
      void setHeld.run(scopeKind, scopeId, entity, afterId, Number(isWhole)),
    forgetHeld: ({ scopeKind, scopeId, entity }) => void forgetHeld.run(scopeKind, scopeId, entity),
    addProblem: ({ id, kind, deviceId, number, entity, recordId, detail, at }) => {
      add.run(id, kind, deviceId, number, entity, recordId, detail, at);
      addedCount += 1;
      if (addedCount % trimEvery === 0) trimOpen.run(kind, kind);
    },
    settleProblem: (id) => {
      settle.run(id);
      trim.run();
    },
    settleProblemsOf: (kind) => {
      settleOf.run(kind);
      trim.run();
    },
  };
}
