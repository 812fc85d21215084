/*
 * The server as it is run: a process of its own with a data folder of its own, spoken to over the network, ended by its number.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { prepareDataFolder } from './prepared-folder.harness.ts';
import { clientOf } from './server-client.harness.ts';
import type { ServerClient } from './server-client.harness.ts';
import { findTestPort } from './test-port.harness.ts';

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

export type ServerProcess = {
  readonly child: ChildProcess;
  /** What it has printed until now. */
  readonly out: () => string;
  readonly ended: Promise<Ended>;
  /** Waits for what it prints; fails when it ends before. */
  readonly waitFor: (pattern: RegExp) => Promise<RegExpExecArray>;
};

export type RunningProcess = ServerProcess & {
  readonly address: string;
  /** Of a server that nobody has set up. */
  readonly setUpLink: { readonly id: string; readonly secret: string } | undefined;
  readonly client: (token?: string | null) => ServerClient;
  /** As a service manager ends it; what it ended with. */
  readonly stop: () => Promise<Ended>;
  /** Starts the next program (next-migration.harness.ts) at the same address, when this one has stopped. */
  readonly startNext: () => Promise<RunningProcess>;
};

const entry = path.join(import.meta.dirname, 'main.ts');
const nextMigration = import.meta.resolve('#shared/schema/migrations/next-migration.harness.ts');

export function setupServerFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-server-'));
  const dataFolder = path.join(folder, 'data');
  const started: ServerProcess[] = [];

  function runAfter(loadedFirst: readonly string[], args: readonly string[]): ServerProcess {
    const begun = startProcess(['--data-dir', dataFolder, ...args], [], loadedFirst);
    started.push(begun);
    return begun;
  }

  const run = (...args: readonly string[]): ServerProcess => runAfter([], args);

  async function start(...args: readonly string[]): Promise<RunningProcess> {
    return await startAt(['--port', String(await findTestPort()), ...args]);
  }

  async function startAt(args: readonly string[], loadedFirst: readonly string[] = []): Promise<RunningProcess> {
    const server = runAfter(loadedFirst, args);
    const [, address = ''] = await server.waitFor(/listens on (\S+);.*\n/);
    const { isSetUp } = await clientOf(address).access.info({});
    const [, id, secret] = isSetUp ? [] : await server.waitFor(/#setup_([0-9a-f-]{36})_([\w-]{43})\n/);
    return {
      ...server,
      address,
      setUpLink: id === undefined || secret === undefined ? undefined : { id, secret },
      client: (token = null) => clientOf(address, token),
      stop: async () => {
        server.child.kill('SIGTERM');
        return await server.ended;
      },
      startNext: async () => await startAt(args, [nextMigration]),
    };
  }

  return {
    folder,
    dataFolder,
    run,
    start,
    /** Makes its database and keys, as its first start would. */
    prepare: async () => await prepareDataFolder(dataFolder),
    async [Symbol.asyncDispose]() {
      for (const { child } of started) child.kill('SIGKILL');
      await Promise.all(started.map(async ({ ended }) => await ended));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts it with these words behind its name; through another program where one is named, and behind a file that is loaded first. */
export function startProcess(
  args: readonly string[],
  through: readonly string[] = [],
  loadedFirst: readonly string[] = [],
): ServerProcess {
  const options = ['--disable-warning=ExperimentalWarning', ...loadedFirst.map((file) => `--import=${file}`)];
  const [program, ...rest] = [...through, process.execPath, ...options, entry];
  const child = spawn(program, [...rest, ...args], { stdio: 'pipe' });
  let out = '';
  let err = '';
  const watchers = new Set<() => void>();
  child.stdout.on('data', (bytes: Buffer) => {
    out += bytes.toString('utf8');
    for (const look of watchers) look();
  });
  child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString('utf8')));
  const ended = new Promise<Ended>((resolve) => void child.once('close', (code) => resolve({ code, out, err })));
  return {
    child,
    out: () => out,
    ended,
    waitFor: async (pattern) =>
      await new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(out);
          if (found === null) return;
          watchers.delete(look);
          resolve(found);
        };
        watchers.add(look);
        look();
        void ended.then(({ code }) =>
          reject(new Error(`It ended with ${String(code)} before ${String(pattern)}:\n${out}${err}`)),
        );
      }),
  };
}
