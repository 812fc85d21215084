/*
 * What a call costs: warm, cold, and with 64 MB of table in or out. The limits are what the machine can do at best: a bare
 * pipe that sends 100 bytes back, and one copy of 64 MB in memory. The rival of a cold call is one process per call.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash, getRandomValues } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { Call, CallOutcome } from '../src-main/runner/call.ts';
import { createRunner } from '../src-main/runner/runner.ts';
import type { Runner } from '../src-main/runner/runner.ts';
import { languageExtensions, languages } from '../src-shared/calls/language.ts';
import type { Language } from '../src-shared/calls/language.ts';
import type { TableValue, Value } from '../src-shared/values/value.ts';
import { median, medianOf, percentile, timeMs } from './harness.ts';
import type { Bench, BenchResult } from './harness.ts';

const warmCalls = 3000;
const coldCalls = 7;
const tableCalls = 9;
const rowCount = 1_000_000;
const columnCount = 8;

export const runnerBench: Bench = { name: 'runner', measure };

type LanguageBench = { readonly source: string; readonly perProcess: readonly [command: string, ...args: string[]] };

/** The same three functions in each language; `make` keeps its table, so that only the way out is measured. */
const benches: { readonly [language in Language]: LanguageBench } = {
  python: {
    source: `from array import array
kept = {}

def add(x):
    return x + 1.0

def take(data):
    return len(data["c0"])

def make():
    if not kept:
        kept.update({f"c{i}": array("d", range(${String(rowCount)})) for i in range(${String(columnCount)})})
    return kept
`,
    perProcess: ['python3', '-I', '-c', 'print(1.0 + 1.0)'],
  },
  r: {
    source: `kept <- NULL
add <- function(x) x + 1
take <- function(data) nrow(data)
make <- function() {
  if (is.null(kept)) {
    kept <<- as.data.frame(lapply(setNames(seq_len(${String(columnCount)}), paste0("c", seq_len(${String(columnCount)}))), function(i) as.numeric(seq_len(${String(rowCount)}))))
  }
  kept
}
`,
    perProcess: ['Rscript', '-e', 'print(1 + 1)'],
  },
  julia: {
    source: `const kept = NamedTuple{ntuple(i -> Symbol("c", i), ${String(columnCount)})}(ntuple(i -> collect(1.0:${String(rowCount)}.0), ${String(columnCount)}))
add(x) = x + 1.0
take(data) = length(data.c0)
make() = kept
`,
    perProcess: ['julia', '--startup-file=no', '-e', 'print(1.0 + 1.0)'],
  },
};

