import { expect, onTestFinished, test } from 'vitest';

import { createId } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';
import { functionEntity, functionVersionEntity, runEntity } from '#shared/functions/function-entities.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';

import { setupFunctions } from '../functions.harness.ts';
import { collectResults, createResultCollector, runsKeptPerFunction } from './collect-results.ts';
import { sourceChecksum } from './run-request.ts';

async function setup() {
  const world = await setupFunctions();
  onTestFinished(world.close);
  const { functions } = world.handlers;
  async function create(name: string, source?: string): Promise<string> {
    const input = {
      workspaceId: world.workspaceId,
      name,
      folder: ' A // B ',
      language: 'python',
      template: 'blank',
    } as const;
    const created = await functions.create({ ...input, ...(source === undefined ? {} : { source }) }, world.call);
    if (!created.ok) throw new Error(JSON.stringify(created.failure));
    return created.value.id;
  }
  return { ...world, functions, create, get: (id: string) => world.store.get(functionEntity, id) };
}

const noneNamed = (): Promise<ReadonlySet<string>> => Promise.resolve(new Set());

test('a new function has its template, what is read from it, and a name that nobody else has', async () => {
  const { create, get } = await setup();
  const id = await create(' greet ');
  expect(get(id)).toMatchObject({
    name: 'greet',
    folder: 'A/B',
    language: 'python',
    metadata: { entry: 'main', documentation: 'Says hello.', parameters: [{ name: 'name', type: 'text' }] },
  });
  expect(get(await create('greet')).name).toBe('greet (2)');
});

test('a name that is empty or too long makes no function', async () => {
  const { functions, workspaceId, call, store } = await setup();
  const input = { workspaceId, folder: '', language: 'r', template: 'blank' } as const;
  expect(await functions.create({ ...input, name: ' ' }, call)).toEqual({ ok: false, failure: { kind: 'name-empty' } });
  expect(await functions.create({ ...input, name: 'x'.repeat(256) }, call)).toMatchObject({
    failure: { kind: 'name-too-long' },
  });
  expect(store.count(functionEntity)).toBe(0);
});

test('a saved draft has its signature read anew; a source without a function keeps the entry', async () => {
  const { functions, create, get, call } = await setup();
  const functionId = await create('f', 'def f(a): ...\n');
  const saved = await functions.saveDraft({ functionId, source: 'def g(b: int = 1): ...\n' }, call);
  expect(saved).toMatchObject({
    ok: true,
    value: { signature: { entry: 'g', parameters: [{ name: 'b', type: 'integer' }] } },
  });
  expect(saved).toMatchObject({ value: { checksum: get(functionId).draftChecksum } });
  expect(get(functionId).metadata).toMatchObject({ entry: 'g', parameters: [{ name: 'b' }] });
  expect(await functions.saveDraft({ functionId, source: 'def ' }, call)).toMatchObject({
    ok: true,
    value: { signature: null },
  });
  expect(get(functionId)).toMatchObject({ draftSource: 'def ', metadata: { entry: 'g', parameters: [] } });
});

test('a draft that was made from an older one is not written, and is told what is stored', async () => {
  const { functions, create, get, call } = await setup();
  const functionId = await create('f', 'def f(a): ...\n');
  const baseChecksum = get(functionId).draftChecksum;
  const first = await functions.saveDraft({ functionId, source: 'def f(a, b): ...\n', baseChecksum }, call);
  const { draftChecksum: checksum, updatedAt } = get(functionId);
  expect(first).toMatchObject({ ok: true, value: { checksum, updatedAt } });
  expect(await functions.saveDraft({ functionId, source: 'def f(a, c): ...\n', baseChecksum }, call)).toEqual({
    ok: false,
    failure: { kind: 'draft-changed', source: 'def f(a, b): ...\n', checksum, updatedAt },
  });
  expect(get(functionId).draftSource).toBe('def f(a, b): ...\n');
});

