/*
 * What devices feel of synchronisation: one change from the commit on one to the commit on another, the first load of a new one and
 * how long it holds up whoever waits for the core, an edit while everything is on its way, and what a record takes on the disk.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { median, percentile, timeMs } from './harness.ts';
import type { BenchResult, IsWanted } from './harness.ts';
import { openBenchDevice } from './sync-device.ts';
import type { BenchDevice } from './sync-device.ts';
import { ratesBeyondReach, startServerProcess } from './server-process.ts';
import type { Bare } from './sync-bare.ts';
import { batch, createPusher, makeComments } from './sync-world.ts';
import type { SyncWorld } from './sync-world.ts';

const singles = 200;
const commits = 2_000;
export const bootstrapRecords = 100_000;

export const deviceFigures = ['one-change-p50', 'one-change-p95', 'bootstrap-100000'] as const;
/** From a device at one server process to one at another. */
export const apartFigures = ['one-change-apart-p50', 'one-change-apart-p95'] as const;
/** Of a device beside whichever database; measured beside PostgreSQL. */
export const localFigures = ['disk-record', 'local-commit-p99', 'stall-max'] as const;

export async function measureDevices(
  world: SyncWorld,
  folder: string,
  bare: Bare,
  isWanted: IsWanted,
): Promise<BenchResult[]> {
  const { database } = world;
  const results: BenchResult[] = [];
  if (isWanted(`one-change-p50/${database}`, `one-change-p95/${database}`)) {
    results.push(...singleRows(database, 'one-change', await measureSingles(world, world, folder)));
  }
  if (database === 'postgres' && isWanted(...apartFigures.map((figure) => `${figure}/postgres`)))
    results.push(...(await measureApart(world, folder)));
  if (database === 'postgres' && isWanted('local-commit-p99')) results.push(await measureCommits(world, folder));
  if (isWanted(`bootstrap-100000/${database}`, 'stall-max', 'disk-record'))
    results.push(...(await measureBootstrap(world, folder, bare)));
  return results;
}

function singleRows(database: string, name: string, times: readonly number[]): BenchResult[] {
  const row = (figure: string, ours: number): BenchResult => ({
    name: `${name}-${figure}/${database}`,
    unit: 'ms',
    ours,
    rivals: {},
    runs: singles,
  });
  return [row('p50', median(times)), row('p95', percentile(times, 0.95))];
}

/** Another process of the same server, with the same keys: what one takes, the other hears of from PostgreSQL, and pulls. */
async function measureApart(world: SyncWorld, folder: string): Promise<BenchResult[]> {
  const { url, dataFolder } = world;
  const keys = join(dataFolder, 'keys');
  const shared = ['--key-ring', join(keys, 'seal.keys'), '--audit-key', join(keys, 'audit.pem')];
  const server = await startServerProcess(join(folder, 'second-server'), url, [...ratesBeyondReach, ...shared]);
  try {
    const times = await measureSingles(world, { ...world, server }, join(folder, 'apart'));
    return singleRows('postgres', 'one-change-apart', times);
  } finally {
    await server.stop();
  }
}

async function measureSingles(from: SyncWorld, to: SyncWorld, folder: string): Promise<readonly number[]> {
  const [one, other] = [
    await openBenchDevice(from, join(folder, 'one')),
    await openBenchDevice(to, join(folder, 'other')),
  ];
  await one.inStep();
  await other.inStep();
  const times: number[] = [];
  for (let run = 0; run < singles; run += 1) {
    const before = performance.now();
    const id = one.comment('news');
    await arrival(other, id);
    times.push(performance.now() - before);
    await one.inStep();
  }
  await one.close();
  await other.close();
  return times;
}

async function arrival({ store }: BenchDevice, id: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const stop = store.onCommit(({ touched }) => {
      if (!touched.some(({ after }) => after?.id === id)) return;
      stop();
      resolve();
    });
  });
}

/** One edit after another, each given time to be sent; and the same while nothing is sent. */
async function measureCommits(world: SyncWorld, folder: string): Promise<BenchResult> {
  const device = await openBenchDevice(world, join(folder, 'commits'));
  await device.inStep();
  const measure = async (): Promise<number> => {
    const times: number[] = [];
    for (let run = 0; run < commits; run += 1) {
      times.push(await timeMs(() => void device.comment('local')));
      await nextTurn();
    }
    return percentile(times, 0.99);
  };
  await measure();
  await device.inStep();
  const ours = await measure();
  await device.inStep();
  device.setPaused(true);
  const paused = await measure();
  device.setPaused(false);
  await device.inStep();
  await device.close();
  return { name: 'local-commit-p99', unit: 'ms', ours, rivals: { paused }, runs: commits };
}

async function measureBootstrap(world: SyncWorld, folder: string, bare: Bare): Promise<BenchResult[]> {
  await fill(world);
  const stalls = monitorEventLoopDelay({ resolution: 1 });
  let device: BenchDevice | undefined;
  const tookMs = await timeMs(async () => {
    device = await openBenchDevice(world, join(folder, 'bootstrap'));
    // The file has been made, with all its tables; from now on somebody could be waiting.
    stalls.enable();
    await device.inStep();
  });
  stalls.disable();
  if (device === undefined) throw new Error('No device was opened.');
  const { file } = device;
  await device.close(); // With its log of what was written put into its file.
  const row = (name: string, unit: string, ours: number): BenchResult => ({ name, unit, ours, rivals: {}, runs: 1 });
  return [
    { ...row(`bootstrap-100000/${world.database}`, 's', tookMs / 1000), limit: bootstrapRecords / bare.read },
    ...(world.database === 'postgres'
      ? [row('stall-max', 'ms', stalls.max / 1e6), row('disk-record', 'B', statSync(file).size / bootstrapRecords)]
      : []),
  ];
}

/** Records of one project, so many at least. */
async function fill(world: SyncWorld): Promise<void> {
  const pusher = await createPusher(world, world.device);
  for (let count = 0; count < bootstrapRecords; count += batch)
    await pusher.push(makeComments(world.device, world.place));
}
