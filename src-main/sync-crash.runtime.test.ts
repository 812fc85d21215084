import { expect, test } from 'vitest';

import type { ApiClient } from '#shared/features.ts';

import { startAdaServer } from './ada-server.harness.ts';
import { setupCli } from './cli.harness.ts';
import { inStep, setupDevice, waitForRecord } from './synced-devices.harness.ts';
import { openSignedIn } from './synced-program.harness.ts';

/** Edits after whose acknowledgement it is killed: each has begun a push, so that kills fall before, in and after one. */
const killAfter = [1, 4, 9, 15, 30];
const rounds = killAfter.length;

type Writing = { readonly workspaceId: string; readonly acknowledged: string[]; readonly count: number };

async function createUntilDead(
  client: ApiClient,
  { workspaceId, acknowledged, count }: Writing,
  kill: () => void,
): Promise<void> {
  try {
    for (let number = 1; ; number += 1) {
      const name = `f${String(acknowledged.length)}_${String(Math.round(performance.now() * 1000))}`;
      await client.functions.create({ workspaceId, name, language: 'r' });
      acknowledged.push(name);
      if (number === count) kill();
    }
  } catch {
    // The core is gone, or going: what it has not answered it has not promised.
  }
}

test(`what a device has acknowledged comes to the others once, though it is killed ${String(rounds)} times in the middle of sending`, async () => {
  const server = await startAdaServer();
  try {
    const other = await setupDevice(server);
    const { id: workspaceId } = await other.client.workspaces.create({ name: 'Crash', description: '' });
    const cli = setupCli();
    const acknowledged: string[] = [];
    for (const count of killAfter) {
      const { app, client } = await openSignedIn(cli, server.address);
      await waitForRecord(client, 'workspace', ({ id }) => id === workspaceId);
      const created = createUntilDead(client, { workspaceId, acknowledged, count }, () => app.child.kill('SIGKILL'));
      await app.ended;
      await created;
    }
    const { app, client } = await openSignedIn(cli, server.address);
    await inStep(client);
    const query = { entity: 'function', where: { workspaceId } };
    const namesOn = async (each: ApiClient) =>
      (await each.records.list(query)).map((record) => String(record['name'])).toSorted();
    const here = await namesOn(client);
    await expect.poll(async () => await namesOn(other.client), { timeout: 60_000 }).toEqual(here);
    await inStep(other.client);
    expect(acknowledged.filter((name) => !here.includes(name))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(50);
    expect(await namesOn(other.client)).toEqual(here);
    expect(new Set(here).size).toBe(here.length);
    await cli.close(app);
  } finally {
    await server.dispose();
  }
});
