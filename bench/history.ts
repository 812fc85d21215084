/*
 * What it costs to keep a run, in four steps that are measured in turns: the warm call alone; asked for as a run is, and nothing
 * kept of it; the same with its record, log and result kept by the core in this process; and through the socket of a core of its own,
 * while a window watches.
 * Once with runs asked for one after the other (what a person waits for), once with many at once (what a run costs when the core
 * is busy with nothing else), and again when ten thousand runs are there already.
 *
 * Processor time stands beside the clock, since it grows less with what else the machine does. The limit is the call and one
 * transaction with one run's record, which is in the system's hands when it returns; the disk has it within a fifth of a second
 * (durability.ts). "Sync" is a transaction that is on the disk when it returns, as each write of what a person has typed is.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Runner } from '../src-main/runner/runner.ts';
import type { Store } from '../src-main/store/store.ts';
import { functionEntity, runEntity } from '../src-shared/functions/function-entities.ts';
import { callOf, openRunner, valueOf } from './calls.ts';
import { openEcho } from './echo.ts';
import type { Echo } from './echo.ts';
import { median, timeMs } from './harness.ts';
import type { Bench, BenchResult } from './harness.ts';
import { openCoreBehindSocket, openCoreHere } from './kept-core.ts';
import type { KeptCore } from './kept-core.ts';

const longHistory = 10_000;
/** Runs that are asked for together: a window is told of changes once a frame, which would hide what one of them costs. */
const runsAtOnce = 200;
const batches = 15;
/** Runs one after the other, in each batch. */
const runsInRow = 60;
const warmRuns = 300;

export const historyBench: Bench = { name: 'history', measure };

type Way = { readonly run: () => Promise<unknown>; readonly cpuMs: () => number };

