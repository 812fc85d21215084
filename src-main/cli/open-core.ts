/*
 * The core as the command line reaches it: the program that has the data folder open, through its socket; or, when none has, a
 * core of our own on the folder's lock. Either way there is a client of the same contract, so no command knows the difference.
 */
import path from 'node:path';

import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { ApiClient } from '#shared/features.ts';

import packageJson from '../../package.json' with { type: 'json' };
import { createApp } from '../app.ts';
import type { App } from '../app.ts';
import { connectToRunning } from '../local-socket.ts';
import type { Connection } from '../rpc/connection.ts';
import { createLog } from '../shell/log.ts';
import { programFolder } from '../shell/program-folder.ts';
import { systemClock } from '../shell/start-core.ts';
import type { StoreFailure } from '../store/store-failure.ts';

export type CoreClient = { readonly client: ApiClient; readonly close: () => Promise<void> };

/** A program that has just taken the folder answers much sooner; another command may have a function to run first. */
const waitMsMax = 30_000;
const lookEveryMs = 100;
/** An app that starts answers within this time; beyond it a person wants to know what is waited for. */
const waitToldAfterMs = 1000;

/** `onWait` is told once, when it takes longer because another command has the data folder. */
export async function openCore(dataFolder: string, onWait: () => void): Promise<Result<CoreClient, StoreFailure>> {
  for (let waitedMs = 0; ; waitedMs += lookEveryMs) {
    const running = await connectToRunning(dataFolder);
    if (running !== null) return ok({ client: running.client, close: () => Promise.resolve(running.close()) });
    const app = await createApp({
      dataFolder,
      shell: 'loopback',
      resourcesFolder: path.join(programFolder(), 'resources'),
      version: packageJson.version,
      clock: systemClock,
      random: (bytes) => crypto.getRandomValues(bytes),
      log: createLog(dataFolder, systemClock),
    });
    if (app.ok) return ok({ client: connectWithin(app.value), close: app.value.close });
    if (app.failure.kind !== 'database-in-use' || waitedMs >= waitMsMax) return fail(app.failure);
    if (waitedMs === waitToldAfterMs) onWait();
    await new Promise((resolve) => {
      setTimeout(resolve, lookEveryMs);
    });
  }
}

type MessageListener = (message: unknown) => void;

/** A client of a core in the same process: two ends of one connection, without a socket between them. */
function connectWithin(app: App): ApiClient {
  let toCore: MessageListener = () => undefined;
  let toClient: MessageListener = () => undefined;
  const connection: Connection = {
    send(message) {
      // Later, as over a socket: an answer must not arrive while its question is still being asked.
      return new Promise((resolve) => {
        setImmediate(() => {
          toClient({ data: message });
          resolve();
        });
      });
    },
    onMessage(listener) {
      toCore = listener;
    },
    onClose: () => undefined, // It lasts as long as the process.
    close: () => undefined,
  };
  app.serve(connection);
  const socket = {
    readyState: 1, // WebSocket.OPEN
    send: (message: unknown) => setImmediate(() => toCore(message)),
    addEventListener(type: string, listener: MessageListener) {
      if (type === 'message') toClient = listener;
    },
    removeEventListener: () => undefined,
  };
  // Of a WebSocket, oRPC's link uses these members, which are all here.
  const websocket = socket as unknown as ConstructorParameters<typeof RPCLink>[0]['websocket'];
  return createORPCClient<ApiClient>(new RPCLink({ websocket }));
}
