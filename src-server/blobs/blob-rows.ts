/*
 * The rows of bytes: what somebody sends, what has come whole, and their chunks. Each statement is asked in the reach of who asks,
 * or of the server itself where it says so.
 */
import { hash } from 'node:crypto';

import type { Instant } from '#shared/base/instant.ts';

import type { Sql, SqlRow } from '../db/server-database.ts';
import type { Named } from './find-named.ts';

type Asks = Pick<Sql, 'query'>;

export type BlobRow = {
  readonly id: string;
  readonly entity: string;
  readonly scopeId: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly isWhole: boolean;
  readonly revision: string;
};

export type Chunk = {
  readonly number: number;
  /** SHA-256 of the chunk, unpacked. */
  readonly digest: string;
  /** With zstd. */
  readonly isPacked: boolean;
  readonly bytes: Uint8Array;
};

const columns = 'id, entity, scope_id, sha256, size_bytes, is_whole, revision';

function rowToBlob(row: SqlRow): BlobRow {
  return {
    id: String(row['id']),
    entity: String(row['entity']),
    scopeId: String(row['scope_id']),
    sha256: String(row['sha256']),
    sizeBytes: Number(row['size_bytes']),
    isWhole: row['is_whole'] === true,
    revision: String(row['revision']),
  };
}

type Place = Pick<Named, 'scopeId' | 'sha256'> & { readonly entity: { readonly name: string } };

/** Whole ones, and those that the person is sending, where they may be seen. */
export async function findBlobs(
  { query }: Asks,
  tenantId: string,
  places: readonly Place[],
): Promise<readonly BlobRow[]> {
  if (places.length === 0) return [];
  const rows = await query(
    `SELECT ${columns}
     FROM blobs
     WHERE tenant_id = $1 AND (is_whole OR sender_id = public.app_user())
       AND (scope_id, entity, sha256) IN (SELECT * FROM unnest($2::text[], $3::text[], $4::text[]))`,
    [
      tenantId,
      places.map((one) => one.scopeId),
      places.map(({ entity }) => entity.name),
      places.map((one) => one.sha256),
    ],
  );
  return rows.map((row) => rowToBlob(row));
}

/** Which of the blobs is the one of that place. */
export function blobAt(rows: readonly BlobRow[], { scopeId, entity, sha256 }: Place): BlobRow | undefined {
  const here = rows.filter((row) => row.scopeId === scopeId && row.entity === entity.name && row.sha256 === sha256);
  return here.find(({ isWhole }) => isWhole) ?? here[0];
}

/** As it is now, held until the commit: whoever else would write to it waits. */
export async function holdBlob({ query }: Asks, id: string): Promise<BlobRow | undefined> {
  const [row] = await query(`SELECT ${columns} FROM blobs WHERE id = $1 AND NOT is_whole FOR UPDATE`, [id]);
  return row === undefined ? undefined : rowToBlob(row);
}

type NewBlob = { readonly id: string; readonly named: Named; readonly sizeBytes: number; readonly nowMs: Instant };

/** Undefined where the same person has begun it at this moment. */
export async function insertBlob({ query }: Asks, { id, named, sizeBytes, nowMs }: NewBlob): Promise<void> {
  const { entity, record, scopeId, sha256 } = named;
  await query(
    `INSERT INTO blobs (id, tenant_id, entity, scope_id, workspace_id, project_id, user_id, sha256, size_bytes, sender_id,
       revision, is_whole, touched_at)
     VALUES ($1, public.app_tenant(), $2, $3, $4, $5, $6, $7, $8, public.app_user(), $1, false, $9)
     ON CONFLICT DO NOTHING`,
    [
      id,
      entity.name,
      scopeId,
      record['workspaceId'] ?? null,
      record['projectId'] ?? null,
      entity.scope === 'user' ? record['userId'] : null,
      sha256,
      sizeBytes,
      new Date(nowMs).toISOString(),
    ],
  );
}

/** Replaces what there was under its number. Bytes go as text of base64, which both databases read quickly. */
export async function writeChunk(
  { query }: Asks,
  blob: BlobRow,
  { chunk, revision, nowMs }: { readonly chunk: Chunk; readonly revision: string; readonly nowMs: Instant },
): Promise<void> {
  await query('UPDATE blobs SET revision = $2, touched_at = $3 WHERE id = $1', [
    blob.id,
    revision,
    new Date(nowMs).toISOString(),
  ]);
  await query(
    `INSERT INTO blob_chunks (tenant_id, blob_id, number, digest, is_packed, bytes)
     VALUES (public.app_tenant(), $1, $2, $3, $4, decode($5, 'base64'))
     ON CONFLICT (blob_id, number) DO UPDATE
     SET digest = excluded.digest, is_packed = excluded.is_packed, bytes = excluded.bytes`,
    [blob.id, chunk.number, chunk.digest, chunk.isPacked, Buffer.from(chunk.bytes).toString('base64')],
  );
}

