import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';

import { entities } from '#shared/features.ts';
import { everyKindEntity, everyKindRecords } from '#shared/schema/every-kind.harness.ts';
import { migrations } from '#shared/schema/migrations/migrations.ts';
import { rowCodec } from '#shared/schema/row-codec.ts';
import { columnsOf, createTableSql, indexName, isStoredEntity, uniqueName } from '#shared/schema/table-sql.ts';
import { openPglite } from './open-pglite.ts';
import type { ServerDatabase, SqlRow } from './server-database.ts';
import { migrateDown, migrateUp } from './migrate.ts';

// Making a PGlite takes two seconds, emptying one nothing: every test begins with an empty schema in the same one.
const opening = openPglite();
afterAll(async () => await (await opening).close());

async function query(database: ServerDatabase, text: string, values?: readonly unknown[]): Promise<readonly SqlRow[]> {
  return await database.asOwner(async (sql) => await sql.query(text, values));
}

async function setupDatabase(): Promise<ServerDatabase> {
  const database = await opening;
  await database.asOwner(async ({ run }) => await run('DROP SCHEMA public CASCADE; CREATE SCHEMA public'));
  return database;
}

const typeNames: { readonly [short: string]: string } = {
  timestamptz: 'timestamp with time zone',
  'text COLLATE "C"': 'text',
};
/** Tables of the server itself, which hold no record of an entity. */
const ownTables = [
  'blob_chunks',
  'blobs',
  'server_migrations',
  'server_state',
  'sign_in_failures',
  'sync_changes',
  'sync_devices',
  'sync_heads',
  'sync_outcomes',
];
const serverEntities = entities.filter((entity) => isStoredEntity(entity, 'postgres'));

async function listTables(database: ServerDatabase): Promise<readonly unknown[]> {
  const tables = await query(
    database,
    `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name`,
  );
  return tables.map((table) => table['table_name']);
}

const byName = (columns: readonly SqlRow[]): readonly SqlRow[] =>
  columns.toSorted((one, other) => (String(one['column_name']) < String(other['column_name']) ? -1 : 1));

test('a new server has the tables, columns and indexes of every entity but those of a device', async () => {
  const database = await setupDatabase();
  await migrateUp(database);
  expect(await listTables(database)).toEqual([...serverEntities.map(({ table }) => table), ...ownTables].toSorted());
  for (const entity of serverEntities) {
    const columns = await query(
      database,
      `SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1`,
      [entity.table],
    );
    // In whatever order: what a migration adds comes last, wherever the entity has it.
    expect(byName(columns)).toEqual(
      byName(
        columnsOf(entity, 'postgres').map(({ name, type, isNullable }) => ({
          column_name: name,
          data_type: typeNames[type] ?? type,
          is_nullable: isNullable ? 'YES' : 'NO',
        })),
      ),
    );
    const indexes = await query(
      database,
      `SELECT indexname FROM pg_indexes WHERE tablename = $1 AND indexname NOT LIKE '%_pkey' ORDER BY indexname`,
      [entity.table],
    );
    expect(indexes.map((index) => index['indexname'])).toEqual(
      [
        ...entity.indexes.map((fields) => indexName(entity.table, fields)),
        ...entity.uniques.map((fields) => uniqueName(entity.table, fields)),
      ].toSorted(),
    );
  }
});

test('every migration goes up, down and up again, with data in the tables', async () => {
  const database = await setupDatabase();
  const addTenant = async () =>
    await query(
      database,
      `INSERT INTO tenants (id, tenant_id, name, slug, config, status, created_at, updated_at, clocks)
VALUES ('t1', 't1', 'Personal', 'personal', '{}', 'active', now(), now(), '{}')`,
    );
  await migrateUp(database);
  await addTenant();
  for (const { number } of migrations.toReversed()) expect(await migrateDown(database)).toBe(number - 1);
  expect(await listTables(database)).toEqual(['server_migrations']);
  await migrateUp(database);
  await addTenant();
  expect(await query(database, 'SELECT slug FROM tenants')).toEqual([{ slug: 'personal' }]);
});

test('a migration that fails leaves the database as it was', async () => {
  const database = await setupDatabase();
  await migrateUp(database);
  const broken = {
    number: migrations.length + 1,
    name: 'broken',
    sqlite: { up: [], down: [] },
    postgres: { up: ['CREATE TABLE notes (id text)', 'SELECT nonsense'], down: [] },
  };
  const before = await listTables(database);
  await expect(migrateUp(database, [...migrations, broken])).rejects.toThrow('nonsense');
  expect(await listTables(database)).toEqual(before);
});

test('a record with every kind of field comes back from its row', async () => {
  const database = await setupDatabase();
  await query(database, createTableSql(everyKindEntity, 'postgres'));
  const codec = rowCodec(everyKindEntity, 'postgres');
  const columns = codec.columns.join(', ');
  const places = codec.columns.map((_, index) => `$${String(index + 1)}`).join(', ');
  await fc.assert(
    fc.asyncProperty(everyKindRecords({ isServer: true }), async (stored) => {
      await query(database, 'DELETE FROM every_kinds');
      const row = codec.recordToRow(stored);
      await query(
        database,
        `INSERT INTO every_kinds (${columns}) VALUES (${places})`,
        codec.columns.map((column) => row[column]),
      );
      const [back] = await query(database, `SELECT ${columns} FROM every_kinds WHERE id = $1`, [stored.record.id]);
      expect(codec.rowToStored(back ?? {})).toEqual(stored);
    }),
  );
});
