/* The records of one scope and entity as they are now, in the order of their ids; deleted ones too, for a device may hold them. */
import { snakeCase } from '#shared/schema/entity.ts';
import { storedToSent } from '#shared/sync/sent-record.ts';
import { snapshotRecordsMax } from '#shared/sync/sync-protocol.ts';
import type { SentRecord, SyncScope } from '#shared/sync/sync-protocol.ts';
import { scopeField } from '#shared/sync/synced-entities.ts';

import { codecOf } from '../db/postgres-codec.ts';
import { askerOf } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import { findReach } from './find-reach.ts';
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
  const reach = await findReach(deps, call);
  const isReached = reach.some(
    ({ kind, id, entities }) => kind === scope.kind && id === scope.id && entities.includes(name),
  );
  if (entity === undefined || !isReached) return { records: [], isEnd: true, epoch: null };
  const { epoch } = await readHead(call.sql, askerOf(call).tenantId, deps.newId);
  const { columns, rowToStored } = codecOf(entity);
  const rows = await call.sql.query(
    `SELECT *
     FROM (
       SELECT *, sum(bytes) OVER (ORDER BY id) - bytes AS bytes_before
       FROM (
         SELECT ${columns.join(', ')}, pg_column_size(records.*) AS bytes
         FROM ${entity.table} AS records
         WHERE tenant_id = $1 AND ${snakeCase(scopeField(entity).field)} = $2 AND id > $3
         ORDER BY id
         LIMIT ${String(snapshotRecordsMax)}
       ) AS seen
     ) AS page
     WHERE bytes_before < ${String(pageBytesMax)}
     ORDER BY id`,
    [askerOf(call).tenantId, scope.id, afterId ?? ''],
  );
  const records = rows.map((row) => storedToSent(entity, rowToStored(row)));
  // A page that its bytes have ended is followed by another, be it an empty one.
  const bytes = rows.reduce((sum, row) => sum + Number(row['bytes']), 0);
  return { records, isEnd: rows.length < snapshotRecordsMax && bytes < pageBytesMax, epoch };
}
