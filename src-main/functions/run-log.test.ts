import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import type { LogPiece } from '#shared/functions/outcome.ts';

import { openBlobFolder } from '../store/blob-folder.ts';
import type { BlobFolder } from '../store/blob-folder.ts';
import { createFrames } from './frames.ts';
import { createRunLog } from './run-log.ts';
import type { RunLog } from './run-log.ts';
import { readLog, watchLog } from './watch-log.ts';
import type { LogEvent } from './watch-log.ts';

function setup(partialPath?: () => string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const blobs = openBlobFolder(folder);
  let nowMs = 0;
  const log = createRunLog({
    frames: createFrames(),
    nowMs: () => nowMs,
    blobs: { ...blobs, ...(partialPath === undefined ? {} : { partialPath }) },
  });
  return { folder, blobs, log, advance: (ms: number) => void (nowMs += ms) };
}

const signal = new AbortController().signal;

async function collect(events: AsyncIterable<LogEvent>): Promise<{ pieces: LogPiece[]; skippedBytes: number }> {
  const pieces: LogPiece[] = [];
  let skippedBytes = 0;
  for await (const event of events) {
    pieces.push(...event.pieces);
    skippedBytes += event.skippedBytes;
  }
  return { pieces, skippedBytes };
}

async function blobPath(log: RunLog, blobs: BlobFolder): Promise<string> {
  expect(log.few()).toBeUndefined();
  return blobs.path(await log.keep());
}

async function textOf(log: RunLog): Promise<string> {
  const { pieces } = await collect(watchLog(log, { behindBytesMax: null, signal }));
  return pieces.map(({ text }) => text).join('');
}

test('what is printed within a moment is one piece; another stream or level begins a new one', async () => {
  const { log, advance } = setup();
  log.add('out', 'a', 'print');
  log.add('out', 'b\n', 'print');
  advance(5);
  log.add('err', 'careful', 'warning');
  log.add('err', 'told', 'message');
  log.end();
  log.add('out', 'too late', 'print');
  const { pieces } = await collect(watchLog(log, { behindBytesMax: null, signal }));
  expect(pieces).toEqual([
    { stream: 'out', level: 'print', text: 'ab\n', atMs: 0 },
    { stream: 'err', level: 'warning', text: 'careful', atMs: 5 },
    { stream: 'err', level: 'message', text: 'told', atMs: 5 },
  ]);
});

test('a short log makes no file, and is kept as its pieces', () => {
  const { folder, log } = setup();
  log.add('out', 'hello\n', 'print');
  log.end();
  expect(log.few()).toEqual([{ stream: 'out', level: 'print', text: 'hello\n', atMs: 0 }]);
  expect(log.sizeBytes()).toBeGreaterThan(0);
  expect(readdirSync(folder)).toEqual([]);
});

test('a log that is too long for the record and too short for a file of its own is a blob', async () => {
  const { blobs, log } = setup();
  log.add('out', 'x'.repeat(10_000), 'print');
  log.end();
  const { pieces } = await collect(readLog(await blobPath(log, blobs), { behindBytesMax: null, signal }));
  expect(pieces.map(({ text }) => text)).toEqual(['x'.repeat(10_000)]);
});

test('a run that printed nothing keeps nothing', () => {
  const { log, folder } = setup();
  log.end();
  expect(log.few()).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test('a long log is in a file, and every letter comes back in order: while it grows, at its end, and from its blob', async () => {
  const { folder, blobs, log } = setup();
  const lines = Array.from({ length: 60_000 }, (_, index) => `line ${String(index)} é\u0001😀\n`);
  const whole = lines.join('');
  const early = textOf(log);
  for (const line of lines.slice(0, 30_000)) log.add('out', line, 'print');
  expect(readdirSync(folder)).toHaveLength(1);
  await new Promise((resolve) => setImmediate(resolve));
  log.add('out', lines.slice(30_000).join(''), 'print');
  log.end();
  const late = textOf(log);
  const place = await blobPath(log, blobs);
  expect(await early).toBe(whole);
  expect(await late).toBe(whole);
  const kept = await collect(readLog(place, { behindBytesMax: null, signal }));
  expect(kept.pieces.map(({ text }) => text).join('')).toBe(whole);
  expect(log.sizeBytes()).toBe(statSync(place).size);
  expect(readdirSync(folder)).toEqual([path.basename(place).slice(0, 2)]);
});

test('a reader that may not be far behind gets the end, whole lines of it, and is told what was left out', async () => {
  const { blobs, log } = setup();
  for (let index = 0; index < 200_000; index += 1) log.add('out', `line ${String(index)}\n`, 'print');
  log.end();
  const reader = { behindBytesMax: 100_000, signal };
  const live = await collect(watchLog(log, reader));
  const kept = await collect(readLog(await blobPath(log, blobs), reader));
  for (const { pieces, skippedBytes } of [live, kept]) {
    expect(skippedBytes).toBeGreaterThan(log.sizeBytes() - 100_001);
    expect(pieces.at(-1)?.text.endsWith('line 199999\n')).toBe(true);
    expect(JSON.stringify(pieces).length).toBeLessThan(110_000);
  }
});

test('a disk that takes no more is told when the log is kept, and printing goes on', async () => {
  const { log, folder } = setup(() => path.join(folder, 'no folder', 'file'));
  for (let index = 0; index < 100_000; index += 1) log.add('out', `line ${String(index)}\n`, 'print');
  log.end();
  await expect(log.keep()).rejects.toThrow('ENOENT');
});

test('the log of a run whose file was collected is empty', async () => {
  const { folder } = setup();
  expect(await collect(readLog(path.join(folder, 'gone'), { behindBytesMax: null, signal }))).toEqual({
    pieces: [],
    skippedBytes: 0,
  });
});
