import { afterAll, beforeAll, expect, test } from 'vitest';

import { idFromKey } from '#shared/base/id.ts';

import { startAdaServer } from './ada-server.harness.ts';
import type { AdaServer } from './ada-server.harness.ts';
import { inStep, setupDevice, waitForDetails, waitForRecord } from './synced-devices.harness.ts';

let server: AdaServer;
beforeAll(async () => {
  server = await startAdaServer();
});
afterAll(async () => await server.dispose());

test('what was typed into a draft that the server did not take is put where it was, when it may be written again', async () => {
  const email = 'grace@example.org';
  await server.signUp(email, 'Grace Hopper', 'developer');
  const [ada, grace] = [await setupDevice(server), await setupDevice(server, email)];
  const { id: workspaceId } = await ada.client.workspaces.create({ name: 'Shelf', description: '' });
  const { userId, tenantId } = await grace.client.app.info();
  const draft = { id: idFromKey('workspaceMember', workspaceId, userId), tenantId, workspaceId, userId };
  const { id: memberId } = await ada.client.records.create({
    entity: 'workspaceMember',
    draft: { ...draft, role: 'editor' },
  });
  const { id: functionId } = await ada.client.functions.create({ workspaceId, name: 'f', language: 'python' });
  await ada.client.functions.saveDraft({ functionId, source: 'one\ntwo\nfour\n' });
  const has = (source: string) => (record: { readonly [field: string]: unknown }) => record['draftSource'] === source;
  await waitForRecord(grace.client, 'function', has('one\ntwo\nfour\n'));

  await grace.client.sync.pause({ isPaused: true });
  await grace.client.functions.saveDraft({ functionId, source: 'one\ntwo\nthree\nfour\n' });
  const role = async (next: string) => {
    await ada.client.records.patch({ entity: 'workspaceMember', id: memberId, patch: { role: next } });
    await inStep(ada.client);
  };
  await role('viewer');
  await grace.client.sync.pause({ isPaused: false });
  const { problems } = await waitForDetails(grace.client, (details) => details.problems.length > 0);
  expect(problems).toMatchObject([{ kind: 'rejected', code: 'not-permitted', canRepeat: true }]);
  await waitForRecord(grace.client, 'function', has('one\ntwo\nfour\n'));

  await role('editor');
  await ada.client.functions.saveDraft({ functionId, source: 'one\ntwo\nfour\nfive\n' });
  await waitForRecord(grace.client, 'function', has('one\ntwo\nfour\nfive\n'));
  await waitForRecord(
    grace.client,
    'workspaceMember',
    (record) => record.id === memberId && record['role'] === 'editor',
  );
  await grace.client.sync.settle({ id: problems[0]?.id ?? '', action: 'repeat' });
  const whole = 'one\ntwo\nthree\nfour\nfive\n';
  await waitForRecord(ada.client, 'function', has(whole));
  expect((await inStep(grace.client)).problems).toMatchObject({ rejected: 0 });
  // It is a draft like any other: what is kept of its source is of what is there.
  const [first] = await ada.client.records.list({ entity: 'function', where: { id: functionId } });
  const saved = await ada.client.functions.saveDraft({ functionId, source: whole });
  expect(first?.['draftChecksum']).toBe(saved.checksum);
});
