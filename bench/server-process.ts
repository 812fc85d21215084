import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import nodeOptions from '../build/node-options.json' with { type: 'json' };

export type BenchProcess = {
  readonly address: string;
  readonly pid: number;
  readonly listeningAfterMs: number;
  /** What it printed until it listened, and what follows. */
  readonly out: () => string;
  readonly stop: () => Promise<void>;
};

/** A start takes some seconds, an end less; beyond that something is wrong, and a benchmark that waits for ever tells nothing. */
const startMsMax = 60_000;
const endMsMax = 30_000;
const root = resolve(import.meta.dirname, '..');
export const ratesBeyondReach = [
  'requests-per-minute',
  'user-requests-per-minute',
  'tenant-requests-per-minute',
].flatMap((name) => [`--${name}`, '1000000']);

/** The server as it is run; unless told otherwise, with rates that keep no benchmark waiting. */
export async function startServerProcess(
  dataFolder: string,
  database: string | undefined,
  rates: readonly string[] = ratesBeyondReach,
): Promise<BenchProcess> {
  const where = database === undefined ? [] : ['--database', database];
  const entry = 'src-server/main.ts';
  // As build/run.mjs starts it.
  return await startNode(
    [...nodeOptions[entry], join(root, entry)],
    ['--data-dir', dataFolder, '--port', '0', ...rates, ...where],
  );
}

/** It is printed right after the address. */
export async function setUpLinkOf(server: BenchProcess): Promise<{ readonly id: string; readonly secret: string }> {
  for (;;) {
    const [, id, secret] = /#setup_([0-9a-f-]{36})_([\w-]{43})/.exec(server.out()) ?? [];
    if (id !== undefined && secret !== undefined) return { id, secret };
    await nextTurn();
  }
}

export async function startBareFastify(): Promise<BenchProcess> {
  return await startNode([join(import.meta.dirname, 'bare-fastify.ts')], []);
}

async function startNode(program: readonly string[], args: readonly string[]): Promise<BenchProcess> {
  const before = performance.now();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  let out = '';
  const late = setTimeout(() => child.kill('SIGKILL'), startMsMax);
  const address = await new Promise<string>((found, failed) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (out.length > 100_000) return; // The log that follows is of no interest.
      out += chunk.toString();
      const listening = /listens on (\S+);/.exec(out)?.[1];
      if (listening !== undefined) found(listening);
    });
    child.once('exit', (code, signal) =>
      failed(new Error(`${program.join(' ')} ended with ${String(code ?? signal)}:\n${out}`)),
    );
  });
  clearTimeout(late);
  return {
    address,
    pid: child.pid ?? 0,
    listeningAfterMs: performance.now() - before,
    out: () => out,
    stop: async () => {
      child.kill('SIGTERM');
      const tooLate = setTimeout(() => child.kill('SIGKILL'), endMsMax);
      await ended;
      clearTimeout(tooLate);
    },
  };
}
