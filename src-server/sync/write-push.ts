/*
 * Writes what was decided about a push: the records, the log, what is to be remembered of the answers. A few statements for every
 * few hundred changes, none of which waits for the one before: the database writes the records while the log's statement is made.
 * The database's own rules hold here too; what they refuse takes back all of it.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import { inPieces } from '#shared/base/in-pieces.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { snakeCase } from '#shared/schema/entity.ts';
import { columnsOf } from '#shared/schema/table-sql.ts';
import type { Column } from '#shared/schema/table-sql.ts';
import type { Acceptance, AcceptedRecord } from '#shared/sync/accept-changes.ts';
import { newsChangesMax, pushChangesMax } from '#shared/sync/sync-protocol.ts';
import type { ToldChange } from '#shared/sync/sync-protocol.ts';

import { afterSending } from '../db/gathered-statements.ts';
import { inOrder } from '../db/in-order.ts';
import { RecordRefused, refusalOf } from '../db/record-refused.ts';
import { insertRecordsStatement, notAllReached, updateAllStatement } from '../db/record-sql.ts';
import type { Statement } from '../db/record-sql.ts';
import { rowRules } from '../db/row-rules.ts';
import type { SecuritySchema } from '../db/row-rules.ts';
import { sqlStateOf } from '../db/transaction.ts';
import { askerOf } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import type { SyncDeps } from './sync-deps.ts';
import { appendChanges } from './tenant-log.ts';
import type { Head, LogEntry } from './tenant-log.ts';

/** `after`: up to which number each device has its answers, as it says. */
type Written = { readonly accepted: Acceptance; readonly after: { readonly [deviceId: string]: number } };

/** As many as a usual push has are written in one go; the texts of thousands would hold the thread. */
const atOnceMax = pushChangesMax;

export function isWrittenAtOnce({ log }: Acceptance): boolean {
  return log.length <= atOnceMax;
}

/** Throws `RecordRefused` for what row-level security, or a value that has to be the only one, does not allow. */
export async function writePush(deps: SyncDeps, call: ServerCall, head: Head, written: Written): Promise<Head> {
  const { records, log } = written.accepted;
  // In the order in which they were first touched: a project before its records, whose rules ask for it.
  const kinds = [...Map.groupBy(records, ({ entity, isNew }) => `${entity.name} ${String(isNew)}`).values()];
  const entries = log.map(({ change, record: { record } }) => ({ change, place: record }));
  if (!isWrittenAtOnce(written.accepted)) return await writeInPieces(deps, call, head, { ...written, kinds, entries });
  const logged = afterSending(async () => {
    const [next] = await inOrder([append(deps, call, head, entries), writeAnswers(call, written)]);
    return next;
  });
  await inOrder([...kinds.map(async (kind) => await writeRecords(deps, call, kind)), logged]);
  return await logged;
}

type Pieces = Written & {
  readonly kinds: readonly (readonly AcceptedRecord[])[];
  readonly entries: readonly LogEntry[];
};

async function writeInPieces(
  deps: SyncDeps,
  call: ServerCall,
  head: Head,
  { kinds, entries, ...written }: Pieces,
): Promise<Head> {
  const asked: Promise<unknown>[] = [];
  const ask = async (one: Promise<unknown>): Promise<void> => {
    one.catch(() => undefined); // Thrown at the end.
    asked.push(one);
    await nextTurn();
  };
  // oxlint-disable no-await-in-loop -- The turns of others, between one piece and the next.
  for (const piece of kinds.flatMap((kind) => inPieces(kind, atOnceMax))) await ask(writeRecords(deps, call, piece));
  let at = head;
  for (const piece of inPieces(entries, atOnceMax)) {
    await ask(append(deps, call, at, piece));
    at = { ...at, seq: at.seq + piece.length };
  }
  // oxlint-enable no-await-in-loop
  await ask(writeAnswers(call, written));
  await inOrder(asked);
  return at;
}

async function append(deps: SyncDeps, call: ServerCall, head: Head, entries: readonly LogEntry[]): Promise<Head> {
  const { sessionId } = askerOf(call);
  const ticket = keepNews(deps, call, head, entries);
  return await appendChanges(call.sql, head, { entries, nowMs: call.nowMs, sessionId, ticket });
}

