import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';

import { entities } from '#shared/features.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import type { Migration } from '#shared/schema/migrations/migration.ts';
import { migrations } from '#shared/schema/migrations/migrations.ts';
import { columnsOf, indexName, isStoredEntity } from '#shared/schema/table-sql.ts';
import { keptBackupsMax, listBackups } from './back-up.ts';
import { lastVersion, migrateUp, migrationStatus, rollbackOne } from './migrate.ts';
import { functionDraft, setupFolder } from './store.harness.ts';
import { onDevice } from './sync-progress.ts';

const ada = { actorId: 'ada' };
const latest = lastVersion();

/** A step beyond today's, which takes a table and a column away when it is taken back. */
const addNotes: Migration = {
  number: latest + 1,
  name: 'add-notes',
  sqlite: {
    up: [
      'CREATE TABLE notes (id TEXT NOT NULL PRIMARY KEY, body TEXT) STRICT',
      'ALTER TABLE functions ADD COLUMN colour TEXT',
    ],
    down: ['ALTER TABLE functions DROP COLUMN colour', 'DROP TABLE notes'],
  },
  postgres: { up: [], down: [] },
};
const nextMigrations = [...migrations, addNotes];

function setupWorld() {
  const world = setupFolder();
  onTestFinished(world.dispose);
  return world;
}

async function setupFilledFile() {
  const world = setupWorld();
  const store = await world.open();
  const { id } = store.write(ada, (tx) => tx.create(functionEntity, functionDraft()));
  store.write(ada, (tx) => tx.patch(functionEntity, id, { name: 'renamed' }));
  store.close();
  return { ...world, id, deviceId: store.deviceId };
}

/** Everything in the file, table by table. */
function dump(file: string, tables?: readonly string[]): { readonly [table: string]: unknown } {
  const database = new Database(file, { readonly: true });
  const names =
    tables ??
    database
      .prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
      .all()
      .map(({ name }) => name);
  const rows = Object.fromEntries(
    names.map((name) => [name, database.prepare(`SELECT * FROM ${name} ORDER BY 1`).all()]),
  );
  database.close();
  return rows;
}

test('a new file has the tables, columns and indexes of every entity', async () => {
  const { options, open } = setupWorld();
  (await open()).close();
  const database = new Database(options.file, { readonly: true });
  for (const entity of entities.filter((each) => isStoredEntity(each, 'sqlite'))) {
    const columns = database
      .prepare<[string], { name: string; type: string; notnull: number }>(
        'SELECT name, type, "notnull" FROM pragma_table_info(?)',
      )
      .all(entity.table);
    const wanted = columnsOf(entity, 'sqlite').map(({ name, type, isNullable }) => ({
      name,
      type,
      notnull: Number(!isNullable),
    }));
    expect(columns).toEqual(wanted);
    const indexes = database
      .prepare<[string], { name: string }>(`SELECT name FROM pragma_index_list(?) WHERE origin = 'c' ORDER BY name`)
      .all(entity.table);
    expect(indexes.map(({ name }) => name)).toEqual(
      entity.indexes.map((fields) => indexName(entity.table, fields)).toSorted(),
    );
  }
  const strict = database
    .prepare(
      `SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'kysely_%'`,
    )
    .all();
  expect(strict).toEqual([]);
  database.close();
});

test('migrations are numbered from 1 without gaps', () => {
  expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1));
});

test('when a program has learned of more, what its server has is fetched once more', async () => {
  const { options, open } = setupWorld();
  const store = await open();
  store.sync.begin();
  const part = { scopeKind: 'workspace', scopeId: 'w1', entity: 'function' };
  const owed = { ...part, entity: onDevice, afterId: null, isWhole: true };
  store.sync.transact((tx) => {
    tx.setHeld({ ...part, afterId: 'f9', isWhole: true });
    tx.setHeld(owed);
  });
  store.close();
  const same = await open();
  expect(same.sync.findUnfinished()).toBeUndefined();
  same.close();
  const newer = await open({ file: options.file, migrations: [...migrations, addNotes] });
  expect(newer.sync.findUnfinished()).toEqual({ ...part, afterId: null, isWhole: false });
  // What is owed to be purged is none of what a server has.
  expect(newer.sync.listHeld()).toContainEqual(owed);
});

