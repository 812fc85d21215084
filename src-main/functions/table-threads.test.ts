import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

import { expect, onTestFinished, test } from 'vitest';

import { columnOf } from '#shared/values/column-of.ts';
import type { TableValue } from '#shared/values/value.ts';
import { tellTable } from '#shared/values/values.harness.ts';

import { startTableThread } from './start-table-thread.ts';
import { createTableCache } from './table-cache.ts';
import { openFilesIn } from './table-exchange.harness.ts';
import { tableToArrow } from './table-file.ts';
import { createTableThreads } from './table-threads.ts';
import type { ThreadLimits } from './table-threads.ts';

const generous: ThreadLimits = {
  readMs: 60_000,
  readMsPerMegabyte: 1000,
  pieceMs: 60_000,
  columnBytes: 4e9,
  warmMs: 60_000,
};

const small: TableValue = {
  kind: 'table',
  rowCount: 3,
  columns: [
    { name: 'x', column: columnOf('float', [1.5, null, 3]) },
    { name: 'n', column: columnOf('integer', [1n, 2n, null]) },
    { name: 'word', column: columnOf('text', ['Zürich', 'b', null]) },
    { name: 'group', column: columnOf('category', ['a', 'b', 'a']) },
    { name: 'flag', column: columnOf('boolean', [true, null, false]) },
  ],
};

