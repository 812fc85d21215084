/* A whole server as people start it: a process of its own on a data folder, which can be killed and started again. */
import { createORPCClient } from '@orpc/client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';

import { apiPath } from '#shared/rpc/server-contract.ts';
import { serverApi } from '#shared/server-api.ts';
import type { ServerApiClient } from '#shared/server-api.ts';

export type ServerProcess = {
  readonly address: string;
  /** The one-time link of its first start. */
  readonly setUpLink: string;
  readonly client: (token?: string | null) => ServerApiClient;
  readonly output: () => string;
  readonly stop: () => Promise<void>;
  /** Ends it as a power cut of its machine would. */
  readonly kill: () => Promise<void>;
  /** Starts it again where it was. */
  readonly start: () => Promise<void>;
};

/** A server on a new data folder ends what it prints with the link. */
const setUpPattern = /(http\S+\/join#setup_\S+)\s/;
const root = resolve(import.meta.dirname, '..');
const startMsMax = 90_000; // An embedded database takes 20 s and more on a busy machine.

export async function startServerProcess({
  dataFolder,
  mailUrl,
}: {
  readonly dataFolder: string;
  readonly mailUrl?: string;
}): Promise<ServerProcess> {
  // Chosen here, so that its links and its second start have the same.
  const port = await findFreePort();
  const address = `http://127.0.0.1:${String(port)}`;
  const mail = mailUrl === undefined ? [] : ['--mail', mailUrl, '--mail-from', 'Triptych <triptych@example.org>'];
  const args = ['src-server/main.ts', '--data-dir', dataFolder, '--port', String(port), ...mail];
  let output = '';
  const begin = async (ready: RegExp): Promise<ChildProcess> =>
    await startOnce({ args, ready, keep: (text) => void (output += text) });
  let child = await begin(setUpPattern);
  const setUpLink = setUpPattern.exec(output)?.[1] ?? '';
  return {
    address,
    setUpLink,
    client: (token = null) =>
      createORPCClient(
        new OpenAPILink(serverApi, {
          url: `${address}${apiPath}`,
          headers: () => (token === null ? {} : { authorization: `Bearer ${token}` }),
        }),
      ),
    output: () => output,
    stop: async () => await endProcess(child, 'SIGTERM'),
    kill: async () => await endProcess(child, 'SIGKILL'),
    start: async () => {
      child = await begin(/people reach it at/);
    },
  };
}

type Start = {
  readonly args: readonly string[];
  /** What it prints when it is ready. */
  readonly ready: RegExp;
  readonly keep: (text: string) => void;
};

async function startOnce({ args, ready, keep }: Start): Promise<ChildProcess> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  try {
    await new Promise<void>((settle, refuse) => {
      function read(text: string): void {
        keep(text);
        printed += text;
        if (ready.test(printed)) settle();
      }
      child.stdout.setEncoding('utf8').on('data', read);
      child.stderr.setEncoding('utf8').on('data', read);
      child.on('error', refuse);
      child.on('exit', (code) => refuse(new Error(`The server ended with code ${String(code)}:\n${printed}`)));
      setTimeout(() => refuse(new Error(`The server was not ready in time:\n${printed}`)), startMsMax).unref();
    });
    return child;
  } catch (error) {
    await endProcess(child, 'SIGKILL');
    throw error;
  }
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const at = probe.address();
  await new Promise((done) => void probe.close(done));
  if (at === null || typeof at === 'string') throw new Error('The probe has no port.');
  return at.port;
}
