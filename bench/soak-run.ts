/*
 * Random calls for a while, in every language and isolation, with cancels, limits and kills among them. Every call must end
 * exactly once, with a right answer or a right failure; the core's memory must stay flat; and nothing may be left at the end.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import type { CallOutcome } from '../src-main/runner/call.ts';
import { languages } from '../src-shared/calls/language.ts';
import type { Language } from '../src-shared/calls/language.ts';
import { openDescriptors, sessionProcesses, zombies } from '../src-main/runner/process-spy.ts';
import { openRunner } from './calls.ts';
import { createRandom } from './seeded-random.ts';
import type { Random } from './seeded-random.ts';
import { nextCall } from './soak-calls.ts';
import type { SoakCall } from './soak-calls.ts';

export type SoakReport = {
  readonly seed: number;
  readonly callCount: number;
  readonly countsByEnd: Readonly<Record<string, number>>;
  readonly killCount: number;
  /** What was not right, in sentences. */
  readonly wrongs: readonly string[];
  /** What the core held after each part of the time, once what nobody needs was collected. */
  readonly heldMb: readonly number[];
};

type SoakPlan = {
  readonly seed: number;
  readonly durationMs: number;
  /** Empty, and the soak's alone. */
  readonly folder: string;
  readonly onPart?: (text: string) => void;
};

/** Calls under way at one time: more than a small machine has cores, so that they wait for each other. */
const callersCount = 6;
/** Parts of the time, after each of which memory is looked at. */
const partCount = 12;
/** The first parts load what is loaded once. */
const warmUpParts = 4;
/** What the core may hold more at the end than after the warm-up, by the line through what it held. */
const growthMbMax = 16;
const killEveryMs = 2500;
/** So long after a kill a call may still be given to a session whose end the kernel has not told yet. */
const killEchoMs = 2000;
const wrongsMax = 50;

type Soak = {
  readonly plan: SoakPlan;
  readonly runner: ReturnType<typeof openRunner>;
  readonly endMs: number;
  readonly countsByEnd: Record<string, number>;
  readonly wrongs: string[];
  callCount: number;
  readonly kills: Kill[];
};

/** `isAnswered` once a call has died of it: one session runs one call, so one kill excuses one death. */
type Kill = { readonly language: Language; readonly atMs: number; isAnswered: boolean };

export async function runSoak(plan: SoakPlan): Promise<SoakReport> {
  await openRunner(plan.folder).close(); // Node opens a few things with the first child, and keeps them.
  const descriptorsBefore = openDescriptors();
  const runner = openRunner(plan.folder);
  const endMs = performance.now() + plan.durationMs;
  const soak: Soak = {
    plan,
    runner,
    endMs,
    countsByEnd: {},
    wrongs: [],
    callCount: 0,
    kills: [],
  };
  const killing = killNowAndThen(soak, createRandom(plan.seed + 1));
  const held = holdings(soak);
  await Promise.all(
    Array.from({ length: callersCount }, async (_, index) => {
      const random = createRandom(plan.seed + 100 + index);
      while (performance.now() < endMs) await callOnce(soak, random);
    }),
  );
  await killing;
  const heldMb = await held;
  await runner.close();
  soak.wrongs.push(...growthWrongs(heldMb), ...(await untilNothingIsLeft(plan.folder, descriptorsBefore)));
  const { callCount, countsByEnd, kills, wrongs } = soak;
  const killCount = kills.length;
  return { seed: plan.seed, callCount, countsByEnd, killCount, wrongs: wrongs.slice(0, wrongsMax), heldMb };
}

async function callOnce(soak: Soak, random: Random): Promise<void> {
  const next = nextCall(random, soak.plan.folder);
  const { call, cancelAfterMs } = next;
  const name = `call ${String((soak.callCount += 1))}, ${call.language} ${call.isolation} ${call.entry}`;
  const startedMs = performance.now();
  const cancel = new AbortController();
  const timer = cancelAfterMs === undefined ? undefined : setTimeout(() => cancel.abort(), cancelAfterMs);
  let printed = '';
  let isEnded = false;
  const note = (text: string): void => void soak.wrongs.push(`${name}: ${text}`);
  const outcome = await soak.runner.run(
    call,
    {
      onStart: () => {
        if (isEnded) note('began after its end');
      },
      onLog: (stream, text) => {
        if (isEnded) note('printed after its end');
        if (stream === 'out') printed += text;
      },
      onPlot: () => undefined,
    },
    cancel.signal,
  );
  isEnded = true;
  clearTimeout(timer);
  const end = `${call.entry}: ${outcome.kind === 'done' ? 'done' : outcome.failure.kind}`;
  soak.countsByEnd[end] = (soak.countsByEnd[end] ?? 0) + 1;
  if (isRightEnd(soak, next, { outcome, printed, startedMs })) return;
  note(`ended with ${describe(outcome)} after ${String(Math.round(performance.now() - startedMs))} ms`);
}

