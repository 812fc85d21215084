import type { ColumnInfo } from '#shared/functions/outcome.ts';
import type { TableValue } from '#shared/values/value.ts';

import { wireCell } from './table-pages.ts';
import type { WireCell } from './table-pages.ts';

/**
 * A table as CSV text, a piece per batch: comma, CRLF, quotes where they are needed, the first line the names. Missing is an
 * empty field; an empty text is `""`, so that the two stay apart. The labels of the rows come first.
 *
 * Source: RFC 4180.
 */
export async function* tableToCsv(
  columns: readonly ColumnInfo[],
  batches: AsyncIterable<TableValue>,
): AsyncGenerator<string, void, void> {
  yield `${columns.map(({ name }) => csvField(name)).join(',')}\r\n`;
  for await (const batch of batches) {
    const lines: string[] = [];
    const all = [...(batch.index ?? []), ...batch.columns];
    for (let row = 0; row < batch.rowCount; row += 1) {
      lines.push(all.map(({ column }) => csvField(wireCell(column, row))).join(','), '\r\n');
    }
    yield lines.join('');
  }
}

function csvField(cell: WireCell): string {
  if (cell === null) return '';
  const text = String(cell);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
