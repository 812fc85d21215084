/* What a replay does to the database past the server: rights, back-ups, forgetting, and looking at all that there is. */
import { idFromKey } from '#shared/base/id.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import type { StoredRecord } from '#shared/schema/row-codec.ts';
import type { Kept, LogRow, SimServer } from '#shared/sync/simulator/sim-door.harness.ts';
import { tenantId } from '#shared/sync/simulator/sim-world.harness.ts';
import type { Cursor, Outcome, SyncScope, ToldChange } from '#shared/sync/sync-protocol.ts';
import { scopeField } from '#shared/sync/synced-entities.ts';

import { renewEpochs } from '../../db/change-log-upkeep.ts';
import type { ForgetTimes } from '../../db/change-log-upkeep.ts';
import { forgetOldChanges } from '../../db/forget-old-changes.ts';
import { codecOf } from '../../db/postgres-codec.ts';
import type { OwnerSql, ServerDatabase, SqlRow } from '../../db/server-database.ts';
import { replaySchema, simulatedTables } from './replay-schema.harness.ts';

/** Has every line of the log that was ever forgotten. */
const forgotten = 'replay_forgotten';
const rights = ['workspace_members', 'project_memberships'];
const kept = [
  ...simulatedTables,
  ...rights,
  'sync_heads',
  'sync_changes',
  'sync_devices',
  'sync_outcomes',
  forgotten,
] as const;

/** Once, when all tables are there. */
export async function makeCopyTables({ run }: OwnerSql): Promise<void> {
  await run(`CREATE TABLE ${forgotten} (LIKE sync_changes)`);
  await run(kept.map((table) => `CREATE TABLE kept_${table} (LIKE ${table})`).join(';\n'));
}

/** Nothing has happened yet. */
export async function empty({ run }: OwnerSql): Promise<void> {
  await run(`TRUNCATE ${[...kept, 'audit_events'].join(', ')}`);
}

export async function keepTables({ run }: OwnerSql): Promise<void> {
  await run(
    kept.map((table) => `TRUNCATE kept_${table};\nINSERT INTO kept_${table} SELECT * FROM ${table}`).join(';\n'),
  );
}

/** And does what a server's own command does when it has put a back-up in the database's place. */
export async function putTablesBack({ run, query }: OwnerSql): Promise<void> {
  await run(`TRUNCATE ${kept.join(', ')}`);
  await run(kept.map((table) => `INSERT INTO ${table} SELECT * FROM kept_${table}`).join(';\n'));
  await renewEpochs({ query });
}

export async function setRight({ query }: OwnerSql, right: Parameters<SimServer['setRight']>[0]): Promise<void> {
  const { userId, scope, role } = right;
  const id = idFromKey(scope.id, userId);
  const deletedAt = role === null ? 'now()' : 'NULL';
  if (scope.kind === 'workspace') {
    const given = role === 'guest' ? 'runner' : role;
    await query(
      `INSERT INTO workspace_members (id, tenant_id, workspace_id, user_id, role, created_at, updated_at, deleted_at, clocks)
       VALUES ($1, $2, $3, $4, coalesce($5, 'viewer'), now(), now(), ${deletedAt}, '{}')
       ON CONFLICT (id) DO UPDATE SET role = excluded.role, deleted_at = excluded.deleted_at`,
      [id, tenantId, scope.id, userId, given],
    );
    return;
  }
  await query(
    `INSERT INTO project_memberships (id, tenant_id, workspace_id, project_id, user_id, role, permissions, joined_at,
       created_at, updated_at, deleted_at, clocks)
     SELECT $1, $2, workspace_id, id, $4, $5, '{"artifacts":{},"objects":{}}', now(), now(), now(), ${deletedAt}, '{}'
     FROM projects
     WHERE id = $3
     ON CONFLICT (id) DO UPDATE SET role = excluded.role, deleted_at = excluded.deleted_at`,
    [id, tenantId, scope.id, userId, role === 'editor' ? 'editor' : 'viewer'],
  );
}

/** As the server itself does it every hour, only for what is younger. */
export async function forget(database: ServerDatabase, times: ForgetTimes): Promise<void> {
  await database.asOwner(
    async ({ query }) =>
      await query(
        `INSERT INTO ${forgotten}
         SELECT * FROM sync_changes
         WHERE seq > (SELECT coalesce(max(seq), 0) FROM ${forgotten})`,
      ),
  );
  await forgetOldChanges({ database, entities: replaySchema.entities, tenantId }, times);
}

export async function readHead({ query }: OwnerSql): Promise<Cursor> {
  const [row] = await query('SELECT epoch, seq FROM sync_heads WHERE tenant_id = $1', [tenantId]);
  return { epoch: String(row?.['epoch']), seq: Number(row?.['seq'] ?? 0) };
}

export async function readRecords(
  { query }: OwnerSql,
  entities: ReadonlyMap<string, AnyEntity>,
): Promise<readonly Kept[]> {
  const all: Kept[] = [];
  for (const entity of entities.values()) {
    const { columns, rowToStored } = codecOf(entity);
    // oxlint-disable-next-line no-await-in-loop -- One connection.
    const rows = await query(`SELECT ${columns.join(', ')} FROM ${entity.table} ORDER BY id`);
    all.push(
      ...rows.map((row): { entity: string; stored: StoredRecord } => ({
        entity: entity.name,
        stored: rowToStored(row),
      })),
    );
  }
  return all;
}

export async function readLog(
  { query }: OwnerSql,
  entities: ReadonlyMap<string, AnyEntity>,
): Promise<readonly LogRow[]> {
  const rows = await query(
    `SELECT * FROM ${forgotten} WHERE seq <= (SELECT floor FROM sync_heads)
     UNION ALL
     SELECT * FROM sync_changes
     ORDER BY seq`,
  );
  return rows.map((row) => logRow(row, entities));
}

function logRow(row: SqlRow, entities: ReadonlyMap<string, AnyEntity>): LogRow {
  const entity = entities.get(String(row['entity']));
  if (entity === undefined) throw new Error(`${String(row['entity'])} is in the log`);
  const { kind, field } = scopeField(entity);
  const columns = { tenant: 'tenant_id', user: 'user_id', workspace: 'workspace_id', project: 'project_id' } as const;
  const scope: SyncScope = { kind, id: String(row[field === 'id' ? 'id' : columns[kind]]) };
  const change = {
    seq: Number(row['seq']),
    deviceId: row['device_id'],
    number: Number(row['number']),
    transactionNumber: Number(row['transaction_number']),
    undoGroup: row['undo_group'],
    sessionId: row['session_id'],
    actorId: row['actor_id'],
    entity: entity.name,
    recordId: row['id'],
    patch: row['patch'],
    before: row['before'],
    stamp: row['stamp'],
    schemaVersion: Number(row['schema_version']),
  } as ToldChange; // Written from a parsed change.
  return { change, part: { scope, entity: entity.name } };
}

export async function readAnswers({ query }: OwnerSql): Promise<readonly (readonly [string, Outcome])[]> {
  const rows = await query('SELECT device_id, number, outcome FROM sync_outcomes');
  return rows.map((row) => [
    `${String(row['device_id'])} ${String(row['number'])}`,
    row['outcome'] as Outcome, // As it was told.
  ]);
}
