import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

import type { ApiClient } from '#shared/features.ts';

import { startAdaServer } from './ada-server.harness.ts';
import type { AdaServer } from './ada-server.harness.ts';
import { openNetwork } from './access/network.harness.ts';
import type { Weather } from './access/network.harness.ts';
import { inStep, setupDevice, waitForRecord } from './synced-devices.harness.ts';

let server: AdaServer;
beforeAll(async () => {
  server = await startAdaServer();
});
afterAll(async () => await server.dispose());

async function deviceBehind(seed: number) {
  const network = await openNetwork(server.address, seed);
  onTestFinished(async () => await network.close());
  return { network, ...(await setupDevice({ address: network.address })) };
}

async function namesOn(client: ApiClient, workspaceId: string): Promise<readonly string[]> {
  const functions = await client.records.list({ entity: 'function', where: { workspaceId } });
  return functions.map(({ name }) => String(name)).toSorted();
}

/** What is given up after half a minute without an answer is asked again then. */
const roundMs = 120_000;

const weathers: readonly Weather[] = ['slow', 'stalled', 'cutting', 'dropping'];

test.each(weathers)(
  'on a network that is %s, what is written here is answered all the same, and everything meets when it is fine again',
  { timeout: roundMs },
  async (weather) => {
    const seed = 20_261 + weathers.indexOf(weather);
    const [first, second] = [await deviceBehind(seed), await deviceBehind(seed + 100)];
    const both = [first, second];
    const { id: workspaceId } = await first.client.workspaces.create({ name: weather, description: '' });
    await waitForRecord(second.client, 'workspace', ({ id }) => id === workspaceId);
    for (const { network } of both) network.set(weather);
    // Each is awaited while the network is as it is: nothing through it could have answered where it is stalled.
    for (let number = 1; number <= 15; number += 1)
      for (const [index, { client }] of both.entries()) {
        const name = `f${String(number)}_of_${String(index)}`;
        const { id } = await client.functions.create({ workspaceId, name, language: 'r' });
        await client.functions.saveDraft({ functionId: id, source: `${name} <- function() 1\n` });
      }
    for (const { network, client } of both) {
      network.set('fine');
      await client.connections.tryNow();
    }
    for (const { client } of both) await inStep(client);
    await expect.poll(async () => await namesOn(first.client, workspaceId), { timeout: roundMs }).toHaveLength(30);
    await expect
      .poll(async () => await namesOn(second.client, workspaceId), { timeout: roundMs })
      .toEqual(await namesOn(first.client, workspaceId));
    for (const { client } of both)
      expect((await inStep(client)).problems).toMatchObject({ rejected: 0, superseded: 0 });
  },
);
