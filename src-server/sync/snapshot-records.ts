/*
 * The records of one scope and entity as they are now, in the order of their ids; deleted ones too, for a device may hold them. A page
 * of them is told parsed, or as texts, which the database makes by itself wherever it can: what it reads is then neither parsed nor
 * written again here, and a first load takes half of the server's time.
 */
import { snakeCase } from '#shared/schema/entity.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import type { StoredRecord } from '#shared/schema/row-codec.ts';
import { sentNames, storedToSent } from '#shared/sync/sent-record.ts';
import { sentToRow } from '#shared/sync/snapshot-rows.ts';
import type { SentRecord, SnapshotRows, SyncScope } from '#shared/sync/sync-protocol.ts';
import { scopeField } from '#shared/sync/synced-entities.ts';

import { codecOf } from '../db/postgres-codec.ts';
import { askerOf } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import { findPositions, reachOf } from './find-reach.ts';
import type { Positions } from './find-reach.ts';
import { areAllShown, findShown } from './shown-records.ts';
import type { Asked } from './shown-records.ts';
import { rowSql } from './snapshot-row-sql.ts';
import type { SyncDeps } from './sync-deps.ts';
import { readHead } from './tenant-log.ts';

/** Of a page, as the database keeps it (compressed). */
const pageBytesMax = 2 * 1024 * 1024;

type SnapshotInput = { readonly scope: SyncScope; readonly entity: string; readonly afterId: string | null };
type SnapshotPage = { readonly records: SentRecord[]; readonly isEnd: boolean; readonly epoch: string | null };

type Reached = { readonly entity: AnyEntity; readonly positions: Positions; readonly epoch: string };
type Place = { readonly scopeId: string; readonly after: string; readonly max: number };

export async function snapshotRecords(deps: SyncDeps, call: ServerCall, input: SnapshotInput): Promise<SnapshotPage> {
  const reached = await findReached(deps, call, input);
  if (reached === undefined) return { records: [], isEnd: true, epoch: null };
  return { ...(await readShown(deps, call, reached, placeOf(input, deps.pages.recordsMax))), epoch: reached.epoch };
}

/** The same as texts. */
export async function snapshotRows(deps: SyncDeps, call: ServerCall, input: SnapshotInput): Promise<SnapshotRows> {
  const reached = await findReached(deps, call, input);
  if (reached === undefined) return { names: [], rows: [], isEnd: true, epoch: null };
  const { entity, positions, epoch } = reached;
  const names = [...sentNames(entity)];
  const place = placeOf(input, deps.pages.rowsMax);
  const sql = areAllShown(positions) ? rowSql(entity, names) : undefined;
  if (sql !== undefined) {
    const { rows, isEnd } = await readPage(call, entity, { ...place, columns: sql.columns, select: sql.select });
    return { names, rows: rows.map((row) => String(row['text'])), isEnd, epoch };
  }
  const { records, isEnd } = await readShown(deps, call, reached, place);
  return { names, rows: records.map((record) => sentToRow(names, record)), isEnd, epoch };
}

function placeOf({ scope, afterId }: SnapshotInput, max: number): Place {
  return { scopeId: scope.id, after: afterId ?? '', max };
}

/** Undefined where the part is not reached. */
async function findReached(
  deps: SyncDeps,
  call: ServerCall,
  { scope, entity: name }: SnapshotInput,
): Promise<Reached | undefined> {
  const entity = deps.entityByName.get(name);
  const positions = await findPositions(call.sql);
  const reach = reachOf(deps, askerOf(call), positions);
  const isReached = reach.some(
    ({ kind, id, entities }) => kind === scope.kind && id === scope.id && entities.includes(name),
  );
  if (entity === undefined || !isReached) return undefined;
  const { epoch } = await readHead(call.sql, askerOf(call).tenantId, deps.newId);
  return { entity, positions, epoch };
}

/** What they are shown of a page; of the next one where that is nothing. */
async function readShown(
  deps: SyncDeps,
  call: ServerCall,
  { entity, positions }: Reached,
  place: Place,
): Promise<Pick<SnapshotPage, 'records' | 'isEnd'>> {
  const { columns, rowToStored } = codecOf(entity);
  for (let { after } = place; ;) {
    // oxlint-disable-next-line no-await-in-loop -- Each page begins where the one before has ended.
    const { rows, isEnd } = await readPage(call, entity, { ...place, after, columns, select: columns.join(', ') });
    const stored = rows.map((row) => rowToStored(row));
    // oxlint-disable-next-line no-await-in-loop -- One connection.
    const isShown = await findShown(
      deps,
      call,
      positions,
      stored.map((one) => askedOf(entity.name, one)),
    );
    const records = stored.filter((one) => isShown(askedOf(entity.name, one))).map((one) => storedToSent(entity, one));
    // A page of which nothing is shown would not say where the next one begins.
    if (records.length > 0 || isEnd) return { records, isEnd };
    after = stored.at(-1)?.record.id ?? after;
  }
}

type Wanted = Place & {
  readonly columns: readonly string[];
  /** What is told of each record, from these columns. */
  readonly select: string;
};

async function readPage(call: ServerCall, entity: AnyEntity, { scopeId, after, max, columns, select }: Wanted) {
  // The index has the records of a scope in the order of their ids. Where PostgreSQL has not counted a table yet, it takes a scope
  // for a few dozen records, and would read and sort all of them at each page: a first load grew with the square of its records.
  await call.sql.query(`SELECT set_config('enable_bitmapscan', 'off', true)`);
  const rows = await call.sql.query(
    `SELECT ${select}, bytes
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
  return { rows, isEnd: rows.length < max && bytes < pageBytesMax };
}

function askedOf(entity: string, { record }: StoredRecord): Asked {
  return { entity, id: record.id, projectId: record['projectId'], fields: record };
}
