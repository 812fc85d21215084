/*
 * From a clone to a window: how long a person waits, and what the idle program costs in memory.
 *
 * The clone is of the committed state, in a temporary folder, without node_modules; npm's own download cache is left as it
 * is, because a person's machine has one too. Chromium paints the page of the second start.
 */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { chromium } from '@playwright/test';

import { chromiumFlags, findChromium } from '../build/test-needs.ts';
import { findInstance } from '../src-main/shell/instance-file.ts';
import { median, residentMb } from './harness.ts';
import type { Bench, BenchResult } from './harness.ts';
import { findIdleSessions, measureSessions } from './session-memory.ts';

const root = resolve(import.meta.dirname, '..');
const secondStarts = 5;
const paints = 5;

export const startBench: Bench = { name: 'start', measure };

async function measure(): Promise<readonly BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-bench-'));
  const clone = join(folder, 'clone');
  const data = join(folder, 'data');
  try {
    const cloned = spawnSync('git', ['clone', '--quiet', root, clone]);
    if (cloned.status !== 0) throw new Error(`git clone failed: ${cloned.stderr.toString()}`);
    const cold = await startApp(clone, data);
    await findIdleSessions(await corePid(data)); // The first Julia compiles its worker for those after it.
    await cold.stop();

    const seconds: number[] = [];
    for (let run = 0; run < secondStarts; run += 1) {
      const app = await startApp(clone, data);
      seconds.push(app.listeningAfterMs / 1000);
      await app.stop();
    }

    const app = await startApp(clone, data);
    try {
      const paint = await measureFirstPaint(app.url);
      const core = await corePid(data);
      const idle = await findIdleSessions(core);
      const coreMb = residentMb(core);
      const sessions = await measureSessions({ clone, data }, idle);
      return [
        { name: 'cold-clone-to-listening', unit: 's', ours: cold.listeningAfterMs / 1000, rivals: {}, runs: 1 },
        { name: 'second-start-to-listening', unit: 's', ours: median(seconds), rivals: {}, runs: secondStarts },
        { name: 'first-paint', unit: 'ms', ours: paint, rivals: {}, runs: paints },
        { name: 'core-rss', unit: 'MB', ours: coreMb, rivals: {}, runs: 1 },
        ...sessions,
      ];
    } finally {
      await app.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Julia keeps one compiled worker for all clones of a depot, and each start of another one replaces it; so this clone has its own. */
function depotOf(data: string): string {
  return join(data, 'julia-depot');
}

type StartedApp = { readonly url: string; readonly listeningAfterMs: number; readonly stop: () => Promise<void> };

/** `npm start`, timed from the spawn of npm to the line with the address. */
async function startApp(clone: string, data: string): Promise<StartedApp> {
  const before = performance.now();
  const npm = spawn('npm', ['start', '--', '--no-open', '--data-dir', data], {
    cwd: clone,
    env: { ...process.env, JULIA_DEPOT_PATH: depotOf(data) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  npm.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = await new Promise<string>((found, failed) => {
    npm.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const address = /Triptych is at (http:\S+)/.exec(output)?.[1];
      if (address !== undefined) found(address);
    });
    npm.once('exit', (code) => failed(new Error(`npm start ended with ${String(code)}:\n${output}`)));
  });
  return { url, listeningAfterMs: performance.now() - before, stop: () => stopApp(npm) };
}

/** As Ctrl+C does: the interrupt goes to the whole group of the terminal. */
async function stopApp(npm: ChildProcess): Promise<void> {
  if (npm.pid === undefined || npm.exitCode !== null) return;
  const ended = new Promise((done) => npm.once('close', done));
  process.kill(-npm.pid, 'SIGINT');
  await ended;
}

async function corePid(data: string): Promise<number> {
  const instance = await findInstance(data);
  if (instance === undefined) throw new Error('The program that was started does not say where it is.');
  return instance.pid;
}

async function measureFirstPaint(url: string): Promise<number> {
  const browser = await chromium.launch({ executablePath: findChromium() ?? 'chromium', args: [...chromiumFlags] });
  try {
    const times: number[] = [];
    for (let run = 0; run < paints; run += 1) {
      const context = await browser.newContext({ viewport: { width: 1480, height: 940 } });
      const page = await context.newPage();
      await page.goto(url);
      await page.getByRole('tree').first().waitFor();
      const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
      if (paint !== undefined) times.push(paint);
      await context.close();
    }
    return median(times);
  } finally {
    await browser.close();
  }
}
