/*
 * What the benchmarks of the runner call: the same functions in each language, and how a call of one is made.
 */
import { spawnSync } from 'node:child_process';
import { createHash, getRandomValues } from 'node:crypto';
import { homedir } from 'node:os';
import { resolve } from 'node:path';

import type { Call, CallOutcome } from '../src-main/runner/call.ts';
import { createRunner } from '../src-main/runner/runner.ts';
import type { Runner, RunnerDeps } from '../src-main/runner/runner.ts';
import { languageExtensions, languages } from '../src-shared/calls/language.ts';
import type { Language } from '../src-shared/calls/language.ts';
import type { Value } from '../src-shared/values/value.ts';

/** 64 MB of doubles, as research/runner.md has them. */
export const largeRowCount = 1_000_000;
export const largeColumnCount = 8;

/** `make` keeps its table, so that only the way out is measured. */
const sources: { readonly [language in Language]: string } = {
  python: `from array import array
import os, signal
kept = {}

def add(x):
    return x + 1.0

def say(x):
    print("a line")
    return x + 1.0

def take(data):
    return len(data["c0"])

def make():
    if not kept:
        kept.update({f"c{i}": array("d", range(${String(largeRowCount)})) for i in range(${String(largeColumnCount)})})
    return kept

def column(n):
    return {"x": array("d", bytes(8 * n))}

def spin():
    while True:
        pass

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def flood(lines):
    text = "x" * 99
    for _ in range(lines):
        print(text)
    return lines

def plot():
    import matplotlib.pyplot as plt
    plt.plot(range(10))
`,
  r: `kept <- NULL
add <- function(x) x + 1
say <- function(x) {
  cat("a line\\n")
  x + 1
}
take <- function(data) nrow(data)
make <- function() {
  if (is.null(kept)) {
    kept <<- as.data.frame(lapply(setNames(seq_len(${String(largeColumnCount)}), paste0("c", seq_len(${String(largeColumnCount)}))), function(i) as.numeric(seq_len(${String(largeRowCount)}))))
  }
  kept
}
column <- function(n) data.frame(x = numeric(n))
spin <- function() repeat NULL
die <- function() tools::pskill(Sys.getpid(), 9L)
flood <- function(lines) {
  text <- strrep("x", 99)
  for (i in seq_len(lines)) cat(text, "\\n", sep = "")
  lines
}
plot <- function() graphics::plot(1:10)
`,
  julia: `const kept = Ref{Any}(nothing)
add(x) = x + 1.0
function say(x)
    println("a line")
    return x + 1.0
end
take(data) = length(data.c0)
function make()
    if kept[] === nothing
        columns = ntuple(i -> collect(1.0:${String(largeRowCount)}.0), ${String(largeColumnCount)})
        kept[] = NamedTuple{ntuple(i -> Symbol("c", i), ${String(largeColumnCount)})}(columns)
    end
    return kept[]
end
column(n) = (x = zeros(n),)
function spin()
    x = 0
    while true
        x += 1
    end
end
die() = ccall(:kill, Cint, (Cint, Cint), getpid(), 9)
function flood(lines)
    text = "x"^99
    for _ in 1:lines
        println(text)
    end
    return lines
end
struct Drawing end
Base.show(io::IO, ::MIME"image/svg+xml", ::Drawing) =
    print(io, "<svg xmlns='http://www.w3.org/2000/svg'>", ("<circle r='$i'/>" for i in 1:100)..., "</svg>")
plot() = Drawing()
`,
};

export type BenchEntry = 'add' | 'say' | 'take' | 'make' | 'column' | 'spin' | 'die' | 'flood' | 'plot';

/** One new process per call: what a script does, and the rival of a cold call. */
export const processPerCall: { readonly [language in Language]: readonly [command: string, ...args: string[]] } = {
  python: ['python3', '-I', '-c', 'print(1.0 + 1.0)'],
  r: ['Rscript', '-e', 'print(1 + 1)'],
  julia: ['julia', '--startup-file=no', '-e', 'print(1.0 + 1.0)'],
};

export function openRunner(folder: string, changes: Partial<RunnerDeps> = {}): Runner {
  return createRunner({
    workersFolder: resolve(import.meta.dirname, '../resources/workers'),
    temporaryFolder: folder,
    cacheFolder: folder,
    homeFolder: homedir(),
    platform: process.platform,
    environment: process.env,
    nowMs: () => Date.now(),
    random: (bytes) => getRandomValues(bytes),
    ...changes,
  });
}

export async function listInstalled(runner: Runner): Promise<readonly Language[]> {
  await runner.findRuntimes();
  const found = new Set(
    runner
      .listRuntimes()
      .filter(({ chosen }) => chosen !== null)
      .map(({ language }) => language),
  );
  return languages.filter((language) => found.has(language));
}

export function callOf(
  language: Language,
  entry: BenchEntry,
  args: Call['args'],
  { folder, ...changes }: { readonly folder: string } & Partial<Call>,
): Call {
  const source = sources[language];
  return {
    language,
    source,
    entry,
    args,
    checksum: createHash('sha256').update(language).update(source).digest('hex'),
    fileName: `bench${languageExtensions[language]}`,
    workingFolder: folder,
    isolation: 'shared',
    limits: { timeMs: 120_000, outputBytes: 1 << 20, memoryBytes: 16 * 2 ** 30, processes: 64 },
    ...changes,
  };
}

export async function outcomeOf(runner: Runner, call: Call, signal?: AbortSignal): Promise<CallOutcome> {
  const events = { onStart: () => undefined, onLog: () => undefined, onPlot: () => undefined };
  return await runner.run(call, events, signal ?? new AbortController().signal);
}

/** The value of a call that must end well, or the benchmark would measure something else. */
export async function valueOf(runner: Runner, call: Call): Promise<Value> {
  return (await doneOf(runner, call)).value;
}

export async function doneOf(runner: Runner, call: Call): Promise<Extract<CallOutcome, { readonly kind: 'done' }>> {
  const outcome = await outcomeOf(runner, call);
  if (outcome.kind === 'done') return outcome;
  throw new Error(`${call.language} ${call.entry}: ${JSON.stringify(outcome.failure)}`);
}

/** The Python that has what is asked for: Debian's packages are for Debian's own, which need not be first on the PATH. */
export function findPythonWith(module: string): string | undefined {
  return ['/usr/bin/python3', 'python3'].find(
    (path) => spawnSync(path, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0,
  );
}
