/* The records of one scope and entity as they are now, in the order of their ids; deleted ones too, for a device may hold them. */
import { snakeCase } from '#shared/schema/entity.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import type { StoredRecord } from '#shared/schema/row-codec.ts';
import { storedToSent } from '#shared/sync/sent-record.ts';
import type { SentRecord, SyncScope } from '#shared/sync/sync-protocol.ts';
import { scopeField } from '#shared/sync/synced-entities.ts';

import { codecOf } from '../db/postgres-codec.ts';
import { askerOf } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import { findPositions, reachOf } from './find-reach.ts';
import { findShown } from './shown-records.ts';
import type { Asked } from './shown-records.ts';
import type { SyncDeps } from './sync-deps.ts';
import { readHead } from './tenant-log.ts';

/** Of a page, as the database keeps it (compressed). */
const pageBytesMax = 2 * 1024 * 1024;

type SnapshotInput = { readonly scope: SyncScope; readonly entity: string; readonly afterId: string | null };
type SnapshotPage = { readonly records: SentRecord[]; readonly isEnd: boolean; readonly epoch: string | null };

export async function snapshotRecords(
  deps: SyncDeps,
  call: ServerCall,
  { scope, entity: name, afterId }: SnapshotInput,
): Promise<SnapshotPage> {
  const entity = deps.entityByName.get(name);
  const positions = await findPositions(call.sql);
  const reach = reachOf(deps, askerOf(call), positions);
  const isReached = reach.some(
    ({ kind, id, entities }) => kind === scope.kind && id === scope.id && entities.includes(name),
  );
  if (entity === undefined || !isReached) return { records: [], isEnd: true, epoch: null };
  const { epoch } = await readHead(call.sql, askerOf(call).tenantId, deps.newId);
  for (let after = afterId ?? ''; ;) {
    // oxlint-disable-next-line no-await-in-loop -- Each page begins where the one before has ended.
    const { stored, isEnd } = await readPage(call, entity, { scopeId: scope.id, after, max: deps.pages.recordsMax });
    // oxlint-disable-next-line no-await-in-loop -- One connection.
    const isShown = await findShown(
      deps,
      call,
      positions,
      stored.map((one) => askedOf(name, one)),
    );
    const records = stored.filter((one) => isShown(askedOf(name, one))).map((one) => storedToSent(entity, one));
    // A page of which nothing is shown would not say where the next one begins.
    if (records.length > 0 || isEnd) return { records, isEnd, epoch };
    after = stored.at(-1)?.record.id ?? after;
  }
}

async function readPage(
  call: ServerCall,
  entity: AnyEntity,
  { scopeId, after, max }: { readonly scopeId: string; readonly after: string; readonly max: number },
): Promise<{ readonly stored: readonly StoredRecord[]; readonly isEnd: boolean }> {
  const { columns, rowToStored } = codecOf(entity);
  // The index has the records of a scope in the order of their ids. Where PostgreSQL has not counted a table yet, it takes a scope
  // for a few dozen records, and would read and sort all of them at each page: a first load grew with the square of its records.
  await call.sql.query(`SELECT set_config('enable_bitmapscan', 'off', true)`);
  const rows = await call.sql.query(
    `SELECT ${columns.join(', ')}, bytes
     FROM (
       SELECT *, sum(bytes) OVER (ORDER BY id) - bytes AS bytes_before
       FROM (
         SELECT ${columns.join(', ')}, pg_column_size(records.*) AS bytes
         FROM ${entity.table} AS records
         WHERE tenant_id = $1 AND ${snakeCase(scopeField(entity).field)} = $2 AND id > $3
         ORDER BY id
         LIMIT ${String(max)}
       ) AS seen
     ) AS page
     WHERE bytes_before < ${String(pageBytesMax)}
     ORDER BY id`,
    [askerOf(call).tenantId, scopeId, after],
  );
  // A page that its bytes have ended is followed by another, be it an empty one.
  const bytes = rows.reduce((sum, row) => sum + Number(row['bytes']), 0);
  return {
    stored: rows.map((row) => rowToStored(row)),
    isEnd: rows.length < max && bytes < pageBytesMax,
  };
}

function askedOf(entity: string, { record }: StoredRecord): Asked {
  return { entity, id: record.id, projectId: record['projectId'], fields: record };
}
