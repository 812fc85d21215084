import type { Result } from '#shared/base/result.ts';
import type { RunFailure } from '#shared/functions/function-api.ts';
import { tableFormatOf } from '#shared/functions/table-format.ts';
import type { TableValue } from '#shared/values/value.ts';

import { readArrow } from './read-arrow.ts';
import { readCsv } from './read-csv.ts';
import { readParquet } from './read-parquet.ts';

/** A file as the table that a function gets. Its ending says what it is; one that says nothing is text. */
export async function readTable(path: string): Promise<Result<TableValue, RunFailure>> {
  switch (tableFormatOf(path)) {
    case 'parquet':
      return await readParquet(path);
    case 'arrow':
      return await readArrow(path);
    case 'csv':
    case undefined:
      return await readCsv(path);
  }
}
