import { expect, test } from 'vitest';

import { attachmentEntity } from '#shared/attachments/attachment-entities.ts';
import { runEntity } from '#shared/functions/function-entities.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';
import type { Outcome } from '#shared/functions/outcome.ts';
import { sharedResultEntity } from '#shared/functions/shared-result-entities.ts';

import { setupAttachments } from '../attachments/attachments.harness.ts';
import { listParts, shareResult, unshareResult } from './share-result.ts';

async function setup() {
  const world = await setupAttachments();
  const { store, blobs, clock, random, functionId, workspaceId, call } = world;
  const plot = await blobs.put([Buffer.from('<svg/>')]);
  const log = await blobs.put([Buffer.from('{"text":"a line"}\n')]);
  const outcome: Outcome = {
    shown: [
      { kind: 'plot', title: 'Plot', blob: plot, media: 'image/svg+xml' },
      { kind: 'value', title: '', json: 3 },
    ],
    failure: null,
    warnings: [],
  };

  function addRun(changes: Partial<RunRecord> = {}): string {
    return store.write(
      { actorId: 'ada' },
      (tx) =>
        tx.create(runEntity, {
          workspaceId,
          functionId,
          functionName: 'fit',
          language: 'python',
          versionId: null,
          checksum: 'c',
          arguments: { n: 3 },
          runBy: 'ada',
          origin: 'app',
          state: 'done',
          runNumber: 1,
          startedAt: null,
          endedAt: null,
          tookMs: 12,
          interpreter: 'Python 3.12 (/home/ada/bin/python)',
          outcome,
          logBlob: log,
          logBytes: 17,
          ...changes,
        }).id,
    );
  }
  return { ...world, deps: { store, blobs, clock, random }, actor: call.actor, addRun, outcome, plot, log };
}

test('what is chosen of a run becomes a result of its function, with a file for each blob', async () => {
  const { store, deps, actor, addRun, outcome, plot, log, functionId } = await setup();
  const runId = addRun();
  const parts = listParts(deps, actor, runId);
  if (!parts.ok) throw new Error(parts.failure.kind);
  expect(parts.value.map(({ key, sizeBytes }) => [key, sizeBytes])).toEqual([
    ['shown 0', 6],
    ['shown 1', 36],
    ['log', 18],
    ['arguments', 7],
  ]);
  const shared = await shareResult(deps, actor, { runId, keys: ['shown 0', 'log', 'arguments'], note: 'see' });
  if (!shared.ok) throw new Error(shared.failure.kind);
  expect(store.get(sharedResultEntity, shared.value)).toMatchObject({
    functionId,
    state: 'done',
    argumentsText: 'n = 3',
    tookMs: 12,
    interpreter: 'Python 3.12',
    outcome: { shown: [outcome.shown[0]], failure: null, warnings: [] },
    note: 'see',
    createdBy: 'ada',
  });
  const files = store.list(attachmentEntity, { where: { sharedResultId: shared.value } });
  expect(files.map(({ content, resultPart, name, sizeBytes }) => ({ content, resultPart, name, sizeBytes }))).toEqual(
    expect.arrayContaining([
      { content: plot, resultPart: 'shown', name: 'Plot.svg', sizeBytes: 6 },
      { content: log, resultPart: 'log', name: 'fit log.jsonl', sizeBytes: 18 },
    ]),
  );
});

test('sharing is one step of undo, and so is taking it back', async () => {
  const { store, deps, actor, addRun } = await setup();
  const runId = addRun();
  const shared = await shareResult(deps, actor, { runId, keys: ['shown 0'], note: '' });
  if (!shared.ok) throw new Error(shared.failure.kind);
  const count = () => [store.count(sharedResultEntity), store.count(attachmentEntity)];
  expect(count()).toEqual([1, 1]);
  expect(unshareResult(deps, actor, shared.value)).toEqual({ ok: true, value: undefined });
  expect(count()).toEqual([0, 0]);
  store.undo('ada');
  expect(count()).toEqual([1, 1]);
  store.undo('ada');
  expect(count()).toEqual([0, 0]);
});

test('a run that goes on, one that is of no function, and what is not kept any more are not shared', async () => {
  const { store, deps, actor, addRun, blobs, plot } = await setup();
  const refused = async (runId: string) => await shareResult(deps, actor, { runId, keys: ['shown 0'], note: '' });
  expect(await refused(addRun({ state: 'running', outcome: null }))).toMatchObject({
    ok: false,
    failure: { kind: 'share-refused', reason: 'The run has not ended yet' },
  });
  expect(await refused(addRun({ functionId: null }))).toMatchObject({ ok: false, failure: { kind: 'share-refused' } });
  blobs.remove(plot);
  expect(await refused(addRun())).toEqual({
    ok: false,
    failure: { kind: 'share-refused', reason: 'Plot is not kept any more' },
  });
  expect(store.count(sharedResultEntity)).toBe(0);
});

test('only who edits the function shares a result of it, and takes one back', async () => {
  const { deps, addRun, only, actor } = await setup();
  const runId = addRun();
  const { actor: reader } = only('bob', ['function:read', 'run:read']);
  const refused = { ok: false, failure: { kind: 'not-permitted', permission: 'function:edit' } };
  expect(listParts(deps, reader, runId)).toEqual(refused);
  expect(await shareResult(deps, reader, { runId, keys: ['shown 0'], note: '' })).toEqual(refused);
  const shared = await shareResult(deps, actor, { runId, keys: ['shown 0'], note: '' });
  if (!shared.ok) throw new Error(shared.failure.kind);
  expect(unshareResult(deps, reader, shared.value)).toEqual(refused);
});
