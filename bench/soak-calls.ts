/*
 * What the soak asks for: functions in each language, and for each the ends that are right. Whatever a call is, it may also be
 * ended by the kill of a session under it, but only where there was one.
 */
import { createHash } from 'node:crypto';

import type { Call, CallOutcome } from '../src-main/runner/call.ts';
import { isolations } from '../src-shared/calls/isolation.ts';
import { languageExtensions, languages } from '../src-shared/calls/language.ts';
import type { Language } from '../src-shared/calls/language.ts';
import { valueToJson } from '../src-shared/values/value-json.ts';
import type { Value } from '../src-shared/values/value.ts';

const sources: { readonly [language in Language]: string } = {
  python: `import os, subprocess, time
from array import array

def add(x): return x + 1
def echo(x): return x
def make(n): return {"a": array("d", range(n))}
def measure(data): return [len(data["a"]), data["a"][-1]]
def say(n):
    for i in range(n): print("line", i)
def fail(text): raise ValueError(text)
def spin():
    while True: pass
def rest(): time.sleep(60)
def flood():
    while True: print("x" * 200)
def grow():
    kept = []
    while True:
        kept.append(b"x" * 40_000_000)
        time.sleep(0.01)
def hire(): subprocess.run("for i in 1 2 3 4 5 6 7; do sleep 60 & done; wait", shell=True)
def leave(): os._exit(7)
`,
  r: `add <- function(x) x + 1
echo <- function(x) x
make <- function(n) data.frame(a = seq_len(n) - 1)
measure <- function(data) list(nrow(data), data$a[nrow(data)])
say <- function(n) for (i in seq_len(n) - 1L) cat("line ", i, "\\n", sep = "")
fail <- function(text) stop(text)
spin <- function() repeat NULL
rest <- function() Sys.sleep(60)
flood <- function() repeat cat(strrep("x", 200), "\\n")
grow <- function() {
  kept <- list()
  repeat {
    kept[[length(kept) + 1]] <- rep(1, 5e6)
    Sys.sleep(0.01)
  }
}
hire <- function() system("for i in 1 2 3 4 5 6 7; do sleep 60 & done; wait")
leave <- function() {
  tools::pskill(Sys.getpid(), 9L)
  Sys.sleep(5)
}
`,
  julia: `add(x) = x + 1
echo(x) = x
make(n) = (a = collect(0.0:n-1),)
measure(data) = Any[length(data.a), data.a[end]]
say(n) = for i in 0:n-1; println("line ", i); end
fail(text) = error(text)
function spin()
    x = 0
    while true; x += 1; end
end
rest() = sleep(60)
flood() = while true; println("x"^200); end
function grow()
    kept = []
    while true
        push!(kept, ones(5_000_000))
        sleep(0.01)
    end
end
hire() = (run(\`sh -c "for i in 1 2 3 4 5 6 7; do sleep 60 & done; wait"\`); nothing)
leave() = ccall(:_exit, Cvoid, (Cint,), 7)
`,
};

/** Numbers between 0 and 1 that follow from a seed: mulberry32. */
export type Random = () => number;

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type SoakCall = {
  readonly call: Call;
  readonly cancelAfterMs: number | undefined;
  /** Of what the call ended with and has printed. */
  readonly isRight: (outcome: CallOutcome, printed: string) => boolean;
};

type Kind = {
  /** How often, beside the others. */
  readonly weight: number;
  readonly make: (random: Random) => Omit<SoakCall, 'call' | 'cancelAfterMs'> & {
    readonly entry: string;
    readonly args?: Call['args'];
    readonly limits?: Partial<Call['limits']>;
    readonly cancelAfterMs?: number;
  };
};

