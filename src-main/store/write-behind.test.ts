import { once } from 'node:events';
import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';

import { functionEntity, runEntity } from '#shared/functions/function-entities.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';

import { canMountDisk, mountSmallDisk } from '../../build/small-disk.ts';
import { behindFileOf, openBehindFile } from './behind-file.ts';
import { rollbackOne } from './migrate.ts';
import { endedRun, functionDraft, refusalOf, setupFolder, setupStore } from './store.harness.ts';
import type { Store } from './store.ts';

const ada = { actorId: 'ada' };
const runOf = (number: number): RunRecord => endedRun({ id: `run-${String(number)}`, runNumber: number });

function note(store: Store, ...numbers: readonly number[]): void {
  for (const number of numbers) store.note(runEntity, runOf(number));
}

/** The file and what lies beside it, as the death of the program would leave them now. */
function leaveBehind({ file }: { readonly file: string }): { readonly file: string } {
  const left = `${file}-left.sqlite`;
  for (const ending of ['', '-wal', '-behind'])
    if (existsSync(`${file}${ending}`)) copyFileSync(`${file}${ending}`, `${left}${ending}`);
  return { file: left };
}

/** What lies in the table, past the store. */
function tableIds(file: string): unknown[] {
  const database = new Database(file, { readonly: true });
  try {
    return database.prepare('SELECT id FROM runs ORDER BY id').pluck().all();
  } finally {
    database.close();
  }
}

test('what was noted is told at once, answers every question, and lies in the table a frame later', async () => {
  const { store, options } = await setupStore();
  const told: unknown[] = [];
  store.onCommit(({ touched }) => told.push(touched));
  const record = runOf(1);
  store.note(runEntity, record);
  expect(told).toEqual([[{ entity: 'run', id: 'run-1', before: undefined, after: record }]]);
  expect(tableIds(options.file)).toEqual([]);
  expect(store.find(runEntity, 'run-1')).toEqual(record);
  expect(tableIds(options.file)).toEqual(['run-1']);
  note(store, 2);
  expect(store.list(runEntity).map(({ id }) => id)).toEqual(['run-1', 'run-2']);
  note(store, 3);
  expect(store.count(runEntity)).toBe(3);
  note(store, 4);
  expect(store.listIds(runEntity, { where: { runNumber: 4 } })).toEqual(['run-4']);
  note(store, 5);
  expect(store.listPacked(runEntity, {}).ids).toHaveLength(5);
  note(store, ...Array.from({ length: 30 }, (_, index) => index + 10));
  await expect.poll(() => tableIds(options.file)).toHaveLength(35);
});

test('what no record can be is not noted, and text that cannot be stored is noted as it will be', async () => {
  const { store } = await setupStore();
  expect(() => store.note(runEntity, { ...runOf(1), language: undefined } as unknown as RunRecord)).toThrow(
    'run has no language',
  );
  expect(store.count(runEntity)).toBe(0);
  const told: unknown[] = [];
  store.onCommit(({ touched }) => told.push(touched[0]?.after));
  store.note(runEntity, { ...runOf(2), functionName: 'half \ud800' });
  expect(told).toEqual([{ ...runOf(2), functionName: 'half \ufffd' }]);
  expect(store.get(runEntity, 'run-2')).toEqual(told[0]);
});

test('a write finds what was noted before it', async () => {
  const { store } = await setupStore();
  note(store, 1, 2);
  store.write(ada, (tx) => {
    expect(tx.get(runEntity, 'run-1').state).toBe('done');
    tx.patch(runEntity, 'run-1', { state: 'failed' });
    tx.remove(runEntity, 'run-2');
  });
  expect(store.list(runEntity).map(({ id, state }) => [id, state])).toEqual([['run-1', 'failed']]);
});

test('a write that is taken back takes nothing along that was noted', async () => {
  const { store } = await setupStore();
  note(store, 1);
  expect(() =>
    store.write(ada, () => {
      throw new Error('No.');
    }),
  ).toThrow('No.');
  expect(store.count(runEntity)).toBe(1);
});

test('what was noted is there after the death of the program, once', async () => {
  const { store, options, open } = await setupStore();
  note(store, 1);
  expect(store.count(runEntity)).toBe(1);
  note(store, 2, 3);
  const left = leaveBehind(options);
  const again = await open(left);
  expect(again.list(runEntity).map(({ id }) => id)).toEqual(['run-1', 'run-2', 'run-3']);
  expect(existsSync(behindFileOf(left.file))).toBe(false);
  again.close();
  // As it is when the program dies between the transaction and the emptying of the file.
  copyFileSync(behindFileOf(options.file), behindFileOf(left.file));
  expect((await open(left)).count(runEntity)).toBe(3);
});

