/*
 * The door for the command line (decisions.md 12): a Unix socket, or on Windows a named pipe, that serves the same contract
 * over the same WebSocket as the loopback shell does, in both shells. The socket lies in a folder that only its owner may enter,
 * and the token of this start is asked for here too.
 */
import { createHash } from 'node:crypto';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';

import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';

import type { ApiClient } from '#shared/features.ts';
import { protocolsWithToken } from '#shared/rpc/wire.ts';

import type { Connection, Log } from './rpc/connection.ts';
import { findInstance } from './shell/instance-file.ts';
import { acceptSockets, closeServer } from './shell/web-server.ts';

/** The shortest limit of the systems that we run on (macOS; Linux has 108), the final zero included. */
const socketPathBytesMax = 104;

const connectMsMax = 3000;

export type LocalSocket = { readonly path: string; readonly close: () => Promise<void> };

export async function openLocalSocket(options: {
  readonly dataFolder: string;
  readonly token: string;
  readonly onConnection: (connection: Connection) => void;
  readonly log: Log;
}): Promise<LocalSocket> {
  const server = createServer((_request, response) => response.writeHead(404).end());
  const sockets = acceptSockets(server, {
    token: options.token,
    // No page can come this way, so whatever says that it is one is refused.
    isAllowed: (request) => request.headers.origin === undefined,
    onConnection: options.onConnection,
    log: options.log,
  });
  const socketPath = await listen(server, options);
  return { path: socketPath, close: () => closeServer(server, sockets) };
}

async function listen(
  server: Server,
  { dataFolder, log }: { readonly dataFolder: string; readonly log: Log },
): Promise<string> {
  const [first, ...others] = socketPaths(dataFolder);
  try {
    await listenAt(server, first);
    return first;
  } catch (error) {
    // Network drives and some mounted folders know no sockets.
    const [second] = others;
    if (second === undefined) throw error;
    log(`${first} cannot be a socket (${String(error)}); the command line finds Triptych at ${second}.`);
    await listenAt(server, second);
    return second;
  }
}

async function listenAt(server: Server, socketPath: string): Promise<void> {
  if (process.platform !== 'win32') {
    await mkdir(path.dirname(socketPath), { recursive: true, mode: 0o700 });
    await chmod(path.dirname(socketPath), 0o700);
    // Left by a program that was killed; whoever gets here holds the lock of the data folder.
    await rm(socketPath, { force: true });
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => {
      server.off('error', reject);
      resolve();
    });
  });
  if (process.platform !== 'win32') await chmod(socketPath, 0o600);
}

/** Where the socket may be, best first: in the data folder, or where its path is too long for a socket, a short one by digest. */
export function socketPaths(dataFolder: string, platform = process.platform): readonly [string, ...string[]] {
  const digest = createHash('sha256').update(path.resolve(dataFolder)).digest('hex').slice(0, 24);
  if (platform === 'win32') return [`\\\\.\\pipe\\triptych-${digest}`];
  const runtimeFolder = process.env['XDG_RUNTIME_DIR'] ?? tmpdir();
  const short = path.join(runtimeFolder, `triptych-${String(userInfo().uid)}`, `${digest}.sock`);
  const inData = path.join(path.resolve(dataFolder), 'socket', 'triptych.sock');
  return Buffer.byteLength(inData) < socketPathBytesMax ? [inData, short] : [short];
}

export type RunningClient = { readonly client: ApiClient; readonly close: () => void };

/** A client of the program that has the data folder open, or null when none answers. */
export async function connectToRunning(dataFolder: string): Promise<RunningClient | null> {
  const instance = await findInstance(dataFolder);
  if (instance === undefined) return null;
  const socket = new WebSocket('ws://localhost/', protocolsWithToken(instance.token), {
    // Unlike the `ws+unix:` address this takes a named pipe too, and any character in a path.
    createConnection: () => connect(instance.socketPath),
    handshakeTimeout: connectMsMax,
    perMessageDeflate: false,
  });
  // Before and after the handshake an error means the same: nobody answers there.
  socket.on('error', () => socket.terminate());
  const client = createORPCClient<ApiClient>(new RPCLink({ websocket: linkSocketOf(socket) }));
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    // A wrong token is told by a close after the handshake, so only an answer shows that we are welcome.
    await client.app.info(undefined, { signal: AbortSignal.timeout(connectMsMax) });
  } catch {
    socket.terminate();
    return null; // The program is gone and has left its file behind, or the file is of an earlier start.
  }
  return { client, close: () => socket.close() };
}

type LinkSocket = ConstructorParameters<typeof RPCLink>[0]['websocket'];

/**
 * The socket as oRPC's link takes it. A call that is aborted while the socket closes would make the link throw where nobody can
 * catch; told that the socket is open until it is closed, it sends into nothing instead.
 */
function linkSocketOf(socket: WebSocket): LinkSocket {
  const dressed = {
    get readyState() {
      return socket.readyState === WebSocket.CLOSING ? WebSocket.OPEN : socket.readyState;
    },
    send(message: string) {
      if (socket.readyState === WebSocket.OPEN) socket.send(message);
    },
    addEventListener: socket.addEventListener.bind(socket),
    removeEventListener: socket.removeEventListener.bind(socket),
  };
  // The link is declared for the browser's WebSocket; of it, it uses these four, which ws has alike.
  return dressed as unknown as LinkSocket;
}
