/** What the readers of table files share: their limit in memory, and how they fail. */
import { totalmem } from 'node:os';

import { fail } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { RunFailure } from '#shared/functions/function-api.ts';
import type { NamedColumn, TableValue } from '#shared/values/value.ts';

import { ColumnRefused } from './column-refused.ts';
import { fileFailure } from './read-csv.ts';

/** Half of the memory: the function that gets the table needs some too. */
export const tableBytesMax = Math.floor(totalmem() / 2);

export function refuseTooLarge(path: string, sizeBytes: number): Result<undefined, RunFailure> {
  if (sizeBytes <= tableBytesMax) return { ok: true, value: undefined };
  return fail({ kind: 'table-too-large', path, sizeBytes, sizeBytesMax: tableBytesMax });
}

/** What is thrown while a file is read is about the file, whichever package throws it. */
export function tableFailure(path: string, format: string, error: unknown): RunFailure {
  if (error instanceof ColumnRefused)
    return { kind: 'table-column-refused', path, column: error.column, reason: error.reason };
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error)
    return fileFailure(path, error);
  return { kind: 'table-unreadable', path, format, reason: error instanceof Error ? error.message : String(error) };
}

/**
 * Takes the columns that pandas kept an index in apart as the labels of the rows. `metadata` is what pandas writes beside the
 * schema, in Arrow and Parquet files alike.
 */
export function withPandasIndex(table: TableValue, metadata: string | undefined): TableValue {
  const labels = pandasLabels(metadata);
  if (table.index !== undefined || labels.size === 0) return table;
  const index = table.columns
    .filter(({ name }) => labels.has(name))
    .map(({ name, column }): NamedColumn => ({ name: labels.get(name) ?? name, column }));
  if (index.length !== labels.size) return table;
  return { ...table, columns: table.columns.filter(({ name }) => !labels.has(name)), index };
}

type PandasMetadata = {
  readonly index_columns?: unknown;
  readonly columns?: unknown;
};

/** The label's own name by the column's, which pandas makes up where the label has none. */
function pandasLabels(metadata: string | undefined): ReadonlyMap<string, string> {
  const none = new Map<string, string>();
  if (metadata === undefined) return none;
  let parsed: PandasMetadata;
  try {
    parsed = JSON.parse(metadata) as PandasMetadata; // Each part is checked where it is used.
  } catch {
    return none; // Written by something that is not pandas; the columns are there all the same.
  }
  const indexColumns: readonly unknown[] = Array.isArray(parsed.index_columns) ? parsed.index_columns : [];
  const names = indexColumns.filter((name) => typeof name === 'string'); // A range of numbers is an object.
  return new Map(names.map((name) => [name, /^__index_level_\d+__$/.test(name) ? '' : name]));
}
