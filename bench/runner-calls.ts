/*
 * Single calls: warm, printing, many at once, isolated, cold, with a spare, cancelled, drawing.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Call } from '../src-main/runner/call.ts';
import type { Runner, RunnerDeps } from '../src-main/runner/runner.ts';
import type { Language } from '../src-shared/calls/language.ts';
import { callOf, openRunner, outcomeOf, processPerCall, valueOf } from './calls.ts';
import { openEcho } from './echo.ts';
import { median, medianOf, percentile, timeMs } from './harness.ts';
import type { BenchResult, IsWanted } from './harness.ts';
import { measureKernel } from './rivals.ts';
import type { KernelTimes } from './rivals.ts';

const warmCalls = 3000;
const isolatedCalls = 60;
const coldCalls = 7;
const spareCalls = 7;
const cancelCalls = 15;
const plotCalls = 30;
const throughputCalls = 5000;
/** A spare is started once nobody has called for a moment; Julia's takes most of a second. */
const spareSettleMs = 3000;

export type CallBench = {
  readonly language: Language;
  readonly folder: string;
  readonly changes: Partial<RunnerDeps>;
};

type KernelRow = { readonly [rival: string]: number };

export async function measureCalls(
  { language, folder, changes }: CallBench,
  isWanted: IsWanted,
): Promise<readonly BenchResult[]> {
  const wants = (...figures: readonly string[]): boolean =>
    isWanted(...figures.map((figure) => `${figure}/${language}`));
  if (!wants(...callFigures)) return [];
  const kernel = await measureKernel(language);
  const ofKernel = (pick: (times: KernelTimes) => number): KernelRow =>
    kernel === undefined ? {} : { [kernel.rival]: pick(kernel.times) };
  const runner = openRunner(folder, changes);
  try {
    await runner.findRuntimes();
    const bench = { runner, language, folder };
    const results: BenchResult[] = [];
    if (wants(...warmFigures)) results.push(...(await measureWarm(bench, ofKernel)));
    if (wants('throughput')) results.push(await measureThroughput(bench, ofKernel));
    if (wants('isolated-call-p50')) results.push(await measureIsolated(bench));
    if (wants('spare-call')) results.push(await measureSpare(bench));
    if (wants('spare-call-unforeseen')) results.push(await measureUnforeseen(bench));
    if (wants('cancel')) results.push(await measureCancel(bench, ofKernel));
    if (wants('plot-svg')) results.push(await measurePlot(bench));
    if (wants('cold-call')) results.push(await measureCold({ language, folder, changes }, ofKernel));
    return results;
  } finally {
    await runner.close();
  }
}

const warmFigures = ['warm-call-p50', 'warm-call-p99', 'printing-call-p50'];
const imageFigures = ['spare-call', 'isolated-call-p50', 'cold-call'];
const callFigures = [...warmFigures, ...imageFigures, 'spare-call-unforeseen', 'throughput', 'cancel', 'plot-svg'];

/** The same with Julia's start-up image, which takes about two minutes to make. */
export async function measureWithImage(
  { language, folder, changes }: CallBench,
  isWanted: IsWanted,
): Promise<readonly BenchResult[]> {
  if (!isWanted(...imageFigures.map((figure) => withImage(`${figure}/${language}`)))) return [];
  const runner = openRunner(folder, changes);
  try {
    await runner.findRuntimes();
    await runner.buildImage(language);
    const image = runner.listRuntimes().find((state) => state.language === language)?.image;
    if (image?.kind !== 'ready') throw new Error(`There is no image: ${JSON.stringify(image)}`);
    const bench = { runner, language, folder };
    const results = [
      await measureSpare(bench),
      await measureIsolated(bench),
      await measureCold({ language, folder, changes }, () => ({})),
    ];
    return results.map((result) => ({ ...result, name: withImage(result.name) }));
  } finally {
    await runner.close();
  }
}

function withImage(figure: string): string {
  return `${figure}, with image`;
}

type OpenBench = { readonly runner: Runner; readonly language: Language; readonly folder: string };

async function measureWarm(
  { runner, language, folder }: OpenBench,
  ofKernel: (pick: (times: KernelTimes) => number) => KernelRow,
): Promise<readonly BenchResult[]> {
  const call = callOf(language, 'add', [['x', 1.5]], { folder });
  const printing = callOf(language, 'say', [['x', 1.5]], { folder });
  for (let warm = 0; warm < 300; warm += 1) {
    await valueOf(runner, call);
    await valueOf(runner, printing);
  }
  const echo = await openEcho();
  const silent: number[] = [];
  const printed: number[] = [];
  const limit: number[] = [];
  // Taken in turns, so that all see the same moods of the machine.
  for (let index = 0; index < warmCalls; index += 1) {
    silent.push((await timeMs(() => valueOf(runner, call))) * 1000);
    limit.push((await timeMs(() => echo.send())) * 1000);
    printed.push((await timeMs(() => valueOf(runner, printing))) * 1000);
  }
  echo.close();
  const row = (name: string, ours: readonly number[], share: number): BenchResult => ({
    name: `${name}/${language}`,
    unit: 'µs',
    ours: percentile(ours, share),
    limit: percentile(limit, share),
    rivals: ofKernel(({ warmMs }) => percentile(warmMs, share) * 1000),
    runs: warmCalls,
  });
  return [
    row('warm-call-p50', silent, 0.5),
    row('warm-call-p99', silent, 0.99),
    row('printing-call-p50', printed, 0.5),
  ];
}

