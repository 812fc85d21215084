/* What strangers do to a server (attack-server.ts). */
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

import { apiPath, socketPath } from '#shared/rpc/server-contract.ts';
import { protocolsWithToken } from '#shared/rpc/wire.ts';

export type Target = { readonly address: string; readonly token: string };
/** Prepares what it takes, and then begins with what never ends. */
export type Attack = (target: Target) => Promise<() => Promise<unknown>>;

export const localAddress = '127.0.0.2';
/** Each at once. */
const guessers = 16;
const rubbishers = 4;
const stuffers = 4;
const slowReaders = 64;
/** The API's document some times over: more than the system keeps for a connection that nobody reads. */
const unreadRequests = 40;
const oversizedBytes = 2 * 1024 * 1024;
const rubbishBytes = 10_000;
/** Who does not read does not hear that a connection has been closed either. */
const unreadForMs = 1_000;

const agent = new Agent({ keepAlive: true, localAddress });
const device = { name: 'Nobody', platform: 'linux' };
const nobodysToken = `tps_00000000-0000-7000-8000-000000000000_${'A'.repeat(43)}`;

/** At passwords, half of them of somebody who is there. */
export const guesses: Attack = beginning(({ address }) =>
  times(guessers, async (index) => {
    const email = index % 2 === 0 ? 'ada@example.org' : `nobody${String(index)}@example.org`;
    const password = `guess ${String(Math.random())}`;
    await post(address, { path: `${apiPath}/sign-in`, body: JSON.stringify({ email, password, device }) });
  }),
);

/** Asks for WebSockets with a token that is nobody's, and sends frames that are none. */
export const rubbish: Attack = beginning(({ address }) =>
  times(rubbishers, async () => await sendRubbish({ address, token: nobodysToken })),
);

/** Sends more than a request may have. */
export const oversized: Attack = beginning(({ address }) =>
  times(stuffers, async () => await post(address, { path: `${apiPath}/sign-in`, body: 'x'.repeat(oversizedBytes) })),
);

/** Asks for much, and takes nothing of it; then anew, on another connection. */
export const unread: Attack = beginning(({ address }) => times(slowReaders, async () => await readNothing(address)));

function beginning(attack: (target: Target) => readonly Promise<void>[]): Attack {
  return async (target) => await Promise.resolve(async () => await Promise.all(attack(target)));
}

/** So many at once, each again and again. */
export function times(count: number, attack: (index: number) => Promise<unknown>): readonly Promise<void>[] {
  return Array.from({ length: count }, async (_, index) => {
    for (;;) await attack(index);
  });
}

type Post = {
  readonly path: string;
  readonly body: string;
  readonly headers?: { readonly [name: string]: string };
};

/** Resolves however it ends: with the status of the answer, or with undefined where it was cut off. */
export async function post(address: string, { path, body, headers: given = {} }: Post): Promise<number | undefined> {
  return await new Promise<number | undefined>((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...given };
    const sent = request(new URL(path, address), { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.once('close', () => resolve(answer.statusCode));
    });
    sent.once('error', () => setImmediate(() => resolve(undefined)));
    sent.end(body);
  });
}

/** Over a WebSocket that the token may open. */
export async function sendRubbish({ address, token }: Target): Promise<void> {
  const protocols = protocolsWithToken(token).join(', ');
  const key = Buffer.alloc(16, Math.random() * 256).toString('base64');
  const socket = open(address);
  socket.write(
    `GET ${socketPath} HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\nsec-websocket-protocol: ${protocols}\r\n\r\n`,
  );
  socket.write(Buffer.alloc(rubbishBytes, 0xff));
  socket.resume();
  await closed(socket);
}

async function readNothing(address: string): Promise<void> {
  const socket = open(address);
  socket.pause();
  socket.write(`GET ${apiPath}/openapi.json HTTP/1.1\r\nhost: a\r\n\r\n`.repeat(unreadRequests));
  await new Promise((resolve) => void setTimeout(resolve, unreadForMs));
  socket.destroy();
}

function open(address: string): Socket {
  const { hostname, port } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port), localAddress });
  socket.on('error', () => socket.destroy());
  return socket;
}

async function closed(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => void socket.once('close', () => resolve()));
}
