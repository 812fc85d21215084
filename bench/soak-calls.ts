/*
 * What the soak asks for: the functions of soak-sources.ts, and for each the ends that are right. Whatever a call is, it may
 * also be ended by the kill of a session under it, but only where there was one.
 */
import { createHash } from 'node:crypto';

import type { Call, CallOutcome } from '../src-main/runner/call.ts';
import { isolations } from '../src-shared/calls/isolation.ts';
import { languageExtensions, languages } from '../src-shared/calls/language.ts';
import type { Random } from './seeded-random.ts';
import { soakSources } from './soak-sources.ts';
import { isCounting, isFailure, isValue, randomValue } from './soak-values.ts';

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
  const source = soakSources[language];
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
