import { stat } from 'node:fs/promises';

import type { Result } from '#shared/base/result.ts';
import { fail } from '#shared/base/result.ts';
import type { RunFailure } from '#shared/functions/function-api.ts';
import { columnBytes } from '#shared/values/value.ts';
import type { TableValue } from '#shared/values/value.ts';

import { fileFailure } from './read-csv.ts';
import { readTable } from './read-table.ts';

/** Files as tables, read again only when the file has changed: a function is run many times on one file. */
export type TableCache = { readonly read: (path: string) => Promise<Result<TableValue, RunFailure>> };

/** Of tables kept in memory. A larger one is handed on and not kept. */
const keptBytesMax = 192 * 1024 * 1024;

type Entry = {
  readonly fingerprint: string;
  readonly table: Promise<Result<TableValue, RunFailure>>;
  sizeBytes: number;
};

export function createTableCache(): TableCache {
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

  return {
    async read(path) {
      const fingerprint = await fingerprintOf(path);
      if (!fingerprint.ok) return fingerprint;
      const known = entries.get(path);
      const entry =
        known?.fingerprint === fingerprint.value
          ? known
          : { fingerprint: fingerprint.value, table: readTable(path), sizeBytes: 0 };
      entries.delete(path);
      entries.set(path, entry);
      const result = await entry.table;
      if (result.ok) entry.sizeBytes = tableBytes(result.value);
      else if (entries.get(path) === entry) entries.delete(path);
      trim();
      return result;
    },
  };
}

async function fingerprintOf(path: string): Promise<Result<string, RunFailure>> {
  try {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path);
    return { ok: true, value: [mtimeMs, ctimeMs, size, ino].join(' ') };
  } catch (error) {
    return fail(fileFailure(path, error));
  }
}

function tableBytes(table: TableValue): number {
  return [...(table.index ?? []), ...table.columns].reduce((sum, { column }) => sum + columnBytes(column), 0);
}
