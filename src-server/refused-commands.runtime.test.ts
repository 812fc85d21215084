/*
 * What is wrong with a command, or with what it finds, is told in a sentence, with exit code 1 and nothing done: on the embedded
 * database, with the server ended, and on PostgreSQL, beside it.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import { migrations } from '#shared/schema/migrations/migrations.ts';

import { sharedCommandProcess } from './command-process.harness.ts';
import { makeBackup } from './db/backups.ts';
import { openDatabase } from './db/open-database.ts';
import { sharedPostgres } from './db/postgres.harness.ts';
import { findFreePort } from './http/find-free-port.ts';
import { takeSetUpLink } from './server-client.harness.ts';
import { setupServerFolder, startProcess } from './server-process.harness.ts';

const postgres = sharedPostgres();
const carryOut = sharedCommandProcess();
const kinds = ['pglite', 'postgres'] as const;
type Kind = (typeof kinds)[number];

/** Root may write everywhere, unless it gives that up. */
const heldToRights = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];

/** A folder, and how commands are given in it; nothing has been started. */
async function setupEmpty(kind: Kind) {
  const setup = setupServerFolder();
  onTestFinished(async () => await setup[Symbol.asyncDispose]());
  const address =
    kind === 'postgres' ? await (await postgres()).createDatabase() : path.join(setup.dataFolder, 'database');
  const where = kind === 'postgres' ? ['--database', address] : [];
  const command = async (...words: readonly string[]) =>
    await carryOut(['--data-dir', setup.dataFolder, ...where, ...words]);
  const refusalOf = async (...words: readonly string[]): Promise<string> => {
    const { code, out, err } = await command(...words);
    expect({ words, code, out }).toEqual({ words, code: 1, out: '' });
    // One line: a sentence or more, and no stack.
    expect(err).toMatch(/^[^\n]+\n$/);
    return err.trimEnd();
  };
  return { ...setup, address, where, command, refusalOf };
}

/** The same with an organisation in the database, and the server ended. */
async function setupUsed(kind: Kind) {
  const world = await setupEmpty(kind);
  if (kind === 'pglite') await world.prepare();
  const server = await world.start(...world.where);
  if (server.setUpLink === undefined) throw new Error('The server is new.');
  await takeSetUpLink(server.client(), server.setUpLink);
  await server.stop();
  const asOwner = async (statement: string) => {
    const database = await openDatabase(world.address);
    try {
      await database.asOwner(async ({ run }) => await run(statement));
    } finally {
      await database.close();
    }
  };
  return { ...world, asOwner };
}

const systemClock = { nowMs: () => instantOf(Date.now()) };
const oursSql = `DELETE FROM server_migrations WHERE number > ${String(migrations.length)}`;
/** The database is of a program that is so many versions ahead. */
const aheadSql = (by: number) =>
  `INSERT INTO server_migrations SELECT ${String(migrations.length)} + n, 'later', now() FROM generate_series(1, ${String(by)}) n`;

