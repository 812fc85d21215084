import { expect, test } from 'vitest';

import { createId } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';
import type { RecordEvent } from '#shared/records/record-api.ts';
import { userPreferenceEntity } from '#shared/tenancy/tenancy-entities.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import { setupCore } from '../shell/core.harness.ts';
import type { CoreClient } from '../shell/core.harness.ts';

const newId = () => createId(instantOf(Date.now()), (bytes) => crypto.getRandomValues(bytes));

async function nextEvent(events: AsyncIterator<RecordEvent>): Promise<RecordEvent> {
  const next = await events.next();
  if (next.done === true) throw new Error('The watch has ended.');
  return next.value;
}

async function failureOf(answer: Promise<unknown>): Promise<unknown> {
  return await answer.then(
    () => 'no failure',
    (error: unknown) => (error instanceof Error && 'data' in error ? error.data : error),
  );
}

function preferenceDraft(userId: string, key: string, value: string | number = 1) {
  return { userId, preferenceKey: key, preferenceValue: value };
}

function createPreference(client: CoreClient, userId: string, key: string) {
  return client.records.create({ entity: 'userPreference', draft: preferenceDraft(userId, key) });
}

test('what one client writes, another one that watches is told, and only that', async () => {
  await using core = await setupCore();
  const [writer, watcher] = [await core.openClient(), await core.openClient()];
  const first = await writer.client.workspaces.create({ name: 'First' });
  const events = await watcher.client.records.watch({ entity: 'workspace' });
  expect(await nextEvent(events)).toMatchObject({ kind: 'reset', records: [{ id: first.id, name: 'First' }] });
  const second = await writer.client.workspaces.create({ name: 'Second' });
  expect(await nextEvent(events)).toMatchObject({
    kind: 'changed',
    upserts: [{ id: second.id, name: 'Second' }],
    removed: [],
  });
  await writer.client.records.patch({ entity: 'workspace', id: first.id, patch: { description: 'of all' } });
  expect(await nextEvent(events)).toMatchObject({
    kind: 'changed',
    upserts: [{ id: first.id, description: 'of all' }],
    removed: [],
  });
  await writer.client.records.remove({ entity: 'workspace', id: second.id });
  expect(await nextEvent(events)).toEqual({ kind: 'changed', upserts: [], removed: [second.id] });
});

test('each of a hundred writes reaches another client by itself', async () => {
  await using core = await setupCore();
  const [writer, watcher] = [await core.openClient(), await core.openClient()];
  const { id } = await writer.client.workspaces.create({ name: 'Watched' });
  const events = await watcher.client.records.watch({ entity: 'workspace' });
  await nextEvent(events);
  for (let count = 0; count < 100; count += 1) {
    const next = nextEvent(events);
    await writer.client.records.patch({ entity: 'workspace', id, patch: { description: String(count) } });
    const description = String(count);
    expect(await next).toMatchObject({ kind: 'changed', upserts: [{ id, description }], removed: [] });
  }
});

