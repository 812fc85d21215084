/*
 * The open account's connection to its server: who one is there, kept true by a WebSocket on which the server tells when that
 * changes, and looked for again, ever more slowly, when it cannot be reached. Nothing in the app waits for it.
 */
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';

import type { Me } from '#shared/access/access-server-api.ts';
import type { ServerAccount } from '#shared/access/account-api.ts';
import type { ConnectionState } from '#shared/access/connection-api.ts';
import type { Clock } from '#shared/base/instant.ts';
import { socketPath } from '#shared/rpc/server-contract.ts';
import { protocolsWithToken } from '#shared/rpc/wire.ts';
import type { ServerApiClient } from '#shared/server-api.ts';

import type { Log } from '../rpc/connection.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { tokenName } from './account-desk.ts';
import { ask, createServerLink } from './server-link.ts';
import type { LinkedServer } from './server-link.ts';

export type ConnectionDeps = {
  /** Undefined for `personal`. */
  readonly account: ServerAccount | undefined;
  readonly secrets: Secrets;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Told whenever the server has said who one is: names and rights may have changed. */
  readonly onMe: (me: Me) => void;
};

export type ServerConnection = {
  readonly read: () => ConnectionState;
  readonly subscribe: (onChange: () => void) => () => void;
  /** To ask the server with; undefined where there is none, or no token. */
  readonly link: () => Promise<LinkedServer | undefined>;
  /** Connects for the first time. */
  readonly start: () => void;
  readonly tryNow: () => void;
  readonly close: () => void;
};

const retryMsFirst = 1_000;
const retryMsMax = 60_000;

export function createServerConnection(deps: ConnectionDeps): ServerConnection {
  const { account, secrets, version, clock, log, onMe } = deps;
  const listeners = new Set<() => void>();
  const end = new AbortController();
  let state: ConnectionState =
    account === undefined ? { kind: 'none' } : { kind: 'connecting', address: account.serverAddress };
  let retryMs = retryMsFirst;
  let timer: NodeJS.Timeout | undefined;
  let socket: WebSocket | undefined;
  let isTrying = false;

  function change(next: ConnectionState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  async function readToken(): Promise<string | undefined> {
    if (account === undefined) return undefined;
    const found = await secrets.get(tokenName(account.id));
    if (found.ok) return found.value;
    if (found.failure.kind === 'secrets-locked') {
      change({ kind: 'locked', address: account.serverAddress, place: found.failure.place });
    } else log(`The token of this account cannot be read: ${found.failure.kind}.`);
    return undefined;
  }

  async function tryToConnect(): Promise<void> {
    if (account === undefined || isTrying || end.signal.aborted) return;
    const { serverAddress: address, email } = account;
    isTrying = true;
    try {
      const token = await readToken();
      if (token === undefined) {
        if (state.kind !== 'locked') change({ kind: 'signed-out', address, email, reason: null });
        return;
      }
      const link = createServerLink({ address, token, version });
      const answer = await ask(address, async () => await link.access.me({}, { signal: end.signal }));
      if (end.signal.aborted) return;
      if (answer.ok) {
        retryMs = retryMsFirst;
        onMe(answer.value);
        change({ kind: 'connected', address, me: answer.value });
        listen(address, token);
        return;
      }
      if (answer.failure.kind === 'signed-out') {
        change({ kind: 'signed-out', address, email, reason: answer.failure.reason });
        return;
      }
      change({ kind: 'unreachable', address, problem: textOf(answer.failure), triedAt: clock.nowMs() });
      retryLater();
    } finally {
      isTrying = false;
    }
  }

  function retryLater(): void {
    clearTimeout(timer);
    // Spread, so that a server that comes back is not asked by everybody in the same second.
    timer = setTimeout(() => void tryToConnect(), retryMs * (0.75 + 0.5 * ((clock.nowMs() % 997) / 997)));
    timer.unref();
    retryMs = Math.min(retryMs * 2, retryMsMax);
  }

  /** Keeps a socket on which the server tells what changes; when it is lost, one asks anew. */
  function listen(address: string, token: string): void {
    socket?.close();
    const opened = new WebSocket(`${address.replace(/^http/, 'ws')}${socketPath}`, protocolsWithToken(token));
    socket = opened;
    opened.addEventListener('error', () => undefined); // `close` follows.
    opened.addEventListener('close', () => {
      if (socket !== opened || end.signal.aborted) return;
      socket = undefined;
      retryLater();
    });
    opened.addEventListener('open', () => void follow(opened));
  }

  async function follow(opened: WebSocket): Promise<void> {
    const client: ServerApiClient = createORPCClient(new RPCLink({ websocket: opened }));
    try {
      for await (const event of await client.live.watch({}, { signal: end.signal })) {
        if (event.kind !== 'begun') void tryToConnectAgain();
      }
    } catch {
      // The socket was lost, and its `close` sees to it.
    }
  }

  async function tryToConnectAgain(): Promise<void> {
    socket?.close();
    socket = undefined;
    await tryToConnect();
  }

  return {
    start: () => void tryToConnect(),
    read: () => state,
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => void listeners.delete(onChange);
    },
    link: async () => {
      const token = await readToken();
      if (account === undefined || token === undefined) return undefined;
      return createServerLink({ address: account.serverAddress, token, version });
    },
    tryNow: () => {
      retryMs = retryMsFirst;
      clearTimeout(timer);
      void tryToConnectAgain();
    },
    close: () => {
      end.abort();
      clearTimeout(timer);
      socket?.close();
    },
  };
}

function textOf(failure: { readonly kind: string }): string {
  if ('problem' in failure && typeof failure.problem === 'string') return failure.problem;
  return failure.kind === 'server-not-triptych' ? 'What answers there is no Triptych server.' : 'It could not answer.';
}
