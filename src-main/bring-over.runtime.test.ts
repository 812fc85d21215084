import { afterAll, beforeAll, expect, test } from 'vitest';

import type { ApiClient } from '#shared/features.ts';
import { modelEntities } from '#shared/matrix/model-entities.ts';

import { adaEmail, password, startAdaServer } from './ada-server.harness.ts';
import type { AdaServer } from './ada-server.harness.ts';
import { attachFile, isHere, isSent, readFileOf, waitForBlob } from './attached-files.harness.ts';
import { setupHostFolder } from './host.harness.ts';
import { inStep, setupDevice, waitForGone, waitForRecord } from './synced-devices.harness.ts';

let server: AdaServer;
beforeAll(async () => {
  server = await startAdaServer();
});
afterAll(async () => await server.dispose());

/** Somebody who has worked in `personal` and has something of each kind there. */
async function setupWorker(name: string) {
  const host = setupHostFolder();
  const started = await host.start();
  const personal = started.connect().client;
  const { id: workspaceId } = await personal.workspaces.create({ name, description: 'Of weeks offline' });
  const { id: functionId } = await personal.functions.create({ workspaceId, name: 'simulate', language: 'r' });
  await personal.functions.saveDraft({ functionId, source: 'simulate <- function() 1\n' });
  await personal.functions.release({ functionId, version: '1.0.0', notes: 'First.' });
  await personal.functions.saveDraft({ functionId, source: 'simulate <- function() 2\n' });
  const file = await attachFile(personal, functionId, 200_000, 'measured.bin');
  const { id: projectId } = await personal.projects.createExample({ workspaceId });
  const signIn = async (email = adaEmail): Promise<ApiClient> => {
    await started.connect().client.connections.signIn({ address: server.address, email, password });
    const { client } = started.connect();
    await inStep(client);
    return client;
  };
  return { host, started, personal, workspaceId, functionId, projectId, file, signIn };
}

/** How many records of each kind a project has, and which names they bear. */
async function shapeOf(client: ApiClient, projectId: string) {
  const shape: { [entity: string]: readonly string[] } = {};
  for (const { name: entity } of modelEntities) {
    const records = await client.records.list({ entity, where: { projectId } });
    shape[entity] = records.map((record) => String(record['name'] ?? record['body'] ?? record['question'])).toSorted();
  }
  return shape;
}

test('what a person has made in personal is brought to their account, and is on another device of theirs', async () => {
  const worker = await setupWorker('Orchards');
  const shape = await shapeOf(worker.personal, worker.projectId);
  const client = await worker.signIn();
  const { userId, tenantId } = await client.app.info();
  const listed = await client.bringOver.list();
  const offered = listed.workspaces.find(({ id }) => id === worker.workspaceId);
  expect(offered).toMatchObject({
    name: 'Orchards',
    newName: 'Orchards',
    copies: [],
    isUntouched: false,
    obstacle: null,
    holds: {
      functions: 1,
      versions: 1,
      projects: 1,
      files: { count: 1, bytes: 200_000 },
      filesWithoutBytes: 0,
      runs: 0,
    },
  });
  expect(offered?.holds.objects).toBe(shape['object']?.length);
  expect(listed.workspaces.find(({ name }) => name === 'Examples')).toMatchObject({ isUntouched: true });

  const { brought, isCancelled } = await client.bringOver.start({ workspaceIds: [worker.workspaceId], removes: false });
  expect(isCancelled).toBe(false);
  const [{ workspaceId, name } = { workspaceId: '', name: '' }] = brought;
  expect(name).toBe('Orchards');
  expect(workspaceId).not.toBe(worker.workspaceId);
  await inStep(client);
  await waitForBlob(client, worker.file.sha256, isSent);

  const other = await setupDevice(server);
  const fn = await waitForRecord(other.client, 'function', (record) => record['workspaceId'] === workspaceId);
  await inStep(other.client);
  expect(fn).toMatchObject({
    name: 'simulate',
    draftSource: 'simulate <- function() 2\n',
    createdBy: userId,
    tenantId,
  });
  expect(await other.client.records.list({ entity: 'functionVersion', where: { functionId: fn.id } })).toMatchObject([
    { version: '1.0.0', sourceCode: 'simulate <- function() 1\n', notes: 'First.', releasedBy: userId },
  ]);
  const [project] = await other.client.records.list({ entity: 'project', where: { workspaceId } });
  expect(await shapeOf(other.client, String(project?.id))).toEqual(shape);
  const objects = await other.client.records.list({ entity: 'object', where: { projectId: String(project?.id) } });
  const ids = new Set(objects.map(({ id }) => id));
  const relationships = await other.client.records.list({
    entity: 'relationship',
    where: { projectId: String(project?.id) },
  });
  const ends = relationships.flatMap((one) => [String(one['sourceObjectId']), String(one['targetObjectId'])]);
  expect(ends.filter((id) => !ids.has(id))).toEqual([]);
  const [attached] = await other.client.records.list({ entity: 'attachment', where: { functionId: fn.id } });
  await waitForBlob(other.client, worker.file.sha256, isHere);
  expect(await readFileOf(other.client, String(attached?.id))).toEqual(worker.file.bytes);
  // The draft goes on being woven on both.
  await other.client.functions.saveDraft({ functionId: fn.id, source: 'simulate <- function() 3\n' });
  await waitForRecord(client, 'function', ({ draftSource }) => draftSource === 'simulate <- function() 3\n');

  // On the other device too it is known to be a copy, and of what.
  const copy = await waitForRecord(other.client, 'workspace', ({ id }) => id === workspaceId);
  expect(copy['settings']).toMatchObject({ copyOf: { workspaceId: worker.workspaceId } });
  const again = (await client.bringOver.list()).workspaces.find(({ id }) => id === worker.workspaceId);
  expect(again).toMatchObject({ newName: 'Orchards (2)', copies: [{ workspaceId, name: 'Orchards' }] });
  expect(await client.bringOver.start({ workspaceIds: [worker.workspaceId], removes: false })).toMatchObject({
    brought: [{ name: 'Orchards (2)' }],
  });
  await waitForRecord(other.client, 'workspace', (record) => record['name'] === 'Orchards (2)');
  // And personal has what it had.
  await client.accounts.switch({ id: 'personal' });
  const { client: personal } = worker.started.connect();
  expect(await shapeOf(personal, worker.projectId)).toEqual(shape);
});

