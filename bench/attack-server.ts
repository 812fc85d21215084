/*
 * What a hostile machine does to a server, until it is ended: a process of its own, at the lowest priority, since a real one
 * has a processor of its own. It comes from one address, 127.0.0.2, as the honest client comes from others.
 *
 *     node bench/attack-server.ts ADDRESS
 */
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { constants, setPriority } from 'node:os';

import { socketPath } from '#shared/rpc/server-contract.ts';
import { protocolsWithToken } from '#shared/rpc/wire.ts';

const localAddress = '127.0.0.2';
/** Each at once. */
const guessers = 16;
const rubbishers = 4;
const stuffers = 4;
const slowReaders = 64;
/** The API's document some times over: more than the system keeps for a connection that nobody reads. */
const unreadRequests = 40;
const oversizedBytes = 2 * 1024 * 1024;

const { hostname, port } = new URL(process.argv[2] ?? '');
const agent = new Agent({ keepAlive: true, localAddress });
const device = { name: 'Nobody', platform: 'linux' };

setPriority(constants.priority.PRIORITY_LOW);
process.once('SIGTERM', () => process.exit(0));
const endless = [
  ...Array.from({ length: guessers }, (_, index) => forEver(async () => await guess(index))),
  ...Array.from({ length: rubbishers }, () => forEver(sendRubbish)),
  ...Array.from({ length: stuffers }, () => forEver(async () => await post('x'.repeat(oversizedBytes)))),
];
for (let count = 0; count < slowReaders; count += 1) readNothing();
process.stdout.write('attacks\n');
await Promise.all(endless);

async function forEver(attack: () => Promise<void>): Promise<void> {
  for (;;) await attack();
}

async function guess(index: number): Promise<void> {
  const email = index % 2 === 0 ? 'ada@example.org' : `nobody${String(index)}@example.org`;
  await post(JSON.stringify({ email, password: `guess ${String(Math.random())}`, device }));
}

/** Resolves however it ends: refused, answered, cut off. */
async function post(body: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request({ hostname, port, path: '/api/v1/sign-in', method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.once('close', resolve);
    });
    sent.once('error', () => setImmediate(resolve));
    sent.end(body);
  });
}

/** Asks for a WebSocket and sends frames that are none. */
async function sendRubbish(): Promise<void> {
  await new Promise<void>((resolve) => {
    const socket = open();
    const protocols = protocolsWithToken(`tps_00000000-0000-7000-8000-000000000000_${'A'.repeat(43)}`).join(', ');
    const key = Buffer.alloc(16, Math.random() * 256).toString('base64');
    socket.write(
      `GET ${socketPath} HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\nsec-websocket-protocol: ${protocols}\r\n\r\n`,
    );
    socket.write(Buffer.alloc(10_000, 0xff));
    socket.resume();
    socket.once('close', () => resolve());
  });
}

/** Asks for much, and takes nothing of it. */
function readNothing(): void {
  const socket = open();
  socket.pause();
  socket.write('GET /api/v1/openapi.json HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(unreadRequests));
}

function open(): Socket {
  const socket = connect({ host: hostname, port: Number(port), localAddress });
  socket.on('error', () => socket.destroy());
  return socket;
}
