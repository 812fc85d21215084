/*
 * Writes what was decided about a push: the records, the log, what is to be remembered of the answers. A few statements, however
 * many changes there are, none of which waits for the one before: the database writes the records while the log's statement is made.
 * The database's own rules hold here too; what they refuse takes back all of it.
 */
import type { AnyEntity } from '#shared/schema/entity.ts';
import { snakeCase } from '#shared/schema/entity.ts';
import { columnsOf } from '#shared/schema/table-sql.ts';
import type { Column } from '#shared/schema/table-sql.ts';
import type { Acceptance, AcceptedRecord } from '#shared/sync/accept-changes.ts';
import { newsChangesMax } from '#shared/sync/sync-protocol.ts';
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

/** Throws `RecordRefused` for what row-level security, or a value that has to be the only one, does not allow. */
export async function writePush(
  deps: SyncDeps,
  call: ServerCall,
  head: Head,
  { accepted, after }: Written,
): Promise<Head> {
  // In the order in which they were first touched: a project before its records, whose rules ask for it.
  const byKind = Map.groupBy(accepted.records, ({ entity, isNew }) => `${entity.name} ${String(isNew)}`);
  const written = [...byKind.values()].map(async (records) => await writeRecords(deps, call, records));
  const { sessionId } = askerOf(call);
  const entries = accepted.log.map(({ change, record: { record } }) => ({ change, place: record }));
  const logged = afterSending(async () => {
    const ticket = keepNews(deps, call, head, entries);
    const appended = appendChanges(call.sql, head, { entries, nowMs: call.nowMs, sessionId, ticket });
    const [next] = await inOrder([appended, writeAnswers(call, { accepted, after })]);
    return next;
  });
  await inOrder([...written, logged]);
  return await logged;
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
