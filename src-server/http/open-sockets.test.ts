import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';

import { socketPath } from '#shared/rpc/server-contract.ts';
import { protocolsWithToken } from '#shared/rpc/wire.ts';

import { createMessagesInTurn } from './messages-in-turn.ts';
import { openSockets, rememberedMs } from './open-sockets.ts';

/** Whoever comes has a session; tells what is counted against whom. */
async function setupSockets(inTurn = createMessagesInTurn()) {
  const server = createServer();
  const charged: string[] = [];
  const sockets = openSockets({
    server,
    router: {},
    findSession: async () => await Promise.resolve('session'),
    onSessionEnd: () => () => undefined,
    trustedProxies: [],
    turnAway: {
      judge: () => null,
      charge: (caller, cost) => void charged.push(`${caller} ${String(cost)}`),
      isHolding: () => false,
      close: () => undefined,
    },
    inTurn,
    socketsMax: 10,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    sockets.close();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo; // It listens on a port, and on no pipe.
  async function connect(): Promise<WebSocket> {
    const socket = new WebSocket(`ws://127.0.0.1:${String(port)}${socketPath}`, protocolsWithToken('token'));
    await once(socket, 'open');
    return socket;
  }

  return { socket: await connect(), connect, charged };
}

const call = (text: string): string => JSON.stringify({ i: '1', p: { u: '/nothing', b: { json: text } } });

test('the first message that is none ends the connection and is counted, and those that have come with it are not read', async () => {
  const { socket, charged } = await setupSockets();
  for (let message = 0; message < 50; message += 1) socket.send('['.repeat(1_000));
  const [code] = (await once(socket, 'close')) as [number];
  expect({ code, charged }).toEqual({ code: 1003, charged: ['127.0.0.1 50'] });
});

test('a message that is longer than devices send ends the connection with what to do, and is counted', async () => {
  const { socket, charged } = await setupSockets();
  const message = call('x'.repeat(64 * 1024));
  socket.send(message);
  await once(socket, 'message'); // There is no such call.
  expect(charged).toEqual([]);
  socket.send(message.replace('xxx', 'x'.repeat(1_024)));
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  expect({ code, reason: reason.toString() }).toEqual({
    code: 1009,
    reason: 'a message has 66560 characters at most: ask over HTTP',
  });
  expect(charged).toEqual(['127.0.0.1 50']);
});

test('a frame that is none is counted too', async () => {
  const { socket, charged } = await setupSockets();
  socket.on('error', () => undefined);
  socket.send(Buffer.from([0xff, 0xfe]), { binary: false }); // No UTF-8.
  await once(socket, 'close');
  expect(charged).toEqual(['127.0.0.1 50']);
});

test('a client that leaves is not counted', async () => {
  const { socket, charged } = await setupSockets();
  socket.close();
  await once(socket, 'close');
  expect(charged).toEqual([]);
});

test('what a session may send is counted over all its sockets, and goes on for who closes them and comes back at once', async () => {
  const asked: object[] = [];
  const { socket, connect } = await setupSockets((session, { read }) => {
    asked.push(session);
    read();
  });
  async function ask(one: WebSocket): Promise<void> {
    one.send(call('x'));
    await once(one, 'message');
  }
  async function leave(one: WebSocket): Promise<void> {
    one.close();
    await once(one, 'close');
  }
  await ask(socket);
  const beside = await connect();
  await ask(beside);
  await Promise.all([leave(socket), leave(beside)]);
  const back = await connect();
  await ask(back);
  expect(new Set(asked).size).toBe(1);
  await leave(back);
  await new Promise((resolve) => {
    setTimeout(resolve, rememberedMs + 300);
  });
  await ask(await connect());
  expect(new Set(asked).size).toBe(2);
});
