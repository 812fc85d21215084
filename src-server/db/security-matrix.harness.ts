import { builtInRoles } from '#shared/tenancy/built-in-roles.ts';
import { permissions } from '#shared/rpc/permission-rules.ts';
import { snakeCase } from '#shared/schema/entity.ts';
import { columnsOf } from '#shared/schema/table-sql.ts';
import { prepareAttempts } from './attempts.harness.ts';
import type { Attempt, TryAttempts } from './attempts.harness.ts';
import { isExpected } from './expected-access.harness.ts';
import type { Asker, Verb } from './expected-access.harness.ts';
import { roleNames } from './reach-sql.ts';
import { abroad, home, me } from './security-world.harness.ts';
import type { Target } from './security-world.harness.ts';
import type { ServerDatabase } from './server-database.ts';

const verbs: readonly Verb[] = ['select', 'insert', 'update', 'delete'];

export const askers: readonly Asker[] = [
  ...builtInRoles.map(({ name, permissions: given }) => ({ name, tenantId: home, isMe: true, permissions: given })),
  { name: 'nobody in particular', tenantId: home, isMe: true, permissions: [] },
  { name: 'the server itself', tenantId: home, isMe: false, permissions },
  { name: 'super_admin of another tenant', tenantId: abroad, isMe: true, permissions },
  { name: 'super_admin of no tenant', tenantId: null, isMe: true, permissions },
];

export type Matrix = {
  readonly checks: number;
  readonly allowed: number;
  /** Sentences; none when the database does what is expected. */
  readonly differences: readonly string[];
};

/** Tries every verb on every row as everybody, as `triptych_app`, and compares with what is expected. */
export async function trySecurityMatrix(database: ServerDatabase, targets: readonly Target[]): Promise<Matrix> {
  const tries = targets.flatMap((target) => verbs.map((verb) => ({ target, verb, ...attemptOf(target, verb) })));
  const tryAttempts = await prepareAttempts(database, tries);
  const differences: string[] = [];
  let allowed = 0;
  for (const asker of askers) {
    const outcomes = await tryAs(database, asker, tryAttempts);
    for (const [index, { target, verb }] of tries.entries()) {
      const outcome = outcomes[index] ?? 'nothing';
      // A duplicate is found only once the policies have let the row through.
      const isAllowed = outcome === '1' || outcome === '23505';
      if (isAllowed) allowed += 1;
      if (isAllowed === isExpected(asker, verb, target) && /^(?:[01]|42501|23505)$/.test(outcome)) continue;
      const { entity, workspace = '', project = '', isMine } = target;
      differences.push(
        `${asker.name}: ${verb} ${entity.table} ${workspace} ${project} ${isMine ? 'mine' : ''} gave ${outcome}`,
      );
    }
  }
  return { checks: askers.length * tries.length, allowed, differences };
}

/** As somebody, as `triptych_app`. */
async function tryAs(database: ServerDatabase, asker: Asker, tryAttempts: TryAttempts): Promise<readonly string[]> {
  const { tenantId, isMe, permissions: given } = asker;
  return await (tenantId === null
    ? database.asOwner(async (sql) => {
        await sql.run(
          `SET LOCAL ROLE ${roleNames.app}; SELECT set_config('app.permissions', '${given.join(',')}', true)`,
        );
        await sql.run(`SELECT set_config('app.user_id', '${me}', true)`);
        return await tryAttempts(sql);
      })
    : database.transaction(
        { role: 'app', tenantId, userId: isMe ? me : null, permissions: given, mode: 'read' },
        tryAttempts,
      ));
}

/** A statement that changes, or shows, one row where it is expected to, and none where it is not. */
export type Try = Attempt & {
  readonly what: string;
  readonly isExpected: (asker: Asker) => boolean;
};

/** All of it as each asker; `differences` are sentences, none when the database does what is expected. */
export async function tryAll(
  database: ServerDatabase,
  tries: readonly Try[],
): Promise<{ readonly allowed: number; readonly differences: readonly string[] }> {
  const tryAttempts = await prepareAttempts(database, tries);
  const differences: string[] = [];
  let allowed = 0;
  for (const asker of askers) {
    const outcomes = await tryAs(database, asker, tryAttempts);
    for (const [index, each] of tries.entries()) {
      const outcome = outcomes[index] ?? 'nothing';
      const isAllowed = outcome === '1';
      if (isAllowed) allowed += 1;
      if (isAllowed === each.isExpected(asker) && /^(?:[01]|42501)$/.test(outcome)) continue;
      differences.push(`${asker.name}: ${each.what} gave ${outcome}`);
    }
  }
  return { allowed, differences };
}

function attemptOf({ entity, row, project }: Target, verb: Verb): Attempt {
  const { table } = entity;
  const given = { id: row['id'] };
  const place = `WHERE id = given ->> 'id'`;
  switch (verb) {
    case 'select':
      return { statement: `SELECT id FROM ${table} ${place}`, given };
    case 'delete':
      return { statement: `DELETE FROM ${table} ${place}`, given };
    case 'update':
      if (entity.name === 'auditEvent') return { statement: `UPDATE ${table} SET user_id = NULL ${place}`, given };
      return { statement: `UPDATE ${table} SET updated_at = updated_at ${place}`, given };
    case 'insert':
      return insertAttempt({ ...row, ...freshIds(entity.name, project) }, entity);
  }
}

/** A workspace's id is also its workspace's; the others only need one that is free. */
function freshIds(entity: string, project: string | undefined): { readonly [column: string]: string } {
  if (entity === 'workspace') return { id: 'fresh', workspace_id: 'fresh' };
  return { id: project === undefined ? 'fresh' : 'fresh-in-project' };
}

function insertAttempt(row: Target['row'], entity: Target['entity']): Attempt {
  const columns = columnsOf(entity, 'postgres').map(({ name }) => name);
  const given = Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      value instanceof Uint8Array ? String.raw`\x00` : jsonValue(value, column, entity),
    ]),
  );
  return { statement: insertGiven(entity.table, columns), given };
}

/** One row, whose columns are given by their names. */
export function insertGiven(table: string, columns: readonly string[]): string {
  const names = columns.join(', ');
  return `INSERT INTO ${table} (${names}) SELECT ${names} FROM json_populate_record(NULL::${table}, given)`;
}

function jsonValue(value: unknown, column: string, entity: Target['entity']): unknown {
  const isJson =
    column === 'clocks' ||
    Object.entries(entity.fields).some(([name, { kind }]) => kind === 'json' && snakeCase(name) === column);
  return isJson && typeof value === 'string' ? (JSON.parse(value) as unknown) : value;
}