export async function readChunk({ query }: Asks, blobId: string, number: number): Promise<Chunk | undefined> {
  const [row] = await query(
    `SELECT digest, is_packed, encode(bytes, 'base64') AS bytes FROM blob_chunks WHERE blob_id = $1 AND number = $2`,
    [blobId, number],
  );
  if (row === undefined) return undefined;
  return {
    number,
    digest: String(row['digest']),
    isPacked: row['is_packed'] === true,
    bytes: Buffer.from(String(row['bytes']), 'base64'),
  };
}

/** The first and the last numbers of the runs of chunks that there are, by their blob. */
export async function listHeld(
  { query }: Asks,
  blobIds: readonly string[],
): Promise<ReadonlyMap<string, [number, number][]>> {
  const held = new Map<string, [number, number][]>();
  if (blobIds.length === 0) return held;
  const rows = await query(
    `SELECT blob_id, min(number) AS first, max(number) AS last
     FROM (
       SELECT blob_id, number, number - row_number() OVER (PARTITION BY blob_id ORDER BY number) AS run
       FROM blob_chunks
       WHERE blob_id = ANY ($1)
     ) AS numbered
     GROUP BY blob_id, run
     ORDER BY blob_id, first`,
    [blobIds],
  );
  for (const row of rows) {
    const id = String(row['blob_id']);
    held.set(id, [...(held.get(id) ?? []), [Number(row['first']), Number(row['last'])]]);
  }
  return held;
}

/**
 * Held first, as for a chunk that is written: one that is written at this moment has come by then and goes too, and what has become
 * whole meanwhile stays. Chunks go before their blob, by which they are reached.
 */
export async function dropBlobs({ query }: Asks, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await query('SELECT id FROM blobs WHERE id = ANY ($1) AND NOT is_whole ORDER BY id FOR UPDATE', [ids]);
  const held = rows.map(({ id }) => String(id));
  await query('DELETE FROM blob_chunks WHERE blob_id = ANY ($1)', [held]);
  await query('DELETE FROM blobs WHERE id = ANY ($1)', [held]);
}

/** In the reach of the server itself: what the tenant has, also what is only begun, and how much of that is somebody's. */
export async function countBlobs(
  { query }: Asks,
  userId: string,
): Promise<{ readonly bytes: number; readonly unfinished: number }> {
  const [row = {}] = await query(
    `SELECT coalesce(sum(size_bytes), 0)::bigint AS bytes, count(*) FILTER (WHERE NOT is_whole AND sender_id = $1) AS unfinished
     FROM blobs
     WHERE tenant_id = public.app_tenant()`,
    [userId],
  );
  return { bytes: Number(row['bytes']), unfinished: Number(row['unfinished']) };
}

/** In the reach of the server itself: what others were sending of a blob that is whole now. */
export async function listOvertaken({ query }: Asks, { entity, scopeId, sha256 }: BlobRow): Promise<readonly string[]> {
  const rows = await query(
    `SELECT id
     FROM blobs
     WHERE tenant_id = public.app_tenant() AND scope_id = $1 AND entity = $2 AND sha256 = $3 AND NOT is_whole`,
    [scopeId, entity, sha256],
  );
  return rows.map((row) => String(row['id']));
}

export async function markWhole({ query }: Asks, { id }: BlobRow, nowMs: Instant): Promise<void> {
  await query('UPDATE blobs SET is_whole = true, touched_at = $2 WHERE id = $1', [id, new Date(nowMs).toISOString()]);
}

/** One at a time brings bytes of that name to their end, or begins them, in a tenant. Held until the commit. */
export async function holdName({ query }: Asks, tenantId: string, sha256: string): Promise<void> {
  // A number of its own for each; two that happen to have the same wait for one another.
  const number = Number.parseInt(hash('sha256', `${tenantId} ${sha256}`).slice(0, 8), 16) | 0;
  await query('SELECT pg_advisory_xact_lock($1, $2)', [blobLocks, number]);
}

/** Among locks of two numbers, which are apart from those of one. */
const blobLocks = 9;
