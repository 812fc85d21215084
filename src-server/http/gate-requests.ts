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
};

/** Puts the gate in front of whoever listens to the server's requests. */
export function gateRequests(server: Server, { turnAway, callerOf, costOf }: RequestGate): void {
  const listeners = server.listeners('request') as RequestListener[]; // What 'request' is emitted with.
  const held = new WeakSet<Socket>();
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const { socket } = request;
    if (socket.destroyed) return;
    if (held.has(socket)) return void socket.destroy();
    const judged = isHealth(request) ? null : turnAway.judge(callerOf(request), costOf(request));
    if (judged === null) {
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

/** The connection ends with it, or the whole of the request's body would be read to get at the next. */
function refuse(response: ServerResponse, seconds: number): void {
  const body = JSON.stringify({
    code: 'TOO_MANY_REQUESTS',
    status: 429,
    message: 'There were too many requests.',
    defined: true,
    data: { kind: 'too-many-requests', retryAfterSeconds: seconds },
  });
  response.writeHead(429, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'retry-after': String(seconds),
    connection: 'close',
  });
  response.end(body);
}