test('what was to go from personal goes when the server has all of it, and undo there brings it back', async () => {
  const worker = await setupWorker('Leaving');
  const client = await worker.signIn();
  await client.bringOver.start({ workspaceIds: [worker.workspaceId], removes: true });
  await inStep(client);
  await waitForBlob(client, worker.file.sha256, isSent);
  await expect
    .poll(async () => (await client.bringOver.list()).workspaces.some(({ id }) => id === worker.workspaceId), {
      timeout: 60_000,
      interval: 200,
    })
    .toBe(false);
  await client.accounts.switch({ id: 'personal' });
  const { client: personal } = worker.started.connect();
  await waitForGone(personal, 'workspace', worker.workspaceId);
  expect(await personal.undo.undo()).toMatchObject({ label: 'Delete Leaving, which was brought over' });
  await waitForRecord(personal, 'workspace', ({ id }) => id === worker.workspaceId);
});

test('who may not make workspaces, or not release functions, is told so before and nothing is written', async () => {
  await server.signUp('vera@example.org', 'Vera', 'viewer');
  await server.signUp('anna@example.org', 'Anna', 'analyst');
  const worker = await setupWorker('Refused');
  const vera = await worker.signIn('vera@example.org');
  expect((await vera.bringOver.list()).obstacle).toMatchObject({ kind: 'rights-missing' });
  await expect(vera.bringOver.start({ workspaceIds: [worker.workspaceId], removes: false })).rejects.toMatchObject({
    data: { kind: 'not-permitted' },
  });
  const anna = await worker.signIn('anna@example.org');
  const listed = await anna.bringOver.list();
  expect(listed.obstacle).toBeNull();
  expect(listed.workspaces.find(({ id }) => id === worker.workspaceId)?.obstacle).toEqual({
    kind: 'rights-missing',
    permissions: ['function:release'],
  });
  await expect(anna.bringOver.start({ workspaceIds: [worker.workspaceId], removes: false })).rejects.toMatchObject({
    data: { kind: 'bring-over-refused' },
  });
  expect(await anna.records.list({ entity: 'workspace' })).toEqual([]);
});

test('personal itself has nothing to bring from, and is opened while another account looks at it', async () => {
  const worker = await setupWorker('Switching');
  await expect(worker.personal.bringOver.list()).rejects.toMatchObject({ data: { kind: 'bring-over-not-here' } });
  const client = await worker.signIn();
  const looking = client.bringOver.list().catch(() => undefined);
  await client.accounts.switch({ id: 'personal' });
  await looking;
  const { client: personal } = worker.started.connect();
  expect(await personal.records.list({ entity: 'function', where: { workspaceId: worker.workspaceId } })).toHaveLength(
    1,
  );
});
