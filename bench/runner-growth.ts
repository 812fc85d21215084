/*
 * How the cost of a call grows with what waits, with the sessions, and while another session floods its output.
 */
import type { Runner, RunnerDeps } from '../src-main/runner/runner.ts';
import { callOf, openRunner, outcomeOf, valueOf } from './calls.ts';
import { medianOf, percentile, residentMb, timeMs } from './harness.ts';
import type { BenchResult } from './harness.ts';

const queueSteps = [1, 10, 100, 1000, 10_000];
const sessionSteps = [1, 2, 4, 8];
const callsPerSessions = 2000;
const floodLines = 10_000_000; // 1 GB.

type GrowthBench = { readonly folder: string; readonly changes: Partial<RunnerDeps> };

export async function measureGrowth(bench: GrowthBench): Promise<readonly BenchResult[]> {
  return [...(await measureQueue(bench)), ...(await measureSessions(bench)), ...(await measureFlood(bench))];
}

async function withRunner<T>({ folder, changes }: GrowthBench, work: (runner: Runner) => Promise<T>): Promise<T> {
  const runner = openRunner(folder, changes);
  try {
    await runner.findRuntimes();
    return await work(runner);
  } finally {
    await runner.close();
  }
}

/** Of so many calls that are asked for at once, what each takes. */
async function measureQueue(bench: GrowthBench): Promise<readonly BenchResult[]> {
  const call = callOf('python', 'add', [['x', 1.5]], bench);
  return await withRunner(bench, async (runner) => {
    for (let warm = 0; warm < 300; warm += 1) await valueOf(runner, call);
    const results: BenchResult[] = [];
    for (const count of queueSteps) {
      const runs = count > 1000 ? 3 : 9;
      const ms = await medianOf(runs, () =>
        timeMs(() => Promise.all(Array.from({ length: count }, () => valueOf(runner, call)))),
      );
      results.push({ name: `queued-${String(count)}/python`, unit: 'µs', ours: (ms / count) * 1000, rivals: {}, runs });
    }
    return results;
  });
}

async function measureSessions(bench: GrowthBench): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (const sessionsMax of sessionSteps) {
    const changes = { ...bench.changes, sessionsMax };
    const ours = await withRunner({ ...bench, changes }, async (runner) => {
      const call = callOf('python', 'add', [['x', 1.5]], bench);
      for (let warm = 0; warm < 300; warm += 1) await valueOf(runner, call);
      const ms = await medianOf(5, () =>
        timeMs(() => Promise.all(Array.from({ length: callsPerSessions }, () => valueOf(runner, call)))),
      );
      return callsPerSessions / (ms / 1000);
    });
    results.push({ name: `sessions-${String(sessionsMax)}/python`, unit: 'calls/s', ours, rivals: {}, runs: 5 });
  }
  return results;
}

/** A gigabyte of lines in R's session, and calls in Python's meanwhile. */
async function measureFlood(bench: GrowthBench): Promise<readonly BenchResult[]> {
  return await withRunner(bench, async (runner) => {
    const call = callOf('python', 'add', [['x', 1.5]], bench);
    for (let warm = 0; warm < 300; warm += 1) await valueOf(runner, call);
    await valueOf(runner, callOf('r', 'add', [['x', 1.5]], bench));
    const before = residentMb(process.pid);
    const limits = { timeMs: 600_000, outputBytes: 2 ** 31, memoryBytes: 16 * 2 ** 30, processes: 64 };
    const flooding = new AbortController();
    const flood = outcomeOf(
      runner,
      callOf('r', 'flood', [['lines', BigInt(floodLines)]], { ...bench, limits }),
    ).finally(() => flooding.abort());
    const times: number[] = [];
    let grownMb = 0;
    while (!flooding.signal.aborted) {
      times.push(await timeMs(() => valueOf(runner, call)));
      grownMb = Math.max(grownMb, residentMb(process.pid) - before);
      await new Promise((done) => setTimeout(done, 2));
    }
    await flood;
    return [
      { name: 'flood-call-p99/python', unit: 'ms', ours: percentile(times, 0.99), rivals: {}, runs: times.length },
      { name: 'flood-core-growth', unit: 'MB', ours: grownMb, rivals: {}, runs: times.length },
    ];
  });
}