async function setupThreads(limits: Partial<ThreadLimits> = {}, table = small) {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-threads-'));
  const threads = createTableThreads({ ...generous, ...limits });
  onTestFinished(async () => {
    await threads.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const write = (name: string, content: Uint8Array | string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const arrow = write('good.arrow', Buffer.concat(await tableToArrow(table)));
  const columns = table.columns.map(({ name, column }) => ({ name, type: column.type }));
  const exported = (format: 'parquet' | 'csv') => threads.export({ path: arrow, columns, format });
  const pieces: Uint8Array[] = [];
  const writer = createTableThreads(generous); // The limits are for what is tested.
  for await (const piece of writer.export({ path: arrow, columns, format: 'parquet' })) pieces.push(piece);
  await writer.close();
  const parquet = write('good.parquet', Buffer.concat(pieces));
  return { folder, threads, write, arrow, parquet, exported };
}

async function readIn({ read }: ReturnType<typeof createTableThreads>, file: string): Promise<TableValue> {
  const table = await read(file);
  if (!table.ok) throw new Error(JSON.stringify(table.failure));
  return table.value;
}

/** Looks, in turns of this thread's event loop, until the work is done. Returns how many there were. */
async function turnsDuring(work: Promise<unknown>, look: () => void = () => undefined): Promise<number> {
  const state = { isDone: false };
  void work.finally(() => {
    state.isDone = true;
  });
  let turns = 0;
  for (; !state.isDone; turns += 1) {
    look();
    await setTimeout(1); // An immediate would take a processor for itself.
  }
  return turns;
}

function manyRows(rowCount: number): string {
  return `a,b\n${Array.from({ length: rowCount }, (_, row) => `${String(row)},word ${String(row)}`).join('\n')}\n`;
}

test('good files of each format come through a thread as they are', async () => {
  const { threads, arrow, parquet, write } = await setupThreads();
  expect(tellTable(await readIn(threads, arrow))).toEqual(tellTable(small));
  expect(tellTable(await readIn(threads, parquet))).toEqual(tellTable(small));
  expect((await readIn(threads, write('a.csv', 'a,b\n1,x\n'))).columns.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(await threads.read(write('none.csv', ''))).toMatchObject({ ok: false, failure: { kind: 'csv-empty' } });
});

test.each(['parquet', 'arrow'] as const)(
  'a file of %s with a changed byte is a table or a failure, while the core goes on and nothing is left behind',
  { timeout: 120_000 },
  async (format) => {
    const { folder, threads, write, [format]: good } = await setupThreads({ readMs: 300, readMsPerMegabyte: 0 });
    const whole = readFileSync(good);
    const kinds = new Set<string>();
    const turnsOfSlow: number[] = [];
    // One bit or all of a byte, by turns: lengths that are a little wrong, and lengths beyond all bounds.
    for (let at = 0; at < whole.length; at += 3) {
      const broken = Buffer.from(whole);
      broken[at] = (whole[at] ?? 0) ^ (at % 2 === 0 ? 1 : 255);
      const reading = threads.read(write(`broken.${format}`, broken));
      const turns = await turnsDuring(reading);
      const read = await reading;
      const kind = read.ok ? 'table' : read.failure.kind;
      kinds.add(kind);
      if (kind === 'table-too-slow') turnsOfSlow.push(turns);
    }
    const known = ['table', 'table-unreadable', 'table-column-refused', 'table-too-large', 'table-too-slow'];
    expect([...kinds].filter((kind) => !known.includes(kind))).toEqual([]);
    expect(Math.min(...turnsOfSlow)).toBeGreaterThan(3);
    expect(kinds).toContain('table');
    expect(kinds).toContain('table-unreadable');
    expect(openFilesIn(folder)).toEqual([]);
  },
);

test('an Arrow file that says it has more rows than bytes is refused at once', async () => {
  const rowCount = 12_345;
  const x = columnOf(
    'float',
    Array.from({ length: rowCount }, (_, row) => (row === 7 ? null : row)),
  );
  const { threads, arrow, write } = await setupThreads(
    {},
    { kind: 'table', rowCount, columns: [{ name: 'x', column: x }] },
  );
  const whole = readFileSync(arrow);
  const wanted = Buffer.alloc(8);
  wanted.writeBigInt64LE(BigInt(rowCount));
  for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + 8))
    whole.writeBigInt64LE(2n ** 31n, at);
  expect(await threads.read(write('long.arrow', whole))).toMatchObject({
    ok: false,
    failure: { kind: 'table-unreadable', reason: 'the column x has fewer rows than it says' },
  });
});

test('a read beyond its limit of time fails with a sentence, and its thread is gone', async () => {
  const { folder, threads, write } = await setupThreads({ readMs: 1, readMsPerMegabyte: 0 });
  const file = write('large.csv', manyRows(500_000));
  expect(await threads.read(file)).toEqual({ ok: false, failure: { kind: 'table-too-slow', path: file, limitMs: 1 } });
  expect(openFilesIn(folder)).toEqual([]);
});

test('a read that takes more memory than it may fails with a sentence, and its thread is gone', async () => {
  const { folder, threads, write } = await setupThreads({ columnBytes: 1 });
  expect(await threads.read(write('large.csv', manyRows(1_000_000)))).toMatchObject({
    ok: false,
    failure: { kind: 'table-unreadable', reason: expect.stringContaining('more memory') },
  });
  expect(openFilesIn(folder)).toEqual([]);
});

test('a read that nobody waits for any more is ended, and one that somebody waits for goes on', async () => {
  const { folder, threads, write } = await setupThreads();
  const cache = createTableCache(threads);
  const file = write('large.csv', manyRows(200_000));
  const [first, second] = [new AbortController(), new AbortController()];
  const reads = Promise.allSettled([cache.read(file, first.signal), cache.read(file, second.signal)]);
  first.abort();
  expect(await reads).toMatchObject([
    { status: 'rejected', reason: { name: 'AbortError' } },
    { status: 'fulfilled', value: { ok: true, value: { rowCount: 200_000 } } },
  ]);
  const other = write('other.csv', manyRows(200_000));
  const third = new AbortController();
  const lost = threads.read(other, third.signal);
  for (let turn = 0; turn < 100; turn += 1) await setImmediate();
  third.abort();
  await expect(lost).rejects.toMatchObject({ name: 'AbortError' });
  // An opening that was under way in the thread is finished by Node, and undone, a moment after the thread's end.
  await expect.poll(() => openFilesIn(folder)).toEqual([]);
  expect(await cache.read(other)).toMatchObject({ ok: true, value: { rowCount: 200_000 } });
});

test('a read that is ended at any moment leaves its file closed', async () => {
  const { folder, threads, arrow, parquet, write } = await setupThreads({ warmMs: 0 });
  const csv = write('large.csv', manyRows(20_000));
  for (let turns = 0; turns < 60; turns += 1) {
    const controller = new AbortController();
    const reading = threads.read([arrow, parquet, csv][turns % 3] ?? csv, controller.signal).catch(() => undefined);
    for (let turn = 0; turn < turns; turn += 1) await setTimeout(1);
    controller.abort();
    await reading;
  }
  expect(openFilesIn(folder)).toEqual([]);
});

test('two files are read at once, each by one thread, and the others wait', async () => {
  const { threads, write } = await setupThreads({ warmMs: 0 });
  const files = ['a.csv', 'b.csv', 'c.csv'].map((name) => write(name, manyRows(20_000)));
  const reading = Promise.all([...files, ...files].map((file) => threads.read(file)));
  let most = 0;
  await turnsDuring(reading, () => {
    most = Math.max(most, threads.count());
  });
  expect((await reading).map((table) => table.ok && table.value.rowCount)).toEqual(Array(6).fill(20_000));
  expect(most).toBe(2);
});

test('an export goes on in pieces, and one that is left ends its thread', async () => {
  const rowCount = 100_000;
  const x = columnOf(
    'float',
    Array.from({ length: rowCount }, (_, row) => row),
  );
  const table: TableValue = { kind: 'table', rowCount, columns: [{ name: 'x', column: x }] };
  const { folder, threads, parquet, exported } = await setupThreads({ warmMs: 0 }, table);
  expect(tellTable(await readIn(threads, parquet))).toEqual(tellTable(table));
  let text = '';
  for await (const piece of exported('csv')) text += Buffer.from(piece).toString();
  expect(text.split('\r\n').length).toBe(rowCount + 2);
  for await (const piece of exported('parquet')) {
    expect(piece.length).toBeGreaterThan(0);
    break;
  }
  expect(openFilesIn(folder)).toEqual([]);
});

test('closing ends what is being read, and what is asked afterwards is not begun', async () => {
  const { threads, write } = await setupThreads();
  const file = write('large.csv', manyRows(500_000));
  const reading = [threads.read(file), threads.read(file)];
  for (let turn = 0; turn < 100; turn += 1) await setImmediate();
  await threads.close();
  for (const read of [...(await Promise.all(reading)), await threads.read(file)])
    expect(read).toMatchObject({
      ok: false,
      failure: { kind: 'table-unreadable', reason: expect.stringContaining('closed') },
    });
  expect(threads.count()).toBe(0);
});

test('a program that is done ends, though a thread is kept warm', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-threads-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const csv = path.join(folder, 'a.csv');
  writeFileSync(csv, 'a\n1\n');
  const module = path.join(import.meta.dirname, 'table-threads.ts');
  const program = `
    import { createTableThreads } from ${JSON.stringify(pathToFileURL(module).href)};
    const threads = createTableThreads();
    const table = await threads.read(${JSON.stringify(csv)});
    process.stdout.write(String(table.ok) + String(threads.count()));`;
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    timeout: 14_000,
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'true1' });
});

test('a thread that has ended since it was last asked says so at once', async () => {
  const thread = startTableThread(generous.columnBytes);
  await thread.end();
  const { signal } = new AbortController();
  await expect(thread.ask({ kind: 'next' }, generous.pieceMs, signal)).rejects.toMatchObject({ reason: 'broken' });
});
