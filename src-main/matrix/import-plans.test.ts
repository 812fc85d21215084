import { expect, test } from 'vitest';

import { objectEntity } from '#shared/matrix/object-entities.ts';
import { patchEdit } from '#shared/matrix/model-edits.ts';

import { setupExchange } from './exchange.harness.ts';

test('a list is first shown as what it would change, then done as one step of undo', async () => {
  const { planFile, exampleId, handlersNow, call, store } = await setupExchange();
  const report = await planFile('Object,Definition\nHOUSEHOLD,Who pays\nWatch party,Several people at once\n', {
    projectId: exampleId,
  });
  expect(report.counts).toEqual([{ what: 'object', created: 1, changed: 1, unchanged: 0 }]);
  expect(report.changed.records).toMatchObject([
    { name: 'Account', place: { row: 2 }, changes: [{ field: 'description', next: 'Who pays' }] },
  ]);
  const count = () => store.count(objectEntity, { projectId: exampleId });
  expect(count()).toBe(14);
  expect(await handlersNow().applyImport({ importId: report.importId }, call)).toMatchObject({
    value: { created: 1, changed: 1 },
  });
  expect(count()).toBe(15);
  store.undo('ada');
  expect(count()).toBe(14);
});

test('what was planned is not done after the project has changed', async () => {
  const { planFile, exampleId, handlersNow, projectHandlers, call, readTables } = await setupExchange();
  const report = await planFile('Object\nWatch party\n', { projectId: exampleId });
  const [object] = readTables(exampleId).object.values();
  const edits = [patchEdit('object', object?.id ?? '', { name: 'Watch party' })];
  await projectHandlers.edit({ projectId: exampleId, edits }, call);
  const { importId } = report;
  expect(await handlersNow().applyImport({ importId }, call)).toMatchObject({ failure: { kind: 'import-outdated' } });
  expect(await handlersNow().planImport({ importId }, call)).toMatchObject({ value: { created: { count: 0 } } });
});

test('a plan that the project has overtaken while it was made is not done', async () => {
  const { planFile, exampleId, handlersNow, projectHandlers, call, readTables } = await setupExchange();
  const { importId } = await planFile('Object\nWatch party\n', { projectId: exampleId });
  const planning = handlersNow().planImport({ importId }, call);
  const [object] = readTables(exampleId).object.values();
  const edits = [patchEdit('object', object?.id ?? '', { name: 'Watch party' })];
  await projectHandlers.edit({ projectId: exampleId, edits }, call);
  expect(await planning).toMatchObject({ ok: true });
  expect(await handlersNow().applyImport({ importId }, call)).toMatchObject({ failure: { kind: 'import-outdated' } });
});

test('of one file only one plan is made at a time: the one that was asked for last', async () => {
  const { planFile, exampleId, handlersNow, call } = await setupExchange();
  const { importId } = await planFile('Object\nWatch party\n', { projectId: exampleId });
  const [first, second] = [handlersNow().planImport({ importId }, call), handlersNow().planImport({ importId }, call)];
  expect(await first).toMatchObject({ ok: false, failure: { kind: 'import-unreadable' } });
  expect(await second).toMatchObject({ ok: true, value: { created: { count: 1 } } });
  expect(await handlersNow().applyImport({ importId }, call)).toMatchObject({ ok: true });
});

test('what contradicts itself is refused, and nothing of it is written', async () => {
  const { planFile, exampleId, handlersNow, call, store } = await setupExchange();
  const report = await planFile(',Account,Robot\nAccount,,1:N\nRobot,1..*,\n', { projectId: exampleId });
  expect(report).toMatchObject({
    isRefused: true,
    problems: {
      list: [{ place: { row: 2, column: 'Robot' }, isFatal: true, sentence: expect.stringContaining('contradicts') }],
    },
  });
  const applied = await handlersNow().applyImport({ importId: report.importId }, call);
  expect(applied).toMatchObject({ failure: { kind: 'import-refused' } });
  expect(store.count(objectEntity, { projectId: exampleId })).toBe(14);
});
