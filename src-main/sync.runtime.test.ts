import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { idFromKey } from '#shared/base/id.ts';
import type { ApiClient } from '#shared/features.ts';

import { adaEmail, startAdaServer } from './ada-server.harness.ts';
import type { AdaServer } from './ada-server.harness.ts';
import {
  aMomentLater,
  inStep,
  setupDevice,
  waitForDetails,
  waitForGone,
  waitForRecord,
  waitForSync,
} from './synced-devices.harness.ts';

let server: AdaServer;
beforeAll(async () => {
  server = await startAdaServer();
});
afterAll(async () => await server.dispose());

async function pauseBoth(...clients: readonly ApiClient[]): Promise<void> {
  for (const client of clients) await client.sync.pause({ isPaused: true });
}

/** One after the other, so that it is known whose edits come first. */
async function resumeBoth(...clients: readonly ApiClient[]): Promise<void> {
  for (const client of clients) {
    await client.sync.pause({ isPaused: false });
    await inStep(client);
  }
}

async function setupTwo() {
  const [first, second] = [await setupDevice(server), await setupDevice(server)];
  const { id } = await first.client.workspaces.create({ name: 'Shelf', description: 'of two devices' });
  await waitForRecord(second.client, 'workspace', (record) => record.id === id);
  return { first, second, workspaceId: id };
}

async function workspaceOn(client: ApiClient, id: string) {
  return (await client.records.list({ entity: 'workspace', where: { id } }))[0];
}

// A device asks each minute whether it has missed something, which would hide that it did not ask by itself.
test('what a device has made counts as held when the server has it', { timeout: 30_000 }, async () => {
  const { client } = await setupDevice(server);
  await inStep(client);
  const { id } = await client.workspaces.create({ name: 'Own', description: '' });
  const { scopes } = await waitForDetails(client, (details) => details.scopes.some((scope) => scope.id === id));
  expect(scopes.filter((scope) => scope.id === id)).toMatchObject([{ kind: 'workspace', title: 'Own' }]);
});

test('what is made on one device of a person is on the other, and edits travel while both are connected', async () => {
  const { first, second, workspaceId: id } = await setupTwo();
  await second.client.records.patch({ entity: 'workspace', id, patch: { name: 'Shelf of both' } });
  const there = await waitForRecord(first.client, 'workspace', (record) => record['name'] === 'Shelf of both');
  expect(there).toEqual(await workspaceOn(second.client, id));
  expect((await inStep(first.client)).problems).toMatchObject({ rejected: 0, superseded: 0 });
});

test('edits that were made apart meet: of different fields both stay, of one field the later, and the other is shown', async () => {
  const { first, second, workspaceId: id } = await setupTwo();
  await pauseBoth(first.client, second.client);
  await first.client.records.patch({ entity: 'workspace', id, patch: { name: 'by the first' } });
  await aMomentLater();
  await second.client.records.patch({ entity: 'workspace', id, patch: { description: 'by the second' } });
  await second.client.records.patch({ entity: 'workspace', id, patch: { name: 'by the second' } });
  expect((await waitForSync(second.client, ({ waiting }) => waiting === 2)).activity).toBe('paused');
  await resumeBoth(first.client, second.client);
  const merged = { name: 'by the second', description: 'by the second' };
  expect(await waitForRecord(first.client, 'workspace', (record) => record['name'] === merged.name)).toMatchObject(
    merged,
  );
  expect(await workspaceOn(second.client, id)).toMatchObject(merged);
  const { problems } = await waitForDetails(first.client, (details) => details.problems.length > 0);
  expect(problems).toMatchObject([
    {
      kind: 'overwritten',
      title: 'by the second',
      fields: [{ name: 'name', mine: 'by the first', theirs: 'by the second' }],
    },
  ]);
  await first.client.sync.settle({ id: problems[0]?.id ?? '', action: 'repeat' });
  await waitForRecord(second.client, 'workspace', (record) => record['name'] === 'by the first');
  expect((await waitForDetails(first.client, (details) => details.problems.length === 0)).problems).toEqual([]);
});

test('an edit that is sent after a later one was is taken, and whoever made it is shown what stays', async () => {
  const { first, second, workspaceId: id } = await setupTwo();
  await pauseBoth(first.client);
  await first.client.records.patch({ entity: 'workspace', id, patch: { name: 'earlier' } });
  await aMomentLater();
  await second.client.records.patch({ entity: 'workspace', id, patch: { name: 'later' } });
  await inStep(second.client);
  await resumeBoth(first.client);
  expect(await workspaceOn(first.client, id)).toMatchObject({ name: 'later' });
  const { problems } = await waitForDetails(first.client, (details) => details.problems.length > 0);
  expect(problems.flatMap(({ fields }) => fields)).toMatchObject([{ name: 'name', mine: 'earlier', theirs: 'later' }]);
  const { userId } = await first.client.app.info();
  await waitForDetails(first.client, (details) => details.problems.every(({ actorId }) => actorId === userId));
});

test('one draft that two devices have typed in apart has what both typed', async () => {
  const { first, second, workspaceId } = await setupTwo();
  const { id: functionId } = await first.client.functions.create({ workspaceId, name: 'simulate', language: 'python' });
  await waitForRecord(second.client, 'function', ({ id }) => id === functionId);
  await first.client.functions.saveDraft({ functionId, source: 'one\ntwo\n' });
  await waitForRecord(second.client, 'function', (record) => record['draftSource'] === 'one\ntwo\n');
  await pauseBoth(first.client, second.client);
  await first.client.functions.saveDraft({ functionId, source: 'zero\none\ntwo\n' });
  await second.client.functions.saveDraft({ functionId, source: 'one\ntwo\nthree\n' });
  await resumeBoth(first.client, second.client);
  const woven = 'zero\none\ntwo\nthree\n';
  await waitForRecord(first.client, 'function', (record) => record['draftSource'] === woven);
  await waitForRecord(second.client, 'function', (record) => record['draftSource'] === woven);
  const [here] = await first.client.records.list({ entity: 'function', where: { id: functionId } });
  expect(await second.client.records.list({ entity: 'function', where: { id: functionId } })).toEqual([here]);
});

