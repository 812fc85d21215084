/*
 * The changes after a cursor. The database shows those of records that the person may see today; what is passed over is passed
 * over by the cursor too, so a device never asks about it again. Whoever gets to see more hears of it by `reach`.
 */
import type { Cursor, ToldChange } from '#shared/sync/sync-protocol.ts';

import { inOrder } from '../db/in-order.ts';
import type { SqlRow } from '../db/server-database.ts';
import { askerOf } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import { findPositions, reachOf } from './find-reach.ts';
import { reachTest } from './reach-test.ts';
import type { Placed } from './reach-test.ts';
import { findShown, isNarrowed } from './shown-records.ts';
import type { Asked } from './shown-records.ts';
import type { SyncDeps } from './sync-deps.ts';
import { readHead } from './tenant-log.ts';

/** Numbers that one pull looks at: whoever may see next to nothing is answered as quickly as others. */
const lookedAtMax = 20_000;
/** Of a page, as the database keeps it (compressed): a page of long texts has fewer changes. */
const pageBytesMax = 2 * 1024 * 1024;

const pageSql = ({ changesMax }: SyncDeps['pages']): string => `SELECT *
FROM (
  SELECT *, sum(bytes) OVER (ORDER BY seq) - bytes AS bytes_before
  FROM (
    SELECT seq, device_id, number, transaction_number, undo_group, actor_id, session_id, entity, id, workspace_id,
      project_id, user_id, patch, before, stamp, schema_version,
      pg_column_size(patch) + coalesce(pg_column_size(before), 0) AS bytes
    FROM sync_changes
    WHERE tenant_id = $1 AND seq > $2 AND seq <= $3 AND device_id <> $4
    ORDER BY seq
    LIMIT ${String(changesMax)}
  ) AS seen
) AS page
WHERE bytes_before < ${String(pageBytesMax)}
ORDER BY seq`;

type PullInput = { readonly cursor: Cursor; readonly deviceId: string };

export async function pullChanges(deps: SyncDeps, call: ServerCall, { cursor, deviceId }: PullInput) {
  const { tenantId } = askerOf(call);
  const lookedAt = cursor.seq + lookedAtMax;
  const noteView = deps.news.beginLook(askerOf(call));
  const [head, rows, positions] = await inOrder([
    readHead(call.sql, tenantId, deps.newId),
    call.sql.query(pageSql(deps.pages), [tenantId, cursor.seq, lookedAt, deviceId]),
    findPositions(call.sql),
  ]);
  if (cursor.epoch !== head.epoch) return { kind: 'resync' as const, reason: 'epoch' as const };
  if (cursor.seq > head.seq) return { kind: 'resync' as const, reason: 'ahead' as const };
  if (cursor.seq < head.floor) return { kind: 'resync' as const, reason: 'compacted' as const };
  const reach = reachOf(deps, askerOf(call), positions);
  // What was accepted while this was read comes with the next page.
  const seq = Math.min(head.seq, endOf(deps, rows, lookedAt));
  const isReached = reachTest(deps.entityByName, reach);
  noteView((change) => isReached(change) && (!isNarrowed(positions, change) || 'unknown'));
  const reached = rows.filter((row) => Number(row['seq']) <= seq && isReached(placeOf(tenantId, row)));
  const isShown = await findShown(deps, call, positions, reached.map(askedOf));
  return {
    kind: 'changes' as const,
    changes: reached.filter((row) => isShown(askedOf(row))).map((row) => toldChange(row)),
    cursor: { epoch: head.epoch, seq },
    isEnd: seq === head.seq,
    reach: [...reach],
    serverMs: call.nowMs,
  };
}

/** Up to where everything has been looked at: all of it, unless the page was full before. */
function endOf({ pages }: SyncDeps, rows: readonly SqlRow[], last: number): number {
  const bytes = rows.reduce((sum, row) => sum + Number(row['bytes']), 0);
  const isFull = rows.length === pages.changesMax || bytes >= pageBytesMax;
  return isFull ? Number(rows.at(-1)?.['seq']) : last;
}

function placeOf(tenantId: string, row: SqlRow): Placed {
  const { workspace_id: workspaceId, project_id: projectId, user_id: userId } = row;
  return { entity: String(row['entity']), recordId: String(row['id']), tenantId, workspaceId, projectId, userId };
}

function askedOf(row: SqlRow): Asked {
  return { entity: String(row['entity']), id: String(row['id']), projectId: row['project_id'] };
}

function toldChange(row: SqlRow): ToldChange {
  return {
    seq: Number(row['seq']),
    deviceId: String(row['device_id']),
    number: Number(row['number']),
    transactionNumber: Number(row['transaction_number']),
    undoGroup: String(row['undo_group']),
    sessionId: row['session_id'] ?? null,
    actorId: String(row['actor_id']),
    entity: String(row['entity']),
    recordId: String(row['id']),
    patch: row['patch'],
    before: row['before'] ?? null,
    stamp: row['stamp'],
    schemaVersion: Number(row['schema_version']),
  } as ToldChange; // Written from a parsed change and by nothing else.
}
