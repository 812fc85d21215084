/*
 * What deciding about a push takes, read at once: one query for each entity that is touched, as the person sees it, all on one
 * journey; a second one for what changed records hang on, where that was not guessed. What they may not see is not there; whoever
 * writes over it all the same is stopped by the database.
 */
import { inPieces } from '#shared/base/in-pieces.ts';
import { recordBehind } from '#shared/matrix/objects-behind.ts';
import { isModelEntityName } from '#shared/matrix/model-entities.ts';
import { projectEntity } from '#shared/matrix/project-entities.ts';
import type { Stamp } from '#shared/changes/stamp.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import type { StoredRecord } from '#shared/schema/row-codec.ts';
import type { KnownDevice } from '#shared/sync/accept-changes.ts';
import { ByRecord } from '#shared/sync/by-record.ts';
import { isSameJson } from '#shared/sync/parse-value.ts';
import { pushChangesMax } from '#shared/sync/sync-protocol.ts';
import type { Outcome, SentChange } from '#shared/sync/sync-protocol.ts';
import { mayPushEntity } from '#shared/sync/synced-entities.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import { inOrder } from '../db/in-order.ts';
import { codecOf } from '../db/postgres-codec.ts';
import type { SqlRow } from '../db/server-database.ts';
import { askerOf } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import { findPositions } from './find-reach.ts';
import type { Positions } from './find-reach.ts';
import type { Behind, BehindGuesses } from './guess-behind.ts';
import type { SyncDeps } from './sync-deps.ts';

/** Changed as parts of the push are written. */
export type PushState = {
  readonly devices: Map<string, KnownDevice>;
  /** By device and number: what was told of changes that come again. */
  readonly answers: ReadonlyMap<string, Outcome>;
  readonly records: ByRecord<StoredRecord>;
  readonly positions: Positions;
};

export const answerKey = (deviceId: string, number: number): string => `${deviceId} ${String(number)}`;

export type PushDeps = SyncDeps & { readonly guesses: BehindGuesses };

export async function loadPush(deps: PushDeps, call: ServerCall, changes: readonly SentChange[]): Promise<PushState> {
  const { userId } = askerOf(call);
  const records = new ByRecord<StoredRecord>();
  const wanted = new Wanted(deps.entityByName);
  for (const { entity, id } of deps.guesses.of(userId)) wanted.add(entity, id);
  for (const { entity, recordId, patch } of changes) {
    wanted.add(entity, recordId);
    // Of a record that is made now, its change says where it belongs, and on what it hangs.
    addBehind(wanted, entity, patch);
  }
  const [devices, , positions] = await inOrder([
    loadDevices(call, changes),
    loadRecords(call, wanted, records),
    findPositions(call.sql),
  ]);
  const placed = new Map<unknown, Behind>();
  for (const { entity, recordId } of changes) {
    const known = records.get(entity, recordId);
    if (known === undefined) continue;
    addBehind(wanted, entity, known.record);
    for (const { name, field } of places) {
      const id = known.record[field];
      if (typeof id === 'string') placed.set(id, { entity: name, id });
    }
  }
  deps.guesses.note(userId, [...placed.values()]);
  const [, answers] = await inOrder([loadRecords(call, wanted, records), loadAnswers(call, changes, devices)]);
  return { devices, answers, records, positions };
}

/** Records that are still to be read, by their entity. */
class Wanted {
  readonly #entityByName: SyncDeps['entityByName'];
  readonly #ids = new Map<AnyEntity, Set<string>>();
  readonly #seen = new ByRecord<true>();

  constructor(entityByName: SyncDeps['entityByName']) {
    this.#entityByName = entityByName;
  }

  add(name: string, id: unknown): void {
    if (typeof id !== 'string' || this.#seen.get(name, id) === true) return;
    this.#seen.set(name, id, true);
    const entity = this.#entityByName.get(name);
    if (entity === undefined || !mayPushEntity(entity)) return;
    const ids = this.#ids.get(entity);
    if (ids === undefined) this.#ids.set(entity, new Set([id]));
    else ids.add(id);
  }

  /** As many of each as are read in one go: the rows of thousands would hold the thread. */
  take(): readonly (readonly [AnyEntity, readonly string[]])[] {
    const taken = [...this.#ids].flatMap(([entity, ids]) => {
      const asked = [...ids].filter((id) => isStorable(id));
      return inPieces(asked, pushChangesMax).map((piece) => [entity, piece] as const);
    });
    this.#ids.clear();
    return taken;
  }
}

/** Where a record is. */
const places = [
  { name: workspaceEntity.name, field: 'workspaceId' },
  { name: projectEntity.name, field: 'projectId' },
] as const;

function addBehind(wanted: Wanted, name: string, fields: { readonly [field: string]: unknown }): void {
  for (const place of places) wanted.add(place.name, fields[place.field]);
  const through = isModelEntityName(name) ? recordBehind(name, fields) : undefined;
  if (through !== undefined) wanted.add(through.entity, through.id);
}

