import { stat } from 'node:fs/promises';

import type { Result } from '#shared/base/result.ts';
import { fail } from '#shared/base/result.ts';
import type { RunFailure } from '#shared/functions/function-api.ts';
import { tableFormatOf } from '#shared/functions/table-format.ts';
import { columnBytes } from '#shared/values/value.ts';
import type { TableValue } from '#shared/values/value.ts';

import { fileFailure } from './read-csv.ts';
import { readTable } from './read-table.ts';
import type { TableThreads } from './table-threads.ts';

/** Files as tables, read again only when the file has changed: a function is run many times on one file. */
export type TableCache = {
  /** Rejects with the signal's reason when that aborts; the file is read on while somebody else waits for it. */
  readonly read: (path: string, signal?: AbortSignal) => Promise<Result<TableValue, RunFailure>>;
};

/**
 * A CSV file up to this size is read here, a larger one in a thread. Text cannot hang its reader, and this much holds up the
 * core for 5 ms; a thread that has to be started first takes 80 ms, a warm one is as fast (two busy processors, 2026-11).
 */
const csvHereBytesMax = 128 * 1024;

/** Of tables kept in memory. A larger one is handed on and not kept. */
const keptBytesMax = 192 * 1024 * 1024;

type Entry = {
  readonly fingerprint: string;
  readonly table: Promise<Result<TableValue, RunFailure>>;
  readonly controller: AbortController;
  /** Who wants it while it is being read. */
  readers: number;
  isRead: boolean;
  sizeBytes: number;
};

export function createTableCache(threads: TableThreads): TableCache {
  const entries = new Map<string, Entry>(); // In order of use.

  function trim(): void {
    let total = 0;
    for (const { sizeBytes } of entries.values()) total += sizeBytes;
    for (const [path, { sizeBytes }] of entries) {
      if (total <= keptBytesMax) return;
      entries.delete(path);
      total -= sizeBytes;
    }
  }

  function forget(path: string, entry: Entry): void {
    if (entries.get(path) === entry) entries.delete(path);
  }

  function open(path: string, { fingerprint, size }: FileState): Entry {
    const known = entries.get(path);
    if (known?.fingerprint === fingerprint) return known;
    const controller = new AbortController();
    const isShort = tableFormatOf(path) === 'csv' && size <= csvHereBytesMax && !path.toLowerCase().endsWith('.gz');
    const table = isShort ? readTable(path) : threads.read(path, controller.signal);
    return { fingerprint, table, controller, readers: 0, isRead: false, sizeBytes: 0 };
  }

  return {
    async read(path, signal) {
      const state = await stateOf(path);
      if (!state.ok) return state;
      const entry = open(path, state.value);
      entries.delete(path);
      entries.set(path, entry);
      entry.readers += 1;
      try {
        const result = await orAborted(entry.table, signal);
        if (result.ok) {
          entry.isRead = true;
          entry.sizeBytes = tableBytes(result.value);
        }
        trim();
        return result;
      } finally {
        entry.readers -= 1;
        if (entry.readers === 0 && !entry.isRead) {
          forget(path, entry);
          entry.controller.abort();
        }
      }
    },
  };
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work;
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(asError(signal.reason));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    work.catch(() => undefined); // Its last reader has left.
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

type FileState = { readonly fingerprint: string; readonly size: number };

async function stateOf(path: string): Promise<Result<FileState, RunFailure>> {
  try {
    const status = await stat(path);
    const { mtimeMs, ctimeMs, size, ino } = status;
    // Opening a pipe would wait for whoever writes to it, and a thread that waits for the system cannot be ended.
    if (!status.isFile() && !status.isDirectory())
      return fail({ kind: 'file-unreadable', path, reason: 'It is a pipe or a device' });
    return { ok: true, value: { fingerprint: [mtimeMs, ctimeMs, size, ino].join(' '), size } };
  } catch (error) {
    return fail(fileFailure(path, error));
  }
}

function tableBytes(table: TableValue): number {
  return [...(table.index ?? []), ...table.columns].reduce((sum, { column }) => sum + columnBytes(column), 0);
}
