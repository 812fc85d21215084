import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import { openBlobFolder } from './blob-folder.ts';

function setupBlobs() {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-blobs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, blobs: openBlobFolder(folder) };
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

test('what was put is read back under the hash of its content, in however many parts it came', async () => {
  const { blobs } = setupBlobs();
  const hash = await blobs.put([bytesOf('one '), new Uint8Array(), bytesOf('two')]);
  expect(hash).toBe(createHash('sha256').update('one two').digest('hex'));
  expect(Buffer.from((await blobs.read(hash)) ?? []).toString()).toBe('one two');
  expect(blobs.has(hash)).toBe(true);
  expect(statSync(blobs.path(hash)).mode & 0o777).toBe(0o600);
});

test('content larger than one piece is kept whole', async () => {
  const { blobs } = setupBlobs();
  const bytes = new Uint8Array(3 * 1024 * 1024 + 17).map((_, index) => index % 251);
  const hash = await blobs.put([bytes]);
  expect(Buffer.compare((await blobs.read(hash)) ?? Buffer.alloc(0), bytes)).toBe(0);
});

test('the same content is kept once, even when it comes at once', async () => {
  const { blobs, folder } = setupBlobs();
  const hashes = await Promise.all([1, 2, 3, 4].map(async () => await blobs.put([bytesOf('same')])));
  expect(new Set(hashes).size).toBe(1);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toEqual([hashes[0]]);
});

test('what is not there is told so, and removing it is no error', async () => {
  const { blobs } = setupBlobs();
  const hash = 'a'.repeat(64);
  expect(await blobs.read(hash)).toBeUndefined();
  expect(blobs.has(hash)).toBe(false);
  blobs.remove(hash);
  expect(() => blobs.path('../../secret')).toThrow('is not the name of a blob');
});

test('what no record names is collected once it is old, and what is still being written is left', async () => {
  const { blobs, folder } = setupBlobs();
  const [used, unused, fresh] = await Promise.all(
    [bytesOf('used'), bytesOf('unused'), bytesOf('fresh')].map(async (part) => await blobs.put([part])),
  );
  const partial = join(folder, 'half.partial');
  writeFileSync(partial, 'half');
  const long = new Date('2020-01-01');
  for (const file of [blobs.path(used ?? ''), blobs.path(unused ?? ''), partial]) utimesSync(file, long, long);
  expect(await blobs.collect(new Set([used ?? '']), instantOf(Date.now()))).toBe(1);
  expect(existsSync(partial)).toBe(true);
  expect([used, unused, fresh].map((hash) => blobs.has(hash ?? ''))).toEqual([true, false, true]);
});

test('old content that is put again outlives a collection that comes before its new record', async () => {
  const { blobs } = setupBlobs();
  const hash = await blobs.put([bytesOf('same')]);
  const long = new Date('2020-01-01');
  utimesSync(blobs.path(hash), long, long);
  expect(await blobs.put([bytesOf('same')])).toBe(hash);
  expect(await blobs.collect(new Set(), instantOf(Date.now()))).toBe(0);
  expect(blobs.has(hash)).toBe(true);
});

test('content that is put while collections run is there when its put is done', async () => {
  const { blobs } = setupBlobs();
  const long = new Date('2020-01-01');
  for (let round = 0; round < 30; round += 1) {
    const hash = await blobs.put([bytesOf('same')]);
    utimesSync(blobs.path(hash), long, long);
    await Promise.all([
      blobs.collect(new Set(), instantOf(Date.now())),
      blobs.put([bytesOf('same')]),
      blobs.collect(new Set(), instantOf(Date.now())),
    ]);
    expect(blobs.has(hash)).toBe(true);
  }
});

test('a file is taken in under the hash of its content, and is gone from where it was', async () => {
  const { blobs, folder } = setupBlobs();
  const content = Buffer.alloc(2 * 1024 * 1024 + 5, 'content ');
  const inside = blobs.partialPath();
  const outside = join(mkdtempSync(join(folder, 'elsewhere-')), 'report.pdf');
  for (const file of [inside, outside]) {
    writeFileSync(file, content, { mode: 0o644 });
    const hash = await blobs.putFile(file);
    expect(hash).toBe(createHash('sha256').update(content).digest('hex'));
    expect(statSync(blobs.path(hash)).mode & 0o777).toBe(0o600);
    expect(existsSync(file)).toBe(false);
  }
  expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  await expect(blobs.putFile(join(folder, 'not there'))).rejects.toThrow('ENOENT');
});

test('what a crash left half-written is deleted at the start, and nothing else', async () => {
  const { blobs } = setupBlobs();
  const hash = await blobs.put([bytesOf('whole')]);
  writeFileSync(blobs.partialPath(), 'half');
  blobs.removePartials();
  expect(blobs.has(hash)).toBe(true);
  expect(readdirSync(join(blobs.path(hash), '..', '..'))).toEqual([hash.slice(0, 2)]);
});
