/*
 * The simulator's entities as tables of the real database, with the real rules of row-level security. A workspace, a project and an
 * object lie in the tables that the server has for them, for its own functions look there; columns of which the simulator knows
 * nothing have a value by themselves.
 */
import { entitiesOf, schemaVersions } from '#shared/sync/simulator/sim-world.harness.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { addColumnSql, columnsOf, createTableSql } from '#shared/schema/table-sql.ts';
import type { Column } from '#shared/schema/table-sql.ts';
import { workspacePermissions } from '#shared/workspaces/workspace-access.ts';

import type { SecuritySchema } from '../../db/row-rules.ts';
import type { OwnerSql } from '../../db/server-database.ts';
import { serverSchema } from '../../server-schema.ts';

const roles: SecuritySchema['workspacePermissions'] = {
  ...workspacePermissions,
  editor: [...workspacePermissions.editor, 'workspace:edit'],
  // The simulator's guest sees that the workspace is there and nothing in it.
  runner: ['workspace:read'],
};

const simulated: readonly AnyEntity[] = [...entitiesOf(schemaVersions[2]).values()];

/** What the handlers are told, in each age of the simulator's schema. */
export function schemaOf(version: number): SecuritySchema {
  return { entities: [...entitiesOf(version).values()], workspacePermissions: roles };
}

/** What the policies are made from: the server's own entities too. */
export const replaySchema: SecuritySchema = {
  entities: [...serverSchema.entities.filter(({ name }) => !simulated.some((one) => one.name === name)), ...simulated],
  workspacePermissions: roles,
};

export const simulatedTables: readonly string[] = simulated.map(({ table }) => table);

/** Once, in a database that has been prepared. */
export async function makeReplayTables({ run }: OwnerSql): Promise<void> {
  for (const entity of simulated) {
    const real = serverSchema.entities.find(({ name }) => name === entity.name);
    const statements = real === undefined ? [createTableSql(entity, 'postgres')] : fitTable(entity, real);
    // oxlint-disable-next-line no-await-in-loop -- One connection.
    for (const statement of statements) await run(statement);
  }
  await run(refusingSql);
}

function fitTable(entity: AnyEntity, real: AnyEntity): readonly string[] {
  const [columns, there] = [columnsOf(entity, 'postgres'), columnsOf(real, 'postgres')];
  const names = new Set(columns.map(({ name }) => name));
  const known = new Set(there.map(({ name }) => name));
  return [
    ...columns.filter(({ name }) => !known.has(name)).map((column) => addColumnSql(entity.table, column)),
    ...there
      .filter(({ name, isNullable }) => !isNullable && !names.has(name))
      .map((column) => `ALTER TABLE ${entity.table} ALTER COLUMN ${column.name} SET DEFAULT ${emptyValue(column)}`),
  ];
}

function emptyValue({ type }: Column): string {
  if (type === 'jsonb') return `'{}'`;
  return type === 'bigint' || type === 'numeric' ? '0' : type === 'boolean' ? 'false' : `''`;
}

/** What only the database can refuse, as the simulated server does: a title that is taken. */
const refusingSql = `CREATE FUNCTION refuse_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(to_jsonb(NEW) ->> 'title', to_jsonb(NEW) ->> 'name') LIKE '!%' THEN
    RAISE unique_violation USING CONSTRAINT = 'taken';
  END IF;
  RETURN NEW;
END $$;
${['notes', 'objects', 'projects', 'workspaces']
  .map(
    (table) =>
      `CREATE TRIGGER refuse_taken BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_taken()`,
  )
  .join(';\n')}`;
