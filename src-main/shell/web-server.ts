import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { WebSocketServer } from 'ws';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { findToken, socketProtocol, tokenRefusedCode } from '#shared/rpc/wire.ts';

import type { Connection, Log } from '../rpc/connection.ts';
import { securityHeaders } from './content-security-policy.ts';
import { findPageFile } from './page-files.ts';
import { isOurHost, isOurOrigin, isToken } from './request-guard.ts';
import { messageBytesMax, socketConnection } from './socket-connection.ts';

/** Windows and tabs of one person, with room; every one of them costs memory. */
const connectionsMax = 200;

export type WebServer = { readonly port: number; readonly close: () => Promise<void> };
export type WebServerOptions = {
  readonly port: number;
  readonly token: string;
  readonly pageFolder: string;
  readonly onConnection: (connection: Connection) => void;
  readonly log: Log;
};
export type ListenFailure =
  | { readonly kind: 'port-taken'; readonly port: number }
  | { readonly kind: 'port-forbidden'; readonly port: number };

/** Serves the page and its WebSocket on 127.0.0.1. Port 0 takes a free one. */
export async function openWebServer(options: WebServerOptions): Promise<Result<WebServer, ListenFailure>> {
  const server = createServer();
  server.maxConnections = connectionsMax;
  const listening = await listen(server, options.port);
  if (!listening.ok) return listening;
  const port = listening.value;
  server.on('request', (request, response) => {
    // A client that goes away in the middle of a file is its own affair.
    answer(options, port, request, response).catch(() => response.destroy());
  });
  const sockets = acceptSockets(server, {
    token: options.token,
    isAllowed: (request) => isOurHost(request.headers.host, port) && isOurOrigin(request.headers.origin, port),
    onConnection: options.onConnection,
    log: options.log,
  });
  return ok({ port, close: () => closeServer(server, sockets) });
}

async function listen(server: Server, port: number): Promise<Result<number, ListenFailure>> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host: '127.0.0.1' }, resolve);
    });
    // A server that listens on a port has an address of this kind.
    return ok((server.address() as AddressInfo).port);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') return fail({ kind: 'port-taken', port });
    if (code === 'EACCES') return fail({ kind: 'port-forbidden', port });
    throw error;
  }
}

async function answer(
  options: WebServerOptions,
  port: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [header, value] of Object.entries(securityHeaders)) response.setHeader(header, value);
  if (!isOurHost(request.headers.host, port)) return end(response, 403, 'Triptych answers only under its own address.');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return end(response, 405, 'Triptych gives files here, and takes none.');
  }
  // Not by URL, which would take `//x` for a host and resolve `..`; what is no plain path of a file is no file.
  const page = findPageFile(options.pageFolder, (request.url ?? '/').replace(/[?#].*$/, ''));
  const found = page === undefined ? undefined : await stat(page.file).catch(() => undefined);
  if (page === undefined || found?.isFile() !== true) return end(response, 404, 'There is no such file in Triptych.');
  response.setHeader('cache-control', page.cacheControl);
  response.setHeader('content-length', found.size);
  response.writeHead(200, { 'content-type': page.media });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(page.file), response);
}

function end(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${sentence}\n`);
}

export type SocketOptions = {
  readonly token: string;
  readonly isAllowed: (request: IncomingMessage) => boolean;
  readonly onConnection: (connection: Connection) => void;
  readonly log: Log;
};

/** Lets WebSockets in that come from where they may and bring the token. */
export function acceptSockets(server: Server, { token, isAllowed, onConnection, log }: SocketOptions): WebSocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: messageBytesMax,
    perMessageDeflate: false,
    handleProtocols: (protocols) => (protocols.has(socketProtocol) ? socketProtocol : false),
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (!isAllowed(request)) {
      log(
        `A connection from ${request.headers.origin ?? 'no page'} to ${request.headers.host ?? 'no host'} was refused.`,
      );
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      // Told by a close code and not by an HTTP status, which a page cannot see.
      if (isToken(findToken(protocols), token)) return onConnection(socketConnection(webSocket, log));
      webSocket.on('error', () => webSocket.terminate());
      log('A connection with a wrong token was refused.');
      return webSocket.close(tokenRefusedCode, 'wrong token');
    });
  });
  return sockets;
}

/** Ends the server and everything connected to it, now: whatever was to be kept has been. */
export async function closeServer(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const client of sockets.clients) client.close(1001, 'Triptych was closed');
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  // A client that does not answer the close would keep the process.
  for (const client of sockets.clients) setTimeout(() => client.terminate(), 200).unref();
  await closed;
}