test('a draft into which another device has woven its edit is not written over, though its checksum is still the old one', async () => {
  const { functions, create, get, call, store, actor } = await setup();
  const functionId = await create('f', 'def f(a): ...\n');
  const { draftChecksum: baseChecksum } = get(functionId);
  // The text of both, and of the rest what the later edit has: so it is stored after a meeting.
  const woven = '# theirs\ndef f(a): ...\n';
  store.write({ actorId: actor.userId }, (tx) => tx.patch(functionEntity, functionId, { draftSource: woven }));
  const refused = await functions.saveDraft({ functionId, source: 'def f(a, b): ...\n', baseChecksum }, call);
  expect(refused).toMatchObject({ ok: false, failure: { kind: 'draft-changed', source: woven } });
  const checksum = !refused.ok && refused.failure.kind === 'draft-changed' ? refused.failure.checksum : '';
  const source = '# theirs\ndef f(a, b): ...\n';
  expect(await functions.saveDraft({ functionId, source, baseChecksum: checksum }, call)).toMatchObject({ ok: true });
  expect(get(functionId).draftSource).toBe(source);
});

test('an entry that somebody chose stays the entry while other functions are typed', async () => {
  const { functions, create, get, call, store, actor } = await setup();
  const functionId = await create('f', 'def a(x): ...\ndef b(): ...\n');
  expect(get(functionId).metadata.entry).toBe('b');
  store.write({ actorId: actor.userId }, (tx) =>
    tx.patch(functionEntity, functionId, { metadata: { ...get(functionId).metadata, entry: 'a' } }),
  );
  await functions.saveDraft({ functionId, source: 'def a(x): ...\ndef b(): ...\ndef c(): ...\n' }, call);
  expect(get(functionId).metadata).toMatchObject({ entry: 'a', parameters: [{ name: 'x' }] });
});

test('drafts saved in one undo group are undone together, source and form', async () => {
  const { functions, create, get, call, store, actor } = await setup();
  const functionId = await create('f', 'def f(a): ...\n');
  const before = get(functionId);
  await functions.saveDraft({ functionId, source: 'def f(a, b): ...\n', undoGroup: 'typing' }, call);
  await functions.saveDraft({ functionId, source: 'def f(a, b, c): ...\n', undoGroup: 'typing' }, call);
  store.undo(actor.userId);
  expect(get(functionId)).toMatchObject({
    draftSource: before.draftSource,
    draftChecksum: before.draftChecksum,
    metadata: before.metadata,
  });
});

test('a release keeps the draft under a higher version, and not twice the same', async () => {
  const { functions, create, get, call, store } = await setup();
  const functionId = await create('f', 'def f(): ...\n');
  const release = async (version: string) => await functions.release({ functionId, version, notes: '' }, call);
  expect((await release('1.0.0')).ok).toBe(true);
  const [version] = store.list(functionVersionEntity, { where: { functionId } });
  expect(version).toMatchObject({
    version: '1.0.0',
    sourceCode: 'def f(): ...\n',
    checksum: get(functionId).draftChecksum,
  });
  expect(await release('1.1.0')).toEqual({ ok: false, failure: { kind: 'draft-unchanged', version: '1.0.0' } });
  await functions.saveDraft({ functionId, source: 'def f(x): ...\n' }, call);
  expect(await release('1.0.0')).toMatchObject({ failure: { kind: 'version-taken' } });
  expect(await release('0.9.0')).toMatchObject({ failure: { kind: 'version-not-higher', latest: '1.0.0' } });
  expect((await release('1.1.0')).ok).toBe(true);
});

