import { setTimeout as pause } from 'node:timers/promises';

import { expect, test } from 'vitest';

import type { ApiClient } from '#shared/features.ts';

import { sharedPostgres } from '../src-server/db/postgres.harness.ts';
import { startTwoBehindNginx } from '../src-server/nginx.harness.ts';
import { adaEmail } from './ada-server.harness.ts';
import { setupCli } from './cli.harness.ts';
import { inStep, waitForDetails, waitForRecord, waitForSync } from './synced-devices.harness.ts';
import { openSignedIn } from './synced-program.harness.ts';

const postgres = sharedPostgres();
const nextMigration = import.meta.resolve('#shared/schema/migrations/next-migration.harness.ts');

/** As long as both programs serve beside each other, at least. */
const besideMs = 3000;
const writeEveryMs = 40;

test('servers behind a proxy are upgraded one after the other, and what devices write meanwhile is lost nowhere', async () => {
  const database = await (await postgres()).createDatabase();
  await using nginx = await startTwoBehindNginx(database, adaEmail);
  const { one, two } = nginx;
  const trusting = { certificate: nginx.cert };

  const kept = await openSignedIn(setupCli(), nginx.address, trusting);
  const upgraded = setupCli();
  const before = await openSignedIn(upgraded, nginx.address, trusting);
  const { id: workspaceId } = await kept.client.workspaces.create({ name: 'Upgrade', description: '' });
  await waitForRecord(before.client, 'workspace', ({ id }) => id === workspaceId);
  const writing = writeUntilStopped(kept.client, workspaceId, 'kept');

  // One server is of the next program, the other of this one.
  expect((await two.stop()).code).toBe(0);
  await two.startNext();
  await pause(besideMs);

  // A device whose program is the next one meets both: what one of them is too old for waits, as soon as that one was greeted.
  await upgraded.close(before.app);
  const after = await openSignedIn(upgraded, nginx.address, { ...trusting, loadedFirst: [nextMigration] });
  const writingAfter = writeUntilStopped(after.client, workspaceId, 'upgraded');
  // One that is new loads everything now: what the older server does not know all of it has from the other, or later.
  const fresh = await openSignedIn(setupCli(), nginx.address, { ...trusting, loadedFirst: [nextMigration] });
  await pause(besideMs);

  // The device's connection may be to the other server and last: nothing but asking tells it.
  expect((await one.stop()).code).toBe(0);
  await one.startNext();
  const names = [...(await writing.stop()), ...(await writingAfter.stop())].toSorted();
  expect(names.length).toBeGreaterThan(besideMs / writeEveryMs);
  for (const { client } of [kept, after, fresh]) {
    await waitForSync(client, ({ waiting }) => waiting === 0);
    await inStep(client);
  }
  for (const { client } of [kept, after, fresh]) {
    for (const name of [names.at(0), names.at(-1)])
      await waitForRecord(client, 'function', (fn) => fn['name'] === name);
    await inStep(client);
    expect(await functionsOf(client)).toEqual(names);
    expect((await waitForDetails(client, () => true)).problems).toEqual([]);
  }
}, 240_000);

function writeUntilStopped(client: ApiClient, workspaceId: string, prefix: string) {
  const names: string[] = [];
  const stopped = new AbortController();
  const write = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const name = `${prefix}_${String(names.length)}`;
      const source = `def ${name}():\n    return 1\n`;
      await client.functions.create({ workspaceId, name, language: 'python', source });
      names.push(name);
      await pause(writeEveryMs);
    }
  };
  const writing = write();
  return {
    stop: async (): Promise<readonly string[]> => {
      stopped.abort();
      await writing;
      return names;
    },
  };
}

async function functionsOf(client: ApiClient): Promise<readonly string[]> {
  return (await client.records.list({ entity: 'function' })).map((fn) => String(fn['name'])).toSorted();
}
