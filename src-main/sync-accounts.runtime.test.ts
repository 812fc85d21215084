import { afterAll, beforeAll, expect, test } from 'vitest';

import type { ApiClient } from '#shared/features.ts';

import { testDevice } from '../src-server/server-client.harness.ts';
import { partsOfInvitation, password, startAdaServer } from './ada-server.harness.ts';
import type { AdaServer } from './ada-server.harness.ts';
import { inStep, setupDevice, waitForRecord, waitForSync } from './synced-devices.harness.ts';

let server: AdaServer;
beforeAll(async () => {
  server = await startAdaServer();
});
afterAll(async () => await server.dispose());

async function workspacesOf(client: ApiClient): Promise<readonly string[]> {
  return (await client.records.list({ entity: 'workspace' })).map(({ name }) => String(name));
}

test('a second account of another organisation lives beside the first, and nothing goes from one to the other', async () => {
  const email = 'bea@beech.example';
  const { link } = await server.ada.tenants.create({ name: 'Beech', slug: 'beech', administratorEmail: email });
  const invited = { ...partsOfInvitation(link), name: 'Bea', password, device: testDevice };
  await server.client().access.acceptInvitation(invited);

  const device = await setupDevice(server);
  const { accountId: adas } = await device.client.app.info();
  await device.client.workspaces.create({ name: "Ada's", description: '' });
  await inStep(device.client);
  await device.client.sync.pause({ isPaused: true });
  await device.client.workspaces.create({ name: "Ada's, waiting", description: '' });

  const { address } = device.door;
  expect(await device.client.connections.signIn({ address, email, password })).toMatchObject({ kind: 'signed-in' });
  const { client: beas } = device.connect();
  expect(await beas.app.info()).toMatchObject({ userName: 'Bea' });
  await inStep(beas);
  expect(await workspacesOf(beas)).toEqual([]);
  await beas.workspaces.create({ name: "Bea's", description: '' });
  await inStep(beas);

  // What waits in the one stays in it, paused as it was, while the other is open.
  await beas.accounts.switch({ id: adas });
  const { client: again } = device.connect();
  expect((await workspacesOf(again)).toSorted()).toEqual(["Ada's", "Ada's, waiting"]);
  await waitForSync(again, ({ activity, waiting }) => activity === 'paused' && waiting > 0);
  await again.sync.pause({ isPaused: false });
  await inStep(again);

  const [elsewhere, beasOther] = [await setupDevice(server), await setupDevice(server, email)];
  await waitForRecord(elsewhere.client, 'workspace', ({ name }) => name === "Ada's, waiting");
  await waitForRecord(beasOther.client, 'workspace', ({ name }) => name === "Bea's");
  for (const { client } of [elsewhere, beasOther]) await inStep(client);
  expect((await workspacesOf(elsewhere.client)).toSorted()).toEqual(["Ada's", "Ada's, waiting"]);
  expect(await workspacesOf(beasOther.client)).toEqual(["Bea's"]);
});
