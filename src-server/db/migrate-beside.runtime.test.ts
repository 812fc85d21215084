/* Migrations with data in every table, and a server of this version beside one of the next while a client writes. */
import { expect, onTestFinished, test } from 'vitest';

import { migrations } from '#shared/schema/migrations/migrations.ts';
import type { Migration } from '#shared/schema/migrations/migration.ts';
import { isStoredEntity } from '#shared/schema/table-sql.ts';
import { serverSchema } from '../server-schema.ts';
import { applyRowSecurity } from './apply-row-security.ts';
import { addTenant, reachOf, setupDatabase } from './database.harness.ts';
import { migrateDown, migrateUp } from './migrate.ts';
import { openPostgres } from './open-postgres.ts';
import { sharedPostgres } from './postgres.harness.ts';
import { prepareDatabase } from './prepare-database.ts';
import { blobTables } from './blob-security.ts';
import { syncTables } from './sync-security.ts';
import { setupSecurityWorld } from './security-world.harness.ts';
import type { ServerDatabase } from './server-database.ts';

const postgres = sharedPostgres();
const kinds = ['pglite', 'postgres'] as const;

const next: Migration = {
  number: migrations.length + 1,
  name: 'next-version',
  sqlite: { up: [], down: [] },
  postgres: {
    up: [
      'ALTER TABLE user_data ADD COLUMN source text',
      'CREATE TABLE notes (id text NOT NULL PRIMARY KEY, tenant_id text NOT NULL)',
      'CREATE INDEX user_data_by_source ON user_data (source)',
    ],
    down: ['DROP INDEX user_data_by_source', 'DROP TABLE notes', 'ALTER TABLE user_data DROP COLUMN source'],
  },
};
const nextMigrations = [...migrations, next];

test.each(kinds)('on %s every migration goes down and up again with data in every table', async (kind) => {
  const database = await setupDatabase(kind === 'pglite' ? undefined : await (await postgres()).createDatabase());
  await setupSecurityWorld(database, serverSchema.entities);
  const kept = async () =>
    await database.asOwner(async ({ query }) => {
      const [row = {}] = await query('SELECT count(*) AS tenants, min(name) AS name FROM tenants');
      return row;
    });
  const before = await kept();
  // Back to the first version, whose tables keep what is in them.
  for (let { length } = migrations; length > 1; length -= 1) expect(await migrateDown(database)).toBe(length - 1);
  expect(await kept()).toEqual(before);
  await prepareDatabase(database, serverSchema);
  expect(await kept()).toEqual(before);
  const forced = await database.asOwner(
    async ({ query }) =>
      await query(
        `SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relrowsecurity AND relforcerowsecurity
        ORDER BY relname COLLATE "C"`,
      ),
  );
  const stored = serverSchema.entities.filter((entity) => isStoredEntity(entity, 'postgres'));
  const secured = [...stored.map(({ table }) => table), ...syncTables, ...blobTables].toSorted();
  expect(forced.map((row) => row['relname'])).toEqual(secured);
  while ((await migrateDown(database)) > 0);
  await prepareDatabase(database, serverSchema);
});

test('a server of this version starts and works on the database of the next, and leaves its policies', async () => {
  const database = await setupDatabase(await (await postgres()).createDatabase());
  await addTenant(database, 'acme');
  await prepareDatabase(database, serverSchema, { migrations: nextMigrations });
  await prepareDatabase(database, serverSchema);
  expect(await applyRowSecurity(database, { ...serverSchema, entities: [], version: migrations.length })).toBe(false);
  await database.transaction(reachOf('acme'), async ({ query }) => await query(insertSql, ['one']));
  const far = [...nextMigrations, { ...next, number: 6 }, { ...next, number: 7 }].map((migration, index) =>
    index < nextMigrations.length ? migration : { ...migration, number: index + 1, postgres: { up: [], down: [] } },
  );
  await migrateUp(database, far);
  await expect(prepareDatabase(database, serverSchema)).rejects.toThrow('belongs to a newer program');
});

const insertSql = `INSERT INTO user_data (id, tenant_id, user_id, key, value, created_at, updated_at, clocks)
VALUES ($1, 'acme', 'ada', $1, 'x', now(), now(), '{}')`;

/** Writes one after the other until it is told to stop; returns how many, and throws what was refused. */
function startWriter(database: ServerDatabase, name: string): () => Promise<number> {
  const state = { isStopped: false };
  let written = 0;
  const working = (async () => {
    while (!state.isStopped) {
      const id = `${name}-${String(written)}`;
      await database.transaction(reachOf('acme'), async ({ query }) => await query(insertSql, [id]));
      written += 1;
    }
  })();
  return async () => {
    state.isStopped = true;
    await working;
    return written;
  };
}

test('while the next version migrates beside this one, no write of a client is refused or lost', async () => {
  const server = await postgres();
  const url = await server.createDatabase();
  const database = await setupDatabase(url);
  await addTenant(database, 'acme');
  const later = openPostgres(url);
  onTestFinished(async () => await later.close());
  const writers = ['a', 'b', 'c', 'd'].map((name) => startWriter(database, name));
  // Somebody holds the table for longer than the migration waits: it has to let the others pass, and try again.
  const { promise: mayEnd, resolve: letEnd } = Promise.withResolvers<undefined>();
  const { promise: hasBegun, resolve: tellBegun } = Promise.withResolvers<undefined>();
  const slow = database.transaction(reachOf('acme'), async ({ query }) => {
    await query(insertSql, ['slow']);
    tellBegun(undefined);
    await mayEnd;
  });
  await hasBegun;
  let attempts = 0;
  const migrating = prepareDatabase(
    {
      ...later,
      asOwner: async (work) => {
        attempts += 1;
        if (attempts === 5) letEnd(undefined);
        return await later.asOwner(work);
      },
    },
    serverSchema,
    { migrations: nextMigrations },
  );
  await Promise.all([migrating, slow]);
  expect(attempts).toBeGreaterThan(5);
  await migrateDown(later, nextMigrations);
  await prepareDatabase(later, serverSchema, { migrations: nextMigrations });
  const counts = await Promise.all(writers.map(async (stop) => await stop()));
  const written = counts.reduce((sum, count) => sum + count, 1);
  const [row = {}] = await later.transaction(
    reachOf('acme'),
    async ({ query }) => await query('SELECT count(*) AS found FROM user_data'),
  );
  expect(row['found']).toBe(written);
  expect(Math.min(...counts)).toBeGreaterThan(0);
});
