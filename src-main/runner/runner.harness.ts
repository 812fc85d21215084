import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

import type { Isolation } from '#shared/calls/isolation.ts';
import type { LogLevel } from '#shared/calls/log-level.ts';
import type { Progress } from '#shared/calls/progress.ts';
import type { Language } from '#shared/calls/language.ts';
import { languageExtensions } from '#shared/calls/language.ts';
import type { Value } from '#shared/values/value.ts';

import { skipWithoutLanguage } from '../../build/skip-without-language.ts';
import type { Call, CallOutcome, CapturedArtifact, CapturedPlot, LogStream } from './call.ts';
import { createRunner } from './runner.ts';
import type { Runner, RunnerDeps } from './runner.ts';

export const workersFolder = resolve(import.meta.dirname, '../../resources/workers');

export type Asked = {
  readonly language: Language;
  readonly source: string;
  readonly entry: string;
  readonly args?: Call['args'];
  readonly timeLimitMs?: number;
  readonly outputBytesMax?: number;
  readonly memoryBytes?: number;
  readonly processes?: number;
  readonly isolation?: Isolation;
  /** The world's own folder where nothing is said, in which the runner has its files too. */
  readonly workingFolder?: string;
  readonly signal?: AbortSignal;
  readonly onLog?: (stream: LogStream, text: string, level: LogLevel) => void;
};

export type Answered = {
  readonly outcome: CallOutcome;
  readonly out: string;
  readonly err: string;
  readonly plots: readonly CapturedPlot[];
  readonly progress: readonly Progress[];
  readonly notes: readonly string[];
  readonly artifacts: readonly CapturedArtifact[];
};

export type RunnerWorld = {
  readonly runner: Runner;
  readonly folder: string;
  readonly ask: (asked: Asked) => Promise<Answered>;
  /** The value of a call that is expected to end well. */
  readonly valueOf: (asked: Asked) => Promise<Value>;
};

/** A runner with real languages in a folder of its own; both go when the test ends. */
export function setupRunner(changes: Partial<RunnerDeps> = {}): RunnerWorld {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-test-'));
  const runner = createRunner({
    workersFolder,
    temporaryFolder: folder,
    cacheFolder: join(folder, 'cache'),
    homeFolder: homedir(),
    platform: process.platform,
    environment: process.env,
    nowMs: () => Date.now(),
    random: (bytes) => crypto.getRandomValues(bytes),
    ...changes,
  });
  onTestFinished(async () => {
    await runner.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function ask(asked: Asked): Promise<Answered> {
    skipWithoutLanguage(asked.language);
    const printed = { out: '', err: '' };
    const plots: CapturedPlot[] = [];
    const progress: Progress[] = [];
    const notes: string[] = [];
    const artifacts: CapturedArtifact[] = [];
    const outcome = await runner.run(
      callFor(asked, folder),
      {
        onStart: () => undefined,
        onLog(stream, text, level) {
          printed[stream] += text;
          asked.onLog?.(stream, text, level);
        },
        onPlot: (plot) => plots.push(plot),
        onProgress: (report) => progress.push(report),
        onNote: (text) => notes.push(text),
        onArtifact: (artifact) => artifacts.push(artifact),
      },
      asked.signal ?? new AbortController().signal,
    );
    return { outcome, ...printed, plots, progress, notes, artifacts };
  }

  return {
    runner,
    folder,
    ask,
    async valueOf(asked) {
      const { outcome } = await ask(asked);
      if (outcome.kind === 'done') return outcome.value;
      throw new Error(`The call failed: ${JSON.stringify(outcome.failure)}`);
    },
  };
}

/** The call that is asked for, with limits that a test does not come near unless it names its own. */
export function callFor(asked: Asked, folder: string): Call {
  return {
    language: asked.language,
    checksum: createHash('sha256').update(`${asked.language}\n${asked.source}`).digest('hex'),
    source: asked.source,
    fileName: `source${languageExtensions[asked.language]}`,
    entry: asked.entry,
    args: asked.args ?? [],
    workingFolder: asked.workingFolder ?? folder,
    isolation: asked.isolation ?? 'shared',
    limits: {
      timeMs: asked.timeLimitMs ?? 20_000,
      outputBytes: asked.outputBytesMax ?? 10_000_000,
      memoryBytes: asked.memoryBytes ?? 8 * 2 ** 30,
      processes: asked.processes ?? 64,
    },
  };
}

export function readCases(name: string): unknown {
  return JSON.parse(readFileSync(join(workersFolder, 'cases', `${name}.json`), 'utf8'));
}
