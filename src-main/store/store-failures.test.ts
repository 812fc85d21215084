import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import { lastVersion } from './migrate.ts';
import { storeFailureText } from './store-failure.ts';
import type { StoreFailure } from './store-failure.ts';
import { openStore } from './store.ts';
import { fillUp, functionDraft, setupFolder } from './store.harness.ts';

const ada = { actorId: 'ada' };

function setupWorld() {
  const world = setupFolder();
  onTestFinished(world.dispose);
  return world;
}

async function setupFilledFile() {
  const world = setupWorld();
  const store = await world.open();
  const { id } = store.write(ada, (tx) => tx.create(functionEntity, functionDraft()));
  store.close();
  return { ...world, id };
}

const isRoot = process.getuid?.() === 0;
const canMount = isRoot && process.platform === 'linux' && triesMount();

/** A program of the system, not of a package. */
function system(program: string, args: readonly string[]): void {
  execFileSync(program, args);
}

function triesMount(): boolean {
  const folder = setupFolder();
  try {
    system('mount', ['-t', 'tmpfs', 'tmpfs', folder.folder]);
    system('umount', [folder.folder]);
    return true;
  } catch {
    return false; // A container without the right to.
  } finally {
    folder.dispose();
  }
}

function mountSmallDisk(folder: string): void {
  system('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]);
  onTestFinished(() => system('umount', ['--lazy', folder]));
}

function makeReadOnly(folder: string): void {
  if (canMount) {
    system('mount', ['--bind', folder, folder]);
    system('mount', ['-o', 'remount,bind,ro', folder]);
    onTestFinished(() => system('umount', ['--lazy', folder]));
    return;
  }
  const accounts = join(folder, 'accounts');
  for (const path of readdirSync(accounts)) chmodSync(join(accounts, path), 0o400);
  chmodSync(accounts, 0o500);
  onTestFinished(() => chmodSync(accounts, 0o700));
}

function href(path: string): string {
  return JSON.stringify(pathToFileURL(join(import.meta.dirname, path)).href);
}

async function failureOf(options: Parameters<typeof openStore>[0]): Promise<StoreFailure> {
  const opened = await openStore(options);
  assert(!opened.ok, 'The store opened');
  return opened.failure;
}

test.each([
  ['rubbish', () => Buffer.from('rubbish '.repeat(1000)), 'it is not a database'],
  ['one byte', () => Buffer.from('x'), 'it is not a database'],
  [
    'the beginning of a database and then rubbish',
    () => Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(5000, 7)]),
    'it is a database of another program',
  ],
])('a file of %s is refused with what to do, and stays as it is', async (_, content, reason) => {
  const { options } = setupWorld();
  mkdirSync(dirname(options.file), { recursive: true });
  writeFileSync(options.file, content());
  const failure = await failureOf(options);
  expect(failure).toEqual({
    kind: 'database-unreadable',
    file: options.file,
    reason,
    backupFolder: options.backupFolder,
  });
  expect(readFileSync(options.file)).toEqual(content());
  expect(readdirSync(dirname(options.file))).toEqual(['personal.sqlite']);
});

test("another program's database is refused and stays as it is", async () => {
  const { options } = setupWorld();
  mkdirSync(dirname(options.file), { recursive: true });
  const other = new Database(options.file);
  other.exec('CREATE TABLE songs (title TEXT)');
  other.close();
  const before = readFileSync(options.file);
  expect(await failureOf(options)).toMatchObject({
    kind: 'database-unreadable',
    reason: 'it is a database of another program',
  });
  expect(readFileSync(options.file)).toEqual(before);
});

test('a file that was cut off is refused and stays as it is', async () => {
  const { options } = await setupFilledFile();
  truncateSync(options.file, 8192);
  const before = readFileSync(options.file);
  expect(await failureOf(options)).toMatchObject({ kind: 'database-unreadable', reason: 'its end is missing' });
  expect(readFileSync(options.file)).toEqual(before);
});

test('a file whose inside is overwritten is refused', async () => {
  const { options } = await setupFilledFile();
  const content = readFileSync(options.file);
  content.fill(0xab, 100, 4096);
  writeFileSync(options.file, content);
  expect(await failureOf(options)).toMatchObject({ kind: 'database-unreadable' });
  expect(readFileSync(options.file)).toEqual(content);
});

