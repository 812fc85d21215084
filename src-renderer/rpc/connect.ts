/*
 * Keeps the page connected to its core. The link behind the client always means the socket of the moment; when that is lost, a
 * new one is tried, sooner first and then more slowly, and whoever watches something begins anew when it is open (live/).
 */
import type { ClientContext, ClientLink } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';

import { sessionHeader, tokenRefusedCode } from '#shared/rpc/wire.ts';

import { linkSocketOf } from './core-socket.ts';
import type { CoreSocket } from './core-socket.ts';
import { openPromptCalls, promptContext } from './prompt-calls.ts';
import type { PromptCalls } from './prompt-calls.ts';

/** `lost`: it was there, and is being looked for. `refused`: this page belongs to an earlier start, and nothing will help it. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused';

export type CoreConnection = {
  readonly link: ClientLink<ClientContext>;
  readonly getState: () => ConnectionState;
  readonly subscribe: (onChange: () => void) => () => void;
  /** Resolves when calls can be made, at once when they can be; never when the core refuses this page. */
  readonly whenOpen: (signal: AbortSignal) => Promise<void>;
  readonly close: () => void;
};

type OpenSocket = {
  readonly socket: CoreSocket;
  readonly link: ClientLink<ClientContext>;
  readonly promptCalls: PromptCalls;
};

/** A call that was made, or was under way, while the core could not be reached. */
export class ConnectionLostError extends Error {
  override name = 'ConnectionLostError';
}

const retryMsFirst = 250;
const retryMsMax = 5000;

/** Connects at the first call or the first who wants to know the state, so that importing it costs and breaks nothing. */
export function createCoreConnection(openSocket: () => CoreSocket, sessionId: string): CoreConnection {
  const listeners = new Set<() => void>();
  let state: ConnectionState = 'connecting';
  let current: OpenSocket | undefined;
  let retryMs = retryMsFirst;
  let isClosed = false;

  function change(next: ConnectionState): void {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  }

  function open(): void {
    if (current !== undefined || isClosed || state === 'refused') return;
    const socket = openSocket();
    // Before the calls hear of it: they ask whether this socket is still the one.
    socket.addEventListener('close', (event) => {
      if (current?.socket !== socket) return;
      current = undefined;
      if ('code' in event && event.code === tokenRefusedCode) return change('refused');
      change('lost');
      if (!isClosed) setTimeout(open, retryMs);
      retryMs = Math.min(retryMs * 2, retryMsMax);
    });
    const headers = { [sessionHeader]: sessionId };
    const link = new RPCLink<ClientContext>({ websocket: linkSocketOf(socket), headers });
    current = { socket, link, promptCalls: openPromptCalls(socket, headers) };
    socket.addEventListener('open', () => {
      retryMs = retryMsFirst;
      change('open');
    });
  }

  function subscribe(onChange: () => void): () => void {
    open();
    listeners.add(onChange);
    return () => void listeners.delete(onChange);
  }

  async function call(...request: Parameters<ClientLink<ClientContext>['call']>): Promise<unknown> {
    if (state === 'connecting') open();
    const used = current;
    // Not kept for later: what a person did while nobody listened must not happen minutes afterwards.
    if (used === undefined || state === 'lost' || state === 'refused') throw connectionLost();
    const [path, input, { context }] = request;
    const isPrompt = context === promptContext && state === 'open';
    try {
      return await (isPrompt ? used.promptCalls.call(path, input) : used.link.call(...request));
    } catch (error) {
      throw used === current ? error : connectionLost(error);
    }
  }

  return {
    link: { call },
    getState: () => state,
    subscribe,
    whenOpen: (signal) => waitFor(() => state === 'open', subscribe, signal),
    close() {
      isClosed = true;
      current?.socket.close();
    },
  };
}

/** Resolves when `isTrue` is, or when the signal is aborted, whichever comes first. */
function waitFor(
  isTrue: () => boolean,
  subscribe: (onChange: () => void) => () => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    function look(): void {
      if (!isTrue() && !signal.aborted) return;
      stop();
      signal.removeEventListener('abort', look);
      resolve();
    }
    const stop = subscribe(look);
    signal.addEventListener('abort', look);
    look();
  });
}

function connectionLost(cause?: unknown): ConnectionLostError {
  return new ConnectionLostError('The connection to Triptych is lost.', { cause });
}
