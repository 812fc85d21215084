/*
 * What the sessions of a running program hold, above their bare interpreters: while they wait for their first call, and when
 * they have carried one out.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { languageExtensions, languages } from '../src-shared/calls/language.ts';
import type { Language } from '../src-shared/calls/language.ts';
import { residentMb } from './harness.ts';
import type { BenchResult } from './harness.ts';

export type RunningApp = {
  /** Where the program is, and where its data are. */
  readonly clone: string;
  readonly data: string;
};

export type IdleSession = {
  readonly language: Language;
  readonly pid: number;
  /** What the interpreter alone holds. */
  readonly bareMb: number;
  readonly idleMb: number;
};

const bareCommands: { readonly [language in Language]: readonly [command: string, ...args: string[]] } = {
  python: ['python3', '-I', '-c', 'import time; time.sleep(600)'],
  r: ['R', '--no-echo', '--no-save', '--no-restore', '-e', 'Sys.sleep(600)'],
  julia: ['julia', '--startup-file=no', '-e', 'sleep(600)'],
};

/** What identifies a session among the core's children: the worker script in its command line. */
const workerScripts: { readonly [language in Language]: string } = {
  python: 'worker.py',
  r: 'worker.R',
  julia: 'worker.jl',
};

const sources: { readonly [language in Language]: string } = {
  python: 'def add_one(x=1): return x + 1\n',
  r: 'add_one <- function(x = 1) x + 1\n',
  julia: 'add_one(x = 1) = x + 1\n',
};

/** In a fresh clone the first Julia compiles its worker, 19 s for two at once on a busy machine; five times that. */
const settleMsMax = 100_000;
/** A session that holds the same at so many looks in a row has settled. */
const steadyLooks = 4;
const lookEveryMs = 1000;
const steadyMb = 0.5;

/** The sessions of the languages that are installed, once none of them takes more memory. */
export async function findIdleSessions(core: number): Promise<readonly IdleSession[]> {
  const sessions: IdleSession[] = [];
  for (const language of languages) {
    const bareMb = await measureBare(language);
    if (bareMb === undefined) continue;
    const pid = await findSession(core, language);
    sessions.push({ language, pid, bareMb, idleMb: await settledMb(pid) });
  }
  return sessions;
}

/** Calls a function in each. */
export async function measureSessions(
  app: RunningApp,
  sessions: readonly IdleSession[],
): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (const { language, pid, bareMb, idleMb } of sessions) {
    callOnce(app, language);
    const calledMb = await settledMb(pid);
    const row = { unit: 'MB', rivals: {}, runs: 1 };
    results.push({ ...row, name: `session-rss/${language}`, ours: idleMb - bareMb });
    results.push({ ...row, name: `called-session-rss/${language}`, ours: calledMb - bareMb });
  }
  return results;
}

async function measureBare(language: Language): Promise<number | undefined> {
  const [command, ...args] = bareCommands[language];
  const bare = spawn(command, args, { stdio: 'ignore', detached: true });
  bare.on('error', () => undefined); // It is not installed, so it has no process id.
  const { pid } = bare;
  if (pid === undefined) return undefined;
  try {
    // R starts through a shell script.
    return await steadyValue(() => Math.max(residentMb(pid), ...descendantsOf(pid).map(residentMb)));
  } finally {
    process.kill(-pid, 'SIGKILL');
  }
}

/** The first of its language, which a shared call goes to; behind it there may be a spare. */
async function findSession(core: number, language: Language): Promise<number> {
  for (const endMs = performance.now() + settleMsMax; performance.now() < endMs; await wait(lookEveryMs)) {
    const session = descendantsOf(core).find((child) => commandLine(child).includes(workerScripts[language]));
    if (session !== undefined) return session;
  }
  throw new Error(`There was no session of ${language} within ${String(settleMsMax / 1000)} s.`);
}

async function settledMb(session: number): Promise<number> {
  return await steadyValue(() => residentMb(session));
}

async function steadyValue(look: () => number): Promise<number> {
  let last = Number.NaN;
  let sameCount = 0;
  for (const endMs = performance.now() + settleMsMax; performance.now() < endMs;) {
    await wait(lookEveryMs);
    const now = look();
    sameCount = Math.abs(now - last) <= steadyMb ? sameCount + 1 : 0;
    last = now;
    if (sameCount >= steadyLooks) return now;
  }
  throw new Error(`Memory did not settle within ${String(settleMsMax / 1000)} s.`);
}

/** Through the command line, as somebody else would. */
function callOnce({ clone, data }: RunningApp, language: Language): void {
  const file = join(data, `add_one${languageExtensions[language]}`);
  writeFileSync(file, sources[language]);
  const called = spawnSync('npm', ['run', '--silent', 'triptych', '--', 'run', file, '--data-dir', data], {
    cwd: clone,
    encoding: 'utf8',
  });
  if (called.status !== 0) throw new Error(`A call in ${language} did not end well: ${called.stderr}`);
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
