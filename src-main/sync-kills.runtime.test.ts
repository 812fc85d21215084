import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

import { expect, test } from 'vitest';

import type { ApiClient } from '#shared/features.ts';

import { createRandom } from '../bench/seeded-random.ts';
import { startAdaServer } from './ada-server.harness.ts';
import type { AdaServer } from './ada-server.harness.ts';
import { setupCli } from './cli.harness.ts';
import { killRounds } from './kill-rounds.harness.ts';
import { inStep, setupDevice, waitForRecord } from './synced-devices.harness.ts';
import { openSignedIn } from './synced-program.harness.ts';

const rounds = killRounds(5);
/** `npm run kills -- --seed S` sets it. */
const seed = Number(process.env['TRIPTYCH_KILL_SEED'] ?? 20_261_126);
/** A start of the app, one of the server, and looking at everything now and then. */
const roundMsMax = 30_000;
/** Writing goes on for at most so long before somebody dies. */
const killMsMax = 600;
const lookEvery = 25;

/** What has been acknowledged to whoever wrote it: a function's name, and the drafts that it may have. */
type Ledger = Map<string, { acknowledged: string; sent: string }>;

test(
  `of what a device has acknowledged nothing is lost though it and its server are killed at random, ${String(rounds)} times (seed ${String(seed)})`,
  { timeout: 60_000 + rounds * roundMsMax },
  async () => {
    const random = createRandom(seed);
    const server = await startAdaServer();
    try {
      const other = await setupDevice(server);
      const { id: workspaceId } = await other.client.workspaces.create({ name: 'Kills', description: '' });
      const cli = setupCli();
      const ledger: Ledger = new Map();
      const lost: string[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        const { app, client } = await openSignedIn(cli, server.address);
        await waitForRecord(client, 'workspace', ({ id }) => id === workspaceId);
        const writing = Promise.all([
          writeUntilDead(client, { workspaceId, ledger, prefix: `r${String(round)}_a` }),
          writeUntil(app.ended, other.client, { workspaceId, ledger, prefix: `r${String(round)}_b` }),
        ]);
        const serverDies = random() < 0.5 ? killServer(server, random() * killMsMax) : Promise.resolve();
        await pause(random() * killMsMax);
        app.child.kill('SIGKILL');
        await Promise.all([app.ended, writing, serverDies]);
        if (round % lookEvery === 0 || round === rounds)
          lost.push(...(await findLost({ server, cli, other: other.client, ledger })));
      }
      expect(lost).toEqual([]);
    } finally {
      await server.dispose();
    }
  },
);

type Writing = { readonly workspaceId: string; readonly ledger: Ledger; readonly prefix: string };

async function writeUntilDead(client: ApiClient, writing: Writing): Promise<void> {
  try {
    for (let number = 1; ; number += 1) await writeOne(client, writing, number);
  } catch {
    // The core is gone, or going: what it has not answered it has not promised.
  }
}

async function writeUntil(end: Promise<unknown>, client: ApiClient, writing: Writing): Promise<void> {
  const over = new AbortController();
  void end.then(() => over.abort());
  for (let number = 1; !over.signal.aborted; number += 1) await writeOne(client, writing, number);
}

async function writeOne(client: ApiClient, { workspaceId, ledger, prefix }: Writing, number: number): Promise<void> {
  const name = `${prefix}_${String(number)}`;
  const { id: functionId } = await client.functions.create({ workspaceId, name, language: 'r' });
  const kept = { acknowledged: '', sent: '' };
  ledger.set(name, kept);
  for (const source of [`${name} <- 1\n`, `${name} <- 12\n`]) {
    kept.sent = source;
    await client.functions.saveDraft({ functionId, source });
    kept.acknowledged = source;
  }
  await pause(5);
}

async function killServer(server: AdaServer, afterMs: number): Promise<void> {
  await pause(afterMs);
  await server.kill();
  await server.start();
}

type Look = {
  readonly server: AdaServer;
  readonly cli: ReturnType<typeof setupCli>;
  readonly other: ApiClient;
  readonly ledger: Ledger;
};

/**
 * What was acknowledged and is not there, as it was or as it was asked to be next. Both devices must come to have the same, each
 * thing once.
 */
async function findLost({ server, cli, other, ledger }: Look): Promise<readonly string[]> {
  const { app, client } = await openSignedIn(cli, server.address);
  await other.connections.tryNow();
  await inStep(client);
  await inStep(other);
  // Each may still have come to have what the other had not sent when it was asked.
  const both = async () => ({ here: await draftsOn(client), there: await draftsOn(other) });
  await expect.poll(both, { timeout: roundMsMax }).toSatisfy(({ here, there }) => isDeepStrictEqual(here, there));
  const drafts = new Map(await draftsOn(client));
  expect(drafts.size).toBe((await draftsOn(client)).length);
  await cli.close(app);
  return [...ledger].flatMap(([name, { acknowledged, sent }]) => {
    const draft = drafts.get(name);
    if (draft === undefined) return [name];
    return acknowledged === '' || draft === acknowledged || draft === sent ? [] : [`${name}: ${draft}`];
  });
}

async function draftsOn(client: ApiClient): Promise<readonly (readonly [string, string])[]> {
  const functions = await client.records.list({ entity: 'function' });
  return functions
    .map(({ name, draftSource }) => [String(name), String(draftSource)] as const)
    .toSorted(([left], [right]) => left.localeCompare(right));
}
