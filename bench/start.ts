/*
 * From a clone to a window: how long a person waits, and what the idle program costs in memory.
 *
 * The clone is of the committed state, in a temporary folder, without node_modules; npm's own download cache is left as it
 * is, because a person's machine has one too. Chromium paints the page of the second start.
 */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { chromium } from '@playwright/test';

import { chromiumFlags, findChromium } from '../build/test-needs.ts';
import { median, residentMb } from './harness.ts';
import type { Bench, BenchResult } from './harness.ts';

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
      const memory = await measureMemory(data);
      return [
        { name: 'cold-clone-to-listening', unit: 's', ours: cold.listeningAfterMs / 1000, rivals: {}, runs: 1 },
        { name: 'second-start-to-listening', unit: 's', ours: median(seconds), rivals: {}, runs: secondStarts },
        { name: 'first-paint', unit: 'ms', ours: paint, rivals: {}, runs: paints },
        ...memory,
      ];
    } finally {
      await app.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type StartedApp = { readonly url: string; readonly listeningAfterMs: number; readonly stop: () => Promise<void> };

/** `npm start`, timed from the spawn of npm to the line with the address. */
async function startApp(clone: string, data: string): Promise<StartedApp> {
  const before = performance.now();
  const npm = spawn('npm', ['start', '--', '--no-open', '--data-dir', data], {
    cwd: clone,
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

const bareCommands: { readonly [name: string]: readonly [command: string, ...args: string[]] } = {
  python: ['python3', '-I', '-c', 'import time; time.sleep(60)'],
  r: ['R', '--no-echo', '--no-save', '--no-restore', '-e', 'Sys.sleep(60)'],
  julia: ['julia', '--startup-file=no', '-e', 'sleep(60)'],
};

/** What identifies a session among the core's children: the worker script in its command line. */
const workerScripts: { readonly [name: string]: string } = { python: 'worker.py', r: 'worker.R', julia: 'worker.jl' };

/** Idle memory once every session is warm: the core alone, and each session above its bare interpreter. */
async function measureMemory(data: string): Promise<readonly BenchResult[]> {
  const { pid } = JSON.parse(readFileSync(join(data, 'instance.json'), 'utf8')) as { pid: number }; // Written by our own core.
  const settleMs = 15_000; // Prewarming and Julia's compilation are over long before.
  await new Promise((done) => setTimeout(done, settleMs));
  const results: BenchResult[] = [{ name: 'core-rss', unit: 'MB', ours: residentMb(pid), rivals: {}, runs: 1 }];
  for (const [name, [command, ...args]] of Object.entries(bareCommands)) {
    const session = descendantsOf(pid).find((child) => commandLine(child).includes(workerScripts[name] ?? ''));
    if (session === undefined) continue;
    const bare = spawn(command, args, { stdio: 'ignore', detached: true });
    await new Promise((done) => setTimeout(done, 3000));
    const barePid = bare.pid ?? 0;
    const bareMb = Math.max(residentMb(barePid), ...descendantsOf(barePid).map(residentMb)); // R starts through a shell script.
    process.kill(-barePid, 'SIGKILL');
    results.push({ name: `session-rss/${name}`, unit: 'MB', ours: residentMb(session) - bareMb, rivals: {}, runs: 1 });
  }
  return results;
}

function descendantsOf(pid: number): readonly number[] {
  const parentOf = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      parentOf.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // The process ended between the listing and the reading.
    }
  }
  const isBelow = (child: number): boolean => {
    const parent = parentOf.get(child);
    return parent !== undefined && parent !== 0 && (parent === pid || isBelow(parent));
  };
  return [...parentOf.keys()].filter(isBelow);
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
