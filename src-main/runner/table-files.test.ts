import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import { createColumnMemory } from './column-memory.ts';
import { openPrivateFolder } from './private-folder.ts';
import { createTableFiles } from './table-files.ts';

function setupFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-tables-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

test('the pieces of a column become one file', () => {
  const files = createTableFiles({ folder: setupFolder(), memory: createColumnMemory() });
  const path = files.put([Uint8Array.of(1, 2), new Uint8Array(0), Uint8Array.of(3)]);
  expect([...readFileSync(path)]).toEqual([1, 2, 3]);
});

test('what a worker has written is read, and its file is used for the next column, whatever its size', () => {
  const folder = setupFolder();
  const files = createTableFiles({ folder, memory: createColumnMemory() });
  for (const size of [5, 3, 9]) {
    writeFileSync(join(folder, 'worker-1'), new Uint8Array(size).fill(size));
    expect([...files.take(join(folder, 'worker-1'))]).toEqual(Array.from({ length: size }, () => size));
    expect(readdirSync(folder).every((name) => name.startsWith('spare-'))).toBe(true);
    const path = files.put([Uint8Array.of(7, 8, 9, 10)]);
    expect([...readFileSync(path)]).toEqual([7, 8, 9, 10]);
    expect(readdirSync(folder)).toEqual([path.slice(folder.length + 1)]);
    rmSync(path);
  }
});

test('memory is given back for all that was taken since it was last asked for', () => {
  const folder = setupFolder();
  const memory = createColumnMemory();
  const files = createTableFiles({ folder, memory });
  const take = (name: string): Uint8Array => {
    writeFileSync(join(folder, name), Uint8Array.of(1, 2, 3));
    return files.take(join(folder, name));
  };
  expect(files.endLoan()).toBeUndefined();
  const columns = [take('worker-1'), take('worker-2')];
  const release = files.endLoan();
  const later = take('worker-3');
  release?.();
  expect([...columns, later].map(({ length }) => length)).toEqual([0, 0, 3]);
  release?.();
  expect(memory.freeBytes()).toBe(2 * 1024 * 1024);
});

test('spares that are still to be dropped when the folder has gone trouble nobody', async () => {
  const folder = setupFolder();
  const spareIdleMs = 5;
  const files = createTableFiles({ folder, memory: createColumnMemory(), spareIdleMs });
  writeFileSync(join(folder, 'worker-1'), Uint8Array.of(1));
  files.take(join(folder, 'worker-1'));
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => setTimeout(resolve, 10 * spareIdleMs));
  files.tidy();
  expect(existsSync(folder)).toBe(false);
});

test('what a worker has left in the middle of writing goes, and spares stay', () => {
  const folder = setupFolder();
  const files = createTableFiles({ folder, memory: createColumnMemory() });
  for (const name of ['worker-1', 'worker-2']) writeFileSync(join(folder, name), Uint8Array.of(1));
  files.take(join(folder, 'worker-1'));
  files.tidy();
  expect(readdirSync(folder)).toEqual([expect.stringMatching(/^spare-1-/)]);
});

test.each(['/etc/passwd', 'FOLDER/../passwd', 'FOLDER/sub/file', 'FOLDER', 'FOLDER/..'])(
  'a worker cannot make the core read %s',
  (path) => {
    const folder = setupFolder();
    const files = createTableFiles({ folder, memory: createColumnMemory() });
    expect(() => files.take(path.replace('FOLDER', folder))).toThrow('not a table file');
  },
);

test("a private folder is this account's alone, and goes when it is closed", () => {
  const parent = setupFolder();
  const opened = openPrivateFolder({ parents: [parent], prefix: 'p', processId: process.pid, randomName: 'ab12' });
  expect(statSync(opened.folder).mode & 0o777).toBe(0o700);
  opened.close();
  expect(readdirSync(parent)).toEqual([]);
});

test('folders of dead processes go when the next one opens, those of living ones stay', () => {
  const parent = setupFolder();
  const dead = 'p-999999999-ab12';
  const living = `p-${String(process.pid)}-cd34`;
  for (const name of [dead, living, 'p-mine', 'q-999999999-ab12']) mkdirSync(join(parent, name));
  openPrivateFolder({ parents: [join(parent, 'nowhere'), parent], prefix: 'p', processId: 7, randomName: 'ef56' });
  expect(readdirSync(parent).toSorted()).toEqual([living, 'p-7-ef56', 'p-mine', 'q-999999999-ab12'].toSorted());
});
