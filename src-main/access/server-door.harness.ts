/*
 * A door in front of a real server that can be made to misbehave: what a network, a proxy or a hostile machine does to a device.
 * It carries bytes as they are, and answers itself where it is told to.
 */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

import { assert } from '#shared/base/assert.ts';

/** `cut`: the next answer to a request with a key is lost on its way, once; then all is well. `silent`: takes everything and says nothing. */
export type DoorMode = 'pass' | 'cut' | 'silent' | 'redirect' | 'rubbish' | 'html' | 'huge' | 'newer' | 'older';

export type ServerDoor = {
  readonly address: string;
  /** Ends the connections that there are, so that all that follow meet the new way. */
  readonly set: (mode: DoorMode) => void;
  /** Idempotency keys, in the order of the requests that had one. */
  readonly keys: () => readonly string[];
  /** What has reached the place to which it redirects. */
  readonly redirected: () => readonly string[];
  /** Resolves when somebody has asked since the way was changed. */
  readonly asked: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const hugeBytes = 50 * 1024 * 1024;

export async function openServerDoor(serverAddress: string): Promise<ServerDoor> {
  let mode: DoorMode = 'pass';
  let wake = Promise.withResolvers<void>();
  const sockets = new Set<Socket>();
  const keys: string[] = [];
  const redirected: string[] = [];
  const elsewhere = createHttpServer((request, response) => {
    redirected.push(`${request.url ?? ''} ${request.headers.authorization ?? ''}`);
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  const elsewhereAddress = `http://127.0.0.1:${String(portOf(elsewhere.address()))}`;
  const hostile = createHttpServer((request, response) => answerBadly(mode, response, elsewhereAddress + request.url));

  function carry(client: Socket): void {
    const { hostname, port } = new URL(serverAddress);
    const server = connect(Number(port), hostname);
    let isKeyed = false;
    follow(server);
    client.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      const key = /^idempotency-key: (\S+)/im.exec(text)?.[1];
      // A body may come in a piece of its own, behind its head.
      if (/^[A-Z]+ \S+ HTTP\/1\.1\r\n/.test(text)) isKeyed = key !== undefined;
      if (key !== undefined) keys.push(key);
      server.write(bytes);
    });
    server.on('data', (bytes) => {
      if (mode !== 'cut' || !isKeyed) return void client.write(bytes);
      mode = 'pass';
      // The head and the beginning of the answer arrive, and no more.
      client.write(bytes.subarray(0, Math.max(1, bytes.length - 2)), () => client.destroy());
    });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const)
      one.on('close', () => other.destroy());
  }

  function follow(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  }

  const door = createServer((client) => {
    follow(client);
    client.once('data', () => wake.resolve());
    if (mode === 'pass' || mode === 'cut') carry(client);
    else if (mode !== 'silent') hostile.emit('connection', client);
  }).listen(0, '127.0.0.1');
  await once(door, 'listening');

  return {
    address: `http://127.0.0.1:${String(portOf(door.address()))}`,
    set: (next) => {
      mode = next;
      wake = Promise.withResolvers();
      for (const socket of sockets) socket.destroy();
    },
    keys: () => keys,
    redirected: () => redirected,
    asked: async () => await wake.promise,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      elsewhere.close();
      elsewhere.closeAllConnections();
      await new Promise((done) => void door.close(done));
    },
  };
}

function answerBadly(mode: DoorMode, response: ServerResponse, location: string): void {
  response.on('error', () => response.destroy());
  switch (mode) {
    case 'redirect':
      response.writeHead(307, { location }).end();
      return;
    case 'rubbish':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"product":7,"me":null,"kind":{}}');
      return;
    // What servers of other contracts will have said for ever, with what this one knows nothing of.
    case 'newer':
    case 'older': {
      const greeting = {
        product: 'triptych',
        version: mode === 'newer' ? '9.0.0' : '0.0.1',
        apiVersion: mode === 'newer' ? 2 : 0,
      };
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ...greeting, doors: ['north'] }));
      return;
    }
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><h1>Welcome to the airport</h1>');
      return;
    case 'huge': {
      response.writeHead(200, { 'content-type': 'application/json' });
      const piece = Buffer.alloc(1024 * 1024, 0x20);
      let sent = 0;
      const write = (): void => {
        while (sent < hugeBytes) {
          sent += piece.length;
          if (!response.write(piece)) return void response.once('drain', write);
        }
        response.end('{}');
      };
      write();
      return;
    }
    default:
      response.destroy();
  }
}

function portOf(address: unknown): number {
  assert(typeof address === 'object' && address !== null && 'port' in address, 'It listens on a port.');
  return Number(address.port);
}
