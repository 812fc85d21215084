/*
 * What a person feels in the matrix: how soon it is there, how evenly it moves, how soon an edit is on screen and on the disk. The
 * app is the built one, in Chromium without a graphics card; the rivals are in the same browser, one after the other.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';

import { chromiumFlags, findChromium } from '../build/test-needs.ts';
import { connectToRunning } from '../src-main/local-socket.ts';
import type { ApiClient } from '../src-shared/features.ts';
import { median, percentile, residentMb } from './harness.ts';
import type { Bench, BenchResult, IsWanted } from './harness.ts';
import { measureGapChecks } from './gap-checks.ts';
import { writeProject } from './matrix-data.ts';
import { measureExchange } from './matrix-exchange.ts';
import type { MatrixSize } from './matrix-data.ts';
import { dragFrames, editTimes, firstPaint, scrollFrames, zoomFrames } from './matrix-page.ts';
import { buildRivals, measureRival, rivalNames } from './matrix-rivals.ts';
import type { Moves } from './matrix-rivals.ts';
import { systemOpen, systemZoomFrames } from './system-page.ts';

const root = resolve(import.meta.dirname, '..');
const sizes: readonly MatrixSize[] = [
  { objects: 300, relationships: 5000 },
  { objects: 500, relationships: 20_000 },
];
const paints = 5;
const edits = 40;

export const matrixBench: Bench = { name: 'matrix', measure };

async function measure(isWanted: IsWanted): Promise<readonly BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-bench-'));
  const data = join(folder, 'data');
  const core = spawn(process.execPath, [join(root, 'out/main/loopback.js'), '--no-open', '--data-dir', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const browser = await chromium.launch({
    executablePath: findChromium() ?? 'chromium',
    args: [...chromiumFlags, '--enable-precise-memory-info'],
  });
  try {
    const url = await new Promise<string>((found) => {
      core.stdout.on('data', (chunk: Buffer) => {
        const address = /Triptych is at (http:\S+)/.exec(chunk.toString())?.[1];
        if (address !== undefined) found(address);
      });
    });
    const rivals = await buildRivals(folder);
    const results: BenchResult[] = [...measureGapChecks()];
    for (const size of sizes)
      results.push(...(await measureSize({ browser, url, data, rivals, pid: core.pid ?? 0, isWanted }, size)));
    return results;
  } finally {
    await browser.close();
    const ended = new Promise((done) => core.once('exit', done));
    core.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

type World = {
  readonly browser: Browser;
  readonly url: string;
  readonly data: string;
  readonly rivals: string;
  readonly pid: number;
  readonly isWanted: IsWanted;
};

/** What takes minutes; without it the first paint is soon measured. */
const longFigures = [
  'scroll-p95',
  'zoom-p95',
  'drag-p95',
  'edit-to-paint',
  'edit-to-disk',
  'system-open',
  'system-zoom-p95',
  'memory-window',
  'memory-core',
  ...['json', 'csv', 'xlsx', 'md', 'svg', 'png'].flatMap((format) => [`export-${format}`, `import-${format}`]),
];

async function measureSize(world: World, size: MatrixSize): Promise<readonly BenchResult[]> {
  const running = await connectToRunning(world.data);
  if (running === null) throw new Error('The running program does not answer on its socket.');
  const { client } = running;
  const [workspace] = await client.records.list({ entity: 'workspace', limit: 1 });
  if (workspace === undefined) throw new Error('There is no workspace.');
  const projectId = await writeProject(client, workspace.id, size);
  const page = await world.browser.newPage({ viewport: { width: 1480, height: 940 } });
  await page.goto(world.url);
  await page.getByRole('link', { name: 'Projects' }).waitFor();
  const address = `#/workspaces/${workspace.id}/projects/${projectId}/matrix`;
  const painted: number[] = [];
  for (let paint = 0; paint < paints; paint += 1) painted.push(await firstPaint(page, address, size.objects));
  const firstPaintResult = {
    name: `first-paint/${String(size.objects)}`,
    unit: 'ms',
    ours: median(painted),
    rivals: {},
    runs: painted.length,
  };
  if (!longFigures.some((figure) => world.isWanted(`${figure}/${String(size.objects)}`))) {
    await page.close();
    running.close();
    return [firstPaintResult];
  }
  const ours: Moves = {
    scroll: await scrollFrames(page, '.matrix-scroller'),
    zoom: await zoomFrames(page),
    drag: await dragFrames(page, '.matrix-stage canvas:nth-of-type(2)'),
  };
  const edited = await editTimes(page, edits);
  const toDisk = await diskTimes(client, projectId);
  const memory = await heapMb(page);
  const opened: number[] = [];
  for (let open = 0; open < paints; open += 1) opened.push(await systemOpen(page));
  const systemZoom = await systemZoomFrames(page);
  await page.close();
  const exchanged = await measureExchange({ client, workspaceId: workspace.id, projectId }, size.objects);
  const beside = await measureRivals(world, size);
  running.close();
  const name = (row: string): string => `${row}/${String(size.objects)}`;
  const moved = (move: keyof Moves): BenchResult => ({
    name: name(`${move}-p95`),
    unit: 'ms',
    ours: percentile(ours[move], 0.95),
    limit: 1000 / 60,
    rivals: Object.fromEntries([...beside].map(([rival, moves]) => [rival, percentile(moves[move], 0.95)])),
    runs: ours[move].length,
  });
  const plain = (row: string, unit: string, values: readonly number[]): BenchResult => ({
    name: name(row),
    unit,
    ours: median(values),
    rivals: {},
    runs: values.length,
  });
  return [
    firstPaintResult,
    moved('scroll'),
    moved('zoom'),
    moved('drag'),
    plain('edit-to-paint', 'ms', edited),
    plain('edit-to-disk', 'ms', toDisk),
    plain('system-open', 'ms', opened),
    {
      name: name('system-zoom-p95'),
      unit: 'ms',
      ours: percentile(systemZoom, 0.95),
      rivals: {},
      runs: systemZoom.length,
    },
    plain('memory-window', 'MB', [memory]),
    plain('memory-core', 'MB', [residentMb(world.pid)]),
    ...exchanged,
  ];
}

/** One after the other, each in a page of its own. */
async function measureRivals(world: World, size: MatrixSize): Promise<ReadonlyMap<string, Moves>> {
  const measured = new Map<string, Moves>();
  for (const rival of rivalNames) {
    const page = await world.browser.newPage({ viewport: { width: 1480, height: 940 } });
    measured.set(rival, await measureRival(page, { rival, bundle: world.rivals, size }));
    await page.close();
  }
  return measured;
}

/** From the call to the answer, which comes when the change is on the disk. */
async function diskTimes(client: ApiClient, projectId: string): Promise<readonly number[]> {
  const [relationship] = await client.records.list({ entity: 'relationship', where: { projectId }, limit: 1 });
  if (relationship === undefined) throw new Error('There is no relationship.');
  const times: number[] = [];
  for (let edit = 0; edit < edits; edit += 1) {
    const fields = { sourceEnd: edit % 2 === 0 ? '1' : '0..1' };
    const before = performance.now();
    await client.projects.edit({
      projectId,
      edits: [{ kind: 'patch', entity: 'relationship', id: relationship.id, fields }],
    });
    times.push(performance.now() - before);
  }
  return times;
}

async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 2 ** 20;
}
