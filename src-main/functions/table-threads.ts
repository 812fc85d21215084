/*
 * The threads in which table files are read and written (ARCHITECTURE.md, "Threads"). A job gets a thread for itself; a thread
 * that did its job well stays warm for the next, for a while.
 */
import { stat } from 'node:fs/promises';
import { totalmem } from 'node:os';

import { fail } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { RunFailure } from '#shared/functions/function-api.ts';
import { tableFormatNames, tableFormatOf } from '#shared/functions/table-format.ts';
import type { TableValue } from '#shared/values/value.ts';

import { startTableThread } from './start-table-thread.ts';
import type { TableThread } from './start-table-thread.ts';
import { ThreadEnded } from './start-thread.ts';
import type { Export } from './table-thread-messages.ts';

export type TableThreads = {
  /** A file as a table. Rejects with the signal's reason when that aborts. */
  readonly read: (path: string, signal?: AbortSignal) => Promise<Result<TableValue, RunFailure>>;
  /** A kept table as a file, in pieces, of which one is made ahead. Whoever stops asking ends it. */
  readonly export: (wanted: Export) => AsyncGenerator<Uint8Array, void, void>;
  /** How many threads there are, warm ones included. */
  readonly count: () => number;
  /** Ends every thread and what it does. */
  readonly close: () => Promise<void>;
};

export type ThreadLimits = {
  /** How long a file may take, however small it is. A hundred times what a million rows take. */
  readonly readMs: number;
  /** And more by its size: the slowest, a CSV file of texts, takes 50 ms on a machine that has nothing else to do. */
  readonly readMsPerMegabyte: number;
  /** How long a piece of an export may take. */
  readonly pieceMs: number;
  /** What columns may take while they are put together, which is up to twice the table. */
  readonly columnBytes: number;
  /** How long a thread is kept that has nothing to do. */
  readonly warmMs: number;
};

const usualLimits: ThreadLimits = {
  readMs: 60_000,
  readMsPerMegabyte: 1000,
  pieceMs: 60_000,
  columnBytes: Math.floor(totalmem() * 0.75),
  warmMs: 60_000,
};

/** Of each kind, so that a slow download never keeps a file from being read. */
const threadsMax = 2;
const waitingMax = 1000;

export function createTableThreads(limits: ThreadLimits = usualLimits): TableThreads {
  const closing = new AbortController();
  const reading = createPool(limits);
  const writing = createPool(limits);

  return {
    async read(path, signal) {
      const limitMs = limits.readMs + Math.ceil((await sizeOf(path)) / 1e6) * limits.readMsPerMegabyte;
      const either = signal === undefined ? closing.signal : AbortSignal.any([closing.signal, signal]);
      let thread: TableThread | undefined;
      try {
        thread = await reading.take(path, either);
        if (thread === undefined) return fail({ kind: 'queue-full', waiting: waitingMax });
        const answer = await thread.ask({ kind: 'read', path }, limitMs, either);
        if (answer.kind === 'table') return answer.table;
        throw new Error(answer.kind === 'thrown' ? answer.message : `A thread answered ${answer.kind} to read.`);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof ThreadEnded) return fail(failureOf(path, error, limitMs));
        throw error;
      } finally {
        if (thread !== undefined) reading.giveBack(path, thread);
      }
    },

    async *export(wanted) {
      const { path } = wanted;
      const thread = await writing.take(path, closing.signal);
      if (thread === undefined) throw new Error('Too many tables are being saved.');
      let isDone = false;
      try {
        let answer = await thread.ask({ kind: 'export', wanted }, limits.pieceMs, closing.signal);
        while (answer.kind === 'piece') {
          yield answer.bytes;
          answer = await thread.ask({ kind: 'next' }, limits.pieceMs, closing.signal);
        }
        isDone = answer.kind === 'exported';
        if (answer.kind === 'thrown') throw new Error(answer.message);
      } finally {
        if (!isDone) await thread.end();
        writing.giveBack(path, thread);
      }
    },

    count: () => reading.count() + writing.count(),

    async close() {
      closing.abort();
      await Promise.all([reading.close(), writing.close()]);
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0, // Whoever opens it says why.
  );
}

function failureOf(path: string, { reason, cause }: ThreadEnded, limitMs: number): RunFailure {
  if (reason === 'too-slow') return { kind: 'table-too-slow', path, limitMs };
  const said = {
    'too-large': 'it asks for more memory than a table may take here; it may say that it has rows which it has not',
    unwanted: 'the program was closed while it was being read',
    broken: cause instanceof Error ? cause.message : 'it cannot be made sense of',
  };
  return {
    kind: 'table-unreadable',
    path,
    format: tableFormatNames[tableFormatOf(path) ?? 'csv'],
    reason: said[reason],
  };
}

type Pool = {
  /** A thread for this file alone, when there is one; undefined when too many wait. Rejects with ThreadEnded. */
  readonly take: (path: string, signal: AbortSignal) => Promise<TableThread | undefined>;
  readonly giveBack: (path: string, thread: TableThread) => void;
  readonly count: () => number;
  readonly close: () => Promise<void>;
};

type Waiting = { readonly path: string; readonly go: () => void };

function createPool({ warmMs, columnBytes }: ThreadLimits): Pool {
  const busyByPath = new Map<string, TableThread>();
  const warm = new Map<TableThread, NodeJS.Timeout>();
  const waiting: Waiting[] = [];
  let isClosed = false;

  function isFree(path: string): boolean {
    return busyByPath.size < threadsMax && !busyByPath.has(path);
  }

  function start(path: string): TableThread {
    const thread = takeWarm() ?? startTableThread(columnBytes);
    busyByPath.set(path, thread);
    return thread;
  }

  function takeWarm(): TableThread | undefined {
    for (const [thread, timer] of warm) {
      clearTimeout(timer);
      warm.delete(thread);
      if (thread.isAlive()) return thread;
    }
    return undefined;
  }

  function keepWarm(thread: TableThread): void {
    const timer = setTimeout(() => {
      warm.delete(thread);
      void thread.end();
    }, warmMs);
    warm.set(thread, timer.unref());
  }

  async function turnOf(path: string, signal: AbortSignal): Promise<TableThread> {
    const { promise, resolve, reject } = Promise.withResolvers<TableThread>();
    const one: Waiting = {
      path,
      go() {
        signal.removeEventListener('abort', giveUp);
        resolve(start(path));
      },
    };
    function giveUp(): void {
      waiting.splice(waiting.indexOf(one), 1);
      reject(new ThreadEnded('unwanted'));
    }
    waiting.push(one);
    signal.addEventListener('abort', giveUp, { once: true });
    return await promise;
  }

  return {
    async take(path, signal) {
      if (signal.aborted) throw new ThreadEnded('unwanted');
      if (isFree(path)) return start(path);
      return waiting.length >= waitingMax ? undefined : await turnOf(path, signal);
    },
    giveBack(path, thread) {
      busyByPath.delete(path);
      if (isClosed) void thread.end();
      else if (thread.isAlive()) keepWarm(thread);
      const next = waiting.findIndex((one) => isFree(one.path));
      if (next >= 0) waiting.splice(next, 1)[0]?.go();
    },
    count: () => busyByPath.size + [...warm.keys()].filter((thread) => thread.isAlive()).length,
    async close() {
      isClosed = true;
      const threads = [...busyByPath.values(), ...warm.keys()];
      for (const timer of warm.values()) clearTimeout(timer);
      warm.clear();
      await Promise.all(threads.map((thread) => thread.end()));
    },
  };
}
