import type { Result } from '#shared/base/result.ts';
import type { RunFailure } from '#shared/functions/function-api.ts';
import type { ColumnInfo } from '#shared/functions/outcome.ts';
import type { TableFormat } from '#shared/functions/table-format.ts';
import type { TableValue } from '#shared/values/value.ts';

/** A kept table that is wanted as a file. */
export type Export = {
  /** The Arrow file that the table is kept in. */
  readonly path: string;
  readonly columns: readonly ColumnInfo[];
  readonly format: TableFormat;
};

/** What a table thread is asked, one thing at a time; each has one answer. */
export type Question =
  | { readonly kind: 'read'; readonly path: string }
  | { readonly kind: 'export'; readonly wanted: Export }
  /** The next piece of the export that was begun. */
  | { readonly kind: 'next' };

export type Answer =
  | { readonly kind: 'table'; readonly table: Result<TableValue, RunFailure> }
  | { readonly kind: 'piece'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'exported' }
  /** What was thrown: a bug, or a kept file that is gone. */
  | { readonly kind: 'thrown'; readonly message: string };
