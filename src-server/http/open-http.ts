/*
 * The server's door: HTTP with the API, its document, health and metrics, and the page to which links lead. It carries calls
 * to the router and knows nothing of them.
 */
import { OpenAPIHandler } from '@orpc/openapi/fastify';
import type { AnyRouter } from '@orpc/server';
import helmet from '@fastify/helmet';
import { fastify } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';

import { apiPath, chunkBody, idempotencyHeader, largeBody } from '#shared/rpc/server-contract.ts';

import type { CarrierContext } from '../rpc/api-router.ts';
import { admitConnectionsInTurn } from './admit-connections.ts';
import { callerOf, clientAddressOf, isLoopbackAddress, parseProxies } from './client-address.ts';
import type { IsProxy } from './client-address.ts';
import { gateRequests, tooLarge } from './gate-requests.ts';
import type { TurnAway } from './turn-away.ts';
import { createChunkGate } from './chunk-gate.ts';
import { createLargeBodies, waitForTurn } from './large-bodies.ts';
import { readLongLists } from './read-long-list.ts';
import type { ListReading } from './read-long-list.ts';
import { chunkRoute, packBodies } from './zstd-bodies.ts';

export type HttpOptions = {
  readonly router: AnyRouter;
  /** JSON. Asked for once: it takes a while to make, and anybody may read it. */
  readonly document: () => Promise<Uint8Array>;
  /** The page to which links lead, and its style. */
  readonly joinPage: { readonly html: string; readonly css: string };
  /** Certificate and key as PEM; null where a proxy does TLS, or on loopback. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** Addresses and networks of the proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** Why the server cannot serve now; null when it can. */
  readonly problem: () => Promise<string | null>;
  readonly metrics: () => Promise<string>;
  /** Floods are turned away before anything is read from them. */
  readonly turnAway: TurnAway;
  /** Whether a token was accepted a moment ago; anybody else is a stranger, whose requests cost more. */
  readonly isSeen: (token: string) => boolean;
  /** The list in the one body that may be long. */
  readonly longList: ListReading;
  /** How long a client may take to send. */
  readonly patience?: typeof usualPatience;
};

/** A call's JSON; what is larger goes in pieces. */
const bodyBytesMax = 1024 * 1024;
/** Node looks for those that are too slow every `checkEveryMs`; its own 30 s would give them three times as long. */
const usualPatience = {
  headerMsMax: 10_000,
  requestMsMax: 30_000,
  checkEveryMs: 2_000,
  /** Without a byte in either direction: who does not take their answer. Streams of events send a sign of life more often. */
  idleMsMax: 300_000,
};
export const documentPath = `${apiPath}/openapi.json`;
/** It is a thousand times as large as a usual answer, and nobody needs it twice. */
const documentCost = 200;
/** Of a body that no call takes; its connection is closed for it. */
const oversizedCost = 50;
/** Three of them sign a device in: forty devices of one address at once, and then three in a second. */
const strangersCost = 5;
const keepAliveMs = 72_000; // Longer than a proxy's usual 60 s, so that the proxy is the one who closes.
const tokenCharsMax = 200;
const userAgentCharsMax = 500;
/** Each takes some 10 kB. Beyond, the system's queue lets them wait. */
const connectionsMax = 10_000;

export async function openHttp(options: HttpOptions): Promise<FastifyInstance> {
  const patience = options.patience ?? usualPatience;
  const { headerMsMax, requestMsMax, idleMsMax, checkEveryMs: connectionsCheckingInterval } = patience;
  const { tls } = options;
  const server = fastify({
    bodyLimit: bodyBytesMax,
    requestTimeout: requestMsMax,
    connectionTimeout: idleMsMax,
    keepAliveTimeout: keepAliveMs,
    logger: false, // What is worth a line is written by the router, with what it was about.
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    ...(tls === null
      ? { http: { connectionsCheckingInterval } }
      : { https: { ...tls, minVersion: 'TLSv1.2' as const, connectionsCheckingInterval } }),
  }) as unknown as FastifyInstance; // With and without TLS Fastify has two types that differ only inside.
  server.removeContentTypeParser('text/plain'); // JSON is all that the API takes, and a page elsewhere may send plain text.
  server.server.headersTimeout = headerMsMax;
  server.server.maxConnections = connectionsMax;
  admitConnectionsInTurn(server.server, options.turnAway.isHolding);
  const isProxy = parseProxies(options.trustedProxies);
  gateRequests(server.server, {
    turnAway: options.turnAway,
    callerOf: (request) => callerOf(clientAddressOf(request, isProxy)),
    costOf: (request) => costOf(request, options),
    findExceeded,
  });
  server.addHook('preClose', async () => {
    options.turnAway.close();
    await Promise.resolve();
  });
  if (options.tls === null && options.trustedProxies.length > 0) turnAwayPassersBy(server, isProxy);
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    hsts: options.tls === null ? false : { maxAge: 31_536_000 },
    referrerPolicy: { policy: 'no-referrer' },
  });
  packBodies(server);
  serveHealth(server, options);
  serveApi(server, options, isProxy);
  server.setNotFoundHandler((_request, reply) => tell(reply, 404, 'There is nothing at this address.'));
  server.setErrorHandler((error, request, reply) => {
    const status = statusOf(error);
    // What is left of it is not read.
    if (status === 413) reply.header('connection', 'close');
    tell(
      reply,
      status,
      status === 413
        ? tooLarge(request.routeOptions.bodyLimit)
        : (sentences[status] ?? 'The request could not be read.'),
    );
  });
  return server;
}

