/*
 * Starts the core with its doors, the same in both shells: the host on its data folder, the web server for pages, the local socket
 * for the command line, and instance.json, by which a second start finds the first. In this order, so that whoever can reach
 * the core finds it whole; and the heavy rest (looking for languages, warming their sessions) only after the doors are open.
 */
import { randomBytes } from 'node:crypto';
import path from 'node:path';

import { instantOf } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';

import packageJson from '../../package.json' with { type: 'json' };
import { createHost, hostFailureText } from '../host.ts';
import type { Host, HostFailure } from '../host.ts';
import { connectToRunning, openLocalSocket } from '../local-socket.ts';
import type { LocalSocket } from '../local-socket.ts';
import type { Log } from '../rpc/connection.ts';
import { addressOf, findInstance, removeInstance, writeInstance } from './instance-file.ts';
import { readLastPort, writeLastPort } from './last-port.ts';
import { programFolder } from './program-folder.ts';
import type { StartOptions } from './read-options.ts';
import { removeRedirect, removeRedirectWhenRead } from './redirect-file.ts';
import { openWebServer } from './web-server.ts';
import type { ListenFailure, WebServer, WebServerOptions } from './web-server.ts';

export type Core = {
  readonly host: Host;
  readonly address: string;
  readonly close: () => Promise<void>;
};

/** `already-running`: another process has the data folder open and answers there. */
export type CoreFailure =
  | { readonly kind: 'already-running'; readonly address: string }
  | { readonly kind: 'not-started'; readonly sentence: string };

export const systemClock = { nowMs: () => instantOf(Date.now()) };

export async function startCore(
  { dataFolder, port }: StartOptions,
  { shell, log }: { readonly shell: 'electron' | 'loopback'; readonly log: Log },
): Promise<Result<Core, CoreFailure>> {
  const root = programFolder();
  const opened = await openHost(dataFolder, () =>
    createHost({
      dataFolder,
      mayFallBack: true,
      shell,
      resourcesFolder: path.join(root, 'resources'),
      version: packageJson.version,
      clock: systemClock,
      random: (bytes) => crypto.getRandomValues(bytes),
      log,
    }),
  );
  if (!opened.ok) return opened;
  const host = opened.value;
  await removeRedirect(dataFolder);
  const token = randomBytes(32).toString('base64url');
  const web = await openAtPort(port, dataFolder, {
    token,
    pageFolder: path.join(root, 'out', 'renderer'),
    onConnection: (connection) => {
      removeRedirectWhenRead(dataFolder);
      host.serve(connection);
    },
    log,
  });
  if (!web.ok) {
    await host.close();
    return fail({ kind: 'not-started', sentence: listenFailureText(web.failure) });
  }
  return ok(await openDoors({ host, web: web.value, token, dataFolder, log }));
}

/** The port of the last start may be another program's by now; then any will do. */
async function openAtPort(
  port: StartOptions['port'],
  dataFolder: string,
  options: Omit<WebServerOptions, 'port'>,
): Promise<Result<WebServer, ListenFailure>> {
  let web = await openWebServer({ ...options, port: port === 'last' ? await readLastPort(dataFolder) : port });
  if (!web.ok && port === 'last') web = await openWebServer({ ...options, port: 0 });
  if (web.ok) await writeLastPort(dataFolder, web.value.port);
  return web;
}

type Doors = {
  readonly host: Host;
  readonly web: WebServer;
  readonly token: string;
  readonly dataFolder: string;
  readonly log: Log;
};

async function openDoors({ host, web, token, dataFolder, log }: Doors): Promise<Core> {
  const local = await openCommandLineDoor({ host, web, token, dataFolder, log });
  return {
    host,
    address: addressOf({ port: web.port, token }),
    async close() {
      // Before the host lets go of the data folder: afterwards these files may be another program's.
      await Promise.all([removeInstance(dataFolder), removeRedirect(dataFolder)]);
      await Promise.all([web.close(), local?.close()]);
      await host.close();
    },
  };
}

/** Without this door (a full disk, a folder in which no socket can be) everything else still works, so the start goes on. */
async function openCommandLineDoor({ host, web, token, dataFolder, log }: Doors): Promise<LocalSocket | undefined> {
  let local: LocalSocket | undefined;
  try {
    local = await openLocalSocket({ dataFolder, token, onConnection: host.serve, log });
    await writeInstance(dataFolder, { pid: process.pid, port: web.port, token, socketPath: local.path });
    return local;
  } catch (error) {
    await local?.close();
    log(`The command line and a second start will not find this Triptych: ${String(error)}`);
    return undefined;
  }
}

/**
 * How long a start waits for a data folder that is in use: by a program that has taken it and does not answer there yet, or by
 * a command of the command line, which lets it go when its run has ended.
 */
const inUseMsMax = 10_000;
const lookEveryMs = 200;

async function openHost(
  dataFolder: string,
  create: () => Promise<Result<Host, HostFailure>>,
): Promise<Result<Host, CoreFailure>> {
  for (let waitedMs = 0; ; waitedMs += lookEveryMs) {
    const created = await create();
    if (created.ok) return created;
    const isInUse = created.failure.kind === 'database-in-use';
    const address = isInUse ? await findRunning(dataFolder) : undefined;
    if (address !== undefined) return fail({ kind: 'already-running', address });
    if (!isInUse || waitedMs >= inUseMsMax) {
      return fail({ kind: 'not-started', sentence: hostFailureText(created.failure) });
    }
    await new Promise((resolve) => {
      setTimeout(resolve, lookEveryMs);
    });
  }
}

async function findRunning(dataFolder: string): Promise<string | undefined> {
  const running = await connectToRunning(dataFolder);
  if (running === null) return undefined;
  running.close();
  const instance = await findInstance(dataFolder);
  return instance === undefined ? undefined : addressOf(instance);
}

function listenFailureText(failure: ListenFailure): string {
  const port = String(failure.port);
  if (failure.kind === 'port-forbidden')
    return `This system lets Triptych not listen on port ${port}. Choose one above 1023, or leave --port out.`;
  return `Port ${port} is used by another program. Choose another with --port, or leave --port out and Triptych takes a free one.`;
}