function isRightEnd(
  soak: Soak,
  { isRight, call }: SoakCall,
  end: { readonly outcome: CallOutcome; readonly printed: string; readonly startedMs: number },
): boolean {
  const { outcome } = end;
  if (isRight(outcome, end.printed)) return true;
  // A kill under the call, or of a session that was being started for it.
  const wasKilled =
    outcome.kind === 'failed' && ['session-died', 'runtime-broken', 'function-error'].includes(outcome.failure.kind);
  return wasKilled && isKill(outcome) && isExcused(soak, call.language, { outcome, startedMs: end.startedMs });
}

/** By a kill of a session of that language. All calls that wait for a session may fail with the one that was being started. */
function isExcused(
  soak: Soak,
  language: Language,
  { outcome, startedMs }: { readonly outcome: CallOutcome; readonly startedMs: number },
): boolean {
  const kills = soak.kills.filter((kill) => kill.language === language && kill.atMs > startedMs - killEchoMs);
  if (outcome.kind === 'failed' && outcome.failure.kind === 'runtime-broken') return kills.length > 0;
  const kill = kills.find(({ isAnswered }) => !isAnswered);
  if (kill === undefined) return false;
  kill.isAnswered = true;
  return true;
}

function isKill(outcome: CallOutcome): boolean {
  if (outcome.kind === 'done') return false;
  const { failure } = outcome;
  // What a shell that was killed in the middle leaves behind is an error of the function that started it.
  return failure.kind === 'function-error' ? /kill|signal|ProcessSignaled|failed process/i.test(failure.message) : true;
}

function describe(outcome: CallOutcome): string {
  if (outcome.kind === 'failed') return JSON.stringify(outcome.failure).slice(0, 300);
  return `the value ${outcome.value === null ? 'null' : typeof outcome.value}`;
}

/** One session at a time, whatever it does. */
async function killNowAndThen(soak: Soak, random: Random): Promise<void> {
  while (performance.now() < soak.endMs) {
    await sleep(random() * 2 * killEveryMs);
    const sessions = sessionProcesses(soak.plan.folder);
    const victim = sessions[Math.floor(random() * sessions.length)];
    if (victim === undefined || performance.now() > soak.endMs) continue;
    const language = languageOf(victim);
    if (language === undefined) continue;
    soak.kills.push({ language, atMs: performance.now(), isAnswered: false });
    try {
      process.kill(victim, 'SIGKILL');
    } catch {
      // It has ended by itself in this moment.
    }
  }
}

/** By the worker on its command line; undefined when it has just ended. */
function languageOf(processId: number): Language | undefined {
  try {
    const command = readFileSync(`/proc/${String(processId)}/cmdline`, 'utf8');
    return languages.find((language) => command.includes(join('workers', language)));
  } catch {
    return undefined;
  }
}

async function holdings(soak: Soak): Promise<readonly number[]> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  const held: number[] = [];
  for (let part = 1; part <= partCount; part += 1) {
    await sleep(soak.plan.durationMs / partCount);
    if (typeof collect === 'function') collect();
    const { heapUsed, external } = process.memoryUsage();
    held.push((heapUsed + external) / 2 ** 20);
    soak.plan.onPart?.(`${String(soak.callCount)} calls, ${String(soak.wrongs.length)} wrong`);
  }
  return held;
}

/** The slope of the line through what was held, times the parts it goes over. */
function growthWrongs(heldMb: readonly number[]): readonly string[] {
  const warm = heldMb.slice(warmUpParts);
  const meanAt = (warm.length - 1) / 2;
  const mean = warm.reduce((sum, mb) => sum + mb, 0) / warm.length;
  const slope =
    warm.reduce((sum, mb, at) => sum + (at - meanAt) * (mb - mean), 0) /
    warm.reduce((sum, _, at) => sum + (at - meanAt) ** 2, 0);
  const grownMb = slope * (warm.length - 1);
  if (grownMb <= growthMbMax) return [];
  return [`The core's memory has grown by ${grownMb.toFixed(1)} MB: ${heldMb.map((mb) => mb.toFixed(1)).join(', ')}.`];
}

/** The kernel tells of the last ends a moment after the runner has closed. */
async function untilNothingIsLeft(
  folder: string,
  before: Readonly<Record<string, number>>,
): Promise<readonly string[]> {
  const waitsMax = 100;
  let left = leftWrongs(folder, before);
  for (let wait = 0; wait < waitsMax && left.length > 0; wait += 1) {
    await sleep(50);
    left = leftWrongs(folder, before);
  }
  return left;
}

function leftWrongs(folder: string, before: Readonly<Record<string, number>>): readonly string[] {
  const wrongs: string[] = [];
  const left = readdirSync(folder).filter((name) => name.startsWith('triptych-'));
  if (left.length > 0) wrongs.push(`Folders are left: ${left.join(', ')}.`);
  for (const [what, count] of Object.entries(openDescriptors()))
    if (count > (before[what] ?? 0)) wrongs.push(`Descriptors are left: ${String(count)} ${what}.`);
  if (zombies().length > 0) wrongs.push(`Zombies are left: ${zombies().join(', ')}.`);
  if (sessionProcesses(folder).length > 0) wrongs.push('Sessions are left.');
  return wrongs;
}

async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
