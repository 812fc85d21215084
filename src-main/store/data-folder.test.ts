import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, onTestFinished, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { lockDataFolder } from './data-folder-lock.ts';
import { createDataFolder } from './data-folder.ts';
import type { DataFolder } from './data-folder.ts';

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

test('a data folder is made for its person alone', () => {
  const data = setupData();
  for (const folder of [data.folder, data.backupFolder, data.blobFolder, data.filesFolder]) {
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  }
  expect(createDataFolder(data.folder)).toEqual({ ok: true, value: data });
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
