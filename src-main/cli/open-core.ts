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
import { createHost } from '../host.ts';
import type { Host, HostFailure } from '../host.ts';
import { connectToRunning } from '../local-socket.ts';
import type { RunningClient } from '../local-socket.ts';
import type { Connection } from '../rpc/connection.ts';
import { createLog } from '../shell/log.ts';
import { programFolder } from '../shell/program-folder.ts';
import { systemClock } from '../shell/start-core.ts';

export type CoreClient = { readonly client: ApiClient; readonly close: () => Promise<void> };

/** A program that has just taken the folder answers much sooner; another command may have a function to run first. */
const waitMsMax = 30_000;
const lookEveryMs = 100;
/** An app that starts answers within this time; beyond it a person wants to know what is waited for. */
const waitToldAfterMs = 1000;

export type CoreWanted = {
  readonly dataFolder: string;
  /** The account that it is about; null for the one that is open. */
  readonly accountId: string | null;
  /** Told once, when it takes longer because another command has the data folder. */
  readonly onWait: () => void;
};

export async function openCore({
  dataFolder,
  accountId,
  onWait,
}: CoreWanted): Promise<Result<CoreClient, HostFailure>> {
  for (let waitedMs = 0; ; waitedMs += lookEveryMs) {
    const running = await connectToRunning(dataFolder);
    if (running !== null) return await enterRunning(running, accountId);
    const host = await createHost({
      dataFolder,
      accountId: accountId ?? undefined,
      mayFallBack: false, // What a command does, it does to the account that was meant.
      shell: 'loopback',
      resourcesFolder: path.join(programFolder(), 'resources'),
      version: packageJson.version,
      clock: systemClock,
      random: (bytes) => crypto.getRandomValues(bytes),
      log: createLog(dataFolder, systemClock),
    });
    if (host.ok) return ok({ client: connectWithin(host.value), close: host.value.close });
    if (host.failure.kind !== 'database-in-use' || waitedMs >= waitMsMax) return fail(host.failure);
    if (waitedMs === waitToldAfterMs) onWait();
    await new Promise((resolve) => {
      setTimeout(resolve, lookEveryMs);
    });
  }
}

/** The window decides which account is open; a command that is about another one would take it away from under it. */
async function enterRunning(
  { client, close }: RunningClient,
  accountId: string | null,
): Promise<Result<CoreClient, HostFailure>> {
  const open = await client.app.info();
  if (accountId === null || open.accountId === accountId) return ok({ client, close: () => Promise.resolve(close()) });
  close();
  return fail({
    kind: 'account-unusable',
    sentence: `Triptych has another account open (${open.accountId}). Switch to the account ${accountId} in its window, or close it.`,
  });
}

type MessageListener = (message: unknown) => void;

/** A client of a core in the same process: two ends of one connection, without a socket between them. */
function connectWithin(host: Host): ApiClient {
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
  host.serve(connection);
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
