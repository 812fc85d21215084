/*
 * Bytes are reached by a record that names them, as the record is: by whoever may read it, where their membership does not hide it.
 * Whoever may write it may send them.
 */
import { recordBehind } from '#shared/matrix/objects-behind.ts';
import { isModelEntityName } from '#shared/matrix/model-entities.ts';
import { projectEntity } from '#shared/matrix/project-entities.ts';
import { blobsOfRecord } from '#shared/schema/blob-fields.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';
import type { StoredRecord } from '#shared/schema/row-codec.ts';
import type { NamedBlob } from '#shared/blobs/blob-server-api.ts';
import { isSyncedEntity, scopeOfRecord } from '#shared/sync/synced-entities.ts';

import { inOrder } from '../db/in-order.ts';
import { codecOf } from '../db/postgres-codec.ts';
import { askerOf } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import { findPositions, reachOf } from '../sync/find-reach.ts';
import type { Positions } from '../sync/find-reach.ts';
import { isStorable } from '../sync/load-push.ts';
import { mayWrite } from '../sync/may-write.ts';
import { findShown } from '../sync/shown-records.ts';
import type { BlobDeps } from './blob-deps.ts';

/** A record that names bytes, for who may read it. */
export type Named = {
  readonly entity: AnyEntity;
  readonly record: AnyRecord;
  readonly scopeId: string;
  readonly sha256: string;
  readonly maySend: boolean;
};

type Ask = Pick<ServerCall['sql'], 'query'>;
type Records = Map<string, AnyRecord>;

/** In the order of what is asked; undefined for what is not there for them, whyever. */
export async function findNamed(
  deps: BlobDeps,
  call: ServerCall,
  asked: readonly NamedBlob[],
): Promise<readonly (Named | undefined)[]> {
  const known: Records = new Map();
  const wanted = asked.map(({ entity, recordId }) => ({ entity, id: recordId }));
  const [positions] = await inOrder([findPositions(call.sql), load(deps, call.sql, known, wanted)]);
  const found = asked.map((one) => findRecord(deps, known, one));
  await load(deps, call.sql, known, found.flatMap(behind));
  const reach = reachOf(deps, askerOf(call), positions);
  const held = new Set(reach.flatMap(({ kind, id, entities }) => entities.map((name) => `${kind} ${id} ${name}`)));
  const there = found.filter((one) => one !== undefined);
  const isShown = await findShown(deps, call, positions, there.map(askedOf));
  return found.map((one, index) => {
    if (one === undefined || !isShown(askedOf(one))) return undefined;
    const { kind, id } = scopeOfRecord(one.entity, one.record);
    if (!held.has(`${kind} ${id} ${one.entity.name}`)) return undefined;
    const maySend = mayWriteRecord(deps, call, { ...one, known, positions });
    return { ...one, scopeId: id, sha256: asked[index]?.sha256 ?? '', maySend };
  });
}

type Found = Pick<Named, 'entity' | 'record'>;

function findRecord(
  { entityByName }: BlobDeps,
  known: Records,
  { entity: name, recordId, sha256 }: NamedBlob,
): Found | undefined {
  const entity = entityByName.get(name);
  const record = known.get(keyOf(name, recordId));
  if (entity === undefined || record === undefined || record['deletedAt'] !== null) return undefined;
  return blobsOfRecord(entity, record).includes(sha256) ? { entity, record } : undefined;
}

/** The project that a record is in, and what it hangs on there: whether somebody may write it depends on these. */
function behind(one: Found | undefined): readonly { readonly entity: string; readonly id: string }[] {
  if (one === undefined || one.entity.scope !== 'project') return [];
  const { name } = one.entity;
  const through = isModelEntityName(name) ? recordBehind(name, one.record) : undefined;
  const project = { entity: projectEntity.name, id: String(one.record['projectId']) };
  return through === undefined ? [project] : [project, through];
}

/** As the person sees them. */
async function load(
  { entityByName }: BlobDeps,
  { query }: Ask,
  known: Records,
  wanted: readonly { readonly entity: string; readonly id: string }[],
): Promise<void> {
  const storable = wanted.filter(({ id }) => isStorable(id));
  const reads = [...Map.groupBy(storable, ({ entity }) => entity)].map(async ([name, records]) => {
    const entity = entityByName.get(name);
    if (entity === undefined || !isSyncedEntity(entity)) return;
    const { recordColumns, rowToRecord } = codecOf(entity);
    const rows = await query(`SELECT ${recordColumns.join(', ')} FROM ${entity.table} WHERE id = ANY ($1)`, [
      [...new Set(records.map(({ id }) => id))],
    ]);
    for (const row of rows) {
      const record = rowToRecord(row);
      known.set(keyOf(name, record.id), record);
    }
  });
  await inOrder(reads);
}

function mayWriteRecord(
  { schema, entityByName }: BlobDeps,
  call: ServerCall,
  { entity, record, known, positions }: Found & { readonly known: Records; readonly positions: Positions },
): boolean {
  const asStored = (one: AnyRecord): StoredRecord => ({ record: one, clocks: {}, states: {} });
  const refusal = mayWrite(
    { schema, entityByName, asker: askerOf(call), positions, movedWords: new Set() },
    {
      entity,
      before: asStored(record),
      after: asStored(record),
      patch: {},
      isCreate: false,
      transaction: { deviceId: '', transactionNumber: 0 },
      findRecord: ({ name }, id) => {
        const there = known.get(keyOf(name, id));
        return there === undefined ? undefined : asStored(there);
      },
    },
  );
  return refusal === undefined;
}

function askedOf({ entity, record }: Found) {
  return { entity: entity.name, id: record.id, projectId: record['projectId'], fields: record };
}

function keyOf(entity: string, id: string): string {
  return `${entity} ${id}`;
}
