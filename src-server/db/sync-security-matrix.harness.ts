/*
 * The matrix of synchronisation's own tables: a change is seen by whoever sees its record, and by nobody else. What is expected is
 * said by the statement of the records' rules (expected-access.harness.ts), and not by the policies.
 */
import { hasClocks } from '#shared/schema/table-sql.ts';
import type { Attempt } from './attempts.harness.ts';
import { isExpected } from './expected-access.harness.ts';
import type { Asker } from './expected-access.harness.ts';
import { insertGiven, tryAll } from './security-matrix.harness.ts';
import type { Try } from './security-matrix.harness.ts';
import { abroad, home, me } from './security-world.harness.ts';
import type { Target } from './security-world.harness.ts';
import type { ServerDatabase } from './server-database.ts';

/** Sentences; none when the database does what is expected. */
export async function trySyncMatrix(
  database: ServerDatabase,
  targets: readonly Target[],
): Promise<{ readonly allowed: number; readonly differences: readonly string[] }> {
  const synced = targets.filter(({ entity }) => hasClocks(entity));
  await addSyncRows(database, synced);
  const tries = [...synced.flatMap(changeTries), ...ownTries()];
  return await tryAll(database, tries);
}

const columns = [
  'tenant_id',
  'seq',
  'device_id',
  'number',
  'transaction_number',
  'undo_group',
  'actor_id',
  'entity',
  'id',
  'workspace_id',
  'project_id',
  'user_id',
  'patch',
  'stamp',
  'schema_version',
  'accepted_at',
];
const insertChange = insertGiven('sync_changes', columns);

function changeRow({ entity, row }: Target, number: number, actor = 'somebody', tenant = home) {
  const { id, workspace_id, project_id, user_id } = row;
  return {
    tenant_id: tenant,
    seq: number,
    device_id: 'device',
    number,
    transaction_number: 1,
    undo_group: 'group',
    actor_id: actor,
    entity: entity.name,
    id,
    workspace_id,
    project_id,
    user_id,
    patch: {},
    stamp: 'stamp',
    schema_version: 6,
    accepted_at: '2026-01-01T00:00:00Z',
  };
}

async function addSyncRows(database: ServerDatabase, targets: readonly Target[]): Promise<void> {
  const rows = targets.map((target, index) => changeRow(target, index + 1));
  await database.asOwner(async ({ query, run }) => {
    const names = columns.join(', ');
    await query(
      `INSERT INTO sync_changes (${names}) SELECT ${names} FROM json_populate_recordset(NULL::sync_changes, $1::json)`,
      [JSON.stringify(rows)],
    );
    await run(`INSERT INTO sync_heads VALUES ('${home}', 'epoch', 1, 0), ('${abroad}', 'epoch', 1, 0)`);
    await run(
      `INSERT INTO sync_devices (tenant_id, device_id, user_id, last_number) VALUES ('${home}', 'mine', '${me}', 1), ('${home}', 'theirs', 'them', 1)`,
    );
    await run(`INSERT INTO sync_outcomes VALUES ('${home}', 'mine', 1, '${me}', '{}', now()),
      ('${home}', 'theirs', 1, 'them', '{}', now())`);
  });
}

const isHome = ({ tenantId }: Asker): boolean => tenantId === home;
const isServerItself = (asker: Asker): boolean => isHome(asker) && !asker.isMe;
const isPerson = (asker: Asker): boolean => isHome(asker) && asker.isMe;
const nobody = (): boolean => false;

function changeTries(target: Target, index: number): readonly Try[] {
  const place = `WHERE seq = (given ->> 'seq')::bigint AND tenant_id = '${home}'`;
  const given = { seq: index + 1 };
  const { entity, workspace = '', project = '', isMine } = target;
  const what = `change of ${entity.name} ${workspace} ${project} ${isMine ? 'mine' : ''}`;
  const fresh = 1_000_000;
  const inserts = (actor: string, tenant = home): Attempt => ({
    statement: insertChange,
    given: changeRow(target, fresh, actor, tenant),
  });
  return [
    {
      what: `seeing the ${what}`,
      statement: `SELECT seq FROM sync_changes ${place}`,
      given,
      // The server sees what it erases and forgets.
      isExpected: (asker) => isExpected(asker, 'select', target) || isServerItself(asker),
    },
    { what: `appending as me the ${what}`, ...inserts(me), isExpected: isPerson },
    { what: `appending as the server the ${what}`, ...inserts('server'), isExpected: isServerItself },
    { what: `appending as somebody else the ${what}`, ...inserts('them'), isExpected: nobody },
    {
      what: `appending elsewhere the ${what}`,
      ...inserts(me, abroad),
      isExpected: ({ tenantId }) => tenantId === abroad,
    },
    {
      what: `rewriting the ${what}`,
      statement: `UPDATE sync_changes SET patch = '{}' ${place}`,
      given,
      isExpected: nobody,
    },
    {
      what: `renumbering the ${what}`,
      statement: `UPDATE sync_changes SET seq = seq + 5000 ${place}`,
      given,
      isExpected: nobody,
    },
    {
      what: `forgetting the ${what}`,
      statement: `DELETE FROM sync_changes ${place}`,
      given,
      isExpected: isServerItself,
    },
  ];
}

function ownTries(): readonly Try[] {
  const of = (table: string, device: string): string =>
    `${table} WHERE device_id = '${device}' AND tenant_id = '${home}'`;
  const head = `WHERE tenant_id = '${home}'`;
  return [
    { what: 'seeing the head', statement: `SELECT seq FROM sync_heads ${head}`, isExpected: isHome },
    { what: 'counting on', statement: `UPDATE sync_heads SET seq = seq + 1 ${head}`, isExpected: isHome },
    { what: 'another epoch', statement: `UPDATE sync_heads SET epoch = 'x' ${head}`, isExpected: nobody },
    { what: 'removing the head', statement: `DELETE FROM sync_heads ${head}`, isExpected: nobody },
    ...['sync_devices', 'sync_outcomes'].flatMap((table): readonly Try[] => [
      {
        what: `seeing mine of ${table}`,
        statement: `SELECT device_id FROM ${of(table, 'mine')}`,
        isExpected: isHome,
      },
      {
        what: `seeing theirs of ${table}`,
        statement: `SELECT device_id FROM ${of(table, 'theirs')}`,
        isExpected: isServerItself,
      },
      { what: `removing mine of ${table}`, statement: `DELETE FROM ${of(table, 'mine')}`, isExpected: isServerItself },
    ]),
    {
      what: 'noting what is taken of their device',
      statement: `UPDATE sync_devices SET taken = '{[1,2)}' WHERE device_id = 'theirs'`,
      isExpected: isServerItself,
    },
    {
      what: 'counting on for my device',
      statement: `UPDATE sync_devices SET last_number = 2 WHERE device_id = 'mine'`,
      isExpected: isHome,
    },
    {
      what: 'counting on for their device',
      statement: `UPDATE sync_devices SET last_number = 2 WHERE device_id = 'theirs'`,
      isExpected: isServerItself,
    },
    {
      what: 'a device for me',
      statement: `INSERT INTO sync_devices (tenant_id, device_id, user_id, last_number) VALUES ('${home}', 'new', '${me}', 0)`,
      isExpected: isPerson,
    },
    {
      what: 'a device for them',
      statement: `INSERT INTO sync_devices (tenant_id, device_id, user_id, last_number) VALUES ('${home}', 'new', 'them', 0)`,
      isExpected: nobody,
    },
  ];
}
