import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, onTestFinished, test } from 'vitest';

import { accountIdOf, personalAccountId } from '#shared/base/account-id.ts';
import { assert } from '#shared/base/assert.ts';
import { lockDataFolder } from './data-folder-lock.ts';
import { createAccountFolder, createDataFolder, removeAccountFolder } from './data-folder.ts';
import type { AccountFolder, DataFolder } from './data-folder.ts';

function setupPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'data');
}

function setupData(): DataFolder {
  const created = createDataFolder(setupPath());
  assert(created.ok, 'The folder could not be made');
  return created.value;
}

function setupAccount(data: DataFolder, accountId: string): AccountFolder {
  const created = createAccountFolder(data, accountId);
  assert(created.ok, 'The account has no folders');
  return created.value;
}

const serverAccount = accountIdOf({ serverAddress: 'https://a.example', tenantId: 't', userId: 'u' });

test('a data folder is made for its person alone', () => {
  const data = setupData();
  const { backupFolder, blobFolder, filesFolder } = setupAccount(data, serverAccount);
  for (const folder of [data.folder, dirname(blobFolder), backupFolder, blobFolder, filesFolder]) {
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  }
  expect(createDataFolder(data.folder)).toEqual({ ok: true, value: data });
});

test('what is personal lies where it lay before there were other accounts, and no two accounts share a folder', () => {
  const data = setupData();
  const personal = setupAccount(data, personalAccountId);
  expect(personal).toMatchObject({
    file: join(data.folder, 'accounts', 'personal.sqlite'),
    blobFolder: join(data.folder, 'blobs'),
    backupFolder: join(data.folder, 'backups'),
  });
  const places = [personal, setupAccount(data, serverAccount)].flatMap((account) => Object.values(account));
  expect(new Set(places).size).toBe(places.length);
});

test('an account is deleted with everything that is its own, and with nothing else', () => {
  const data = setupData();
  const personal = setupAccount(data, personalAccountId);
  const { file, accessFile, blobFolder } = setupAccount(data, serverAccount);
  for (const one of [file, `${file}-wal`, accessFile, join(blobFolder, 'ab'), personal.file]) writeFileSync(one, '');
  removeAccountFolder(data, serverAccount);
  expect(readdirSync(join(data.folder, 'accounts'))).toEqual(['personal.sqlite']);
  removeAccountFolder(data, serverAccount);
  expect(existsSync(personal.blobFolder)).toBe(true);
});

test('a file in the place of the folder is said so', () => {
  const path = setupPath();
  writeFileSync(path, '');
  expect(createDataFolder(path)).toEqual({ ok: false, failure: { kind: 'folder-unusable', file: path } });
});

test('a folder that is held is in use for everybody else until it is released', () => {
  const data = setupData();
  const first = lockDataFolder(data);
  assert(first.ok, 'The first is refused');
  expect(lockDataFolder(data)).toEqual({ ok: false, failure: { kind: 'database-in-use', file: data.lockFile } });
  first.value.release();
  const second = lockDataFolder(data);
  expect(second.ok).toBe(true);
  if (second.ok) second.value.release();
});

test('the lock of a program that was killed is gone with it', async () => {
  const data = setupData();
  const source = `
    import { lockDataFolder } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'data-folder-lock.ts')).href)};
    console.log(lockDataFolder(${JSON.stringify(data)}).ok);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [answer] = (await once(child.stdout, 'data')) as [Buffer];
  expect(answer.toString().trim()).toBe('true');
  expect(lockDataFolder(data).ok).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const freed = lockDataFolder(data);
  expect(freed.ok).toBe(true);
  if (freed.ok) freed.value.release();
});