test('a file that is closed has all of it, and nothing is left beside it', async () => {
  const { store, options, open } = await setupStore();
  note(store, 1);
  store.close();
  expect(() => note(store, 2)).toThrow('not open');
  expect(tableIds(options.file)).toEqual(['run-1']);
  expect(existsSync(behindFileOf(options.file))).toBe(false);
  expect((await open()).count(runEntity)).toBe(1);
});

test('what a program has left is taken in before the schema moves', async () => {
  const { store, options, clock, open } = await setupStore();
  note(store, 1);
  const left = leaveBehind(options);
  const moved = await rollbackOne({ ...options, ...left, clock });
  expect(moved).toMatchObject({ ok: true });
  expect(tableIds(left.file)).toEqual(['run-1']);
  expect(existsSync(behindFileOf(left.file))).toBe(false);
  expect((await open(left)).count(runEntity)).toBe(1);
});

test('what was left beside a file that was moved away is not brought into a new one', async () => {
  const { store, options, open } = await setupStore();
  note(store, 1);
  const left = leaveBehind(options);
  for (const ending of ['', '-wal']) rmSync(`${left.file}${ending}`);
  const fresh = await open(left);
  expect(fresh.count(runEntity)).toBe(0);
  expect(existsSync(behindFileOf(left.file))).toBe(false);
});

test('rows of a table or a column that there is not do not keep the file from opening', async () => {
  const { store, options, open } = await setupStore();
  store.close();
  const behind = openBehindFile(behindFileOf(options.file));
  behind.append({ table: 'songs', columns: ['id'], values: ['a'] });
  behind.append({ table: 'runs', columns: ['id', 'title'], values: ['a', 'b'] });
  behind.append({ table: 'runs', columns: ['id'], values: ['without what every run has'] });
  behind.close();
  const again = await open();
  expect(again.count(runEntity)).toBe(0);
  expect(existsSync(behindFileOf(options.file))).toBe(false);
});

test('only records of the device are noted', async () => {
  const { store } = await setupStore();
  const fn = store.write(ada, (tx) => tx.create(functionEntity, functionDraft()));
  expect(() => store.note(functionEntity, { ...fn, id: 'function-1' })).toThrow('device alone');
  expect(() =>
    store.write(ada, () => {
      note(store, 1);
    }),
  ).toThrow('by itself');
});

test.skipIf(!canMountDisk())(
  'on a full disk what was noted is seen, nothing more is noted, and with room again all of it is in the table',
  async () => {
    const world = setupFolder();
    onTestFinished(world.dispose);
    const disk = mountSmallDisk('size=4m');
    const file = join(disk, 'personal.sqlite');
    const store = await world.open({ file });
    note(store, 1);
    expect(store.count(runEntity)).toBe(1);
    const told: (readonly string[])[] = [];
    store.onCommit(({ touched }) => told.push(touched.map(({ id }) => id)));
    note(store, 2); // Its line has room in the page that the file has begun.
    expect(() => writeFileSync(join(disk, 'ballast'), Buffer.alloc(4 * 1024 * 1024))).toThrow('ENOSPC');
    expect(refusalOf(() => store.write(ada, (tx) => tx.create(functionEntity, functionDraft())))).toEqual({
      kind: 'disk-full',
    });
    expect(store.list(runEntity).map(({ id }) => id)).toEqual(['run-1', 'run-2']);
    expect(store.find(runEntity, 'run-2')?.runNumber).toBe(2);
    expect(refusalOf(() => note(store, 3))).toEqual({ kind: 'disk-full' });
    expect(tableIds(file)).toEqual(['run-1']);
    rmSync(join(disk, 'ballast'));
    await expect.poll(() => tableIds(file), { timeout: 5000 }).toEqual(['run-1', 'run-2']);
    expect(told).toEqual([['run-2'], ['run-2']]);
    note(store, 3);
    expect(store.count(runEntity)).toBe(3);
    store.close();
  },
);

test('while another program holds the file, reading goes on, and what was noted follows', async () => {
  const { store, options } = await setupStore();
  note(store, 1);
  expect(store.count(runEntity)).toBe(1);
  const holder = new Database(options.file);
  onTestFinished(() => void holder.close());
  holder.exec('BEGIN IMMEDIATE');
  note(store, 2);
  expect(store.count(runEntity)).toBe(1);
  // Were the holder waited for each time, these would take minutes.
  for (let asked = 0; asked < 50; asked += 1) expect(store.count(runEntity)).toBe(1);
  holder.exec('ROLLBACK');
  // Whoever writes waits for them as ever.
  const held = new Worker(
    `const { workerData, parentPort } = require('node:worker_threads');
    const holder = new (require('better-sqlite3'))(workerData);
    holder.exec('BEGIN IMMEDIATE');
    parentPort.postMessage('held');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    holder.exec('ROLLBACK');`,
    { eval: true, workerData: options.file },
  );
  await once(held, 'message');
  store.write(ada, (tx) => tx.create(functionEntity, functionDraft()));
  await expect.poll(() => store.count(runEntity), { timeout: 10_000 }).toBe(2);
}, 30_000);
