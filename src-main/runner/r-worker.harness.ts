import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { Value } from '#shared/values/value.ts';

import type { CapturedPlot, LogStream } from './call.ts';
import { openFifoChannel } from './fifo-channel.ts';
import { rLanguage } from './r-language.ts';
import type { TableFiles, WorkerAnswer, WorkerCall } from './worker-language.ts';

export type RAnswer = {
  readonly answer: Extract<WorkerAnswer, { readonly kind: 'done' | 'failed' }>;
  readonly logs: readonly (readonly [LogStream, string])[];
  readonly plots: readonly CapturedPlot[];
};

export type RCall = {
  readonly source: string;
  readonly entry?: string;
  readonly args?: Readonly<Record<string, Value>>;
  readonly folder?: string;
};

/** One R with nothing between it and the test: what a session adds (limits, queue, restarts) is left out. */
export async function startR(runtimePath = 'R') {
  const scratchFolder = mkdtempSync(join(tmpdir(), 'triptych-r-'));
  const filesFolder = mkdtempSync('/dev/shm/triptych-r-');
  const files = tableFilesIn(filesFolder);
  const workersFolder = resolve(import.meta.dirname, '../../resources/workers');
  const plan = rLanguage.planLaunch({ runtimePath, workersFolder, scratchFolder, filesFolder });
  if (plan.channel.kind !== 'fifos') throw new Error('R is spoken to through FIFOs.');
  const channel = openFifoChannel(plan.channel);
  const child = spawn(plan.command, plan.args, {
    env: { ...process.env, ...plan.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<void>((settle) =>
    child.once('exit', () => {
      settle();
    }),
  );
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => printed.push(chunk.toString('utf8')));

  let logs: (readonly [LogStream, string])[] = [];
  let plots: CapturedPlot[] = [];
  let settleAnswer: ((answer: RAnswer) => void) | undefined;
  let settleReady: ((version: string) => void) | undefined;
  const ready = new Promise<string>((settle) => {
    settleReady = settle;
  });
  channel.onFrame((body) => {
    const answer = rLanguage.codec.decode(body, files);
    if (answer.kind === 'log') logs.push([answer.stream, answer.text]);
    else if (answer.kind === 'plot') plots.push(answer.plot);
    else if (answer.kind === 'ready') settleReady?.(answer.version);
    else settleAnswer?.({ answer, logs, plots });
  });

  const loaded = new Set<string>();
  function call({ source, entry = 'f', args = {}, folder = scratchFolder }: RCall): Promise<RAnswer> {
    logs = [];
    plots = [];
    const workerCall: WorkerCall = {
      kind: 'call',

      checksum: source,
      source: loaded.has(source) ? null : source,
      fileName: 'source.R',
      entry,
      workingFolder: folder,
      args: Object.entries(args),
    };
    const body = rLanguage.codec.encode(workerCall, files);
    loaded.add(source);
    return new Promise((settle) => {
      settleAnswer = settle;
      channel.write(body);
    });
  }

  return {
    call,
    ready,
    child,
    printed,
    scratchFolder,
    filesFolder,
    /** The call's value; throws when there is none. */
    async value(request: RCall): Promise<Value> {
      const { answer } = await call(request);
      if (answer.kind === 'failed') throw new Error(JSON.stringify(answer.failure));
      return answer.value;
    },
    async stop(): Promise<void> {
      child.kill('SIGKILL');
      await exited;
      channel.close();
      rmSync(scratchFolder, { recursive: true, force: true });
      rmSync(filesFolder, { recursive: true, force: true });
    },
  };
}

function tableFilesIn(folder: string): TableFiles {
  let count = 0;
  mkdirSync(folder, { recursive: true });
  return {
    folder,
    put(buffers) {
      count += 1;
      const path = join(folder, `in-${String(count)}`);
      writeFileSync(path, Buffer.concat(buffers));
      return path;
    },
    take(path) {
      const bytes = readFileSync(path);
      rmSync(path);
      return new Uint8Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    },
  };
}