async function measure(): Promise<readonly BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-bench-'));
  const runner = openRunner(folder);
  try {
    await runner.findRuntimes();
    const installed = languages.filter(
      (language) => runner.listRuntimes().find((state) => state.language === language)?.chosen,
    );
    const results: BenchResult[] = [];
    for (const language of installed) results.push(...(await measureWarm(runner, language, folder)));
    for (const language of installed) results.push(await measureCold(language, folder));
    for (const language of installed) results.push(...(await measureTables(runner, language, folder)));
    return results;
  } finally {
    await runner.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function openRunner(folder: string): Runner {
  return createRunner({
    workersFolder: resolve(import.meta.dirname, '../resources/workers'),
    temporaryFolder: folder,
    cacheFolder: folder,
    homeFolder: homedir(),
    platform: process.platform,
    environment: process.env,
    nowMs: () => Date.now(),
    random: (bytes) => getRandomValues(bytes),
  });
}

function callOf(language: Language, entry: string, args: Call['args'], folder: string): Call {
  const { source } = benches[language];
  return {
    language,
    source,
    entry,
    args,
    checksum: createHash('sha256').update(language).update(entry).update(source).digest('hex'),
    fileName: `bench${languageExtensions[language]}`,
    workingFolder: folder,
    isolation: 'shared',
    limits: { timeMs: 120_000, outputBytes: 1 << 20, memoryBytes: 16 * 2 ** 30, processes: 64 },
  };
}

async function run(runner: Runner, call: Call): Promise<Value> {
  const outcome: CallOutcome = await runner.run(
    call,
    { onStart: () => undefined, onLog: () => undefined, onPlot: () => undefined },
    new AbortController().signal,
  );
  if (outcome.kind === 'failed') throw new Error(`${call.language} ${call.entry}: ${JSON.stringify(outcome.failure)}`);
  return outcome.value;
}

async function measureWarm(runner: Runner, language: Language, folder: string): Promise<readonly BenchResult[]> {
  const call = callOf(language, 'add', [['x', 1.5]], folder);
  for (let warm = 0; warm < 300; warm += 1) await run(runner, call);
  const echo = await openEcho();
  const ours: number[] = [];
  const limit: number[] = [];
  // Taken in turns, so that both see the same moods of the machine.
  for (let index = 0; index < warmCalls; index += 1) {
    ours.push((await timeMs(() => run(runner, call))) * 1000);
    limit.push((await timeMs(() => echo.send())) * 1000);
  }
  echo.close();
  const row = (share: number, name: string): BenchResult => ({
    name: `warm-call-${name}/${language}`,
    unit: 'µs',
    ours: percentile(ours, share),
    limit: percentile(limit, share),
    rivals: {},
    runs: warmCalls,
  });
  return [row(0.5, 'p50'), row(0.99, 'p99')];
}

type Echo = { readonly send: () => Promise<void>; readonly close: () => void };

/** 100 bytes through `cat` and back. */
async function openEcho(): Promise<Echo> {
  const cat = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
  const bytes = Buffer.alloc(100, 1);
  const send = (): Promise<void> =>
    new Promise((done) => {
      cat.stdout.once('data', () => done());
      cat.stdin.write(bytes);
    });
  await send();
  return { send, close: () => cat.kill() };
}

/** From nothing running to the first result, interpreters already found. */
async function measureCold(language: Language, folder: string): Promise<BenchResult> {
  const ours: number[] = [];
  const perProcess: number[] = [];
  const [command, ...args] = benches[language].perProcess;
  for (let index = 0; index < coldCalls; index += 1) {
    const runner = openRunner(folder);
    await runner.findRuntimes();
    ours.push(await timeMs(() => run(runner, callOf(language, 'add', [['x', 1.5]], folder))));
    await runner.close();
    perProcess.push(await timeMs(() => spawnSync(command, args)));
  }
  return {
    name: `cold-call/${language}`,
    unit: 'ms',
    ours: median(ours),
    rivals: { 'process per call': median(perProcess) },
    runs: coldCalls,
  };
}

async function measureTables(runner: Runner, language: Language, folder: string): Promise<readonly BenchResult[]> {
  const table: TableValue = {
    kind: 'table',
    rowCount,
    columns: Array.from({ length: columnCount }, (_, index) => ({
      name: `c${String(index)}`,
      column: { type: 'float', data: Float64Array.from({ length: rowCount }, (_cell, row) => row * 0.5) },
    })),
  };
  const take = callOf(language, 'take', [['data', table]], folder);
  const make = callOf(language, 'make', [], folder);
  // The first of each loads the source, and in Julia compiles the function.
  if ((await run(runner, take)) !== BigInt(rowCount)) throw new Error(`${language} got another number of rows.`);
  await run(runner, make);
  const limit = await measureMemcpy();
  const row = async (name: string, call: Call): Promise<BenchResult> => ({
    name: `table-${name}-64mb/${language}`,
    unit: 'ms',
    ours: await medianOf(tableCalls, () => timeMs(() => run(runner, call))),
    limit,
    rivals: {},
    runs: tableCalls,
  });
  return [await row('in', take), await row('out', make)];
}

async function measureMemcpy(): Promise<number> {
  const from = Buffer.alloc(rowCount * columnCount * 8, 1);
  const to = Buffer.alloc(from.length);
  return await medianOf(tableCalls, () => timeMs(() => void from.copy(to)));
}