const kinds: readonly Kind[] = [
  {
    weight: 30,
    make(random) {
      const x = Math.floor(random() * 1e6) + 0.5;
      return { entry: 'add', args: [['x', x]], isRight: (outcome) => isValue(outcome, x + 1) };
    },
  },
  {
    weight: 20,
    make(random) {
      const x = randomValue(random, 3);
      return { entry: 'echo', args: [['x', x]], isRight: (outcome) => isValue(outcome, x) };
    },
  },
  {
    weight: 4,
    make(random) {
      const rowCount = 1 + Math.floor(random() * 400_000);
      return { entry: 'make', args: [['n', BigInt(rowCount)]], isRight: (outcome) => isCounting(outcome, rowCount) };
    },
  },
  {
    weight: 4,
    make(random) {
      const rowCount = 1 + Math.floor(random() * 400_000);
      const data = Float64Array.from({ length: rowCount }, (_, row) => row + 0.5);
      const columns = [{ name: 'a', column: { type: 'float' as const, data } }];
      return {
        entry: 'measure',
        args: [['data', { kind: 'table', rowCount, columns }]],
        isRight: (outcome) => isValue(outcome, [BigInt(rowCount), rowCount - 0.5]),
      };
    },
  },
  {
    weight: 8,
    make(random) {
      const lineCount = Math.floor(random() * 300);
      const lines = Array.from({ length: lineCount }, (_, index) => `line ${String(index)}\n`).join('');
      return {
        entry: 'say',
        args: [['n', BigInt(lineCount)]],
        isRight: (outcome, printed) => isValue(outcome, null) && printed === lines,
      };
    },
  },
  {
    weight: 8,
    make(random) {
      const text = `no ${String(Math.floor(random() * 1e6))}`;
      return {
        entry: 'fail',
        args: [['text', text]],
        isRight: ({ kind, ...rest }) =>
          kind === 'failed' &&
          'failure' in rest &&
          rest.failure.kind === 'function-error' &&
          rest.failure.message.includes(text),
      };
    },
  },
  {
    weight: 5,
    make: (random) => ({
      entry: random() < 0.5 ? 'spin' : 'rest',
      cancelAfterMs: Math.floor(random() * 200),
      isRight: (outcome) => isFailure(outcome, 'cancelled'),
    }),
  },
  {
    // A call that ends at about the moment at which it is cancelled.
    weight: 8,
    make: (random) => ({
      entry: 'add',
      args: [['x', 1.5]],
      cancelAfterMs: Math.floor(random() * 3),
      isRight: (outcome) => isFailure(outcome, 'cancelled') || isValue(outcome, 2.5),
    }),
  },
  {
    weight: 3,
    make: (random) => ({
      entry: random() < 0.5 ? 'spin' : 'rest',
      limits: { timeMs: 20 + Math.floor(random() * 100) },
      isRight: (outcome) => isFailure(outcome, 'time-limit-reached'),
    }),
  },
  {
    weight: 2,
    make: () => ({
      entry: 'flood',
      limits: { outputBytes: 100_000 },
      isRight: (outcome, printed) => isFailure(outcome, 'output-limit-reached') && printed.length === 100_000,
    }),
  },
  {
    weight: 0.5,
    make: () => ({
      entry: 'grow',
      limits: { memoryBytes: 600 * 2 ** 20 },
      isRight: (outcome) => isFailure(outcome, 'memory-limit-reached'),
    }),
  },
  {
    weight: 1,
    make: () => ({
      entry: 'hire',
      limits: { processes: 5 },
      isRight: (outcome) => isFailure(outcome, 'process-limit-reached'),
    }),
  },
  { weight: 2, make: () => ({ entry: 'leave', isRight: (outcome) => isFailure(outcome, 'session-died') }) },
];

/** Julia's calls of their own process cost a start each, so that they would be all that there is time for. */
const juliaIsolatedShare = 0.1;

export function nextCall(random: Random, folder: string): SoakCall {
  const language = languages[Math.floor(random() * languages.length)] ?? 'python';
  const isIsolated = random() < (language === 'julia' ? juliaIsolatedShare : 0.5);
  const isolation = isIsolated ? (isolations[1 + Math.floor(random() * 2)] ?? 'fork') : 'shared';
  const { entry, args, limits, cancelAfterMs, isRight } = pickKind(random).make(random);
  const source = sources[language];
  const call: Call = {
    language,
    checksum: createHash('sha256').update(source).digest('hex'),
    source,
    fileName: `soak${languageExtensions[language]}`,
    entry,
    args: args ?? [],
    workingFolder: folder,
    isolation,
    limits: { timeMs: 120_000, outputBytes: 2 ** 25, memoryBytes: 16 * 2 ** 30, processes: 64, ...limits },
  };
  return { call, cancelAfterMs, isRight };
}

function pickKind(random: Random): Kind {
  const sum = kinds.reduce((total, { weight }) => total + weight, 0);
  let left = random() * sum;
  const found = kinds.find(({ weight }) => (left -= weight) <= 0) ?? kinds[0];
  if (found === undefined) throw new Error('There is something to call.');
  return found;
}

/** Of the kinds that come back from every language as they went. */
function randomValue(random: Random, depth: number): Value {
  const kind = Math.floor(random() * (depth === 0 ? 4 : 5));
  switch (kind) {
    case 0:
      return random() * 1e9;
    case 1:
      return BigInt(Math.floor(random() * 1e9));
    case 2:
      return random() < 0.5;
    case 3:
      return `text é ${String(random())}`;
    default: {
      const names = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, index) => `name${String(index)}`);
      return { kind: 'map', entries: names.map((name) => [name, randomValue(random, depth - 1)] as const) };
    }
  }
}

function isValue(outcome: CallOutcome, value: Value): boolean {
  return outcome.kind === 'done' && plain(outcome.value) === plain(value);
}

function plain(value: Value): string {
  return JSON.stringify(valueToJson(value));
}

function isCounting({ kind, ...rest }: CallOutcome, rowCount: number): boolean {
  if (kind !== 'done' || !('value' in rest)) return false;
  const { value } = rest;
  if (value === null || typeof value !== 'object' || !('kind' in value) || value.kind !== 'table') return false;
  const column = value.columns[0]?.column;
  if (column?.type !== 'float' || column.data.length !== rowCount) return false;
  return column.data.every((number, row) => number === row);
}

function isFailure(outcome: CallOutcome, kind: string): boolean {
  return outcome.kind === 'failed' && outcome.failure.kind === kind;
}
