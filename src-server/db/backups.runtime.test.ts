import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, onTestFinished, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import { roleEntity } from '#shared/tenancy/tenancy-entities.ts';
import { serverSchema } from '../server-schema.ts';
import { listBackups, makeBackup, restoreBackup, scheduleBackups } from './backups.ts';
import { addTenant, reachOf, testRecords } from './database.harness.ts';
import { openDatabase } from './open-database.ts';
import { dumpPglite } from './pglite-backup.ts';
import { holdPgliteFolder } from './pglite-folder.ts';
import { prepareDatabase } from './prepare-database.ts';
import { sharedPostgres } from './postgres.harness.ts';
import type { ServerDatabase } from './server-database.ts';

const postgres = sharedPostgres();
const kinds = ['pglite', 'postgres'] as const;

function setupFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-backups-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

function testClock(): { readonly nowMs: () => ReturnType<typeof instantOf> } {
  let nowMs = Date.parse('2026-11-26T00:00:00Z');
  return { nowMs: () => instantOf((nowMs += 1_000)) };
}

async function countRoles(database: ServerDatabase): Promise<number> {
  return await database.transaction(reachOf('acme'), async ({ query }) => (await query('SELECT id FROM roles')).length);
}

async function addRole(database: ServerDatabase, name: string): Promise<void> {
  const draft = { tenantId: 'acme', name, description: '', permissions: [] };
  const records = testRecords(undefined, name);
  await database.transaction(reachOf('acme'), async (sql) => await records.insert(sql, roleEntity, [draft]));
}

test.each(kinds)('on %s a backup brings back what was there when it was made, policies included', async (kind) => {
  const folder = setupFolder();
  const address = kind === 'pglite' ? join(folder, 'database') : await (await postgres()).createDatabase();
  const backups = join(folder, 'backups');
  const clock = testClock();
  const database = await openDatabase(address);
  await prepareDatabase(database, serverSchema);
  await addTenant(database, 'acme');
  await addRole(database, 'Auditor');
  await database.asOwner(async ({ query }) => await query(`INSERT INTO sync_heads VALUES ('acme', 'before', 7, 0)`));
  const { file } = await makeBackup({ database, folder: backups, clock, keptMax: 3 });
  await addRole(database, 'Later');
  await database.close();

  const kept = await restoreBackup(address, file, clock);
  const restored = await openDatabase(address);
  onTestFinished(async () => await restored.close());
  await prepareDatabase(restored, serverSchema);
  expect(await countRoles(restored)).toBe(1);
  // Numbers of changes will be given a second time, so devices are told that they mean something else.
  const readHeads = async () =>
    await restored.asOwner(async ({ query }) => await query('SELECT epoch, seq FROM sync_heads'));
  expect(await readHeads()).toEqual([{ epoch: expect.not.stringMatching('before'), seq: 7 }]);
  const foreign = restored.transaction(
    { ...reachOf('acme', { given: [] }) },
    async ({ query }) => await query('SELECT id FROM roles'),
  );
  expect(await foreign).toEqual([]);
  await addRole(restored, 'After');
  if (kept === undefined) return;
  expect(existsSync(join(kept, 'PG_VERSION'))).toBe(true);
});

test('nothing is restored on PostgreSQL while a server is connected', async () => {
  const folder = setupFolder();
  const address = await (await postgres()).createDatabase();
  const database = await openDatabase(address);
  await prepareDatabase(database, serverSchema);
  await addTenant(database, 'acme');
  const { file } = await makeBackup({ database, folder, clock: testClock(), keptMax: 3 });
  await addRole(database, 'Later');
  await expect(restoreBackup(address, file, testClock())).rejects.toThrow(/^Something is connected to the database/);
  expect(await countRoles(database)).toBe(1);
  await database.close();
  await restoreBackup(address, file, testClock());
});

test('a damaged backup is refused, and the database stays as it was', async () => {
  const folder = setupFolder();
  const address = join(folder, 'database');
  mkdirSync(address);
  writeFileSync(join(address, 'mark'), 'old');
  const file = join(folder, 'damaged');
  writeFileSync(file, 'no archive');
  await expect(restoreBackup(address, file, testClock())).rejects.toThrow('is damaged, or is none of this program');
  await expect(restoreBackup(address, join(folder, 'absent'), testClock())).rejects.toThrow('There is no back-up');
  expect(readFileSync(join(address, 'mark'), 'utf8')).toBe('old');
  expect(readdirSync(folder).toSorted()).toEqual(['damaged', 'database', 'database.lock']);
});

test('a restore that was cut off between its two steps is finished by the next who opens the folder', () => {
  const folder = join(setupFolder(), 'database');
  mkdirSync(`${folder}.restored`);
  writeFileSync(join(`${folder}.restored`, 'mark'), 'new');
  holdPgliteFolder(folder)();
  expect(readFileSync(join(folder, 'mark'), 'utf8')).toBe('new');
  // Cut off before its first step: the old one is in its place, and stays.
  mkdirSync(`${folder}.restored`);
  holdPgliteFolder(folder)();
  expect(readFileSync(join(folder, 'mark'), 'utf8')).toBe('new');
  expect(existsSync(`${folder}.restored`)).toBe(false);
});

const href = (file: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, file)).href);

