// Records as programs before this one wrote them.
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';

import { functionEntity, functionVersionEntity, runEntity } from '#shared/functions/function-entities.ts';

import { functionDraft, runDraft, setupFolder } from '../store/store.harness.ts';

const oldMetadata = { entry: 'f', documentation: '', parameters: [], returns: '', tags: ['t'], timeLimitSeconds: 9 };

const oldOutcome = {
  shown: [{ kind: 'table', title: '', blob: 'a'.repeat(64), rowCount: 1, columns: [{ name: 'x', type: 'float' }] }],
  failure: { kind: 'function-error', message: 'no', errorClass: 'ValueError', frames: [], trace: '' },
};

async function setup() {
  const world = setupFolder();
  onTestFinished(world.dispose);
  const store = await world.open();
  const run = store.write({ actorId: 'ada' }, (tx) =>
    tx.create(runEntity, runDraft({ state: 'failed', outcome: { shown: [], failure: null, warnings: [] } })),
  );
  const fn = store.write({ actorId: 'ada' }, (tx) => tx.create(functionEntity, functionDraft()));
  store.close();
  const database = new Database(world.options.file);
  database.prepare('UPDATE functions SET metadata = ?').run(JSON.stringify(oldMetadata));
  database.prepare('UPDATE runs SET outcome = ?').run(JSON.stringify(oldOutcome));
  database.close();
  return { store: await world.open(), functionId: fn.id, runId: run.id };
}

test('a function that was stored without isolation and limits has the usual ones, and can be changed', async () => {
  const { store, functionId } = await setup();
  const metadata = {
    ...oldMetadata,
    isolation: 'shared',
    memoryLimitMb: null,
    outputLimitMb: null,
    processLimit: null,
  };
  const fn = store.get(functionEntity, functionId);
  expect(fn.metadata).toEqual(metadata);
  expect(functionEntity.schema.parse(fn).metadata).toEqual(metadata);
  const changed = { ...fn.metadata, isolation: 'fork', memoryLimitMb: 100 } as const;
  store.write({ actorId: 'ada' }, (tx) => tx.patch(functionEntity, functionId, { metadata: changed }));
  expect(store.list(functionEntity)[0]?.metadata).toEqual(changed);
  store.undo('ada');
  expect(store.get(functionEntity, functionId).metadata).toEqual(metadata);
  expect(store.list(functionVersionEntity)).toEqual([]);
});

test('an outcome that was stored without warnings, causes and row labels has none', async () => {
  const { store, runId } = await setup();
  expect(store.get(runEntity, runId).outcome).toEqual({
    shown: [{ ...oldOutcome.shown[0], indexCount: 0, isMatrix: false }],
    failure: { ...oldOutcome.failure, causes: [] },
    warnings: [],
  });
});
