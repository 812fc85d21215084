/*
 * Writes what SQLite has noted in the log beside its file (WAL) back into the file, in a thread.
 *
 * Left to itself, SQLite does so at the end of the commit that has made the log long: that commit waits for the disk some ten
 * milliseconds, and with it the core. A thread has a connection of its own and keeps nobody waiting; the log begins anew with the
 * first commit after it has caught up. Where it never does (a first load of a hundred thousand records), SQLite still sees to it
 * that the log stays bounded, and finds most of it written back.
 */
import { Worker } from 'node:worker_threads';

import type { Database } from 'better-sqlite3';

import { builtThread } from './built-thread.ts';
import { checkpointState } from './checkpoint-state.ts';
import type { CheckpointJob } from './checkpoint-state.ts';

export type Checkpoints = {
  /** Called after each commit. */
  readonly committed: () => void;
  /** To be called before the file is closed: waits until nobody else has it open. */
  readonly close: () => void;
};

/** Pages of 4 kB in the log that are not written back yet, at which the thread is asked: as SQLite has it. */
const askedFrames = 1_000;
/** Pages at which SQLite itself writes back: 32 MB. */
export const logFramesMax = 8_000;
/** Looked at once in so many commits: each writes a dozen pages. */
const lookEvery = 8;
/** Some thousand pages take a tenth of a second, of a slow disk too. */
const waitMsMax = 10_000;

type LogRow = { readonly busy: number; readonly log: number; readonly checkpointed: number };

export function createCheckpoints(database: Database): Checkpoints {
  const look = database.prepare<[], LogRow>('PRAGMA wal_checkpoint(NOOP)');
  const state = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  let worker: Worker | undefined;
  let commits = 0;

  function ask(): void {
    if (Atomics.compareExchange(state, 0, checkpointState.idle, checkpointState.asked) !== checkpointState.idle) return;
    worker ??= start();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
    worker.postMessage(null);
  }

  /** The commit stands whatever comes of this: what is wrong with a disk, the next one meets. */
  function isLong(): boolean {
    try {
      const row = look.get();
      return row !== undefined && row.log - row.checkpointed >= askedFrames;
    } catch {
      return false;
    }
  }

  function start(): Worker {
    const job: CheckpointJob = { file: database.name, state };
    const started = new Worker(builtThread(`${import.meta.dirname}/checkpoint-thread.ts`), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      workerData: job,
    });
    // Without it, SQLite writes back by itself.
    started.on('error', () => Atomics.store(state, 0, checkpointState.idle));
    started.unref();
    return started;
  }

  return {
    committed: () => {
      commits += 1;
      if (database.memory || commits % lookEvery !== 0) return;
      if (isLong()) ask();
    },
    close: () => {
      if (worker === undefined) return;
      // What it has not begun it does not begin any more.
      Atomics.compareExchange(state, 0, checkpointState.asked, checkpointState.idle);
      Atomics.wait(state, 0, checkpointState.working, waitMsMax);
      void worker.terminate();
      worker = undefined;
    },
  };
}
