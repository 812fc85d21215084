import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { functionEntity, runEntity } from '#shared/functions/function-entities.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import { setupFunctions } from '../functions.harness.ts';

const one = 'def f():\n    return 1\n';
const endless = 'import time\ndef f():\n    while True: time.sleep(0.01)\n';

async function setupWorld() {
  const world = await setupFunctions();
  await world.runner.findRuntimes();
  const created = await world.handlers.functions.create(
    { workspaceId: world.workspaceId, name: 'f', folder: '', language: 'python', template: 'blank', source: one },
    world.call,
  );
  if (!created.ok) throw new Error(JSON.stringify(created.failure));
  const functionId = created.value.id;
  return {
    ...world,
    functionId,
    begin: async () =>
      await world.handlers.runs.start(
        { functionId, versionId: null, arguments: {}, timeLimitSeconds: null, origin: 'app' },
        world.call,
      ),
    [Symbol.asyncDispose]: world.close,
  };
}

test('two hundred runs started at once each end once, numbered without a gap', async () => {
  await using world = await setupWorld();
  const started = await Promise.all(Array.from({ length: 200 }, world.begin));
  const ids = started.map((answer) => (answer.ok ? answer.value.runId : ''));
  const runs = await Promise.all(ids.map(world.waitForEnd));
  expect(new Set(ids).size).toBe(200);
  expect(runs.every(({ state }) => state === 'done')).toBe(true);
  expect(runs.map(({ runNumber }) => runNumber).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 200 }, (_, index) => index + 1),
  );
}, 60_000);

test('runs that begin while the program ends are interrupted, and none is left waiting', async () => {
  await using world = await setupWorld();
  await world.handlers.functions.saveDraft({ functionId: world.functionId, source: endless }, world.call);
  const before = await Promise.all([world.begin(), world.begin()]);
  const during = [world.begin(), world.begin()];
  const closing = world.closeFunctions();
  const answers = [...before, ...(await Promise.all(during))];
  await closing;
  const ends = answers.map((answer) => (answer.ok ? world.store.get(runEntity, answer.value.runId) : undefined));
  expect(ends.map((run) => [run?.state, run?.outcome?.failure])).toEqual(
    Array.from({ length: 4 }, () => ['failed', { kind: 'interrupted' }]),
  );
}, 60_000);

test('all of many runs can be cancelled, and the next one works', async () => {
  await using world = await setupWorld();
  const saved = { functionId: world.functionId, source: endless };
  await world.handlers.functions.saveDraft(saved, world.call);
  const started = await Promise.all(Array.from({ length: 200 }, world.begin));
  const ids = started.map((answer) => (answer.ok ? answer.value.runId : ''));
  for (const runId of ids) {
    expect(await world.handlers.runs.cancel({ runId }, world.call)).toEqual({ ok: true, value: { wasRunning: true } });
  }
  const runs = await Promise.all(ids.map(world.waitForEnd));
  expect(runs.every(({ state }) => state === 'cancelled')).toBe(true);
  expect((await world.run('python', one)).state).toBe('done');
}, 60_000);

test('a run whose function, workspace or own record is deleted meanwhile harms nothing', async () => {
  await using world = await setupWorld();
  await world.handlers.functions.saveDraft({ functionId: world.functionId, source: endless }, world.call);
  const [first, second] = [await world.begin(), await world.begin()];
  if (!first.ok || !second.ok) throw new Error('A run did not start.');
  world.store.write({ actorId: world.actor.userId }, (tx) => {
    tx.remove(runEntity, second.value.runId);
    tx.remove(functionEntity, world.functionId);
    tx.remove(workspaceEntity, world.workspaceId);
  });
  for (const { value } of [first, second]) await world.handlers.runs.cancel({ runId: value.runId }, world.call);
  expect((await world.waitForEnd(first.value.runId)).state).toBe('cancelled');
}, 60_000);

test('files are listed with folders first, and a CSV file is shown as a function gets it', async () => {
  await using world = await setupWorld();
  const { workspaceId, filesFolder, call, handlers } = world;
  mkdirSync(path.join(filesFolder, 'below'), { recursive: true });
  for (const name of ['b10.csv', 'b9.CSV', 'note.txt', '.hidden.csv'])
    writeFileSync(path.join(filesFolder, name), 'n,w\n1,x\nNA,y\n');
  const listed = await handlers.files.listFolder({ workspaceId, path: null, extensions: ['csv'] }, call);
  if (!listed.ok) throw new Error(JSON.stringify(listed.failure));
  expect(listed.value.entries.map(({ name }) => name)).toEqual(['below', 'b9.CSV', 'b10.csv']);
  expect(await handlers.files.listFolder({ workspaceId, path: 'gone', extensions: [] }, call)).toMatchObject({
    ok: false,
    failure: { kind: 'file-missing' },
  });
  expect(await handlers.files.previewTable({ workspaceId, path: 'b10.csv' }, call)).toEqual({
    ok: true,
    value: {
      rowCount: 2,
      columns: [
        { name: 'n', type: 'integer' },
        { name: 'w', type: 'text' },
      ],
      indexCount: 0,
      rows: [
        [1, 'x'],
        [null, 'y'],
      ],
    },
  });
  const rows = async (rowFirst: number, rowCount: number) =>
    await handlers.files.readTable({ workspaceId, path: 'b10.csv', rowFirst, rowCount }, call);
  expect(await rows(1, 5)).toEqual({ ok: true, value: { columns: [[null], ['y']] } });
  expect(await rows(2, 1)).toEqual({ ok: true, value: { columns: [[], []] } });
});

test('a runtime that is none is refused with its path, and a restart ends what runs', async () => {
  await using world = await setupWorld();
  const refused = await world.handlers.runtimes.choose({ language: 'python', path: '/bin/true' }, world.call);
  expect(refused).toMatchObject({ ok: false, failure: { kind: 'record-invalid' } });
  expect((await world.run('python', one)).state).toBe('done');
  const runId = await world.start('python', `${endless}# again\n`);
  while (world.store.get(runEntity, runId).state !== 'running') {
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
  await world.handlers.runtimes.restart({ language: 'python' }, world.call);
  expect((await world.waitForEnd(runId)).state).toBe('failed');
  expect((await world.run('python', one)).state).toBe('done');
}, 60_000);
