/*
 * The same calls over a WebSocket: for clients that stay connected and are told of changes. Each call is let in by its token as
 * over HTTP; a connection whose session ends is closed at once.
 */
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { z } from 'zod';

import { socketPath } from '#shared/rpc/server-contract.ts';
import { findToken, liveCharsMax, socketProtocol, tokenRefusedCode } from '#shared/rpc/wire.ts';

import type { CarrierContext } from '../rpc/api-router.ts';
import { callerOf, clientAddressOf, parseProxies } from './client-address.ts';
import type { MessagesInTurn } from './messages-in-turn.ts';
import type { TurnAway } from './turn-away.ts';

export type SocketsOptions = {
  readonly server: Server;
  readonly router: AnyRouter;
  /** Who a token is of, asked once at the beginning; null lets nobody in, and what it throws is no verdict. */
  readonly findSession: (token: string, address: string) => Promise<string | null>;
  readonly onSessionEnd: (listener: (sessionId: string) => void) => () => void;
  /** Whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  readonly turnAway: TurnAway;
  readonly inTurn: MessagesInTurn;
  readonly socketsMax: number;
};

/** What devices send there, with what a call has around it. What is more goes over HTTP. */
const messageCharsMax = liveCharsMax + 1_024;
const bytesOfChar = 3;
/** A device needs one; the others are of a program that has forgotten to close. */
const socketsOfSessionMax = 20;
/** Shaking hands and looking for its session; whoever stays connected needs it once. */
const socketCost = 5;
/** Longer than it takes until a session that has sent as much as it may can do so again. */
export const rememberedMs = 1_000;
/** Of what is no message, or no frame: no client of ours sends any. */
const rubbishCost = 50;
/** So long its sender is given to hear of it. */
const rubbishMsMax = 1_000;
const tryLaterCode = 1013;
/** A connection that answers no ping is gone, whatever TCP believes. */
const pingEveryMs = 30_000;
/** What a client has not read; a slow one is let go before it fills the memory. */
const unsentBytesMax = 4 * 1024 * 1024;

type Sockets = { readonly close: () => void; readonly count: () => number };

export function openSockets(options: SocketsOptions): Sockets {
  const handler = new RPCHandler<CarrierContext>(options.router);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: bytesOfChar * messageCharsMax,
    perMessageDeflate: false,
    handleProtocols: (protocols) => (protocols.has(socketProtocol) ? socketProtocol : false),
  });
  const isProxy = parseProxies(options.trustedProxies);
  const sessions = new Map<string, Set<WebSocket>>();
  const stop = options.onSessionEnd((sessionId) => {
    for (const socket of sessions.get(sessionId) ?? []) {
      // The watch tells why first; then nothing more is asked on it.
      setTimeout(() => socket.close(tokenRefusedCode, 'session ended'), 100).unref();
    }
  });
  options.server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    void answerUpgrade(request, stream, head);
  });

  async function answerUpgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const caller = callerOf(clientAddressOf(request, isProxy));
    const refusal = await refusalOf(options, request, { caller, open: sockets.clients.size });
    if (refusal === undefined)
      return sockets.handleUpgrade(request, stream, head, (socket) => void admit(socket, request));
    if (refusal === null) return void stream.destroy();
    // Destroyed when it is sent: a client that neither closes nor reads would hold the connection, and a server that ends, for ever.
    stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => stream.destroy());
  }

  async function admit(socket: WebSocket, request: IncomingMessage): Promise<void> {
    const address = clientAddressOf(request, isProxy);
    const charge = (): void => options.turnAway.charge(callerOf(address), rubbishCost);
    socket.on('error', () => {
      charge();
      socket.terminate();
    });
    // What a client asks as soon as it is connected would come while nobody listens, and get no answer.
    socket.pause();
    const refuse = (code: number, reason: string): void => {
      socket.resume(); // Else the client's answer to that would not be read.
      socket.close(code, reason);
    };
    const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim());
    const token = findToken(protocols) ?? null;
    // When the database is away, or too many strangers come: nobody is told that their session has ended.
    const session = token === null ? null : await options.findSession(token, address).catch(() => undefined);
    if (session === undefined) return refuse(tryLaterCode, 'try again later');
    if (session === null) return refuse(tokenRefusedCode, 'signed out');
    const open = sessions.get(session) ?? new Set();
    if (open.size >= socketsOfSessionMax) return refuse(tryLaterCode, 'too many connections');
    sessions.set(session, open.add(socket));
    socket.on('close', () => {
      open.delete(socket);
      // Not at once: whoever comes back right away has sent what they have sent.
      setTimeout(() => {
        if (open.size === 0 && sessions.get(session) === open) sessions.delete(session);
      }, rememberedMs).unref();
    });
    keepAlive(socket);
    const userAgent = (request.headers['user-agent'] ?? '').replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 500);
    await handler.upgrade(bounded(wellSpoken(socket, { session: open, inTurn: options.inTurn, onRubbish: charge })), {
      context: { address, userAgent, token, idempotencyKey: null },
    });
    socket.resume();
  }

  return {
    count: () => sockets.clients.size,
    close: () => {
      stop();
      for (const client of sockets.clients) {
        client.close(1001, 'the server is shutting down');
        setTimeout(() => client.terminate(), 2_000).unref();
      }
    },
  };
}

