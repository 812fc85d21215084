/*
 * The WebSocket on which a server tells that something about this session has changed. What it is, is asked anew.
 */
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { ResponseValidationPlugin } from '@orpc/contract/plugins';

import { socketPath } from '#shared/rpc/server-contract.ts';
import { protocolsWithToken } from '#shared/rpc/wire.ts';
import { serverApi } from '#shared/server-api.ts';
import type { ServerApiClient } from '#shared/server-api.ts';

/** `changed`: who one is, or what one may do. `news`: records. */
export type FollowEvent = 'begun' | 'changed' | 'news' | 'ended';
type LiveEvents = Awaited<ReturnType<ServerApiClient['live']['watch']>>;
type LiveEvent = LiveEvents extends AsyncIterable<infer Event> ? Event : never;
/** What has changed, where the server tells it by itself; else it is to be asked. */
export type News = NonNullable<Extract<LiveEvent, { readonly kind: 'changes' }>['news']>;

/** Of these, a device asks who it is. Whatever else a server tells is about records. */
const accessKinds: ReadonlySet<string> = new Set(['session-ended', 'rights-changed', 'tenant-changed']);

/** A server that takes the connection and then says nothing is given up. */
const beginMsMax = 15_000;

type Following = {
  readonly address: string;
  readonly token: string;
  readonly onEvent: (event: FollowEvent, news?: News) => void;
  /** Told with `begun`: what else can be asked on this socket, until it ends. */
  readonly onClient: (client: ServerApiClient) => void;
};

/** Begins at once and ends once, with `ended`, if it is not stopped before; returns what stops it. */
export function followServer({ address, token, onEvent, onClient }: Following): () => void {
  let isStopped = false;
  const socket = new WebSocket(`${address.replace(/^http/, 'ws')}${socketPath}`, protocolsWithToken(token));
  const late = setTimeout(() => socket.close(), beginMsMax);
  late.unref();
  socket.addEventListener('error', () => undefined); // `close` follows.
  socket.addEventListener('close', () => {
    clearTimeout(late);
    if (!isStopped) onEvent('ended');
  });
  socket.addEventListener('open', () => void read());

  async function read(): Promise<void> {
    const client: ServerApiClient = createORPCClient(
      new RPCLink({ websocket: socket, plugins: [new ResponseValidationPlugin(serverApi)] }),
    );
    try {
      // Without a signal: oRPC would tell the server of it on the socket that is being closed, and throw where nobody catches.
      for await (const event of await client.live.watch({ takesNews: true })) {
        clearTimeout(late);
        if (event.kind === 'begun') {
          onEvent('begun');
          if (!isStopped) onClient(client);
        } else if (event.kind === 'changes') onEvent('news', event.news);
        else onEvent(accessKinds.has(event.kind) ? 'changed' : 'news');
      }
    } catch {
      // It was lost, or what came was no event: either way there is nothing more to be heard on it.
    } finally {
      socket.close();
    }
  }

  return () => {
    isStopped = true;
    clearTimeout(late);
    socket.close();
  };
}
