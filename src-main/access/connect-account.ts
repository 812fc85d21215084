import { hostname } from 'node:os';

import type { ServerAccount } from '#shared/access/account-api.ts';
import { createId } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { fail } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { ServerFailure } from '#shared/rpc/server-contract.ts';
import { forwardedApi } from '#shared/server-api.ts';
import type { ServerApiClient } from '#shared/server-api.ts';

import type { Log } from '../rpc/connection.ts';
import type { Rights } from '../rpc/rights.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { permissionsOf, permissionsUnasked, readAccess, readDeviceId, writeAccess } from './access-file.ts';
import type { AccountDesk } from './account-desk.ts';
import { createAskOnSocket } from './ask-on-socket.ts';
import { accountOf, createConnectionHandlers } from './connection-handlers.ts';
import type { News } from './follow-server.ts';
import { forwardCalls } from './forward-calls.ts';
import { openDeadline } from './open-deadline.ts';
import { createServerConnection } from './server-connection.ts';
import type { ServerConnection } from './server-connection.ts';
import { ask } from './server-link.ts';
import type { LinkedServer } from './server-link.ts';

type Program = {
  readonly version: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
};
type AccountParts = {
  /** Undefined of `personal`. */
  readonly account: ServerAccount | undefined;
  readonly accessFile: string;
  /** Of the account that is open: they become what the server says. */
  readonly rights: Rights;
  readonly desk: AccountDesk;
  readonly secrets: Secrets;
};

/** Everything of an open account that has to do with its server. It is connected when it is started, and not before. */
export function connectAccount(
  { version, clock, random, log }: Program,
  { account, accessFile, rights, desk, secrets }: AccountParts,
) {
  const newsListeners = new Set<(news?: News) => void>();
  const socketListeners = new Set<(client: ServerApiClient | undefined) => void>();
  let socket: ServerApiClient | undefined;
  const end = new AbortController();
  const connection = createServerConnection({
    account,
    secrets,
    version,
    clock,
    log,
    onShutOut: () => {
      const { role } = readAccess(accessFile);
      const deviceId = readDeviceId(accessFile) ?? null;
      const left = writeAccess(accessFile, { role, deviceId, permissions: [...permissionsUnasked] });
      if (!left.ok) log(`That you were shut out could not be kept: ${left.failure.kind}.`);
      rights.replace(permissionsUnasked);
    },
    onNews: (news) => {
      for (const listener of newsListeners) listener(news);
    },
    onSocket: (client) => {
      socket = client;
      for (const listener of socketListeners) listener(client);
    },
    onMe: (me) => {
      if (account === undefined) return;
      const { role, permissions, deviceId, ...known } = accountOf(account.serverAddress, me);
      const written = writeAccess(accessFile, { role, permissions, deviceId });
      if (!written.ok) log(`What you may do at the server could not be kept: ${written.failure.kind}.`);
      rights.replace(permissionsOf(permissions));
      if (
        isSame(
          known,
          desk.list().accounts.find(({ id }) => id === account.id),
        )
      )
        return;
      // Where the list is busy just now, it is renewed when the server is asked again.
      void desk.add({ ...known, role, permissions, deviceId });
    },
  });
  return {
    handlers: {
      connections: createConnectionHandlers({
        desk,
        secrets,
        connection,
        version,
        deviceName: hostname(),
        platform: process.platform,
      }),
      server: forwardCalls({ connection, newId: () => createId(clock.nowMs(), random) }, forwardedApi, {
        own: 'access',
      }),
    },
    server: {
      isConnected: () => connection.read().kind === 'connected',
      onChange: (listener: (what: 'connection' | 'news', news?: News) => void) => {
        const onNews = (news?: News): void => listener('news', news);
        newsListeners.add(onNews);
        const stop = connection.subscribe(() => listener('connection'));
        return () => {
          newsListeners.delete(onNews);
          stop();
        };
      },
      onSocket: (listener: (client: ServerApiClient | undefined) => void) => {
        socketListeners.add(listener);
        listener(socket);
        return () => void socketListeners.delete(listener);
      },
      ask: createAsk(connection, end.signal),
      askOnSocket: createAskOnSocket({ address: () => account?.serverAddress ?? '', socket: () => socket }),
    },
    start: connection.start,
    close: () => {
      end.abort();
      connection.close();
    },
  };
}

/** A server that takes a question and does not answer is given up. A page of records is some hundred kilobytes. */
const answerMsMax = 30_000;

function createAsk(connection: ServerConnection, end: AbortSignal) {
  return async <T>(
    question: (server: LinkedServer, signal: AbortSignal) => Promise<T>,
  ): Promise<Result<T, ServerFailure>> => {
    const state = connection.read();
    if (state.kind === 'none') return fail({ kind: 'not-connected' });
    const link = await connection.link();
    if (!link.ok) return link;
    using deadline = openDeadline(answerMsMax, end);
    const answer = await ask(state.address, async () => await question(link.value, deadline.signal));
    // What the status bar says of the connection may not be true any more.
    if (!answer.ok && lost.has(answer.failure.kind) && !end.aborted) connection.tryNow();
    return answer;
  };
}

const lost: ReadonlySet<string> = new Set(['signed-out', 'server-unreachable']);

type Known = Omit<ServerAccount, 'id'>;

/** Whether the list still has the names that the server gives; one that is gone from it is not put back. */
function isSame(now: Known, listed: Known | undefined): boolean {
  return listed === undefined || (Object.keys(now) as (keyof Known)[]).every((name) => now[name] === listed[name]);
}
