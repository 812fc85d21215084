import { expect, test } from 'vitest';

import { snakeCase } from '#shared/schema/entity.ts';
import { isStoredEntity } from '#shared/schema/table-sql.ts';
import { serverSchema } from '../server-schema.ts';
import { sharedPostgres } from './postgres.harness.ts';
import { openPreparedPglite } from './database.harness.ts';
import { openPostgres } from './open-postgres.ts';
import { prepareDatabase } from './prepare-database.ts';
import { accessFields } from './access-fields.ts';
import { prepareAttempts } from './attempts.harness.ts';
import { roleNames } from './reach-sql.ts';
import { trySecurityMatrix } from './security-matrix.harness.ts';
import { setupSecurityWorld } from './security-world.harness.ts';
import { tryBlobMatrix } from './blob-security-matrix.harness.ts';
import { trySyncMatrix } from './sync-security-matrix.harness.ts';
import type { Target } from './security-world.harness.ts';
import type { ServerDatabase } from './server-database.ts';

const postgres = sharedPostgres();

const kinds = ['pglite', 'postgres'] as const;

type World = { readonly database: ServerDatabase; readonly targets: readonly Target[] } & AsyncDisposable;

/** One for each kind, since making it takes seconds; no test leaves anything behind in it. */
async function setupWorld(kind: (typeof kinds)[number]): Promise<World> {
  const database =
    kind === 'pglite' ? await openPreparedPglite() : openPostgres(await (await postgres()).createDatabase());
  await prepareDatabase(database, serverSchema);
  const targets = await setupSecurityWorld(database, serverSchema.entities);
  return { database, targets, [Symbol.asyncDispose]: database.close };
}

const stored = serverSchema.entities.filter((entity) => isStoredEntity(entity, 'postgres'));

test.each(kinds)('on %s everybody does what they may, in every table, and nothing else', async (kind) => {
  await using world = await setupWorld(kind);
  const { database, targets } = world;
  expect(new Set(targets.map(({ entity }) => entity))).toEqual(new Set(stored));
  const matrix = await trySecurityMatrix(database, targets);
  expect(matrix.differences.slice(0, 40)).toEqual([]);
  expect(matrix.allowed).toBeGreaterThan(matrix.checks / 10);

  expect(
    await tryAs(
      database,
      'app',
      stored.map(({ table }) => `UPDATE ${table} SET tenant_id = 'abroad'`),
    ),
  ).toEqual(stored.map(() => '42501'));

  // Which columns and tables the two other roles have.
  const reads = await tryAs(
    database,
    'access',
    stored.map(({ table }) => `SELECT * FROM ${table}`),
  );
  expect(reads).toEqual(stored.map(() => '42501'));
  const found = await tryAs(
    database,
    'access',
    stored.map(({ table, name }) => `SELECT ${(accessFields[name] ?? ['id']).map(snakeCase).join(', ')} FROM ${table}`),
  );
  const outcomes = found.map((outcome) => (outcome === '0' || outcome === '42501' ? outcome : 'some'));
  expect(Object.fromEntries(stored.map(({ name }, index) => [name, outcomes[index]]))).toEqual(
    Object.fromEntries(stored.map(({ name }) => [name, accessFields[name] === undefined ? '42501' : 'some'])),
  );
  const writes = stored.flatMap(({ table }) => [
    `INSERT INTO ${table} (id) VALUES ('new')`,
    `UPDATE ${table} SET id = id`,
    `DELETE FROM ${table}`,
  ]);
  expect(await tryAs(database, 'access', writes)).toEqual(writes.map(() => '42501'));
  const operators = await tryAs(
    database,
    'operator',
    stored.map(({ table }) => `SELECT id FROM ${table}`),
  );
  expect(operators).toEqual(stored.map(({ name }) => (name === 'tenant' ? '2' : '42501')));
});

async function tryAs(
  database: ServerDatabase,
  role: keyof typeof roleNames,
  statements: readonly string[],
): Promise<readonly string[]> {
  const tryAttempts = await prepareAttempts(
    database,
    statements.map((statement) => ({ statement })),
  );
  return await database.asOwner(async (sql) => {
    await sql.run(`SET LOCAL ROLE ${roleNames[role]}`);
    return await tryAttempts(sql);
  });
}

test.each(kinds)(
  'on %s a change is seen by who sees its record, and only the server erases and forgets',
  async (kind) => {
    await using world = await setupWorld(kind);
    const { database, targets } = world;
    const { allowed, differences } = await trySyncMatrix(database, targets);
    expect(differences.slice(0, 40)).toEqual([]);
    expect(allowed).toBeGreaterThan(targets.length);
    // And finds what differs.
    await database.asOwner(async ({ run }) => {
      await run(`DROP POLICY app_select ON sync_changes; DELETE FROM sync_changes; DELETE FROM sync_heads;
DELETE FROM sync_devices; DELETE FROM sync_outcomes;
CREATE POLICY app_select ON sync_changes FOR SELECT TO triptych_app USING (true)`);
    });
    const users = targets.filter(({ entity }) => entity.name === 'user');
    const opened = await trySyncMatrix(database, users);
    expect(opened.differences).toContain('super_admin of another tenant: seeing the change of user   mine gave 1');
  },
);

test.each(kinds)(
  'on %s bytes are seen by who sees records that could name them, sent by who may write such, and forgotten by the server',
  async (kind) => {
    await using world = await setupWorld(kind);
    const { database, targets } = world;
    const { allowed, differences } = await tryBlobMatrix(database, targets);
    expect(differences.slice(0, 40)).toEqual([]);
    expect(allowed).toBeGreaterThan(targets.length);
    // And finds what differs.
    await database.asOwner(async ({ run }) => {
      await run(`DELETE FROM blobs; DELETE FROM blob_chunks; DROP POLICY app_select ON blob_chunks;
CREATE POLICY app_select ON blob_chunks FOR SELECT TO triptych_app USING (true)`);
    });
    const opened = await tryBlobMatrix(database, targets);
    expect(opened.differences).toContain(
      'super_admin of another tenant: reading whole a blob of attachment owns  gave 1',
    );
  },
);

test.each(kinds)('on %s a difference between policies and expectation is found', async (kind) => {
  await using world = await setupWorld(kind);
  const { database, targets } = world;
  await database.asOwner(async ({ run }) => {
    await run(
      `DROP POLICY app_select ON users; CREATE POLICY app_select ON users FOR SELECT TO triptych_app USING (true)`,
    );
  });
  const users = targets.filter(({ entity }) => entity.name === 'user');
  const { differences } = await trySecurityMatrix(database, users);
  expect(differences).toContain('super_admin of another tenant: select users   mine gave 1');
});