const sentences: { readonly [status: number]: string } = {
  400: 'The request is not JSON as the API document describes it.',
  408: 'The request took too long to arrive.',
  415: 'Requests are JSON: send content-type application/json.',
  431: 'The headers of the request are too large.',
  503: 'The server is shutting down. Try again in a moment.',
};

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 600 ? status : 500;
}

function tell(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').send({ message });
}

/** Where the proxy does TLS, whoever comes past it speaks in the open. */
function turnAwayPassersBy(server: FastifyInstance, isProxy: IsProxy): void {
  server.addHook('onRequest', async (request, reply) => {
    const peer = request.socket.remoteAddress ?? '';
    if (isLoopbackAddress(peer) || isProxy(peer) || request.url.startsWith('/health/')) return;
    await tell(reply, 403, 'This server is reached through its proxy, which does TLS.');
  });
}

/** How much a body may have that says to have more; null where it does not. */
function findExceeded({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): number | null {
  const bytesMax = url.startsWith(`${apiPath}${largeBody.path}`) ? largeBody.bytesMax : bodyBytesMax;
  return Number(headers['content-length'] ?? 0) > bytesMax ? bytesMax : null;
}

function costOf({ url = '', headers }: IncomingMessage, { isSeen }: HttpOptions): number {
  if (url.startsWith(documentPath)) return documentCost;
  if (findExceeded({ url, headers }) !== null) return oversizedCost;
  const token = bearerOf(headers.authorization);
  return token !== null && isSeen(token) ? 1 : strangersCost;
}

function serveHealth(server: FastifyInstance, { problem, metrics, joinPage }: HttpOptions): void {
  // Alive is whoever answers; ready is who can also serve: a proxy sends nobody to a server whose database is away.
  server.get('/health/live', async (_request, reply) => await reply.send({ status: 'live' }));
  server.get('/health/ready', async (_request, reply) => {
    const found = await problem();
    if (found === null) return await reply.send({ status: 'ready' });
    return await reply.code(503).send({ status: 'not-ready', problem: found });
  });
  server.get('/metrics', async (request, reply) => {
    // Figures of the inside are for whoever runs the machine; a collector elsewhere goes through a proxy that asks for more.
    // What a proxy on this machine passes on comes from loopback too, and does not mean it.
    const isPassedOn = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
    if (isPassedOn || !isLoopbackAddress(request.socket.remoteAddress ?? ''))
      return tell(reply, 404, 'There is nothing at this address.');
    return await reply.type('text/plain; version=0.0.4').send(await metrics());
  });
  server.get('/join', async (_request, reply) => await reply.type('text/html; charset=utf-8').send(joinPage.html));
  server.get('/join.css', async (_request, reply) => await reply.type('text/css; charset=utf-8').send(joinPage.css));
}

function serveApi(server: FastifyInstance, options: HttpOptions, isProxy: IsProxy): void {
  const { router, document } = options;
  const handler = new OpenAPIHandler<CarrierContext>(router);
  let made: Promise<Uint8Array> | undefined;
  endStreamsAtClose(server);
  server.get(documentPath, async (_request, reply) => {
    made ??= document().catch((error: unknown) => {
      made = undefined; // The next who asks has it made anew.
      throw error;
    });
    return await reply.type('application/json; charset=utf-8').send(await made);
  });
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    reply.header('cache-control', 'no-store');
    const key = request.headers[idempotencyHeader];
    // Passed over, it would let a client believe that it may send the request again.
    if (key !== undefined && !isIdempotencyKey(key))
      return tell(reply, 400, 'An idempotency-key is 8 to 100 letters, digits and signs of . : _ -.');
    const context = {
      ...contextOf(request, isProxy),
      idempotencyKey: key ?? null,
      tellWait: (seconds: number) => void reply.header('retry-after', String(seconds)),
    };
    const { matched } = await handler.handle(request, reply, { prefix: apiPath, context });
    if (!matched) tell(reply, 404, 'The API has no such call; openapi.json lists them.');
    return undefined;
  };
  server.all(`${apiPath}/*`, answer);
  serveLargeBody(server, { options, isProxy, answer });
  serveChunks(server, options, answer);
}

