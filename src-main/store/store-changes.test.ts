import { expect, test } from 'vitest';

import { functionEntity, functionVersionEntity, runEntity } from '#shared/functions/function-entities.ts';
import { functionDraft, readChanges, runDraft, setupStore } from './store.harness.ts';

const ada = { actorId: 'ada' };

test('each write appends its change: what was set, what it replaced, and which belong together', async () => {
  const { store, options } = await setupStore();
  const { id } = store.write(ada, (tx) => tx.create(functionEntity, functionDraft()));
  store.write(ada, (tx) => {
    tx.patch(functionEntity, id, { name: 'b', draftSource: 'simulate <- function(n) n + 1\n' });
    tx.create(functionVersionEntity, { ...versionDraft(id) });
  });
  const [created, patched, version] = readChanges(options.file);
  expect(created).toMatchObject({ entity: 'function', before: null, number: 1, transaction: 1 });
  expect(Object.keys(created?.patch ?? {})).toEqual([
    'tenantId',
    'workspaceId',
    'name',
    'createdBy',
    'folder',
    'language',
    'draftSource',
    'draftChecksum',
    'metadata',
    'deletedAt',
  ]);
  expect(patched).toEqual({
    entity: 'function',
    patch: { name: 'b', draftSource: { at: 25, inserted: ' + 1', update: expect.any(String) } },
    before: { name: 'simulate', draftSource: '' },
    number: 2,
    transaction: 2,
  });
  expect(version).toMatchObject({ entity: 'functionVersion', number: 3, transaction: 2 });
});

function versionDraft(functionId: string) {
  const { tenantId, workspaceId, metadata } = functionDraft();
  const text = { version: '1.0.0', sourceCode: 'x', checksum: 'a'.repeat(64), releasedBy: 'ada', notes: '' };
  return { tenantId, workspaceId, functionId, metadata, releasedAt: 1 as never, ...text };
}

test('records that stay on the device write no changes, are no undo step, and leave nothing behind', async () => {
  const { store, clock, options } = await setupStore();
  const run = store.write(ada, (tx) => tx.create(runEntity, runDraft()));
  clock.advance(10);
  const done = store.write(ada, (tx) =>
    tx.patch(runEntity, run.id, { state: 'done', outcome: { shown: [], warnings: [], failure: null } }),
  );
  expect(done).toMatchObject({ state: 'done', createdAt: run.createdAt, updatedAt: clock.nowMs() });
  store.write(ada, (tx) => tx.remove(runEntity, run.id));
  expect(store.list(runEntity, { includeDeleted: true })).toEqual([]);
  expect(readChanges(options.file)).toEqual([]);
  expect(store.undoState('ada')).toEqual({ undo: null, redo: null });
});