/** All asked for at once, of one session: the pool has no reason to start another for calls this short. */
async function measureThroughput(
  { runner, language, folder }: OpenBench,
  ofKernel: (pick: (times: KernelTimes) => number) => KernelRow,
): Promise<BenchResult> {
  const call = callOf(language, 'add', [['x', 1.5]], { folder });
  const ms = await medianOf(5, () =>
    timeMs(() => Promise.all(Array.from({ length: throughputCalls }, () => valueOf(runner, call)))),
  );
  return {
    name: `throughput/${language}`,
    unit: 'calls/s',
    ours: throughputCalls / (ms / 1000),
    rivals: ofKernel(({ warmMs }) => 1000 / median(warmMs)),
    runs: 5,
  };
}

async function measureIsolated({ runner, language, folder }: OpenBench): Promise<BenchResult> {
  const call = callOf(language, 'add', [['x', 1.5]], { folder, isolation: 'fork' });
  await valueOf(runner, call);
  const ours: number[] = [];
  for (let index = 0; index < isolatedCalls; index += 1) {
    // Where nothing can be forked, a session is started ahead: calls that come faster than that wait for it.
    if (language === 'julia') await settle();
    ours.push(await timeMs(() => valueOf(runner, call)));
    if (language === 'julia' && index >= coldCalls) break;
  }
  return {
    name: `isolated-call-p50/${language}`,
    unit: 'ms',
    ours: median(ours),
    rivals: { 'process per call': await medianOf(5, () => timeMs(() => runProcess(language))) },
    runs: ours.length,
  };
}

function runProcess(language: Language): void {
  const [command, ...args] = processPerCall[language];
  spawnSync(command, args);
}

/** A session has just been killed, and a spare is there. */
async function measureSpare(bench: OpenBench): Promise<BenchResult> {
  const call = callOf(bench.language, 'add', [['x', 1.5]], bench);
  const ours = await timeSpareCalls(bench, call, () => call);
  return { name: `spare-call/${bench.language}`, unit: 'ms', ours, rivals: {}, runs: spareCalls };
}

/** The same, when the call is of a source that no session has seen. */
async function measureUnforeseen(bench: OpenBench): Promise<BenchResult> {
  const { language, folder } = bench;
  const call = callOf(language, 'add', [['x', 1.5]], { folder });
  const ours = await timeSpareCalls(bench, call, (index) => {
    const note = `\n# ${String(index)}`;
    return { ...call, source: call.source + note, checksum: call.checksum + note };
  });
  return {
    name: `spare-call-unforeseen/${language}`,
    unit: 'ms',
    ours,
    ...(language === 'julia' ? { limit: bareFirstCallMs(folder, call.source) } : {}),
    rivals: {},
    runs: spareCalls,
  };
}

async function timeSpareCalls(
  { runner, language, folder }: OpenBench,
  before: Call,
  callAfter: (index: number) => Call,
): Promise<number> {
  const ours: number[] = [];
  for (let index = 0; index < spareCalls; index += 1) {
    await valueOf(runner, before);
    await settle();
    await outcomeOf(runner, callOf(language, 'die', [], { folder }));
    ours.push(await timeMs(() => valueOf(runner, callAfter(index))));
  }
  return median(ours);
}

/** What Julia itself takes for a source that it has not seen and the first call of its function, in a process that is warm. */
function bareFirstCallMs(folder: string, source: string): number {
  const file = join(folder, 'bare-source.jl');
  writeFileSync(file, source);
  const script = join(import.meta.dirname, 'bare-first-call.jl');
  const { stdout } = spawnSync('julia', ['--startup-file=no', script, file, String(spareCalls)], { encoding: 'utf8' });
  return median(stdout.trim().split('\n').map(Number));
}

async function settle(): Promise<void> {
  await new Promise((done) => setTimeout(done, spareSettleMs));
}

/** From Cancel to the end of the call, of a loop that never ends by itself. */
async function measureCancel(
  { runner, language, folder }: OpenBench,
  ofKernel: (pick: (times: KernelTimes) => number) => KernelRow,
): Promise<BenchResult> {
  const ours: number[] = [];
  for (let index = 0; index < cancelCalls; index += 1) {
    const controller = new AbortController();
    const running = outcomeOf(runner, callOf(language, 'spin', [], { folder }), controller.signal);
    await new Promise((done) => setTimeout(done, 100));
    ours.push(
      await timeMs(async () => {
        controller.abort();
        await running;
      }),
    );
    await valueOf(runner, callOf(language, 'add', [['x', 1.5]], { folder }));
  }
  return {
    name: `cancel/${language}`,
    unit: 'ms',
    ours: median(ours),
    rivals: ofKernel(({ cancelMs }) => median(cancelMs)),
    runs: cancelCalls,
  };
}

async function measurePlot({ runner, language, folder }: OpenBench): Promise<BenchResult> {
  const call = callOf(language, 'plot', [], { folder });
  await valueOf(runner, call);
  const ours = await medianOf(plotCalls, () => timeMs(() => valueOf(runner, call)));
  return { name: `plot-svg/${language}`, unit: 'ms', ours, rivals: {}, runs: plotCalls };
}

/** From nothing running to the first result, interpreters already found. */
async function measureCold(
  { language, folder, changes }: CallBench,
  ofKernel: (pick: (times: KernelTimes) => number) => KernelRow,
): Promise<BenchResult> {
  const ours: number[] = [];
  const perProcess: number[] = [];
  for (let index = 0; index < coldCalls; index += 1) {
    const runner = openRunner(folder, changes);
    await runner.findRuntimes();
    ours.push(await timeMs(() => valueOf(runner, callOf(language, 'add', [['x', 1.5]], { folder }))));
    await runner.close();
    perProcess.push(await timeMs(() => runProcess(language)));
  }
  return {
    name: `cold-call/${language}`,
    unit: 'ms',
    ours: median(ours),
    rivals: { 'process per call': median(perProcess), ...ofKernel(({ coldMs }) => coldMs) },
    runs: coldCalls,
  };
}
