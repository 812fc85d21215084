/*
 * The threads in which files of projects are read and made (ARCHITECTURE.md, "Threads"): one for each piece of work, which ends
 * with it, since somebody exports now and then and not all the time.
 */
import path from 'node:path';

import type { ModelEntityName } from '#shared/matrix/model-entities.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';

import { startThread } from '../functions/start-thread.ts';
import type { Thread, ThreadEnded } from '../functions/start-thread.ts';
import type { Answer, Planned, Question, WantedExport, WantedPlan } from './exchange-messages.ts';

export type ExchangeThreads = {
  /** The records of the project are sent some at a time, and whoever waits for the core has their turn between. */
  readonly plan: (wanted: WantedPlan, records: Iterable<RecordsOfProject>, signal: AbortSignal) => Promise<Planned>;
  /** Writes the file; returns its size in bytes. Rejects with ExchangeRefused where it cannot be made. */
  readonly export: (wanted: WantedExport, onPercent: (percent: number) => void, signal: AbortSignal) => Promise<number>;
};

export type RecordsOfProject = { readonly entity: ModelEntityName; readonly records: readonly AnyRecord[] };

/** What could not be done, with the sentence that says why. */
export class ExchangeRefused extends Error {}

/** A file of 100 MB is read in 20 s here; beyond this it was made to take for ever. */
const planMs = 120_000;
/** The picture of 2,000 objects takes 30 s. */
const stepMs = 300_000;
const bufferBytesMax = 2_000_000_000;

export function createExchangeThreads(): ExchangeThreads {
  return {
    async plan(wanted, records, signal) {
      return await inThread(async (thread) => {
        // oxlint-disable-next-line no-await-in-loop -- One after the other, each read when the last one has left.
        for (const some of records) await thread.ask({ kind: 'records', ...some }, planMs, signal);
        const answer = await thread.ask({ kind: 'plan', wanted }, planMs, signal);
        if (answer.kind === 'planned') return answer.planned;
        throw new Error(answer.kind === 'thrown' ? answer.message : `A thread answered ${answer.kind} to plan.`);
      });
    },
    async export(wanted, onPercent, signal) {
      return await inThread(async (thread) => {
        let answer = await thread.ask({ kind: 'export', wanted }, stepMs, signal);
        while (answer.kind === 'progress') {
          onPercent(answer.percent);
          answer = await thread.ask({ kind: 'next' }, stepMs, signal);
        }
        if (answer.kind === 'exported') return answer.sizeBytes;
        if (answer.kind === 'refused') throw new ExchangeRefused(answer.sentence);
        throw new Error(answer.kind === 'thrown' ? answer.message : `A thread answered ${answer.kind} to export.`);
      });
    },
  };
}

async function inThread<T>(work: (thread: Thread<Question, Answer>) => Promise<T>): Promise<T> {
  const file = path.join(import.meta.dirname, 'exchange-thread.ts');
  const thread = startThread<Question, Answer>({ file, bufferBytesMax });
  try {
    return await work(thread);
  } finally {
    await thread.end();
  }
}

/** Why a thread was ended, as the rest of "… because". */
export function endedBecause({ reason, cause }: ThreadEnded): string {
  const said = {
    'too-slow': 'it takes longer than any file of a project does',
    'too-large': 'it asks for more memory than a file of a project may take',
    unwanted: 'nobody waits for it any more',
    broken: cause instanceof Error ? cause.message : 'it cannot be made sense of',
  };
  return said[reason];
}