type Answer = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
type Served = { readonly options: HttpOptions; readonly isProxy: IsProxy; readonly answer: Answer };

/** The one call whose body may be long: it waits for its turn, and is read with turns in between. */
function serveLargeBody(server: FastifyInstance, { options, isProxy, answer }: Served): void {
  const onRequest = waitForTurn(createLargeBodies(), {
    whoSends: (request) => {
      const token = bearerOf(request.headers.authorization);
      const isKnown = token !== null && options.isSeen(token);
      return isKnown ? token : callerOf(clientAddressOf(request.raw, isProxy));
    },
    refuse: refuseForNow,
  });
  void server.register(async (inner) => {
    readLongLists(inner, options.longList);
    inner.post(`${apiPath}${largeBody.path}`, { bodyLimit: largeBody.bytesMax, onRequest }, answer);
    await Promise.resolve();
  });
}

/** Whoever comes again in a moment is let in. */
const retryAfterSeconds = 2;

async function refuseForNow(reply: FastifyReply): Promise<unknown> {
  return await reply
    .code(429)
    .headers({ 'cache-control': 'no-store', 'retry-after': String(retryAfterSeconds), connection: 'close' })
    .send({
      code: 'TOO_MANY_REQUESTS',
      status: 429,
      message: 'Too much is being sent at once.',
      defined: true,
      data: { kind: 'too-many-requests', retryAfterSeconds },
    });
}

/** The only place to which bytes are sent: everywhere else they are no body. */
function serveChunks(server: FastifyInstance, { isSeen }: HttpOptions, answer: Answer): void {
  const gate = createChunkGate(isSeen);
  void server.register(async (inner) => {
    const how = { parseAs: 'buffer' as const, bodyLimit: chunkBody.bytesMax };
    inner.addContentTypeParser('application/octet-stream', how, (_request, body: Buffer, done) =>
      done(null, new File([new Uint8Array(body)], 'chunk')),
    );
    const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      if (gate.take(bearerOf(request.headers.authorization), reply.raw)) return undefined;
      return await refuseForNow(reply);
    };
    inner.put(chunkRoute, { bodyLimit: chunkBody.bytesMax, onRequest }, answer);
    await Promise.resolve();
  });
}

function isIdempotencyKey(key: string | string[]): key is string {
  return typeof key === 'string' && /^[\w.:-]{8,100}$/.test(key);
}

/** A stream of events ends when its client goes; a server that goes would wait for that. */
function endStreamsAtClose(server: FastifyInstance): void {
  const open = new Set<FastifyReply['raw']>();
  server.addHook('onSend', async (_request, reply) => {
    const { raw } = reply;
    if (!String(reply.getHeader('content-type') ?? '').startsWith('text/event-stream')) return;
    open.add(raw);
    raw.once('close', () => void open.delete(raw));
  });
  server.addHook('preClose', async () => {
    for (const stream of open) stream.destroy();
    await Promise.resolve();
  });
}

function contextOf(request: FastifyRequest, isProxy: IsProxy): Omit<CarrierContext, 'idempotencyKey'> {
  const { authorization, 'user-agent': userAgent = '' } = request.headers;
  return {
    address: clientAddressOf(request.raw, isProxy),
    userAgent: printable(userAgent).slice(0, userAgentCharsMax),
    token: bearerOf(authorization),
  };
}

/** The token of `Authorization: Bearer …`; what cannot be one is none. */
export function bearerOf(header: string | undefined): string | null {
  const match = /^Bearer ([\w-]+)$/i.exec((header ?? '').slice(0, tokenCharsMax + 8));
  return match?.[1] ?? null;
}

/** Without what could end a line of a log, or colour a terminal. */
function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?');
}
