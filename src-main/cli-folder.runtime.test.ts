import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { accountIdOf } from '#shared/base/account-id.ts';
import { assert } from '#shared/base/assert.ts';
import { instantOf } from '#shared/base/instant.ts';
import { permissions } from '#shared/rpc/permission-rules.ts';

import { writeAccess } from './access/access-file.ts';
import { openAccountsFile } from './access/accounts-file.ts';
import { adaAtAcme } from './access/accounts.harness.ts';
import { setupCli } from './cli.harness.ts';
import { accountFolderAt, createDataFolder } from './store/data-folder.ts';
import { lastVersion } from './store/migrate.ts';

const latest = String(lastVersion());

test('the version of the data is shown, taken back and brought forward', async () => {
  const { triptych, dataFolder } = setupCli();
  expect(await triptych('db', 'status')).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining(`no data at ${dataFolder}`),
  });
  expect(await triptych('db', 'rollback')).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('no data at'),
  });
  expect(await triptych('db', 'migrate')).toMatchObject({ code: 0, out: expect.stringContaining(`to ${latest}.`) });
  expect(await triptych('db', 'migrate')).toEqual({
    code: 0,
    out: `The data are at version ${latest} already.\n`,
    err: '',
  });
  expect(await triptych('functions')).toMatchObject({ code: 0 });
  for (let version = lastVersion(); version > 0; version -= 1) {
    expect(await triptych('db', 'rollback')).toMatchObject({
      code: 0,
      out: expect.stringContaining(`from version ${String(version)} to ${String(version - 1)}. A copy of before is at`),
    });
  }
  expect(await triptych('db', 'status')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Version of the data: 0'),
  });
  expect(await triptych('db', 'rollback')).toMatchObject({
    code: 1,
    err: expect.stringContaining('first version already'),
  });
  expect(await triptych('db', 'migrate')).toMatchObject({
    code: 0,
    out: expect.stringContaining(`from version 0 to ${latest}`),
  });
}, 60_000);

test('with the app open the version is shown and not moved', async () => {
  const cli = setupCli();
  const app = await cli.openApp();
  expect(await cli.triptych('db', 'status')).toMatchObject({
    code: 0,
    out: expect.stringContaining(`Version of the data: ${latest}`),
  });
  for (const action of ['migrate', 'rollback']) {
    expect(await cli.triptych('db', action)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('is being used by another program. Close the other Triptych'),
    });
  }
  expect(await cli.triptych('run', cli.write('one.py', 'def f(): return 1\n'))).toMatchObject({ code: 0, out: '1\n' });
  expect(await cli.close(app)).toMatchObject({ code: 0, err: '' });
}, 60_000);

test('of two runs at once with the app closed the second waits for the first', async () => {
  const { start, write, folder } = setupCli();
  // The first ends when the second has said that it waits.
  const mayEnd = path.join(folder, 'may-end');
  const source = write(
    'slow.py',
    `import os, time\ndef f():\n    print("begun", flush=True)\n    while not os.path.exists(${JSON.stringify(mayEnd)}): time.sleep(0.01)\n    return 1\n`,
  );
  const both = [start('run', source), start('run', source)];
  await Promise.race(both.map(async ({ child }) => await once(child.stderr, 'data')));
  writeFileSync(mayEnd, '');
  const ended = await Promise.all(both.map(async ({ ended: end }) => await end));
  expect(ended.map(({ err }) => err).toSorted()).toEqual(['', expect.stringContaining('waits for it to end')]);
  expect(ended).toMatchObject([
    { code: 0, out: 'begun\n1\n' },
    { code: 0, out: 'begun\n1\n' },
  ]);
}, 60_000);

test('a run while the app starts goes through the app or before it, and both end well', async () => {
  const cli = setupCli();
  const opening = cli.openApp();
  const run = cli.triptych('run', cli.write('one.py', 'def f(): return 1\n'));
  expect(await run).toMatchObject({ code: 0, out: '1\n' });
  const app = await opening;
  expect(await cli.close(app)).toMatchObject({ code: 0 });
}, 60_000);

test('a command is about the account that is open, or about the one that it names', async () => {
  const cli = setupCli();
  const id = writeAccount(cli.dataFolder);
  expect(
    await cli.triptych('add', cli.write('f.py', 'def f():\n    return 1\n'), '-w', 'Shelf', '--account', id),
  ).toMatchObject({ code: 0 });
  expect((await cli.triptych('functions', '--account', id)).out).toContain('Shelf');
  // It has not become the one that is open.
  expect((await cli.triptych('functions')).out).toContain('Examples');
  expect(await cli.triptych('db', 'status', '--account', id)).toMatchObject({
    code: 0,
    out: expect.stringContaining(`${id}.sqlite`),
  });
  const unknown = '0193b8c0-0000-7000-8000-0000000000ff';
  expect(await cli.triptych('functions', '--account', unknown)).toMatchObject({
    code: 1,
    err: expect.stringContaining(`There is no account ${unknown} on this device.`),
  });
  const app = await cli.openApp();
  expect(await cli.triptych('functions', '--account', id)).toMatchObject({
    code: 1,
    err: expect.stringContaining('Triptych has another account open (personal).'),
  });
  expect((await cli.triptych('functions', '--account', 'personal')).out).toContain('Examples');
  await cli.close(app);
}, 60_000);

function writeAccount(dataFolder: string): string {
  const id = accountIdOf(adaAtAcme);
  const data = createDataFolder(dataFolder);
  assert(data.ok, 'The data folder could not be made');
  const file = openAccountsFile(data.value.accountsFile, { nowMs: () => instantOf(0) });
  assert(
    file.change((before) => ({ ...before, accounts: [{ id, ...adaAtAcme }] })).ok,
    'The list could not be written',
  );
  assert(
    writeAccess(accountFolderAt(data.value, id).accessFile, { role: 'admin', permissions, deviceId: null }).ok,
    'It could not be written',
  );
  return id;
}