test('a server that says nothing, nonsense or half of an answer costs nothing here, and later everything is there', async () => {
  const { first, second, workspaceId: id } = await setupTwo();
  for (const mode of ['silent', 'rubbish', 'html', 'cut'] as const) {
    first.door.set(mode);
    await first.client.records.patch({ entity: 'workspace', id, patch: { name: mode } });
    expect(await workspaceOn(first.client, id)).toMatchObject({ name: mode });
  }
  first.door.set('pass');
  await first.client.connections.tryNow();
  await waitForRecord(second.client, 'workspace', (record) => record['name'] === 'cut');
  await inStep(first.client);
});

test('a server that is killed in the middle has everything that it has said it had, and the rest comes', async () => {
  const { first, second, workspaceId } = await setupTwo();
  for (let number = 1; number <= 40; number += 1) {
    if (number === 20) await server.kill();
    await first.client.functions.create({ workspaceId, name: `f${String(number)}`, language: 'r' });
  }
  await server.start();
  for (const { client } of [first, second]) await client.connections.tryNow();
  await waitForRecord(second.client, 'function', (record) => record['name'] === 'f40');
  await inStep(second.client);
  const names = (await second.client.records.list({ entity: 'function', where: { workspaceId } })).map(
    ({ name }) => name,
  );
  expect(new Set(names).size).toBe(40);
  expect(names).toHaveLength(40);
});

test('a workspace comes to who is made a member of it, refuses what a viewer writes, and goes when they are one no more', async () => {
  const email = 'grace@example.org';
  await server.signUp(email, 'Grace Hopper', 'analyst');
  const [first, other] = [await setupDevice(server, adaEmail), await setupDevice(server, email)];
  await inStep(other.client);
  const { id } = await first.client.workspaces.create({ name: 'Shared shelf', description: '' });
  const { userId, tenantId } = await other.client.app.info();
  const draft = { id: idFromKey('workspaceMember', id, userId), tenantId, workspaceId: id, userId, role: 'viewer' };
  const member = await first.client.records.create({ entity: 'workspaceMember', draft });
  await waitForRecord(other.client, 'workspace', (record) => record.id === id);
  await inStep(other.client);
  await other.client.records.patch({ entity: 'workspace', id, patch: { name: 'Taken over' } });
  const { problems } = await waitForDetails(other.client, (details) => details.problems.length > 0);
  expect(problems).toMatchObject([
    { kind: 'rejected', code: 'not-permitted', fields: [{ name: 'name', mine: 'Taken over' }] },
  ]);
  expect(await workspaceOn(other.client, id)).toMatchObject({ name: 'Shared shelf' });
  await other.client.sync.pause({ isPaused: true });
  await other.client.records.patch({ entity: 'workspace', id, patch: { name: 'Never sent' } });
  const { accountId } = await other.client.app.info();
  const files = path.join(other.host.dataFolder, 'accounts', accountId, 'files', id);
  mkdirSync(files, { recursive: true });
  writeFileSync(path.join(files, 'table.csv'), 'a,b\n');
  await first.client.records.remove({ entity: 'workspaceMember', id: member.id });
  await inStep(first.client);
  await other.client.sync.pause({ isPaused: false });
  await waitForGone(other.client, 'workspace', id);
  const last = await waitForDetails(
    other.client,
    (details) => details.problems.length > 1 && details.scopes.every((scope) => scope.id !== id),
  );
  // Refused where it was sent before the device had heard, else set aside: either way it is shown, and nowhere else.
  expect(new Set(last.problems.map(({ fields }) => fields[0]?.mine))).toEqual(new Set(['Never sent', 'Taken over']));
  await expect.poll(() => existsSync(files)).toBe(false);
});

test('an object that a membership hides is on no device of its member, comes when it is opened to them, and goes when it is not', async () => {
  const email = 'mary@example.org';
  await server.signUp(email, 'Mary Somerville', 'developer');
  const [first, other] = [await setupDevice(server, adaEmail), await setupDevice(server, email)];
  await inStep(other.client);
  const workspace = await first.client.workspaces.create({ name: 'Narrow shelf', description: '' });
  const { id: projectId } = await first.client.projects.createExample({ workspaceId: workspace.id });
  const { userId, tenantId } = await other.client.app.info();
  const memberId = idFromKey('workspaceMember', workspace.id, userId);
  const draft = { id: memberId, tenantId, workspaceId: workspace.id, userId, role: 'editor' };
  await first.client.records.create({ entity: 'workspaceMember', draft });
  const narrowed = await waitForRecord(first.client, 'object', (record) => record['projectId'] === projectId);
  const setObjects = async (objects: { readonly [id: string]: 'none' }): Promise<void> => {
    const permissions = { artifacts: {}, objects };
    await first.client.projects.setMember({ projectId, userId, role: 'editor', permissions });
  };
  await setObjects({ [narrowed.id]: 'none' });
  await waitForRecord(other.client, 'object', (record) => record['projectId'] === projectId);
  await inStep(other.client);
  await waitForGone(other.client, 'object', narrowed.id);
  await setObjects({});
  const opened = await waitForRecord(other.client, 'object', ({ id }) => id === narrowed.id);
  expect(opened['name']).toBe(narrowed['name']);
  await setObjects({ [narrowed.id]: 'none' });
  await waitForGone(other.client, 'object', narrowed.id);
});