function keepNews(
  { news }: SyncDeps,
  call: ServerCall,
  { tenantId, epoch, seq: from }: Head,
  entries: readonly LogEntry[],
): string | null {
  const { userId: actorId, sessionId } = askerOf(call);
  if (entries.length > newsChangesMax) return news.keepOnlyThat(new Set(entries.map(({ change }) => change.entity)));
  const changes = entries.map(({ change, place: { workspaceId, projectId, userId } }, index) => {
    const { entity, recordId } = change;
    const told = { ...change, seq: from + index + 1, actorId } as ToldChange; // Parsed when it came.
    return { entity, recordId, tenantId, workspaceId, projectId, userId, told };
  });
  return news.keep({ tenantId, sessionId, epoch, from, changes });
}

async function writeRecords({ schema }: SyncDeps, call: ServerCall, records: readonly AcceptedRecord[]): Promise<void> {
  const [first] = records;
  if (first === undefined) return;
  const { entity, isNew } = first;
  const stored = records.map((record) => record.stored);
  await write(
    call,
    entity,
    isNew ? insertRecordsStatement(entity, stored) : updateAllStatement(entity, changedColumns(entity, schema), stored),
  );
}

const changedByEntity = new WeakMap<AnyEntity, readonly Column[]>();

/** What a device never sets stays as it is. */
function changedColumns(entity: AnyEntity, schema: SecuritySchema): readonly Column[] {
  const known = changedByEntity.get(entity);
  if (known !== undefined) return known;
  const { updatableColumns } = rowRules(entity, schema);
  const kept = new Set(
    Object.entries(entity.fields).flatMap(([name, { isServerOnly }]) => (isServerOnly ? [snakeCase(name)] : [])),
  );
  const columns = columnsOf(entity, 'postgres').filter(
    ({ name }) => updatableColumns.includes(name) && !kept.has(name),
  );
  changedByEntity.set(entity, columns);
  return columns;
}

async function write({ sql }: ServerCall, entity: AnyEntity, { text, values }: Statement): Promise<void> {
  try {
    await sql.query(text, values);
  } catch (error) {
    if (sqlStateOf(error) === notAllReached) throw new RecordRefused(entity, { kind: 'not-allowed' }, { cause: error });
    throw refusalOf(entity, error);
  }
}

async function writeAnswers({ sql, asker, nowMs }: ServerCall, { accepted, after }: Written): Promise<void> {
  const { answers, devices } = accepted;
  const { tenantId = '', userId = '' } = asker ?? {};
  const asked: Promise<unknown>[] = [];
  if (answers.length > 0) {
    const remembered = sql.query(
      `INSERT INTO sync_outcomes (tenant_id, device_id, number, user_id, outcome, answered_at)
       SELECT $1, device_id, number, $2, outcome, $3
       FROM json_to_recordset($4::json) AS given (device_id text, number bigint, outcome jsonb)`,
      [
        tenantId,
        userId,
        new Date(nowMs).toISOString(),
        JSON.stringify(answers.map(({ deviceId: device_id, number, outcome }) => ({ device_id, number, outcome }))),
      ],
    );
    asked.push(remembered);
  }
  if (devices.size > 0) {
    const moved = sql.query(
      `UPDATE sync_devices AS device
     SET last_number = given.last_number,
       last_stamp = given.last_stamp,
       acknowledged = greatest(device.acknowledged, given.acknowledged)
     FROM json_to_recordset($2::json) AS given (device_id text, last_number bigint, last_stamp text, acknowledged bigint)
     WHERE device.tenant_id = $1 AND device.device_id = given.device_id`,
      [
        tenantId,
        JSON.stringify(
          [...devices].map(([device_id, { lastNumber: last_number, lastStamp: last_stamp }]) => ({
            device_id,
            last_number,
            last_stamp,
            acknowledged: after[device_id] ?? 0,
          })),
        ),
      ],
    );
    asked.push(moved);
  }
  await inOrder(asked);
}
