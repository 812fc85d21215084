/*
 * What it costs to keep a run: the whole way of a call through the core's door, with its record, log and result on disk; the same
 * when ten thousand runs are there already. Beside it the call alone, in turns with it, and what the disk takes to sync a page. Microseconds a run, of many that are asked for at once.
 */
import { spawn } from 'node:child_process';
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { connectToRunning } from '../src-main/local-socket.ts';
import type { RunningClient } from '../src-main/local-socket.ts';
import { callOf, openRunner, valueOf } from './calls.ts';
import { median, timeMs } from './harness.ts';
import type { Bench, BenchResult } from './harness.ts';

const longHistory = 10_000;
/** Runs that are asked for together: a window is told of changes once a frame, which would hide what one of them costs. */
const runsAtOnce = 200;
const batches = 9;
const pageBytes = 4096;
const newestFirst = [{ field: 'createdAt', direction: 'down' }] as const;

export const historyBench: Bench = { name: 'history', measure };

async function measure(): Promise<readonly BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-bench-'));
  const data = join(folder, 'data');
  const core = spawn(
    process.execPath,
    [resolve(import.meta.dirname, '../src-main/loopback.ts'), '--no-open', '--data-dir', data],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    await new Promise<void>((listening) => {
      core.stdout.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('Triptych is at')) listening();
      });
    });
    const running = await connectToRunning(data);
    if (running === null) throw new Error('The running program does not answer on its socket.');
    const results = await measureRuns(running, folder);
    running.close();
    return results;
  } finally {
    const ended = new Promise((done) => core.once('exit', done));
    core.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

const source = 'def add(x):\n    print("a line")\n    return x + 1.0\n';

async function measureRuns({ client: api }: RunningClient, folder: string): Promise<readonly BenchResult[]> {
  const [workspace] = await api.records.list({ entity: 'workspace', limit: 1 });
  if (workspace === undefined) throw new Error('There is no workspace.');
  const { id } = await api.functions.create({ workspaceId: workspace.id, name: 'kept', language: 'python', source });
  const ended = await watchRuns(api, id);
  const runOnce = async (): Promise<void> => {
    const { runId } = await api.runs.start({ functionId: id, arguments: { x: 1.5 } });
    await ended(runId);
  };
  const bareRunner = openRunner(folder);
  try {
    await bareRunner.findRuntimes();
    const bareCall = callOf('python', 'say', [['x', 1.5]], { folder });
    for (let warm = 0; warm < 100; warm += 1) {
      await runOnce();
      await valueOf(bareRunner, bareCall);
    }
    const row = async (name: string): Promise<BenchResult> => {
      const [ours, bare, syncs] = [[] as number[], [] as number[], [] as number[]];
      const perRun = async (work: () => Promise<unknown>): Promise<number> =>
        ((await timeMs(() => Promise.all(Array.from({ length: runsAtOnce }, work)))) / runsAtOnce) * 1000;
      for (let batch = 0; batch < batches; batch += 1) {
        ours.push(await perRun(runOnce));
        bare.push(await perRun(() => valueOf(bareRunner, bareCall)));
        syncs.push((await timeMs(() => syncPage(join(folder, 'page')))) * 1000);
      }
      const rivals = { 'call alone': median(bare), 'sync of a page': median(syncs) };
      return { name, unit: 'µs', ours: median(ours), rivals, runs: batches };
    };
    const few = await row('kept-run/few');
    for (let filled = 0; filled < longHistory; filled += runsAtOnce)
      await Promise.all(Array.from({ length: runsAtOnce }, runOnce));
    return [few, await row(`kept-run/${String(longHistory)}`)];
  } finally {
    await bareRunner.close();
  }
}

/** Answers a function that waits until a run of that function has ended. One watch for all, as the window has. */
async function watchRuns(api: RunningClient['client'], functionId: string): Promise<(runId: string) => Promise<void>> {
  const endedIds = new Set<string>();
  const waiting = new Map<string, () => void>();
  const events = await api.records.watch({
    entity: 'run',
    where: { functionId },
    order: [...newestFirst],
    limit: 2 * runsAtOnce,
  });
  void follow(); // It ends with the connection.

  async function follow(): Promise<void> {
    try {
      for await (const event of events) {
        for (const run of event.kind === 'reset' ? event.records : event.upserts) {
          if (run['state'] === 'waiting' || run['state'] === 'running') continue;
          const settle = waiting.get(run.id);
          if (settle === undefined) endedIds.add(run.id);
          else settle();
          waiting.delete(run.id);
        }
      }
    } catch {
      // The connection was closed at the end.
    }
  }

  return async (runId) => {
    if (endedIds.delete(runId)) return;
    await new Promise<void>((settle) => waiting.set(runId, settle));
  };
}

function syncPage(path: string): void {
  const file = openSync(path, 'a');
  writeSync(file, Buffer.alloc(pageBytes, 1));
  fsyncSync(file);
  closeSync(file);
}
