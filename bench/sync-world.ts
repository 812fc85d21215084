/* A server in a process of its own with its first person, a device of theirs as the server sees one, and how it is asked. */
import { apiPath } from '#shared/rpc/server-contract.ts';
import type { SentChange } from '#shared/sync/sync-protocol.ts';

import { clientOf, takeSetUpLink, testDevice, testPassword } from '../src-server/server-client.harness.ts';
import type { ServerClient } from '../src-server/server-client.harness.ts';
import { createTestDevice, newId } from '../src-server/sync/test-device.harness.ts';
import type { Place, TestDevice } from '../src-server/sync/test-device.harness.ts';
import { timeMs } from './harness.ts';
import { createHttpAsker } from './server-load.ts';
import { setUpLinkOf, startServerProcess } from './server-process.ts';
import type { BenchProcess } from './server-process.ts';

export const email = 'ada@example.org';
/** Changes of a push, as devices send them. */
export const batch = 500;

export type SyncWorld = {
  readonly database: string;
  readonly server: BenchProcess;
  readonly dataFolder: string;
  /** Of PostgreSQL; the embedded database has none. */
  readonly url: string | undefined;
  readonly token: string;
  readonly client: ServerClient;
  readonly tenantId: string;
  readonly userId: string;
  readonly device: TestDevice;
  readonly place: Place;
};

export async function openSyncWorld(database: string, folder: string, url: string | undefined): Promise<SyncWorld> {
  const server = await startServerProcess(folder, url);
  const { token, me } = await takeSetUpLink(clientOf(server.address), await setUpLinkOf(server), email);
  const [tenantId, userId] = [me.tenant.id, me.user.id];
  const client = clientOf(server.address, token);
  const device = createTestDevice(client, { tenantId, userId });
  const place = { tenantId, workspaceId: newId(), projectId: newId() };
  await device.push([
    ...device.workspace('Bench', place.workspaceId),
    ...device.project(place.workspaceId, 'Bench', place.projectId),
  ]);
  return { database, server, dataFolder: folder, url, token, client, tenantId, userId, device, place };
}

/** Another session of the same person. */
export async function signInAgain({ server }: Pick<SyncWorld, 'server'>): Promise<string> {
  const answer = await clientOf(server.address).access.signIn({ email, password: testPassword, device: testDevice });
  if (answer.kind !== 'signed-in') throw new Error('Ada is in one tenant.');
  return answer.token;
}

export type Asker = { readonly ask: (body: unknown) => Promise<string>; readonly close: () => void };

/** Asks one call of synchronisation again and again on one connection, as text: what parsing costs, the device's figures have. */
export function createAsker({ server, token }: Pick<SyncWorld, 'server' | 'token'>, call: string): Asker {
  let body: unknown;
  const asker = createHttpAsker({
    url: `${server.address}${apiPath}/sync/${call}`,
    method: 'POST',
    token,
    body: () => body,
    isPacked: true,
  });
  return {
    ask: async (given) => {
      body = given;
      return await asker.ask();
    },
    close: asker.close,
  };
}

/** Undone by itself, under a name as a device gives it. */
export function asEdit(change: SentChange): SentChange {
  return { ...change, undoGroup: change.stamp };
}

export function makeComments(device: TestDevice, place: Place, count = batch): SentChange[] {
  return Array.from({ length: count }, (_, index) =>
    asEdit(device.comment(place, `A comment of some words, number ${String(index)}`)),
  );
}

/** A device that pushes, with the connection on which it does. */
export type Pusher = {
  readonly device: TestDevice;
  readonly push: (changes: readonly SentChange[]) => Promise<string>;
};

export async function createPusher(world: Pick<SyncWorld, 'server' | 'token'>, device: TestDevice): Promise<Pusher> {
  const asker = createAsker(world, 'push');
  const fence = await device.fence();
  return {
    device,
    push: async (changes) => {
      const after = { [device.deviceId]: (changes[0]?.number ?? 1) - 1 };
      const answer = await asker.ask({ changes, after, fence });
      if (answer.includes('"rejected"') || answer.includes('"gap"')) throw new Error(answer.slice(0, 500));
      return answer;
    },
  };
}

/** Devices push at once, each its own changes one push after the other; returns changes a second, of all together. */
export async function pushBeside(
  pushers: readonly (Pusher & { readonly pushes: readonly (readonly SentChange[])[] })[],
): Promise<number> {
  const tookMs = await timeMs(async () => {
    await Promise.all(
      pushers.map(async ({ push, pushes }) => {
        for (const changes of pushes) await push(changes);
      }),
    );
  });
  const changes = pushers
    .flatMap(({ pushes }) => pushes.map(({ length }) => length))
    .reduce((sum, one) => sum + one, 0);
  return (changes * 1000) / tookMs;
}
