/* What goes of the bytes that records name: those that none names any more, and what somebody does not go on with sending. */
import { blobFieldsOf } from '#shared/schema/blob-fields.ts';
import { snakeCase } from '#shared/schema/entity.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import type { Sql } from './server-database.ts';

type Asks = Pick<Sql, 'query'>;

/** Blobs of one statement: of the largest, so many have some gigabytes. */
const forgottenMax = 20;

/**
 * In the reach of the server itself, with the right to erase: notes which whole ones no record names, and deletes those of which that
 * was noted before a moment, and what was last touched before it and is not whole. Returns whether there may be more.
 */
export async function forgetBlobs(
  { query }: Asks,
  entities: readonly AnyEntity[],
  { now, before }: { readonly now: string; readonly before: string },
): Promise<boolean> {
  const isNamed = namedSql(entities);
  await query(
    `UPDATE blobs
     SET unnamed_since = CASE WHEN ${isNamed} THEN NULL ELSE $1::timestamptz END
     WHERE tenant_id = public.app_tenant() AND is_whole AND (unnamed_since IS NULL) <> ${isNamed}`,
    [now],
  );
  // Held: who begins to go on with one at this moment waits and begins anew; one that somebody goes on with stays.
  const gone = await query(
    `SELECT id, sha256
     FROM blobs
     WHERE tenant_id = public.app_tenant() AND (unnamed_since < $1 OR (NOT is_whole AND touched_at < $1))
     LIMIT ${String(forgottenMax)}
     FOR UPDATE SKIP LOCKED`,
    [before],
  );
  const ids = gone.map((row) => String(row['id']));
  if (ids.length === 0) return false;
  await query('DELETE FROM blob_chunks WHERE blob_id = ANY ($1)', [ids]);
  await query('DELETE FROM blobs WHERE id = ANY ($1)', [ids]);
  await forgetReads(
    { query },
    gone.map((row) => String(row['sha256'])),
  );
  return ids.length === forgottenMax;
}

/** Who has fetched bytes that are nowhere any more: the audit has it. What is fetched after they have come again, is told again. */
async function forgetReads({ query }: Asks, gone: readonly string[]): Promise<void> {
  await query(
    `DELETE FROM blob_reads AS read
     WHERE read.tenant_id = public.app_tenant() AND read.sha256 = ANY ($1)
       AND NOT EXISTS (
         SELECT 1
         FROM blobs
         WHERE blobs.tenant_id = read.tenant_id AND blobs.sha256 = read.sha256 AND blobs.is_whole
       )`,
    [gone],
  );
}

/** Whether a record that is not deleted names the bytes, where they lie. */
function namedSql(entities: readonly AnyEntity[]): string {
  const parts = entities.flatMap((entity) =>
    blobFieldsOf(entity).map(
      (field) => `(entity = '${entity.name}' AND EXISTS (
        SELECT 1
        FROM ${entity.table} AS record
        WHERE record.tenant_id = blobs.tenant_id AND record.${snakeCase(field)} = blobs.sha256
          AND record.${scopeColumns[entity.scope]} = blobs.scope_id AND record.deleted_at IS NULL
      ))`,
    ),
  );
  return parts.length === 0 ? 'false' : `(${parts.join(' OR ')})`;
}

const scopeColumns: { readonly [scope in AnyEntity['scope']]: string } = {
  project: 'project_id',
  workspace: 'workspace_id',
  user: 'user_id',
  tenant: 'tenant_id',
  server: 'tenant_id',
  device: 'id',
};