test('a burst of 10,000 writes reaches a client that does not read as one list, not as a backlog', async () => {
  await using core = await setupCore();
  const { client, socket } = await core.openClient();
  const events = await client.records.watch({ entity: 'userPreference' });
  await nextEvent(events);
  socket.pause();
  let receivedBytes = 0;
  socket.on('message', (data: Buffer) => (receivedBytes += data.length));
  const { actor, store } = core;
  for (let round = 0; round < 100; round += 1) {
    store.write({ actorId: actor.userId, isUndoable: false }, (tx) => {
      for (let index = 0; index < 100; index += 1) {
        const id = `${newId().slice(0, 24)}${String(round * 100 + index).padStart(12, '0')}`;
        tx.create(userPreferenceEntity, { id, tenantId: actor.tenantId, ...preferenceDraft(actor.userId, id, round) });
      }
    });
    if (round % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  socket.resume();
  const ids = new Set<string>();
  while (ids.size < 10_000) {
    const event = await nextEvent(events);
    const records = event.kind === 'reset' ? event.records : event.upserts;
    for (const { id } of records) ids.add(id);
  }
  expect(store.count(userPreferenceEntity)).toBe(10_000);
  // Each record has about 350 bytes on the wire; sent twice would be 7 MB.
  expect(receivedBytes).toBeLessThan(6_000_000);
});

test('a watch is given up with its client, and the store then calls nobody', async () => {
  await using core = await setupCore();
  const [aborting, leaving] = [await core.openClient(), await core.openClient()];
  let listening = 0;
  const abort = new AbortController();
  const first = await aborting.client.records.watch({ entity: 'workspace' }, { signal: abort.signal });
  await nextEvent(first);
  const second = await leaving.client.records.watch({ entity: 'workspace' });
  await nextEvent(second);
  const stop = core.store.onCommit(() => (listening += 1));
  abort.abort();
  leaving.socket.close();
  await expect(second.next()).rejects.toThrow('closed');
  core.store.write({ actorId: core.actor.userId }, (tx) => {
    const id = newId();
    const { tenantId, userId } = core.actor;
    tx.create(workspaceEntity, {
      id,
      tenantId,
      workspaceId: id,
      name: 'N',
      description: '',
      ownerId: userId,
      settings: { historyDays: null },
    });
  });
  expect(listening).toBe(1);
  expect(core.log).toEqual([]);
  stop();
});

test('records of another tenant or person are not there', async () => {
  await using core = await setupCore();
  const { client } = await core.openClient();
  const id = newId();
  core.store.write({ actorId: core.actor.userId }, (tx) =>
    tx.create(userPreferenceEntity, { id, tenantId: core.actor.tenantId, ...preferenceDraft(newId(), 'theme') }),
  );
  expect(await client.records.list({ entity: 'userPreference' })).toEqual([]);
  const missing = { kind: 'record-missing', entity: 'userPreference', id };
  expect(
    await failureOf(client.records.patch({ entity: 'userPreference', id, patch: { preferenceValue: 2 } })),
  ).toEqual(missing);
  expect(await failureOf(client.records.remove({ entity: 'userPreference', id }))).toEqual(missing);
});

test('a record is made in the name of who asks, whatever the draft says', async () => {
  await using core = await setupCore();
  const { client } = await core.openClient();
  const made = await createPreference(client, newId(), 'theme');
  expect(made).toMatchObject({ userId: core.actor.userId, tenantId: core.actor.tenantId });
});

test('runs and versions, which the program writes, cannot be made up by a client', async () => {
  await using core = await setupCore();
  const { client } = await core.openClient();
  expect(await failureOf(client.records.create({ entity: 'run', draft: {} }))).toEqual({
    kind: 'not-permitted',
    permission: 'run:write',
  });
  expect(await failureOf(client.records.create({ entity: 'functionVersion', draft: {} }))).toEqual({
    kind: 'not-permitted',
    permission: 'functionVersion:write',
  });
});

test('an entity, a field or a value that there cannot be is told in words', async () => {
  await using core = await setupCore();
  const { client } = await core.openClient();
  expect(await failureOf(client.records.list({ entity: 'unicorn' }))).toEqual({
    kind: 'record-invalid',
    entity: 'unicorn',
    problems: ['there is no such entity'],
  });
  expect(await failureOf(client.records.list({ entity: 'workspace', where: { colour: 'red' } }))).toMatchObject({
    kind: 'record-invalid',
  });
  const { id } = await client.workspaces.create({ name: 'W' });
  expect(await failureOf(client.records.patch({ entity: 'workspace', id, patch: { name: '' } }))).toMatchObject({
    kind: 'record-invalid',
  });
});

test('a workspace is made with its owner as first member, and a name that is empty or too long is refused', async () => {
  await using core = await setupCore();
  const { client } = await core.openClient();
  const { id } = await client.workspaces.create({ name: '  Forest plots ' });
  expect(await client.records.list({ entity: 'workspace' })).toMatchObject([
    { id, workspaceId: id, name: 'Forest plots' },
  ]);
  expect(await client.records.list({ entity: 'workspaceMember' })).toMatchObject([
    { workspaceId: id, userId: core.actor.userId, role: 'owner' },
  ]);
  expect(await failureOf(client.workspaces.create({ name: ' ' }))).toEqual({ kind: 'name-empty' });
  expect(await failureOf(client.workspaces.create({ name: 'x'.repeat(256) }))).toEqual({
    kind: 'name-too-long',
    charsMax: 255,
  });
});

test('what undo would do now is told to whoever watches it', async () => {
  await using core = await setupCore();
  const { client } = await core.openClient();
  const states = await client.undo.watch();
  expect((await states.next()).value).toEqual({ undo: null, redo: null });
  await client.workspaces.create({ name: 'Trees' });
  expect((await states.next()).value).toEqual({ undo: 'New workspace Trees', redo: null });
  expect(await client.undo.undo()).toEqual({ label: 'New workspace Trees', skippedFields: 0 });
  expect((await states.next()).value).toEqual({ undo: null, redo: 'New workspace Trees' });
  expect(await client.records.list({ entity: 'workspace' })).toEqual([]);
  await client.undo.redo();
  expect(await client.records.list({ entity: 'workspace' })).toMatchObject([{ name: 'Trees' }]);
});