describe.each(kinds)('on %s', (kind) => {
  test('where there is no database a command makes none, and neither keys nor a folder', async () => {
    const { refusalOf, dataFolder, command } = await setupEmpty(kind);
    for (const words of [['users', 'example'], ['backup'], ['rollback', 'yes']])
      expect(await refusalOf(...words)).toMatch(/^There is no database of Triptych (in|at) \S+\. /);
    expect(existsSync(dataFolder)).toBe(false);
    // What needs none works, and what makes one makes it.
    expect((await command('roles')).code).toBe(0);
    expect(await command('backup', 'list')).toMatchObject({ code: 0, err: '' });
    expect((await command('migrate')).out).toBe(`The database has version ${String(migrations.length)}.\n`);
    expect(await refusalOf('verify-audit')).toBe('There is no tenant whose audit could be read.');
    expect(await refusalOf('users', 'example')).toBe('There is no tenant "example".');
  }, 240_000);

  test('a newer program’s database and back-up are left as they are', async () => {
    const { refusalOf, asOwner, command, dataFolder } = await setupUsed(kind);
    const backups = path.join(dataFolder, 'backups');
    const before = readdirSync(backups);
    await asOwner(aheadSql(3));
    for (const words of [['tenants'], ['migrate']])
      expect(await refusalOf(...words)).toMatch(/^The database belongs to a newer program \(its version is \d+, /);
    expect(await refusalOf('rollback', 'yes')).toBe(
      'The last migration belongs to a newer program, which has to take it back.',
    );
    expect(readdirSync(backups)).toEqual(before);
    await asOwner(oursSql);
    expect((await command('tenants')).out).toMatch(/\nexample /);
  }, 240_000);

  test('a back-up that cannot take the place of the database leaves it alone', async () => {
    const { refusalOf, address, asOwner, command, dataFolder, folder } = await setupUsed(kind);
    // As a program makes them that is far ahead of this one.
    await asOwner(aheadSql(10));
    const database = await openDatabase(address);
    const newer = await makeBackup({ database, folder: path.join(folder, 'backups'), clock: systemClock, keptMax: 1 });
    await database.close();
    await asOwner(oursSql);
    expect(await refusalOf('restore', newer.file)).toBe(
      `The back-up ${newer.file} belongs to a newer program (its version is ${String(migrations.length + 10)}). Restore it with that one.`,
    );
    const damaged = path.join(folder, 'damaged');
    writeFileSync(damaged, 'no back-up');
    expect(await refusalOf('restore', damaged)).toMatch(/damaged, or is none of this program's|valid archive/);
    expect(await refusalOf('restore', path.join(folder, 'nothing'))).toMatch(/^There is no back-up \S+nothing\.$/);
    expect(await refusalOf('restore', dataFolder)).toBe(`${dataFolder} is a folder. Name one of the back-ups in it.`);
    expect((await command('verify-audit')).out).toMatch(/^example: .*, whole\n$/);
  }, 240_000);
});

test('keys that are not there are not made anew for a database that has some', async () => {
  const { refusalOf, dataFolder, command } = await setupUsed('postgres');
  const keys = path.join(dataFolder, 'keys');
  const ring = path.join(keys, 'seal.keys');
  const elsewhere = await refusalOf('users', 'example', '--key-ring', path.join(keys, 'mistyped'));
  expect(elsewhere).toMatch(/^The keys of this database are not there: \S+mistyped\. /);
  writeFileSync(path.join(keys, 'bad.pem'), 'no key');
  expect(await refusalOf('verify-audit', '--audit-key', path.join(keys, 'bad.pem'))).toMatch(
    /^\S+bad\.pem holds no key that signs the audit/,
  );
  writeFileSync(path.join(keys, 'bad.keys'), 'no key');
  expect(await refusalOf('tenants', '--key-ring', path.join(keys, 'bad.keys'))).toMatch(/^Key 1 of \S+ is none\. /);
  expect(readdirSync(keys).toSorted()).toEqual(['audit.pem', 'bad.keys', 'bad.pem', 'seal.keys']);
  rmSync(ring);
  expect(await refusalOf('rotate-keys')).toContain(`The keys of this database are not there: ${ring}.`);
  expect(existsSync(ring)).toBe(false);
  expect((await command('backup', 'list')).code).toBe(0);
}, 240_000);

describe.each(kinds)('on %s, when the keys are lost', (kind) => {
  test('no start makes new ones, until somebody says that what only they opened is given up', async () => {
    const { refusalOf, asOwner, command, dataFolder, address, start, where } = await setupUsed(kind);
    const keys = path.join(dataFolder, 'keys');
    await asOwner(`UPDATE users SET private_metadata = to_jsonb('sealed.1.lost.${'A'.repeat(40)}'::text)`);
    expect(await command('backup')).toMatchObject({ code: 0, err: '' });
    const [backup = ''] = readdirSync(path.join(dataFolder, 'backups')).toSorted().toReversed();
    for (const file of ['seal.keys', 'audit.pem']) {
      rmSync(path.join(keys, file));
      const isMissing = new RegExp(
        `^The keys of this database are not there: ${path.join(keys, file)}\\. .* replace-keys`,
      );
      expect(await refusalOf('--port', '0')).toMatch(isMissing);
      expect(await refusalOf('migrate')).toMatch(isMissing);
      expect(await refusalOf('restore', path.join(dataFolder, 'backups', backup))).toMatch(isMissing);
      expect(existsSync(path.join(keys, file))).toBe(false);
      expect(await refusalOf('replace-keys')).toMatch(/^This gives up what only the lost keys open /);
      const given = await command('replace-keys', 'yes');
      expect(given).toMatchObject({ code: 0, err: '' });
      expect(given.out).toMatch(file === 'seal.keys' ? / 1 values that they / : / 0 values that they /);
    }
    const server = await start(...where);
    expect(server.setUpLink).toBeUndefined();
    await server.stop();
    const database = await openDatabase(address);
    const rows = await database.asOwner(async ({ query }) => await query('SELECT private_metadata FROM users'));
    await database.close();
    expect(rows).toEqual([{ private_metadata: null }]);
  }, 360_000);
});

test('a tenant that is cancelled is told apart from one that there is not', async () => {
  const { refusalOf, command } = await setupUsed('postgres');
  expect((await command('tenants', 'cancel', 'example')).code).toBe(0);
  expect(await refusalOf('verify-audit', 'example')).toMatch(/^The tenant "example" is cancelled, /);
  expect(await refusalOf('verify-audit', 'nowhere')).toBe('There is no tenant "nowhere".');
  expect(await refusalOf('roles', 'nowhere')).toBe('There is no tenant "nowhere".');
  expect(await refusalOf('users', 'nowhere', 'reset', 'ada@example.org')).toBe('There is no tenant "nowhere".');
  expect((await command('tenants', 'open', 'example')).code).toBe(0);
  expect(await refusalOf('users', 'example', 'restore', 'eve@example.org')).toBe(
    'There is nobody with the e-mail eve@example.org in this tenant.',
  );
}, 240_000);

test('a place that cannot be used is named', async () => {
  const { refusalOf, folder, dataFolder } = await setupUsed('postgres');
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  expect(await refusalOf('backup', '--backup-dir', file)).toBe(
    `${file} is a file, where a folder has to be. Name another place.`,
  );
  expect(await refusalOf('backup', '--backup-dir', path.join(file, 'within'))).toMatch(
    /^\S+ leads through a file, where a folder has to be\./,
  );
  expect(await refusalOf('backup', 'list', '--backup-dir', file)).toMatch(/leads through a file|is a file/);
  expect(await refusalOf('migrate', '--data-dir', file)).toContain(
    'See that --data-dir or --key-ring is that of the server',
  );
  expect(await refusalOf('tenants', '--key-ring', dataFolder)).toBe(
    `${dataFolder} is a folder, where a file has to be. Name another place.`,
  );
}, 240_000);

test('a word that is missing, unknown or too much is told with what to say', async () => {
  const { refusalOf, dataFolder } = await setupEmpty('pglite');
  const tooMuch = (word: string, usage: string) => `"${word}" is a word too many. Say: npm run server -- ${usage}`;
  const sayUsers = 'Say users SLUG [suspend|restore|reset|reset-factor EMAIL].';
  const sayTenants = 'Say tenants, or tenants suspend SLUG, tenants open SLUG, tenants cancel SLUG.';
  for (const [words, sentence] of [
    [['migrate', 'now'], tooMuch('now', 'migrate')],
    [['rotate-keys', 'all'], tooMuch('all', 'rotate-keys')],
    [['backup', 'list', 'all'], tooMuch('all', 'backup [list]')],
    [['restore', 'a', 'b'], tooMuch('b', 'restore FILE')],
    [['rollback', 'yes', 'yes'], tooMuch('yes', 'rollback yes')],
    [['tenants', 'open', 'a', 'b'], tooMuch('b', 'tenants [suspend|open|cancel SLUG]')],
    [['users', 'a', 'reset', 'b', 'c'], tooMuch('c', 'users SLUG [suspend|restore|reset|reset-factor EMAIL]')],
    [['roles', 'a', 'b'], tooMuch('b', 'roles [SLUG]')],
    [['verify-audit', 'a', 'b'], tooMuch('b', 'verify-audit [SLUG]')],
    [['backup', 'lost'], 'Say backup, or backup list.'],
    [['restore'], 'Say which back-up: restore FILE. `backup list` shows which there are.'],
    [['users'], sayUsers],
    [['users', 'a', 'reset'], sayUsers],
    [['users', 'a', 'dance', 'b'], sayUsers],
    [['tenants', 'dance', 'a'], sayTenants],
    [['tenants', 'suspend'], sayTenants],
  ] as const)
    expect(await refusalOf(...words)).toBe(sentence);
  expect(await refusalOf('rollback')).toMatch(/^This deletes what the last migration added\. Say "rollback yes"/);
  expect(existsSync(dataFolder)).toBe(false);
}, 120_000);

test('a folder without the right to write in it is named, and nothing is begun', async () => {
  const { folder } = await setupEmpty('pglite');
  const closed = path.join(folder, 'closed');
  mkdirSync(closed);
  chmodSync(closed, 0o500);
  const { code, err } = await startProcess(['migrate', '--data-dir', path.join(closed, 'data')], heldToRights).ended;
  expect({ code, err }).toEqual({
    code: 1,
    err: `${path.join(closed, 'data', 'keys')} is closed to whoever runs this. Give them the right to read and write it, or name another place.\n`,
  });
  expect(readdirSync(closed)).toEqual([]);
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  const through = await startProcess(['migrate', '--data-dir', file]).ended;
  expect(through).toMatchObject({ code: 1, err: expect.stringMatching(/^\S+ (is|leads through) a file/) as string });
});

test('a database that is open in a server is left to it by commands', async () => {
  const { refusalOf, start, dataFolder } = await setupEmpty('pglite');
  const server = await start();
  if (server.setUpLink === undefined) throw new Error('The server is new.');
  await takeSetUpLink(server.client(), server.setUpLink);
  const backup = path.join(dataFolder, 'some.pglite.tar.gz');
  writeFileSync(backup, 'x');
  for (const words of [['tenants'], ['backup'], ['restore', backup], ['migrate'], ['rollback', 'yes']])
    expect(await refusalOf(...words)).toBe(
      `The database in ${path.join(dataFolder, 'database')} is open in another process. End that one first: two at once would destroy it.`,
    );
  // No word of a restore, either.
  expect(existsSync(path.join(dataFolder, 'audit'))).toBe(false);
  expect((await fetch(`${server.address}/health/ready`)).status).toBe(200);
  expect((await server.stop()).code).toBe(0);
}, 120_000);

test('a folder that holds no database is not overwritten by one', async () => {
  const { refusalOf, dataFolder, command } = await setupEmpty('pglite');
  const database = path.join(dataFolder, 'database');
  expect((await command('replace-keys', 'yes')).out).toBe('The keys are there. There is no database yet.\n');
  mkdirSync(database);
  writeFileSync(path.join(database, 'PG_VERSION'), 'nonsense');
  expect(await refusalOf('migrate')).toMatch(/^What lies in \S+ does not open as a database \(/);
  expect(readdirSync(database)).toEqual(['PG_VERSION']);
});

test('a PostgreSQL that is away, refuses the login or has no such database is told apart', async () => {
  const { refusalOf, dataFolder } = await setupEmpty('pglite');
  const url = new URL(await (await postgres()).createDatabase());
  const at = (change: (changed: URL) => void): string => {
    const changed = new URL(url);
    changed.password = 'a secret word';
    change(changed);
    return String(changed);
  };
  const free = await findFreePort('127.0.0.1');
  for (const [address, pattern] of [
    [at((to) => (to.port = String(free))), /^The database at \S+ cannot be reached \(.*ECONNREFUSED/],
    [at((to) => (to.hostname = 'nowhere.invalid')), /^The database is on another machine \(nowhere\.invalid\), /],
    [
      at((to) => {
        to.hostname = 'nowhere.invalid';
        to.searchParams.set('sslmode', 'verify-full');
      }),
      /^The database at \S+ cannot be reached \(.*nowhere\.invalid/,
    ],
    [at((to) => (to.pathname = '/nothing')), /^PostgreSQL has no database \S+\/nothing\. /],
    [at((to) => (to.username = 'nobody')), /^PostgreSQL at \S+ refuses the name or the password/],
    ['postgres://host:word/triptych', /^database takes the address of a PostgreSQL, /],
  ] as const)
    for (const words of [
      ['tenants'],
      ['backup'],
      ['migrate'],
      ['restore', import.meta.filename],
      ['rollback', 'yes'],
    ]) {
      const told = await refusalOf(...words, '--database', address);
      expect(told).toMatch(pattern);
      expect(told).not.toContain('secret');
    }
  expect(existsSync(path.join(dataFolder, 'backups'))).toBe(false);
}, 240_000);
