import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { canMountDisk, mountSmallDisk } from '../../build/small-disk.ts';
import { openBehindFile, readBehindFile } from './behind-file.ts';
import type { EncodedRow } from './behind-file.ts';

function setup(disk?: string) {
  const folder = disk ?? mkdtempSync(join(tmpdir(), 'triptych-behind-'));
  if (disk === undefined) onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'personal.sqlite-behind');
  return { folder, path, file: openBehindFile(path) };
}

const run = (id: string, text: string | null = 'é\n"\u2028'): EncodedRow => ({
  table: 'runs',
  columns: ['id', 'text', 'count'],
  values: [id, text, 1.5],
});
const other: EncodedRow = { table: 'tabs', columns: ['id'], values: ['t'] };

test('rows come back as they were given, of each table with its columns', () => {
  const { path, file } = setup();
  expect(existsSync(path)).toBe(false);
  const rows = [run('a'), run('b', null), other, run('c')];
  for (const row of rows) file.append(row);
  expect(readBehindFile(path)).toEqual(rows);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('what was emptied does not come back, and a file that is closed empty is gone', () => {
  const { path, file } = setup();
  file.append(run('a'));
  file.empty();
  expect(readBehindFile(path)).toEqual([]);
  file.append(run('b'));
  expect(readBehindFile(path)).toEqual([run('b')]);
  file.empty();
  file.close();
  expect(existsSync(path)).toBe(false);
});

test('a file that is closed with rows stays', () => {
  const { path, file } = setup();
  file.append(run('a'));
  file.close();
  expect(readBehindFile(path)).toEqual([run('a')]);
});

test('whatever its end was cut off at, the rows before it come back', () => {
  const { path, file } = setup();
  file.append(run('a'));
  const wholeBytes = statSync(path).size;
  file.append(run('b'));
  const content = readFileSync(path);
  for (let size = wholeBytes; size < content.length - 1; size += 1) {
    writeFileSync(path, content);
    truncateSync(path, size);
    expect(readBehindFile(path)).toEqual([run('a')]);
  }
});

test('a row in which anything has changed is left out, and those around it come back', () => {
  const { path, file } = setup();
  for (const id of ['a', 'b', 'c']) file.append(run(id));
  writeFileSync(path, readFileSync(path, 'utf8').replace('"b"', '"d"'));
  expect(readBehindFile(path)).toEqual([run('a'), run('c')]);
});

test('lines that this program cannot have written are left out', () => {
  const { path, file } = setup();
  file.append(run('a'));
  const named = { ...other, table: 'tabs; DROP TABLE runs' };
  const elsewhere = setup();
  elsewhere.file.append(named);
  appendFileSync(path, `\n\nrubbish\n${readFileSync(elsewhere.path, 'utf8').split('\n')[0] ?? ''}\n`);
  expect(readBehindFile(path)).toEqual([run('a')]);
});

test.skipIf(!canMountDisk())(
  'a row that the disk has no room for leaves those before it, and is written when there is room',
  () => {
    const { folder, path, file } = setup(mountSmallDisk('size=64k'));
    file.append(run('a'));
    const ballast = join(folder, 'ballast');
    expect(() => writeFileSync(ballast, Buffer.alloc(64 * 1024))).toThrow('ENOSPC');
    expect(() => file.append(run('b', 'x'.repeat(8000)))).toThrow('ENOSPC');
    expect(readBehindFile(path)).toEqual([run('a')]);
    rmSync(ballast);
    file.append(run('c'));
    expect(readBehindFile(path)).toEqual([run('a'), run('c')]);
  },
);
