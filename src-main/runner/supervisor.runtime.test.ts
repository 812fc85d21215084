import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';

import { isolations } from '#shared/calls/isolation.ts';
import type { Isolation } from '#shared/calls/isolation.ts';
import type { Language } from '#shared/calls/language.ts';
import { languages } from '#shared/calls/language.ts';

import { skipWithoutLanguage } from '../../build/skip-without-language.ts';
import { workersFolder } from './runner.harness.ts';
import { openSupervisor } from './supervisor.ts';

/** A busy loop in each language: it never reads its channel, so it never learns that the core is gone. */
const endless: { readonly [language in Language]: string } = {
  python: 'def spin():\n    print("spinning")\n    while True: pass',
  r: 'spin <- function() {\n  cat("spinning\\n")\n  while (TRUE) 1\n}',
  julia: 'function spin()\n  println("spinning"); flush(stdout)\n  x = 0\n  while true; x += 1; end\nend',
};

/** A core of its own: a Node process that runs one endless function and prints when it has begun. */
const coreProgram = `
  const { createRunner } = await import(process.env.RUNNER);
  const runner = createRunner({
    workersFolder: process.env.WORKERS, temporaryFolder: process.env.FOLDER, cacheFolder: process.env.FOLDER,
    homeFolder: process.env.HOME, platform: process.platform, environment: process.env, nowMs: Date.now,
    random: (bytes) => crypto.getRandomValues(bytes),
  });
  const call = {
    language: process.env.LANGUAGE, checksum: 'c', source: process.env.SOURCE, fileName: 'source', entry: 'spin', args: [],
    workingFolder: process.env.FOLDER, isolation: process.env.ISOLATION,
    limits: { timeMs: 100000, outputBytes: 1000000, memoryBytes: 2 ** 33, processes: 64 },
  };
  const events = { onStart() {}, onPlot() {}, onLog(stream, text) { process.stdout.write(text); } };
  console.log(JSON.stringify(await runner.run(call, events, new AbortController().signal)));
`;

function startCore(
  language: Language,
  isolation: Isolation = 'shared',
): { readonly core: ChildProcess; readonly folder: string } {
  skipWithoutLanguage(language);
  const folder = mkdtempSync(join(tmpdir(), 'triptych-core-'));
  const core = spawn(process.execPath, ['--input-type=module', '-e', coreProgram], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      RUNNER: join(import.meta.dirname, 'runner.ts'),
      WORKERS: workersFolder,
      FOLDER: folder,
      LANGUAGE: language,
      ISOLATION: isolation,
      SOURCE: endless[language],
    },
  });
  onTestFinished(() => {
    core.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return { core, folder };
}

async function firstLine(core: ChildProcess): Promise<string> {
  if (core.stdout === null) throw new Error('The core was started without an output.');
  for await (const line of createInterface({ input: core.stdout })) return line;
  return '';
}

/** Processes whose environment or arguments name the folder, zombies left out. */
function processesOf(folder: string): readonly string[] {
  return execFileSync('ps', ['-eo', 'pid,stat,args', 'eww'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(folder) && !/^\s*\d+\s+Z/.test(line) && !line.includes('ps -eo'));
}

const ways = languages.flatMap((language) => isolations.map((isolation) => [language, isolation] as const));

test.each(ways)('no worker in a busy loop in %s (%s) outlives a core that is killed', async (language, isolation) => {
  const { core, folder } = startCore(language, isolation);
  expect(await firstLine(core)).toBe('spinning');
  const tableFolder = `triptych-tables-${String(core.pid)}-`;
  expect(processesOf(tableFolder).length + processesOf(folder).length).toBeGreaterThan(1);
  core.kill('SIGKILL');
  await expect.poll(() => [...processesOf(folder), ...processesOf(tableFolder)]).toEqual([]);
});

test('what a killed core has left in shared memory goes with the next core', async () => {
  const { core } = startCore('python');
  await firstLine(core);
  const isTheirs = (name: string): boolean => name.startsWith(`triptych-tables-${String(core.pid)}-`);
  const parent = readdirSync('/dev/shm').some(isTheirs) ? '/dev/shm' : tmpdir();
  core.kill('SIGKILL');
  await expect.poll(() => core.signalCode).toBe('SIGKILL');
  const { core: next } = startCore('python');
  await firstLine(next);
  await expect.poll(() => readdirSync(parent).filter(isTheirs)).toEqual([]);
});

function startSleeper(): ChildProcess {
  const sleeper = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  onTestFinished(() => {
    sleeper.kill('SIGKILL');
  });
  return sleeper;
}

test('a supervisor that dies is replaced, and the new one knows what the old one guarded', async () => {
  const supervisor = openSupervisor(workersFolder, process.platform);
  const sleeper = startSleeper();
  const released = startSleeper();
  supervisor.guard(sleeper.pid ?? 0);
  const release = supervisor.guard(released.pid ?? 0);
  const first = supervisor.processId();
  process.kill(first ?? 0, 'SIGKILL');
  await expect.poll(() => [undefined, first].includes(supervisor.processId())).toBe(false);
  release();
  supervisor.close();
  await expect.poll(() => sleeper.signalCode).toBe('SIGKILL');
  expect(released.signalCode).toBe(null);
});

const shellStartMs = 500;

/** The shell has set its traps: of the signals that a process ignores, Linux tells a bit each. Elsewhere it is given time. */
async function ignoresInterrupts(processId: number): Promise<boolean> {
  if (process.platform !== 'linux') return await pause(shellStartMs, true);
  const [, ignored = '0'] =
    /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${String(processId)}/status`, 'utf8')) ?? [];
  const { SIGHUP, SIGINT, SIGTERM } = constants.signals;
  return [SIGHUP, SIGINT, SIGTERM].every((signal) => ((BigInt(`0x${ignored}`) >> BigInt(signal - 1)) & 1n) === 1n);
}

test('an interrupt at the terminal does not end the supervisor', async () => {
  const supervisor = openSupervisor(workersFolder, process.platform);
  const sleeper = startSleeper();
  supervisor.guard(sleeper.pid ?? 0);
  const first = supervisor.processId() ?? 0;
  await expect.poll(() => ignoresInterrupts(first)).toBe(true);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(first, signal);
  await pause(200);
  expect(supervisor.processId()).toBe(first);
  expect(sleeper.signalCode).toBe(null);
  supervisor.close();
  await expect.poll(() => sleeper.signalCode).toBe('SIGKILL');
});