test('a folder in the place of the file is refused', async () => {
  const { options } = setupWorld();
  mkdirSync(options.file, { recursive: true });
  expect(await failureOf(options)).toMatchObject({ kind: 'database-unreadable' });
});

test('an empty file, left by a start that was cut off, becomes a database', async () => {
  const { options, open } = setupWorld();
  mkdirSync(dirname(options.file), { recursive: true });
  writeFileSync(options.file, '');
  expect((await open()).list(functionEntity)).toEqual([]);
});

test.skipIf(isRoot && !canMount)('a folder that is read-only is said so, and what is in it stays', async () => {
  const { options, folder } = await setupFilledFile();
  const before = readFileSync(options.file);
  makeReadOnly(folder);
  expect(await failureOf(options)).toEqual({ kind: 'disk-read-only', file: options.file });
  expect(readFileSync(options.file)).toEqual(before);
});

test.skipIf(isRoot && !canMount)('an empty folder that is read-only is said so', async () => {
  const { options, folder } = setupWorld();
  mkdirSync(dirname(options.file), { recursive: true });
  makeReadOnly(folder);
  expect(await failureOf(options)).toEqual({ kind: 'disk-read-only', file: options.file });
});

test.runIf(canMount)(
  'on a full disk a write is refused, everything before it is kept, and room makes writing possible again',
  async () => {
    const { folder, open, options } = setupWorld();
    mountSmallDisk(folder);
    const store = await open();
    const written = fillUp(store);
    expect(written.failure).toEqual({ kind: 'disk-full' });
    expect(store.count(functionEntity)).toBe(written.count);
    store.close();
    expect(await failureOf(options)).toEqual({ kind: 'disk-full', file: options.file });
    system('mount', ['-o', 'remount,size=16m', folder]);
    const again = await open();
    expect(again.count(functionEntity)).toBe(written.count);
    again.write(ada, (tx) => tx.create(functionEntity, functionDraft()));
  },
);

test('where files may not grow any more, a write is refused and everything before it is kept', async () => {
  const { folder, options, open } = setupWorld();
  (await open()).close();
  const source = `
    import { openStore } from ${href('store.ts')};
    import { fillUp, testClock, testRandom } from ${href('store.harness.ts')};
    import { entities } from ${href('../../src-shared/features.ts')};
    const paths = ${JSON.stringify({ file: options.file, backupFolder: options.backupFolder })};
    const opened = await openStore({ ...paths, entities, clock: testClock(), random: testRandom() });
    console.log(JSON.stringify(fillUp(opened.value)));`;
  const limited = `trap '' XFSZ; ulimit -f 2048; exec "$0" "$@"`;
  const child = spawnSync('sh', ['-c', limited, process.execPath, '--input-type=module', '-e', source], {
    encoding: 'utf8',
  });
  expect(child.stderr).toBe('');
  const { count, failure } = JSON.parse(child.stdout) as { count: number; failure: unknown };
  expect(failure).toEqual({ kind: 'disk-full' });
  expect((await open()).count(functionEntity)).toBe(count);
  expect(existsSync(folder)).toBe(true);
});

test('every failure has a sentence that names the file and says what to do', () => {
  const file = '/data/accounts/personal.sqlite';
  const failures: StoreFailure[] = [
    { kind: 'database-too-new', file, version: 9, knownVersion: lastVersion() },
    { kind: 'database-unreadable', file, reason: 'it is not a database', backupFolder: '/data/backups' },
    { kind: 'database-in-use', file },
    { kind: 'folder-unusable', file },
    { kind: 'database-missing', file },
    { kind: 'rollback-impossible', file },
    { kind: 'migration-failed', file, reason: 'no such column', backup: '/data/backups/copy.sqlite' },
    { kind: 'disk-full', file },
    { kind: 'disk-read-only', file },
  ];
  for (const failure of failures) expect(storeFailureText(failure)).toMatch(/^[^]*personal\.sqlite[^]* .*[.]$/);
});