test('every migration goes up, down and up again, and what was in the file is there afterwards', async () => {
  const { options, clock } = await setupFilledFile();
  const work = { ...options, clock };
  const before = dump(options.file);
  for (const migration of migrations.toReversed()) {
    clock.advance(1000);
    expect(await rollbackOne(work)).toMatchObject({
      ok: true,
      value: { fromVersion: migration.number, toVersion: migration.number - 1 },
    });
  }
  expect(dump(options.file)).not.toHaveProperty('functions');
  clock.advance(1000);
  expect(await migrateUp(work)).toMatchObject({ ok: true, value: { fromVersion: 0, toVersion: latest } });
  const { kysely_migration: _applied, device_state: state, ...after } = dump(options.file);
  const { kysely_migration: _before, device_state: stateBefore, ...rest } = before;
  expect(after).toEqual(rest);
  expect(state).toEqual([{ ...(stateBefore as object[])[0], opening_id: '' }]);
});

test('what a step back takes away comes back when the step is taken again', async () => {
  const { options, clock, id } = await setupFilledFile();
  const work = { ...options, clock, migrations: nextMigrations };
  await migrateUp(work);
  const database = new Database(options.file);
  database.exec(`INSERT INTO notes (id, body) VALUES ('n1', 'kept')`);
  database.exec(`UPDATE functions SET colour = 'red'`);
  database.close();
  clock.advance(1000);
  await rollbackOne(work);
  expect(dump(options.file)).not.toHaveProperty('notes');

  // An older program goes on with the file, as it always did.
  const { open } = setupWorld();
  const older = await open({ ...options });
  older.write(ada, (tx) => tx.patch(functionEntity, id, { name: 'by the older one' }));
  older.write(ada, (tx) => tx.create(functionEntity, functionDraft({ name: 'new' })));
  older.close();

  clock.advance(1000);
  await migrateUp(work);
  expect(dump(options.file, ['notes'])).toEqual({ notes: [{ id: 'n1', body: 'kept' }] });
  expect(dump(options.file, ['functions'])).toMatchObject({
    functions: [
      { id, name: 'by the older one', colour: 'red' },
      { name: 'new', colour: null },
    ],
  });
  expect(Object.keys(dump(options.file)).filter((table) => table.startsWith('kept_'))).toEqual([]);
});

test('a rollback makes the file another device, with the changes it had', async () => {
  const { options, clock, open, deviceId } = await setupFilledFile();
  const changes = dump(options.file, ['changes']);
  await rollbackOne({ ...options, clock });
  const store = await open();
  expect(store.deviceId).not.toBe(deviceId);
  expect(dump(options.file, ['changes'])).toEqual(changes);
});

test('opening an older file copies it first, and then brings it to the program', async () => {
  const { options, open, id } = await setupFilledFile();
  const store = await open({ migrations: nextMigrations });
  expect(store.get(functionEntity, id).name).toBe('renamed');
  const [backup, ...others] = listBackups(options.backupFolder, 'personal');
  expect(others).toEqual([]);
  expect(backup).toContain(`personal-v${String(latest)}-2023-11-14T22-13-20-000Z.sqlite`);
  expect(statSync(backup ?? '').mode & 0o777).toBe(0o600);
  expect(dump(backup ?? '', ['functions', 'changes'])).toMatchObject({ functions: [{ name: 'renamed' }] });
});

test('opening a file that is up to date copies nothing', async () => {
  const { options, open } = await setupFilledFile();
  await open();
  expect(existsSync(options.backupFolder)).toBe(false);
});

test('only the latest copies are kept', async () => {
  const { options, clock } = await setupFilledFile();
  const work = { ...options, clock, migrations: nextMigrations };
  for (let turn = 0; turn < keptBackupsMax; turn += 1) {
    clock.advance(1000);
    await migrateUp(work);
    clock.advance(1000);
    await rollbackOne(work);
  }
  const kept = listBackups(options.backupFolder, 'personal');
  expect(kept).toHaveLength(keptBackupsMax);
  expect(readdirSync(options.backupFolder)).toHaveLength(keptBackupsMax);
  expect(kept).toEqual(kept.toSorted((left, right) => (left.slice(-25) < right.slice(-25) ? 1 : -1)));
});

