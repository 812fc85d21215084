// The command line as processes of their own on a fresh data folder, for its tests.
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';

import { onTestFinished } from 'vitest';

import { connectToRunning } from './local-socket.ts';
import type { RunningClient } from './local-socket.ts';

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };
type Child = ChildProcessByStdio<null, Readable, Readable>;
export type Started = { readonly child: Child; readonly ended: Promise<Ended> };

export type AppStart = {
  /** Files that are loaded before the program. */
  readonly loadedFirst?: readonly string[];
  /** Of the authority that it trusts beside those of the system. */
  readonly certificate?: string;
};

export type Cli = {
  readonly folder: string;
  readonly dataFolder: string;
  /** Writes a source file and answers how a command names it. */
  readonly write: (name: string, source: string) => string;
  readonly triptych: (...args: readonly string[]) => Promise<Ended>;
  /** The same with its pipes: nothing reads standard output. */
  readonly spawnCli: (...args: readonly string[]) => Child;
  readonly start: (...args: readonly string[]) => Started;
  /** Opens the app on the same data; resolves when it answers, with its address. */
  readonly openApp: (how?: AppStart) => Promise<Started & { readonly address: string }>;
  readonly close: (started: Started) => Promise<Ended>;
};

/** As the app's window speaks to it; it has been opened on that data. */
export async function connectToApp(dataFolder: string): Promise<RunningClient> {
  const running = await connectToRunning(dataFolder);
  if (running === null) throw new Error('The app does not answer.');
  return running;
}

export function setupCli(dataFolder?: string): Cli {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-cli-'));
  const children = new Set<Child>();
  onTestFinished(async () => {
    await Promise.all([...children].map(endChild));
    rmSync(folder, { recursive: true, force: true });
  });
  const data = dataFolder ?? path.join(folder, 'data');

  function spawnNode(
    file: string,
    args: readonly string[],
    { loadedFirst = [], certificate = '' }: AppStart = {},
  ): Child {
    const program = path.join(import.meta.dirname, file);
    const options = ['--disable-warning=ExperimentalWarning', ...loadedFirst.map((loaded) => `--import=${loaded}`)];
    const child = spawn(process.execPath, [...options, program, ...args, '--data-dir', data], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...(certificate === '' ? {} : { NODE_EXTRA_CA_CERTS: certificate }) },
    });
    children.add(child);
    return child;
  }

  const start = (...args: readonly string[]): Started => collected(spawnNode('cli.ts', args));
  return {
    folder,
    dataFolder: data,
    write(name, source) {
      writeFileSync(path.join(folder, name), source);
      return `./${name}`;
    },
    triptych: async (...args) => await start(...args).ended,
    spawnCli: (...args) => spawnNode('cli.ts', args),
    start,
    async openApp(how) {
      const started = collected(spawnNode('loopback.ts', ['--no-open'], how));
      const address = await new Promise<string>((resolve, reject) => {
        started.child.stdout.once('data', (text: string) => resolve(text.trim().split(' ').at(-1) ?? ''));
        void started.ended.then(({ err }) => reject(new Error(`The app ended. ${err}`)));
      });
      return { ...started, address };
    },
    async close({ child, ended }) {
      child.kill('SIGTERM');
      return await ended;
    },
  };
}

function collected(child: Child): Started {
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
  return { child, ended };
}

async function endChild(child: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