async function loadRecords(call: ServerCall, wanted: Wanted, records: ByRecord<StoredRecord>): Promise<void> {
  const asked = wanted.take().map(async ([entity, ids]) => {
    const { columns, rowToStored } = codecOf(entity);
    const rows = await call.sql.query(`SELECT ${columns.join(', ')} FROM ${entity.table} WHERE id = ANY ($1)`, [ids]);
    for (const row of rows) {
      const stored = rowToStored(row);
      records.set(entity.name, stored.record.id, stored);
    }
  });
  await inOrder(asked);
}

/** PostgreSQL stores every text but one with a NUL, or with half a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** A device belongs to who has pushed in its name first. Of somebody else's one sees nothing but that it is taken. */
async function loadDevices(call: ServerCall, changes: readonly SentChange[]): Promise<Map<string, KnownDevice>> {
  const { tenantId, userId } = askerOf(call);
  const ids = [...new Set(changes.map(({ deviceId }) => deviceId))];
  const find = async () =>
    await call.sql.query(
      'SELECT device_id, last_number, last_stamp, fence FROM sync_devices WHERE tenant_id = $1 AND device_id = ANY ($2)',
      [tenantId, ids],
    );
  let rows = await find();
  if (rows.length < ids.length) {
    await call.sql.query(
      `INSERT INTO sync_devices (tenant_id, device_id, user_id, last_number)
       SELECT $1, device_id, $3, 0 FROM unnest($2::text[]) AS device_id
       ON CONFLICT (tenant_id, device_id) DO NOTHING`,
      [tenantId, ids, userId],
    );
    rows = await find();
  }
  const own = rows.map((row): [string, KnownDevice] => [
    String(row['device_id']),
    {
      userId,
      lastNumber: Number(row['last_number']),
      lastStamp: (row['last_stamp'] ?? null) as Stamp | null, // Parsed when it came.
      fence: typeof row['fence'] === 'string' ? row['fence'] : '', // No push bears that.
    },
  ]);
  const foreign: KnownDevice = { userId: '', lastNumber: 0, lastStamp: null, fence: '' };
  return new Map([...ids.map((id): [string, KnownDevice] => [id, foreign]), ...own]);
}

async function loadAnswers(
  call: ServerCall,
  changes: readonly SentChange[],
  devices: ReadonlyMap<string, KnownDevice>,
): Promise<ReadonlyMap<string, Outcome>> {
  const replayed = changes.filter(({ deviceId, number }) => number <= (devices.get(deviceId)?.lastNumber ?? 0));
  if (replayed.length === 0) return new Map();
  const rows = await call.sql.query(
    `WITH replayed AS (SELECT * FROM unnest($2::text[], $3::bigint[]) AS given (device_id, number))
     SELECT device_id, number, NULL::jsonb AS outcome, entity, id, stamp, patch
     FROM sync_changes
     WHERE tenant_id = $1 AND (device_id, number) IN (SELECT device_id, number FROM replayed)
     UNION ALL
     SELECT replayed.device_id, replayed.number, NULL, NULL, NULL, NULL, NULL
     FROM replayed
     JOIN sync_devices AS device ON device.tenant_id = $1 AND device.device_id = replayed.device_id
     WHERE device.taken @> replayed.number
     UNION ALL
     SELECT device_id, number, outcome, NULL, NULL, NULL, NULL
     FROM sync_outcomes
     WHERE tenant_id = $1 AND (device_id, number) IN (SELECT device_id, number FROM replayed)
     ORDER BY 3 NULLS FIRST`,
    [askerOf(call).tenantId, replayed.map(({ deviceId }) => deviceId), replayed.map(({ number }) => number)],
  );
  const sent = new Map(replayed.map((change) => [answerKey(change.deviceId, change.number), change]));
  const answers = new Map<string, Outcome>();
  for (const row of rows) {
    const key = answerKey(String(row['device_id']), Number(row['number']));
    // Of one that is in the log, or was, and has an outcome too (it was superseded), the outcome comes last, and stays.
    if (row['outcome'] === null && isAnother(row, sent.get(key))) answers.set(key, numberTaken);
    else if (answers.get(key) !== numberTaken) answers.set(key, (row['outcome'] ?? applied) as Outcome); // As it was told, and stored by nothing else.
  }
  return answers;
}

const applied: Outcome = { kind: 'applied' };
const numberTaken: Outcome = { kind: 'rejected', code: 'number-taken', problems: [], record: null };

/** Whether the log has another change under the number. One that was stamped anew since it was taken says the same. */
function isAnother(row: SqlRow, change: SentChange | undefined): boolean {
  // What it was has left the log.
  if (change === undefined || row['entity'] === null) return false;
  if (row['entity'] !== change.entity || row['id'] !== change.recordId) return true;
  return row['stamp'] !== change.stamp && !isSameJson(row['patch'], change.patch);
}
