import { createReadStream } from 'node:fs';

import type { ColumnInfo } from '#shared/functions/outcome.ts';
import type { TableFormat } from '#shared/functions/table-format.ts';

import { tableToCsv } from './table-csv.ts';
import type { TablePages } from './table-pages.ts';
import { tableToParquet } from './table-parquet.ts';

type ExportedTable = {
  readonly pages: TablePages;
  /** The Arrow file that the table is kept in. */
  readonly path: string;
  readonly columns: readonly ColumnInfo[];
};

/** What a message between processes may well be. */
const pieceBytes = 256 * 1024;

/** A kept table as a file of the given format, in pieces. */
export async function* exportTable(
  { pages, path, columns }: ExportedTable,
  format: TableFormat,
): AsyncGenerator<Uint8Array, void, void> {
  switch (format) {
    case 'csv':
      for await (const text of tableToCsv(columns, pages.readBatches(path))) yield* cut(Buffer.from(text));
      return;
    case 'parquet':
      for await (const piece of tableToParquet(await pages.readFields(path), pages.readBatches(path)))
        yield* cut(piece);
      return;
    case 'arrow': // It is kept as what it is wanted as.
      for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) {
        const bytes: Buffer = piece; // A stream without an encoding gives buffers.
        yield bytes;
      }
  }
}

function* cut(piece: Uint8Array): Generator<Uint8Array, void, void> {
  for (let start = 0; start < piece.length; start += pieceBytes) yield piece.subarray(start, start + pieceBytes);
}