test('a back-up that was cut off has no name of a back-up, and what is left of it goes with a later one', async () => {
  const folder = setupFolder();
  const name = 'triptych-2026-11-24T00-00-00.000Z.pglite.tar.gz';
  const file = join(folder, name);
  // Ended with the power when half of it is written, and when all is copied and nothing is packed.
  const ways = [
    `await writeAside(file, async (aside) => { writeFileSync(aside, 'half'); process.kill(process.pid, 'SIGKILL'); await new Promise(() => {}); });`,
    `await dumpPglite(async (copy) => { mkdirSync(copy); process.kill(process.pid, 'SIGKILL'); await new Promise(() => {}); }, file);`,
  ];
  for (const way of ways) {
    const source = `import { mkdirSync, writeFileSync } from 'node:fs';
import { dumpPglite, writeAside } from ${href('pglite-backup.ts')};
const file = ${JSON.stringify(file)};
setTimeout(() => {}, 60_000);
${way}`;
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', source], { timeout: 60_000 });
    expect(signal).toBe('SIGKILL');
  }
  expect(readdirSync(folder).toSorted()).toEqual([`${name}.copy`, `${name}.part`]);
  expect(listBackups(folder)).toEqual([]);
  await makeBackup({ database: dumped, folder, clock: testClock(), keptMax: 2 });
  expect(readdirSync(folder)).toEqual(['triptych-2026-11-26T00-00-01.000Z.pglite.tar.gz']);
});

test('a back-up that fails, or is cut short, leaves nothing, and what is cut short is not restored', async () => {
  const folder = setupFolder();
  const file = join(folder, 'failed');
  const failing = dumpPglite(async (copy) => {
    mkdirSync(copy);
    return await Promise.reject(new Error('no space'));
  }, file);
  await expect(failing).rejects.toThrow('no space');
  const empty = dumpPglite(async (copy) => await Promise.resolve(mkdirSync(copy)), file);
  await expect(empty).rejects.toThrow('is damaged, or is none of this program');
  expect(readdirSync(folder)).toEqual([]);
  const database = await openDatabase(join(folder, 'database'));
  await prepareDatabase(database, serverSchema);
  const backup = await makeBackup({ database, folder: join(folder, 'backups'), clock: testClock(), keptMax: 3 });
  await database.close();
  truncateSync(backup.file, Math.floor(backup.sizeBytes / 2));
  await expect(restoreBackup(join(folder, 'database'), backup.file, testClock())).rejects.toThrow('is damaged');
  expect(readdirSync(folder).toSorted()).toEqual(['backups', 'database', 'database.lock']);
});

const dumped = { kind: 'pglite', dump: (file: string) => Promise.resolve(writeFileSync(file, 'x')) } as const;

test('the oldest backups go, and other files stay', async () => {
  const folder = setupFolder();
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  const clock = testClock();
  for (let count = 0; count < 5; count += 1) await makeBackup({ database: dumped, folder, clock, keptMax: 2 });
  expect(listBackups(folder).map(({ name }) => name)).toEqual([
    'triptych-2026-11-26T00-00-05.000Z.pglite.tar.gz',
    'triptych-2026-11-26T00-00-04.000Z.pglite.tar.gz',
  ]);
  expect(readdirSync(folder)).toContain('notes.txt');
});

test('a scheduled backup is made at once where the newest is too old, and a failure is told and tried again', async () => {
  const folder = setupFolder();
  const clock = testClock();
  let attempts = 0;
  const failing = {
    kind: 'pglite',
    dump: async (file: string) => {
      attempts += 1;
      if (attempts === 1) throw new Error('no space');
      await dumped.dump(file);
    },
  } as const;
  const told: string[] = [];
  const { promise: made, resolve } = Promise.withResolvers<undefined>();
  const stop = scheduleBackups({
    database: failing,
    folder,
    clock,
    keptMax: 2,
    everyMs: 500,
    onMade: ({ name }) => {
      told.push(name);
      resolve(undefined);
    },
    onFailure: (error) => told.push(String(error)),
  });
  await made;
  await stop();
  expect(told.slice(0, 2)).toEqual(['Error: no space', expect.stringMatching(/^triptych-2026/)]);
});

test('what has been acknowledged is there after kill -9, and the dead hold no lock', async () => {
  const folder = join(setupFolder(), 'database');
  const first = await openDatabase(folder);
  await prepareDatabase(first, serverSchema);
  await addTenant(first, 'acme');
  const opening = `import { holdPgliteFolder } from ${href('pglite-folder.ts')}; holdPgliteFolder(${JSON.stringify(folder)});`;
  const refused = spawnSync(process.execPath, ['--input-type=module', '-e', opening], { encoding: 'utf8' });
  expect(refused.stderr).toContain('is open in another process');
  await first.close();
  const child = spawn(process.execPath, ['--input-type=module', '-e', writerSource(folder)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let acknowledged = 0;
  for await (const chunk of child.stdout) {
    acknowledged = Number(String(chunk).trim().split('\n').at(-1));
    if (acknowledged >= 100) child.kill('SIGKILL');
  }
  await ended;
  const last = await openDatabase(folder);
  onTestFinished(async () => await last.close());
  const rows = await last.transaction(
    reachOf('acme'),
    async ({ query }) => await query('SELECT count(*) AS found FROM user_data'),
  );
  // One more may have been kept than its writer could say.
  expect([acknowledged, acknowledged + 1]).toContain(rows[0]?.['found']);
});

/** Writes for ever, and says how many writes have been acknowledged after each. */
function writerSource(folder: string): string {
  return `
import { writeSync } from 'node:fs';
import { openPglite } from ${href('open-pglite.ts')};
import { permissions } from '#shared/rpc/permission-rules.ts';
const database = await openPglite(${JSON.stringify(folder)});
const reach = { role: 'app', tenantId: 'acme', userId: 'ada', permissions, mode: 'write' };
for (let count = 0; ; count += 1) {
  await database.transaction(reach, ({ query }) => query(
    \`INSERT INTO user_data (id, tenant_id, user_id, key, value, created_at, updated_at, clocks)
     VALUES ($1, 'acme', 'ada', $1, repeat('x', 5000), now(), now(), '{}')\`, [String(count)]));
  writeSync(1, (count + 1) + '\\n');
}`;
}
