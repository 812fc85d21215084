import { expect, onTestFinished, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import { runEntity } from '#shared/functions/function-entities.ts';

import { setupFolder } from '../store/store.harness.ts';
import { createRunRecords } from './run-records.ts';
import type { RunDraft } from './run-records.ts';

const draft: RunDraft = {
  functionName: 'f',
  language: 'python',
  checksum: '',
  arguments: {},
  runBy: 'ada',
  origin: 'app',
  runNumber: 1,
};

async function setup() {
  const world = setupFolder();
  onTestFinished(world.dispose);
  const store = await world.open();
  const commits: (readonly unknown[])[] = [];
  store.onCommit(({ touched }) => commits.push(touched.map(({ after }) => after?.['state'])));
  let nowMs = 1000;
  const logged: string[] = [];
  const records = createRunRecords({
    store,
    clock: { nowMs: () => instantOf(nowMs) },
    random: (bytes) => crypto.getRandomValues(bytes),
    log: (sentence) => logged.push(sentence),
    isClosing: () => false,
  });
  return { ...world, store, commits, records, logged, setNow: (ms: number) => (nowMs = ms) };
}

/** What no record can be made of. */
const broken = { ...draft, language: undefined } as unknown as RunDraft;

const ended = { state: 'done', logBytes: 0, tookMs: 1 } as const;

test('a run that has ended within a frame is written once, as it ended', async () => {
  const { store, commits, records } = await setup();
  const record = records.open(draft);
  expect(store.find(runEntity, record.runId)).toBeUndefined();
  record.begin(instantOf(1001));
  await record.end({ ...ended, startedAt: instantOf(1001) });
  await record.written;
  expect(commits).toEqual([['done']]);
  expect(store.get(runEntity, record.runId)).toMatchObject({ state: 'done', startedAt: 1001, createdAt: 1000 });
});

test('runs that last are written together, each as it is by then, and say when they were asked for', async () => {
  const { store, commits, records, setNow } = await setup();
  const [running, waiting] = [records.open(draft), records.open({ ...draft, runNumber: 2 })];
  running.begin(instantOf(1001));
  setNow(5000);
  await Promise.all([running.written, waiting.written]);
  expect(commits).toEqual([['running', 'waiting']]);
  expect(store.get(runEntity, running.runId)).toMatchObject({ startedAt: 1001, createdAt: 1000 });
  waiting.begin(instantOf(5001));
  await expect.poll(() => store.get(runEntity, waiting.runId).state).toBe('running');
  await Promise.all([running.end(ended), waiting.end(ended)]);
  expect(commits).toEqual([['running', 'waiting'], ['running'], ['done', 'done']]);
});

test('a run that was acknowledged is there after the death of the program', async () => {
  const { records, open } = await setup();
  const [short, long] = [records.open(draft), records.open({ ...draft, runNumber: 2 })];
  await short.end(ended);
  await Promise.all([short.written, long.written]);
  const again = await open();
  expect(again.get(runEntity, short.runId).state).toBe('done');
  expect(again.get(runEntity, long.runId).state).toBe('waiting');
});

test('a run whose record is refused is told so, stays away when it ends, and does not take others along', async () => {
  const { store, records } = await setup();
  const [refused, kept] = [records.open(broken), records.open(draft)];
  await expect(refused.written).rejects.toThrow('run has no language');
  await kept.written;
  await refused.end(ended);
  expect(store.list(runEntity).map(({ id }) => id)).toEqual([kept.runId]);
});

test('after a refusal a record is written before its run begins, until one has been taken', async () => {
  const { store, commits, records } = await setup();
  const refused = records.open(broken);
  await expect(refused.written).rejects.toThrow('run has no language');
  expect(() => records.open(broken)).toThrow('run has no language');
  expect(store.get(runEntity, records.open(draft).runId).state).toBe('waiting');
  const short = records.open({ ...draft, runNumber: 2 });
  await short.end(ended);
  expect(commits).toEqual([['waiting'], ['done']]);
});

test('a run that was deleted while it ran needs no end, and those that end with it have theirs', async () => {
  const { store, commits, records, logged } = await setup();
  const [deleted, kept] = [records.open(draft), records.open({ ...draft, runNumber: 2 })];
  await Promise.all([deleted.written, kept.written]);
  store.write({ actorId: 'ada' }, (tx) => tx.remove(runEntity, deleted.runId));
  await Promise.all([deleted.end(ended), kept.end(ended)]);
  expect(commits).toEqual([['waiting', 'waiting'], [undefined], ['done']]);
  expect(store.find(runEntity, deleted.runId)).toBeUndefined();
  expect(logged).toHaveLength(1);
});
