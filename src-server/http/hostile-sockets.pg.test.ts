import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { randomBytes } from 'node:crypto';
import { on, once } from 'node:events';
import { connect } from 'node:net';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';

import { socketPath } from '#shared/rpc/server-contract.ts';
import { protocolsWithToken, socketProtocol, tokenRefusedCode } from '#shared/rpc/wire.ts';

import type { ServerClient } from '../server-client.harness.ts';
import { startWholeServer } from '../whole-server.harness.ts';
import type { WholeServer } from '../whole-server.harness.ts';

let server: WholeServer;

beforeAll(async () => {
  server = await startWholeServer({ 'requests-per-minute': '100000' });
}, 90_000);
afterAll(async () => await server.close());

function open(
  protocols: readonly string[],
  options: { readonly origin?: string } = {},
  where: string = socketPath,
): WebSocket {
  const socket = new WebSocket(`${server.address.replace('http', 'ws')}${where}`, [...protocols], options);
  socket.on('error', () => undefined);
  return socket;
}

async function refusalOf(socket: WebSocket): Promise<number> {
  const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, { readonly statusCode: number }];
  return answer.statusCode;
}

async function closeOf(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}

test('a page of a browser, and who asks elsewhere, is not let in', async () => {
  expect(await refusalOf(open(protocolsWithToken(server.ada.token), { origin: 'https://evil.example' }))).toBe(403);
  expect(await refusalOf(open(protocolsWithToken(server.ada.token), {}, '/elsewhere'))).toBe(404);
});

test.each([
  ['no token', [socketProtocol]],
  ['a token that is none', [socketProtocol, 'token.nonsense']],
  ['a token that ended', [socketProtocol, `token.tps_00000000-0000-7000-8000-000000000000_${'A'.repeat(43)}`]],
])('who comes with %s is told to sign in', async (_name, protocols) => {
  expect(await closeOf(open(protocols))).toBe(tokenRefusedCode);
});

test.each<readonly [string, (socket: WebSocket) => void, readonly number[]]>([
  ['a frame beyond the limit', (socket) => socket.send(Buffer.alloc(2 ** 20 + 1)), [1009, 1006]],
  ['a text that is no UTF-8', (socket) => socket.send(Buffer.from([0xff, 0xfe]), { binary: false }), [1007, 1006]],
])('%s ends its connection and no other', async (_name, send, codes) => {
  const other = open(protocolsWithToken(server.ada.token));
  const socket = open(protocolsWithToken(server.ada.token));
  await Promise.all([once(socket, 'open'), once(other, 'open')]);
  const closed = closeOf(socket);
  send(socket);
  expect(codes).toContain(await closed);
  expect(other.readyState).toBe(WebSocket.OPEN);
  const otherClosed = closeOf(other);
  other.close();
  await otherClosed;
});

test('a message that is none ends its connection, without a word in the log', async () => {
  for (const rubbish of [
    '',
    'null',
    '{}',
    '[',
    '{"i":{},"p":[]}',
    '{"__proto__":{"isAdministrator":true}}',
    '['.repeat(50_000),
    randomBytes(1000),
  ]) {
    const socket = open(protocolsWithToken(server.ada.token));
    await once(socket, 'open');
    socket.send(rubbish);
    expect(await closeOf(socket)).toBe(1003);
  }
  expect('isAdministrator' in {}).toBe(false);
  expect((await server.client(server.ada.token).access.me({})).user.name).toBe('Ada Lovelace');
});

/** By the server's own figures. */
async function countOpen(): Promise<readonly number[]> {
  const figures = await (await fetch(`${server.address}/metrics`)).text();
  return ['watches', 'sockets'].map((name) => Number(new RegExp(`^triptych_${name} (\\d+)$`, 'm').exec(figures)?.[1]));
}

test('calls over a socket are let in, and a session has only so many sockets', async () => {
  // Those of the tests before are told to be over a moment later.
  await expect.poll(countOpen).toEqual([0, 0]);
  const sockets = Array.from({ length: 20 }, () => open(protocolsWithToken(server.ada.token)));
  await Promise.all(sockets.map(async (socket) => await once(socket, 'open')));
  const [websocket] = sockets as unknown as readonly [InstanceType<typeof globalThis.WebSocket>]; // Both have what oRPC uses; their types differ in options.
  const client: ServerClient = createORPCClient(new RPCLink({ websocket }));
  expect((await client.access.me({})).user.name).toBe('Ada Lovelace');
  expect(await closeOf(open(protocolsWithToken(server.ada.token)))).toBe(1013);
  const closed = sockets.map(closeOf);
  for (const socket of sockets) socket.close();
  await Promise.all(closed);
});

test('a refused upgrade holds no connection, though its client closes nothing', async () => {
  const key = randomBytes(16).toString('base64');
  const socket = connect({ port: Number(new URL(server.address).port), host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  socket.write(
    `GET /elsewhere HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\n\r\n`,
  );
  let answer = '';
  socket.on('data', (bytes: Buffer) => (answer += bytes.toString('latin1')));
  await once(socket, 'data');
  expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  const closed = new Promise((resolve) => void socket.once('close', resolve));
  // To a connection that is there still, one could write on and on.
  const writing = setInterval(() => socket.write('x'), 20);
  await closed;
  clearInterval(writing);
});

test('an upgrade that breaks off, and frames that are none, are let go', async () => {
  const key = randomBytes(16).toString('base64');
  const head = `GET ${socketPath} HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\nsec-websocket-protocol: ${protocolsWithToken(server.ada.token).join(', ')}\r\n\r\n`;
  const cut = connect(Number(new URL(server.address).port), '127.0.0.1');
  cut.on('error', () => undefined);
  cut.write(head);
  await once(cut, 'data');
  cut.destroy();
  const wrong = connect(Number(new URL(server.address).port), '127.0.0.1');
  wrong.on('error', () => undefined);
  wrong.write(head);
  wrong.resume();
  wrong.write(randomBytes(200).fill(0xff, 0, 2)); // Reserved bits, and no opcode that there is.
  await once(wrong, 'close');
  expect((await server.client(server.ada.token).access.me({})).user.name).toBe('Ada Lovelace');
});

test('of devices that have left, however they left, no watch is kept', async () => {
  await expect.poll(countOpen).toEqual([0, 0]);
  const devices = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const socket = open(protocolsWithToken(server.ada.token));
      await once(socket, 'open');
      // As oRPC asks for them.
      socket.send(
        JSON.stringify({ i: '0', p: { u: index % 2 === 0 ? '/live/watch' : '/presence/watch', b: { json: {} } } }),
      );
      for await (const [message] of on(socket, 'message')) if (String(message).includes('"begun"')) break;
      return socket;
    }),
  );
  expect(await countOpen()).toEqual([20, 20]);
  for (const [index, socket] of devices.entries()) {
    if (index % 3 === 0) socket.terminate();
    else socket.close();
  }
  await expect.poll(countOpen).toEqual([0, 0]);
});
