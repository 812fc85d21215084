/*
 * A device in this process: its store, what keeps it in step with the server, and the socket on which it is told of news, as in the
 * program; without functions, windows and secrets.
 */
import { getRandomValues } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { createAskOnSocket } from '../src-main/access/ask-on-socket.ts';
import { followServer } from '../src-main/access/follow-server.ts';
import { ask, createServerLink } from '../src-main/access/server-link.ts';
import { lastVersion } from '../src-main/store/migrate.ts';
import { openStore } from '../src-main/store/store.ts';
import type { Store } from '../src-main/store/store.ts';
import { createSyncServer } from '../src-main/sync/ask-server.ts';
import { openSync } from '../src-main/sync/open-sync.ts';
import { createRights } from '../src-main/rpc/rights.ts';
import { ensureServerAccount } from '../src-main/tenancy/server-account.ts';
import { createId } from '../src-shared/base/id.ts';
import { instantOf } from '../src-shared/base/instant.ts';
import { entities } from '../src-shared/features.ts';
import { permissions } from '../src-shared/rpc/permission-rules.ts';
import type { ServerApiClient } from '../src-shared/server-api.ts';
import { commentEntity } from '../src-shared/matrix/question-entities.ts';
import { signInAgain } from './sync-world.ts';
import type { SyncWorld } from './sync-world.ts';

const clock = { nowMs: () => instantOf(Date.now()) };
const random = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => getRandomValues(bytes);

export type BenchDevice = {
  readonly store: Store;
  readonly file: string;
  /** Resolves when nothing waits and everything that is reached is here. */
  readonly inStep: () => Promise<void>;
  /** Writes a comment on the project, as a person does; returns its id. */
  readonly comment: (body: string) => string;
  readonly setPaused: (isPaused: boolean) => void;
  readonly close: () => Promise<void>;
};

export async function openBenchDevice(world: SyncWorld, folder: string): Promise<BenchDevice> {
  const { server, tenantId, userId, place } = world;
  const token = await signInAgain(world);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'account.sqlite');
  const opened = await openStore({ file, backupFolder: join(folder, 'backups'), entities, clock, random });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  const store = opened.value;
  const rights = createRights(permissions);
  const person = { tenantId, tenantName: 'Bench', userId, userName: 'Ada', email: 'ada@example.org', role: 'admin' };
  const { actor } = ensureServerAccount({ store, clock, rights }, person);
  const { address } = server;
  let socket: ServerApiClient | undefined;
  const link = createServerLink({ address, token, version: 'bench' });
  const sync = openSync({
    store,
    entities,
    clock,
    random,
    log: () => undefined,
    actor,
    server: createSyncServer({
      ask: async (question) => ask(address, async () => await question(link, AbortSignal.timeout(30_000))),
      askOnSocket: createAskOnSocket({ address: () => address, socket: () => socket }),
    }),
    isConnected: () => true,
    schemaVersion: lastVersion(),
    purgeOnDevice: async () => await Promise.resolve(true), // It has no runs and no files.
  });
  const unfollow = followServer({
    address,
    token,
    onEvent: (event, news) => {
      if (event !== 'ended') sync.client.announce(news);
    },
    onClient: (client) => {
      socket = client;
    },
  });
  sync.client.reconsider();
  const isInStep = (): boolean => {
    const state = sync.read();
    if (state.kind !== 'on') return false;
    const { activity, waiting, parts } = state;
    return activity === 'in-step' && waiting === 0 && parts.all > 0 && parts.whole === parts.all;
  };
  return {
    store,
    file,
    inStep: async () =>
      await new Promise((resolve) => {
        let stop = (): void => undefined;
        const look = (): void => {
          if (!isInStep()) return;
          stop();
          resolve();
        };
        stop = sync.client.subscribe(look);
        look();
      }),
    comment: (body) => {
      const id = createId(clock.nowMs(), random);
      store.write({ actorId: userId }, (tx) =>
        tx.create(commentEntity, {
          id,
          ...place,
          subjectKind: 'project',
          subjectId: place.projectId,
          body,
          authorId: userId,
          isResolved: false,
        }),
      );
      return id;
    },
    setPaused: (isPaused) => sync.client.setPaused(isPaused),
    close: async () => {
      unfollow();
      await sync.close();
      store.close();
    },
  };
}
