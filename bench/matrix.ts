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
import { largestImportRows, measureLargestImport } from './matrix-import.ts';
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
    if (isWanted(...largestImportRows)) results.push(...(await measureImport(data, core.pid ?? 0)));
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

const moveRows = ['scroll-p95', 'zoom-p95', 'drag-p95'];
const editRows = ['edit-to-paint', 'edit-to-paint-p95', 'frames-to-paint-p95'];
const systemRows = ['system-open', 'system-zoom-p95'];
const memoryRows = ['memory-window', 'memory-core'];
const exchangeRows = ['json', 'csv', 'xlsx', 'md', 'svg', 'png'].flatMap((format) => [
  `export-${format}`,
  `import-${format}`,
]);

async function measureImport(data: string, pid: number): Promise<readonly BenchResult[]> {
  const running = await connectToRunning(data);
  if (running === null) throw new Error('The running program does not answer on its socket.');
  const { client } = running;
  const [workspace] = await client.records.list({ entity: 'workspace', limit: 1 });
  if (workspace === undefined) throw new Error('There is no workspace.');
  const results = await measureLargestImport({ client, workspaceId: workspace.id, pid });
  running.close();
  return results;
}

async function measureSize(world: World, size: MatrixSize): Promise<readonly BenchResult[]> {
  const name = (row: string): string => `${row}/${String(size.objects)}`;
  const wants = (rows: readonly string[]): boolean => rows.some((row) => world.isWanted(name(row)));
  const inWindow = ['first-paint', ...moveRows, ...editRows, ...systemRows, ...memoryRows];
  if (!wants([...inWindow, 'edit-to-disk', ...exchangeRows])) return [];
  const running = await connectToRunning(world.data);
  if (running === null) throw new Error('The running program does not answer on its socket.');
  const { client } = running;
  const [workspace] = await client.records.list({ entity: 'workspace', limit: 1 });
  if (workspace === undefined) throw new Error('There is no workspace.');
  const projectId = await writeProject(client, workspace.id, size);
  const address = `#/workspaces/${workspace.id}/projects/${projectId}/matrix`;
  const page = await world.browser.newPage({ viewport: { width: 1480, height: 940 } });
  await page.goto(world.url);
  await page.getByRole('link', { name: 'Projects' }).waitFor();
  const window: PageToMeasure = { world, size, page, address, name };
  const results: BenchResult[] = [await measurePaints(window)];
  if (wants([...moveRows, ...memoryRows])) results.push(...(await measureMoves(window)));
  if (wants([...editRows, ...memoryRows])) results.push(...(await measureEdits(window)));
  if (wants(['edit-to-disk'])) results.push(middle(name('edit-to-disk'), await diskTimes(client, projectId)));
  if (wants(memoryRows)) {
    results.push(middle(name('memory-window'), [await heapMb(page)], 'MB'));
    results.push(middle(name('memory-core'), [residentMb(world.pid)], 'MB'));
  }
  if (wants(systemRows)) results.push(...(await measureSystem(window)));
  await page.close();
  if (wants(exchangeRows))
    results.push(...(await measureExchange({ client, workspaceId: workspace.id, projectId }, size.objects)));
  running.close();
  return results;
}

type PageToMeasure = {
  readonly world: World;
  readonly size: MatrixSize;
  readonly page: Page;
  readonly address: string;
  readonly name: (row: string) => string;
};

function middle(name: string, values: readonly number[], unit = 'ms'): BenchResult {
  return { name, unit, ours: median(values), rivals: {}, runs: values.length };
}

function nearlyWorst(name: string, values: readonly number[], unit = 'ms'): BenchResult {
  return { name, unit, ours: percentile(values, 0.95), rivals: {}, runs: values.length };
}

async function measurePaints({ size, page, address, name }: PageToMeasure): Promise<BenchResult> {
  const painted: number[] = [];
  for (let paint = 0; paint < paints; paint += 1) painted.push(await firstPaint(page, address, size.objects));
  return middle(name('first-paint'), painted);
}

async function measureMoves({ world, size, page, name }: PageToMeasure): Promise<readonly BenchResult[]> {
  const ours: Moves = {
    scroll: await scrollFrames(page, '.matrix-scroller'),
    zoom: await zoomFrames(page),
    drag: await dragFrames(page, '.matrix-stage canvas:nth-of-type(2)'),
  };
  const beside = await measureRivals(world, size);
  return (['scroll', 'zoom', 'drag'] as const).map((move) => ({
    ...nearlyWorst(name(`${move}-p95`), ours[move]),
    limit: 1000 / 60,
    rivals: Object.fromEntries([...beside].map(([rival, moves]) => [rival, percentile(moves[move], 0.95)])),
  }));
}

async function measureEdits({ page, name }: PageToMeasure): Promise<readonly BenchResult[]> {
  const edited = await editTimes(page, edits);
  const times = edited.map(({ ms }) => ms);
  const frames = edited.map((one) => one.frames);
  return [
    middle(name('edit-to-paint'), times),
    nearlyWorst(name('edit-to-paint-p95'), times),
    nearlyWorst(name('frames-to-paint-p95'), frames, 'frames'),
  ];
}

async function measureSystem({ page, name }: PageToMeasure): Promise<readonly BenchResult[]> {
  const opened: number[] = [];
  for (let open = 0; open < paints; open += 1) opened.push(await systemOpen(page));
  return [middle(name('system-open'), opened), nearlyWorst(name('system-zoom-p95'), await systemZoomFrames(page))];
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
