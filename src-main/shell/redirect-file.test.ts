import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, onTestFinished, test } from 'vitest';

import { redirectFile, removeRedirect, removeRedirectWhenRead, writeRedirect } from './redirect-file.ts';

const address = 'http://127.0.0.1:4000/#t=token';

function setupFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych redirect-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('the file leads to the address, and only its owner can read it', async () => {
  const folder = setupFolder();
  const url = await writeRedirect(folder, address);
  expect(url).not.toContain('token');
  expect(fileURLToPath(url)).toBe(redirectFile(folder));
  expect(readFileSync(redirectFile(folder), 'utf8')).toContain(`content="0; url=${address}"`);
  expect(statSync(redirectFile(folder)).mode & 0o777).toBe(0o600);
  await removeRedirect(folder);
  await removeRedirect(folder);
  expect(readdirSync(folder)).toEqual([]);
});

test('what was there under its name does not get the token', async () => {
  const folder = setupFolder();
  const other = path.join(folder, 'other');
  writeFileSync(other, 'before');
  symlinkSync(other, redirectFile(folder));
  await writeRedirect(folder, address);
  expect(readFileSync(other, 'utf8')).toBe('before');
  chmodSync(redirectFile(folder), 0o644);
  await writeRedirect(folder, address);
  expect(statSync(redirectFile(folder)).mode & 0o777).toBe(0o600);
});

test('a folder that is not there is told, and nothing is left', async () => {
  const folder = setupFolder();
  await expect(writeRedirect(path.join(folder, 'missing'), address)).rejects.toThrow('ENOENT');
  expect(readdirSync(folder)).toEqual([]);
});

test('once a page has connected the file goes, unless it was written again for another window', async () => {
  const [ours, twice] = [setupFolder(), setupFolder()];
  await writeRedirect(ours, address);
  removeRedirectWhenRead(ours, 20);
  await expect.poll(() => existsSync(redirectFile(ours))).toBe(false);

  await writeRedirect(twice, address);
  // Another start has just written it: by the time of the look it is younger than a browser needs.
  utimesSync(redirectFile(twice), new Date(), new Date(Date.now() + 60_000));
  removeRedirectWhenRead(twice, 20);
  await new Promise((resolve) => {
    setTimeout(resolve, 100);
  });
  expect(existsSync(redirectFile(twice))).toBe(true);
});
