/*
 * What a person feels in the window: how evenly a million rows scroll, and how soon one window shows what another wrote.
 *
 * The app is the built one, the page is painted by Chromium without a graphics card, so frames here are an upper bound.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { chromium } from '@playwright/test';
import type { Page } from '@playwright/test';

import { chromiumFlags, findChromium } from '../build/test-needs.ts';
import { functionEntity } from '../src-shared/functions/function-entities.ts';
import { connectToRunning } from '../src-main/local-socket.ts';
import { percentile } from './harness.ts';
import type { Bench, BenchResult } from './harness.ts';

const root = resolve(import.meta.dirname, '..');
const renames = 40;
const scrollSteps = 300;

/** A million rows of eight columns out of Python's standard library alone. */
const million = `from array import array

def million():
    """A table of a million rows."""
    n = 1_000_000
    return {"id": array("q", range(n)), **{name: array("d", (i * step for i in range(n))) for name, step in
        [("a", 0.5), ("b", 0.25), ("c", 0.1), ("d", 1.5), ("e", 2.5), ("f", 3.5), ("g", 4.5)]}}
`;

export const windowBench: Bench = { name: 'window', measure };

async function measure(): Promise<readonly BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-bench-'));
  const data = join(folder, 'data');
  const core = spawn(process.execPath, [join(root, 'out/main/loopback.js'), '--no-open', '--data-dir', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const browser = await chromium.launch({ executablePath: findChromium() ?? 'chromium', args: [...chromiumFlags] });
  try {
    const url = await new Promise<string>((found) => {
      core.stdout.on('data', (chunk: Buffer) => {
        const address = /Triptych is at (http:\S+)/.exec(chunk.toString())?.[1];
        if (address !== undefined) found(address);
      });
    });
    const page = await browser.newPage({ viewport: { width: 1480, height: 940 } });
    await page.goto(url);
    await page.getByRole('tree').first().waitFor();
    const client = await connectToRunning(data);
    if (client === null) throw new Error('The running program does not answer on its socket.');
    const live = await measureLiveUpdate(page, client);
    const scroll = await measureScroll(page, client);
    client.close();
    return [
      { name: 'live-update-p95', unit: 'ms', ours: percentile(live, 0.95), rivals: {}, runs: live.length },
      {
        name: 'scroll-frame-p95',
        unit: 'ms',
        ours: percentile(scroll, 0.95),
        limit: 1000 / 60,
        rivals: {},
        runs: scroll.length,
      },
    ];
  } finally {
    await browser.close();
    const ended = new Promise((done) => core.once('exit', done));
    core.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

type Client = NonNullable<Awaited<ReturnType<typeof connectToRunning>>>;

/** From a write over the command line's socket to the frame of the window that shows it. */
async function measureLiveUpdate(page: Page, { client: api }: Client): Promise<readonly number[]> {
  const [first] = await api.records.list({ entity: functionEntity.name, limit: 1 });
  if (first === undefined) throw new Error('The examples are not there.');
  const times: number[] = [];
  for (let rename = 0; rename < renames; rename += 1) {
    const name = `renamed_${String(rename)}_times`;
    const painted = page.evaluate(
      (wanted) =>
        new Promise<number>((seen) => {
          const tree = document.querySelector('[role="tree"]') ?? document.body;
          const observer = new MutationObserver(() => {
            if (!(tree.textContent ?? '').includes(wanted)) return;
            observer.disconnect();
            // A message posted in a frame's callback arrives after that frame is painted.
            requestAnimationFrame(() => {
              const { port1, port2 } = new MessageChannel();
              port1.addEventListener('message', () => seen(Date.now()), { once: true });
              port1.start();
              port2.postMessage(null);
            });
          });
          observer.observe(tree, { subtree: true, childList: true, characterData: true });
        }),
      name,
    );
    await page.evaluate(() => undefined); // The observer is in place once a later evaluation has answered.
    const before = Date.now();
    await api.records.patch({ entity: functionEntity.name, id: first.id, patch: { name } });
    times.push((await painted) - before);
  }
  return times;
}

/** Frame times while a million rows are scrolled at 400 pixels a frame, new pages being fetched all the time. */
async function measureScroll(page: Page, { client: api }: Client): Promise<readonly number[]> {
  const [workspace] = await api.records.list({ entity: 'workspace', limit: 1 });
  if (workspace === undefined) throw new Error('There is no workspace.');
  const { id } = await api.functions.create({
    workspaceId: workspace.id,
    name: 'million',
    language: 'python',
    source: million,
  });
  const { runId } = await api.runs.start({ functionId: id, arguments: {} });
  for await (const event of await api.records.watch({ entity: 'run', where: { id: runId } })) {
    const [run] = event.kind === 'reset' ? event.records : event.upserts;
    if (run?.['state'] === 'done') break;
    if (run?.['state'] === 'failed') throw new Error(`The table was not made: ${JSON.stringify(run['outcome'])}`);
  }
  await page.getByRole('treeitem', { name: /million/ }).click();
  await page.getByRole('region', { name: /^Table/ }).waitFor();
  return await page.evaluate(async (steps) => {
    const scroller = document.querySelector('.dvn-scroller');
    if (scroller === null) throw new Error('The table has no scroller.');
    const frames: number[] = [];
    let last = performance.now();
    for (let step = 0; step < steps; step += 1) {
      scroller.scrollTop += 400;
      await new Promise((next) => requestAnimationFrame(next));
      const now = performance.now();
      frames.push(now - last);
      last = now;
    }
    return frames.slice(5);
  }, scrollSteps);
}