test('a draft into which another device has woven its edit is released as what it is', async () => {
  const { functions, create, get, call, store, actor } = await setup();
  const functionId = await create('f', 'def f(a): ...\n');
  await functions.release({ functionId, version: '1.0.0', notes: '' }, call);
  const woven = 'def f(a, b): ...\n';
  store.write({ actorId: actor.userId }, (tx) => tx.patch(functionEntity, functionId, { draftSource: woven }));
  expect((await functions.release({ functionId, version: '1.1.0', notes: '' }, call)).ok).toBe(true);
  const version = store.list(functionVersionEntity, { where: { functionId } }).find((one) => one.version === '1.1.0');
  expect(version).toMatchObject({ sourceCode: woven, checksum: sourceChecksum('python', 'f', woven) });
  expect(version?.metadata.parameters.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(get(functionId).draftChecksum).toBe(version?.checksum);
});

test('a duplicate has the draft and a name of its own, and no release', async () => {
  const { functions, create, get, call, store } = await setup();
  const functionId = await create('f', 'def f(): ...\n');
  await functions.release({ functionId, version: '1.0.0', notes: '' }, call);
  const duplicate = await functions.duplicate({ functionId }, call);
  if (!duplicate.ok) throw new Error('not duplicated');
  expect(get(duplicate.value.id)).toMatchObject({
    name: 'f (2)',
    draftSource: 'def f(): ...\n',
    draftChecksum: get(functionId).draftChecksum,
  });
  expect(store.count(functionVersionEntity, { functionId: duplicate.value.id })).toBe(0);
});

test('who may not edit, release or run does none of it', async () => {
  const { functions, handlers, create, call, store } = await setup();
  const functionId = await create('f');
  const nobody = { ...call, actor: { ...call.actor, permissions: new Set<never>() } };
  const refused = (permission: string) => ({ ok: false, failure: { kind: 'not-permitted', permission } });
  expect(await functions.saveDraft({ functionId, source: '' }, nobody)).toEqual(refused('function:edit'));
  expect(await functions.release({ functionId, version: '1.0.0', notes: '' }, nobody)).toEqual(
    refused('function:release'),
  );
  const run = { functionId, versionId: null, arguments: {}, timeLimitSeconds: null, origin: 'app' } as const;
  expect(await handlers.runs.start(run, nobody)).toEqual(refused('function:run'));
  expect(store.count(runEntity)).toBe(0);
});

test('of old runs only the record stays, and a file goes when no run names it any more', async () => {
  const { store, blobs, clock, create, workspaceId, actor } = await setup();
  const functionId = await create('f');
  const shared = await blobs.put([Buffer.from('shared')]);
  const oldOnly = await blobs.put([Buffer.from('old only')]);
  const runs: RunRecord[] = [];
  for (let number = 1; number <= runsKeptPerFunction + 1; number += 1) {
    runs.push(
      store.write({ actorId: actor.userId }, (tx) =>
        tx.create(runEntity, {
          workspaceId,
          functionId,
          functionName: 'f',
          language: 'python',
          checksum: '',
          arguments: {},
          runBy: actor.userId,
          origin: 'app',
          state: 'done',
          runNumber: number,
          logBlob: number === 1 ? oldOnly : null,
          logBytes: 8,
          outcome: {
            shown: [
              { kind: 'figure', title: '', blob: shared },
              { kind: 'value', title: '', json: number },
            ],
            failure: null,
            warnings: [],
          },
        }),
      ),
    );
    await new Promise((resolve) => {
      setTimeout(resolve, 2); // Runs are ordered by when they were made.
    });
  }
  const later = { nowMs: () => (clock.nowMs() + 2 * 60 * 60 * 1000) as ReturnType<typeof clock.nowMs> };
  expect(await collectResults({ store, blobs, clock: later, listNamedBlobs: noneNamed })).toBe(1);
  const [first, second] = runs;
  if (first === undefined || second === undefined) throw new Error('no runs');
  expect(store.get(runEntity, first.id)).toMatchObject({
    state: 'done',
    logBlob: null,
    outcome: { shown: [{ kind: 'value', json: 1 }] },
  });
  expect(store.get(runEntity, second.id).outcome).toEqual(second.outcome);
  expect([blobs.has(shared), blobs.has(oldOnly)]).toEqual([true, false]);
});

test('a function whose runs left nothing to take is looked at again once a run has left something', async () => {
  const { store, blobs, clock, create, workspaceId, actor } = await setup();
  const functionId = await create('f');
  const oldOnly = await blobs.put([Buffer.from('old only')]);
  const collector = createResultCollector({ store, blobs, clock, listNamedBlobs: noneNamed });
  let made = clock.nowMs() - 1000;
  const addRun = (logBlob: string | null) =>
    store.write({ actorId: actor.userId, durability: 'soon' }, (tx) =>
      tx.create(
        runEntity,
        {
          id: createId(clock.nowMs(), (bytes) => crypto.getRandomValues(bytes)),
          workspaceId,
          functionId,
          functionName: 'f',
          language: 'python',
          checksum: '',
          arguments: {},
          runBy: actor.userId,
          origin: 'app',
          state: 'done',
          runNumber: 1,
          logBlob,
          logBytes: 0,
        },
        { createdAt: instantOf((made += 1)) },
      ),
    );
  for (let number = 0; number <= runsKeptPerFunction; number += 1) addRun(null);
  await collector.collectAfter(functionId);
  const { id } = addRun(oldOnly);
  collector.noteResults(functionId);
  for (let number = 0; number < runsKeptPerFunction; number += 1) addRun(null);
  expect(store.get(runEntity, id).logBlob).toBe(oldOnly);
  await collector.collectAfter(functionId);
  expect(store.get(runEntity, id).logBlob).toBeNull();
});