/** Undefined lets it in; null ends the connection without a word. */
async function refusalOf(
  { turnAway, socketsMax }: SocketsOptions,
  request: IncomingMessage,
  { caller, open }: { readonly caller: string; readonly open: number },
): Promise<string | null | undefined> {
  if (request.url?.split('?')[0] !== socketPath) return '404 Not Found';
  // A page of a browser has no business here: its scripts would act with nobody's knowledge.
  if (request.headers.origin !== undefined) return '403 Forbidden';
  if (open >= socketsMax) return '503 Service Unavailable';
  const judged = turnAway.judge(caller, socketCost);
  if (judged === null) return undefined;
  return (await judged) === null ? null : '429 Too Many Requests';
}

function keepAlive(socket: WebSocket): void {
  let isAlive = true;
  socket.on('pong', () => void (isAlive = true));
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    return socket.ping();
  }, pingEveryMs);
  socket.on('close', () => clearInterval(timer));
}

/** As oRPC writes them: an id, a kind (none for a call), and what belongs to it; a call's has a path. */
const messageSchema = z.union([
  z.object({ i: z.string(), t: z.literal(1).optional(), p: z.object({ u: z.string().startsWith('/') }) }),
  z.object({ i: z.string(), t: z.union([z.literal(3), z.literal(4)]), p: z.unknown() }),
]);

function isMessage(data: unknown): boolean {
  try {
    return typeof data === 'string' && messageSchema.safeParse(JSON.parse(data)).success;
  } catch {
    return false;
  }
}

type Spoken = { readonly session: object; readonly inTurn: MessagesInTurn; readonly onRubbish: () => void };

/**
 * Ends the connection at the first message that is none, and reads none of those that have come with it: oRPC would write each of
 * them to the log with its stack.
 */
function wellSpoken(socket: WebSocket, { session, inTurn, onRubbish }: Spoken): WebSocket {
  let isEnding = false;
  const listen = socket.addEventListener.bind(socket) as (
    type: string,
    listener: (event: { data: unknown }) => void,
  ) => void;
  const read = (data: unknown, chars: number, pass: () => void): void => {
    if (isEnding || socket.readyState !== socket.OPEN) return;
    const isLong = chars > messageCharsMax;
    if (!isLong && isMessage(data)) return pass();
    isEnding = true;
    onRubbish();
    if (isLong) socket.close(1009, `a message has ${String(messageCharsMax)} characters at most: ask over HTTP`);
    else socket.close(1003, 'no message of the protocol');
    // Whoever goes on sending would keep it open for half a minute.
    setTimeout(() => socket.terminate(), rubbishMsMax).unref();
  };
  socket.addEventListener = ((type: string, listener: (event: { data: unknown }) => void) =>
    listen(type, (event) => {
      if (type !== 'message') return listener(event);
      const { data } = event;
      const chars = typeof data === 'string' ? data.length : 0;
      return inTurn(session, { socket, chars, read: () => read(data, chars, () => listener(event)) });
    })) as typeof socket.addEventListener; // Of its overloads, oRPC uses the plain one.
  return socket;
}

/** Lets a client go that does not read what it asks for. */
function bounded(socket: WebSocket): WebSocket {
  const send = socket.send.bind(socket);
  socket.send = ((...parts: Parameters<typeof send>) => {
    if (socket.bufferedAmount > unsentBytesMax) return socket.terminate();
    return send(...parts);
  }) as typeof socket.send;
  return socket;
}
