/*
 * Turns floods away in front of everything else: before a route is looked for, and before anything of a body is read. A client
 * that sends request upon request without waiting for an answer is held with the first, and cut off with the next.
 */
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { TurnAway } from './turn-away.ts';

export type RequestGate = {
  readonly turnAway: TurnAway;
  readonly callerOf: (request: IncomingMessage) => string;
  readonly costOf: (request: IncomingMessage) => number;
  /** How many bytes a body may have that says to have more; null where it does not. */
  readonly findExceeded: (request: IncomingMessage) => number | null;
};

/** Puts the gate in front of whoever listens to the server's requests. */
export function gateRequests(server: Server, { turnAway, callerOf, costOf, findExceeded }: RequestGate): void {
  const listeners = server.listeners('request') as RequestListener[]; // What 'request' is emitted with.
  const held = new WeakSet<Socket>();
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const { socket } = request;
    if (socket.destroyed) return;
    if (held.has(socket)) return void socket.destroy();
    const judged = isHealth(request) ? null : turnAway.judge(callerOf(request), costOf(request));
    if (judged === null) {
      const bytesMax = findExceeded(request);
      if (bytesMax !== null) return refuseSize(response, bytesMax);
      for (const listener of listeners) listener.call(server, request, response);
      return;
    }
    held.add(socket);
    void judged.then((seconds) => (seconds === null ? socket.destroy() : refuse(response, seconds)));
  });
}

function isHealth({ url = '' }: IncomingMessage): boolean {
  return url.startsWith('/health/');
}

export function tooLarge(bytesMax: number): string {
  return `A request may have ${String(bytesMax)} bytes at most.`;
}

function refuseSize(response: ServerResponse, bytesMax: number): void {
  refuseWith(response, 413, JSON.stringify({ message: tooLarge(bytesMax) }));
}

function refuse(response: ServerResponse, seconds: number): void {
  const body = JSON.stringify({
    code: 'TOO_MANY_REQUESTS',
    status: 429,
    message: 'There were too many requests.',
    defined: true,
    data: { kind: 'too-many-requests', retryAfterSeconds: seconds },
  });
  refuseWith(response, 429, body, { 'retry-after': String(seconds) });
}

/** The connection ends with it, or the whole of the request's body would be read to get at the next. */
function refuseWith(
  response: ServerResponse,
  status: number,
  body: string,
  headers: { readonly [name: string]: string } = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    connection: 'close',
    ...headers,
  });
  response.end(body);
}