async function measure(): Promise<readonly BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-bench-'));
  const bareRunner = openRunner(folder);
  const coreRunner = openRunner(folder);
  await Promise.all([bareRunner.findRuntimes(), coreRunner.findRuntimes()]);
  const here = await openCoreHere(join(folder, 'here'), coreRunner);
  const socket = await openCoreBehindSocket(join(folder, 'socket'), 2 * runsAtOnce);
  const echo = await openEcho();
  try {
    const bench = { call: bareWay(bareRunner, folder), unkept: { ...here, run: here.runUnkept }, here, socket, echo };
    for (let warm = 0; warm < warmRuns; warm += 1)
      for (const way of [bench.call, bench.unkept, here, socket]) await way.run();
    const few = await measureAll(bench, here.store, 'few');
    for (let filled = 0; filled < longHistory; filled += runsAtOnce)
      for (const core of [here, socket]) await manyAtOnce(core);
    return [...few, ...(await measureAll(bench, here.store, String(longHistory)))];
  } finally {
    echo.close();
    await Promise.all([here.close(), socket.close()]);
    await Promise.all([bareRunner.close(), coreRunner.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

function bareWay(runner: Runner, folder: string): Way {
  const call = callOf('python', 'say', [['x', 1.5]], { folder });
  return {
    run: () => valueOf(runner, call),
    cpuMs: () => (process.cpuUsage().user + process.cpuUsage().system) / 1000,
  };
}

type Ways = {
  readonly call: Way;
  readonly unkept: Way;
  readonly here: KeptCore;
  readonly socket: KeptCore;
  readonly echo: Echo;
};

/** Microseconds of one run by each way: of each batch, then the median of them, and the least. */
type Samples = { readonly alone: number[]; readonly here: number[]; readonly socket: number[] };

const noSamples = (): Samples => ({ alone: [], here: [], socket: [] });

async function measureAll(
  { call, unkept, here, socket, echo }: Ways,
  store: Store,
  suffix: string,
): Promise<readonly BenchResult[]> {
  const [inRow, inRowCpu, atOnce, atOnceCpu] = [noSamples(), noSamples(), noSamples(), noSamples()];
  const each = { alone: [] as number[], unkept: [] as number[], here: [] as number[], echo: [] as number[] };
  const syncs: number[] = [];
  const records: number[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    for (const [name, way] of [
      ['alone', call],
      ['here', here],
      ['socket', socket],
    ] as const) {
      // Behind the socket the end of a run comes with the next frame, so one after the other would measure the frame.
      if (name !== 'socket') {
        const row = await oneByOne(way);
        inRow[name].push(row.us);
        inRowCpu[name].push(row.cpuUs);
        each[name].push(...row.each);
      }
      const many = await manyAtOnce(way);
      atOnce[name].push(many.us);
      atOnceCpu[name].push(many.cpuUs);
    }
    each.unkept.push(...(await oneByOne(unkept)).each);
    each.echo.push(...(await timeEach(() => echo.send())));
    syncs.push((await timeMs(() => writeSynced(store))) * 1000);
    records.push(((await timeMs(() => writeRecords(store))) * 1000) / runsInRow);
  }
  const row = (name: string, ours: readonly number[], alone: readonly number[]): BenchResult => ({
    name: `${name}/${suffix}`,
    unit: 'µs',
    ours: median(ours),
    ...(ours === alone ? {} : { limit: median(alone) + median(records) }),
    rivals: {
      'at least': Math.min(...ours),
      ...(ours === alone ? {} : { 'call alone': median(alone), 'at least alone': Math.min(...alone) }),
    },
    runs: batches,
  });
  const p50 = {
    alone: median(each.alone),
    unkept: median(each.unkept),
    here: median(each.here),
    echo: median(each.echo),
  };
  return [
    {
      name: `keeping-adds-p50, one by one/${suffix}`,
      unit: 'µs',
      ours: p50.here - p50.unkept,
      rivals: { 'kept run': p50.here, 'asked for, not kept': p50.unkept, 'call alone': p50.alone, echo: p50.echo },
      runs: each.here.length,
    },
    row('kept-run-in-core, one by one', inRow.here, inRow.alone),
    row('kept-run-in-core, one by one, cpu', inRowCpu.here, inRowCpu.alone),
    row('kept-run-in-core, at once', atOnce.here, atOnce.alone),
    row('kept-run-in-core, at once, cpu', atOnceCpu.here, atOnceCpu.alone),
    row('kept-run-by-socket, at once', atOnce.socket, atOnce.alone),
    row('kept-run-by-socket, at once, cpu of the core', atOnceCpu.socket, atOnceCpu.alone),
    row('record alone', records, records),
    row('sync', syncs, syncs),
  ];
}

type Cost = { readonly us: number; readonly cpuUs: number };

async function costOf(way: Way, runs: number, work: () => Promise<unknown>): Promise<Cost> {
  const cpuBefore = way.cpuMs();
  const ms = await timeMs(work);
  return { us: (ms / runs) * 1000, cpuUs: ((way.cpuMs() - cpuBefore) / runs) * 1000 };
}

async function oneByOne(way: Way): Promise<Cost & { readonly each: readonly number[] }> {
  let each: readonly number[] = [];
  const cost = await costOf(way, runsInRow, async () => {
    each = await timeEach(() => way.run());
  });
  return { ...cost, each };
}

/** Microseconds of each. */
async function timeEach(work: () => Promise<unknown>): Promise<readonly number[]> {
  const each: number[] = [];
  for (let index = 0; index < runsInRow; index += 1) each.push((await timeMs(work)) * 1000);
  return each;
}

async function manyAtOnce(way: Way): Promise<Cost> {
  return await costOf(way, runsAtOnce, () => Promise.all(Array.from({ length: runsAtOnce }, () => way.run())));
}

/** One small edit of a record that travels. */
function writeSynced(store: Store): void {
  const [fn] = store.list(functionEntity, { limit: 1 });
  if (fn === undefined) throw new Error('There is no function.');
  const folder = fn.folder === 'a' ? 'b' : 'a';
  store.write({ actorId: 'bench' }, (tx) => tx.patch(functionEntity, fn.id, { folder }));
}

/** The records of runs, each in a transaction of its own; of no function, so that nobody counts them. */
function writeRecords(store: Store): void {
  const [run] = store.list(runEntity, { limit: 1 });
  if (run === undefined) throw new Error('There is no run.');
  const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, deletedAt: _deletedAt, ...draft } = run;
  for (let index = 0; index < runsInRow; index += 1)
    store.write({ actorId: 'bench', durability: 'soon' }, (tx) => tx.create(runEntity, { ...draft, functionId: null }));
}