test('a migration that fails leaves the file as it was, and says where the copy is', async () => {
  const { options, clock, open, id } = await setupFilledFile();
  const before = dump(options.file);
  const broken = { ...addNotes, sqlite: { up: [...addNotes.sqlite.up, 'SELECT nonsense'], down: [] } };
  const moved = await migrateUp({ ...options, clock, migrations: [...migrations, broken] });
  const [backup] = listBackups(options.backupFolder, 'personal');
  expect(moved).toEqual({
    ok: false,
    failure: { kind: 'migration-failed', file: options.file, reason: 'no such column: nonsense', backup },
  });
  expect(dump(options.file)).toEqual(before);
  expect((await open()).get(functionEntity, id).name).toBe('renamed');
});

test('a migration that was cut off midway is taken back by the next opening', async () => {
  const { options, folder, id } = await setupFilledFile();
  const cut = setupWorld();
  // A cache of a few pages makes SQLite write into the file before the transaction ends, which here it never does.
  const database = new Database(options.file);
  database.pragma('journal_mode = DELETE');
  database.pragma('cache_size = 2');
  database.exec('BEGIN; CREATE TABLE filler (text TEXT)');
  database.pragma(`user_version = ${String(latest + 1)}`);
  const fill = database.prepare('INSERT INTO filler (text) VALUES (?)');
  for (let row = 0; row < 500; row += 1) fill.run('x'.repeat(4000));
  database.exec('UPDATE functions SET name = NULL WHERE 0');
  cpSync(folder, cut.folder, { recursive: true });
  database.exec('ROLLBACK');
  database.close();
  expect(readdirSync(join(cut.folder, 'accounts'))).toContain('personal.sqlite-journal');
  expect((await cut.open()).get(functionEntity, id).name).toBe('renamed');
  expect(dump(cut.options.file)).not.toHaveProperty('filler');
});

test('a copying that was cut off is cleared away by the next', async () => {
  const { options, clock } = await setupFilledFile();
  mkdirSync(options.backupFolder);
  writeFileSync(join(options.backupFolder, 'personal-v1-2020-01-01T00-00-00-000Z.sqlite.partial'), 'half');
  await migrateUp({ ...options, clock, migrations: nextMigrations });
  expect(readdirSync(options.backupFolder)).toEqual([
    expect.stringMatching(new RegExp(`^personal-v${String(latest)}-2023-.*[.]sqlite$`)),
  ]);
});

test('a file of a newer program is refused and nothing is touched, not even beside it', async () => {
  const { options, open } = await setupFilledFile();
  (await open({ migrations: nextMigrations })).close();
  const folder = join(options.file, '..');
  const look = () =>
    readdirSync(folder).map((name) => [
      name,
      statSync(join(folder, name)).mtimeMs,
      readFileSync(join(folder, name)).toString('base64'),
    ]);
  const before = look();
  const refused = {
    ok: false,
    failure: { kind: 'database-too-new', file: options.file, version: latest + 1, knownVersion: latest },
  };
  const { openStore } = await import('./store.ts');
  expect(await openStore(options)).toEqual(refused);
  expect(migrationStatus(options)).toEqual(refused);
  expect(await migrateUp(options)).toEqual(refused);
  expect(await rollbackOne(options)).toEqual(refused);
  expect(look()).toEqual(before);
});

test('the status names what has been applied and what is pending, and touches nothing', async () => {
  const { options } = await setupFilledFile();
  const before = readdirSync(join(options.file, '..'));
  const status = migrationStatus({ ...options, migrations: nextMigrations });
  expect(status).toMatchObject({
    ok: true,
    value: { version: latest, knownVersion: latest + 1, pending: [`${String(latest + 1).padStart(4, '0')}-add-notes`] },
  });
  expect(readdirSync(join(options.file, '..'))).toEqual(before);
});

test('where there is no file there is no status and nothing to take back', async () => {
  const { options } = setupWorld();
  const missing = { ok: false, failure: { kind: 'database-missing', file: options.file } };
  expect(migrationStatus(options)).toEqual(missing);
  expect(await rollbackOne(options)).toEqual(missing);
  expect(existsSync(options.file)).toBe(false);
});

test('a file at its first version has nothing to take back', async () => {
  const { options, clock } = await setupFilledFile();
  for (const migration of migrations)
    await rollbackOne({ ...options, clock: { nowMs: () => (migration.number + clock.nowMs()) as never } });
  expect(await rollbackOne(options)).toEqual({
    ok: false,
    failure: { kind: 'rollback-impossible', file: options.file },
  });
});
