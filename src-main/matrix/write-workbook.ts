import { fitCell } from '#shared/matrix/exchange/sheet.ts';
import type { Sheet } from '#shared/matrix/exchange/sheet.ts';

/** RFC 4180 in UTF-8 with a byte order mark, without which Excel takes it for another encoding. */
export function formatCsv(rows: Sheet['rows']): string {
  const lines = rows.map((row) => row.map(quoteCell).join(','));
  return `\uFEFF${lines.map((line) => `${line}\r\n`).join('')}`;
}

function quoteCell(text: string): string {
  return /[",\r\n;\t]|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Every cell is a text and never a formula; the first row and column stay in sight. */
export async function formatWorkbook(sheets: readonly Sheet[]): Promise<Uint8Array> {
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const written = sheets.map(({ name, rows }) => ({
    sheet: name,
    data: rows.map((row, index) => row.map((text) => toCell(text, index === 0))),
    columns: (rows[0] ?? []).map((_, column) => ({ width: widthOf(rows, column) })),
    stickyRowsCount: 1,
    stickyColumnsCount: 1,
  }));
  return await writeXlsxFile(written).toBuffer();
}

function toCell(text: string, isHead: boolean) {
  if (text === '') return null;
  const value = fitCell(cleanXml(text));
  return { value, type: String, wrap: true, ...(isHead ? { fontWeight: 'bold' as const } : {}) };
}

/** XML has no way to write them, and a workbook that has them does not open. */
function cleanXml(text: string): string {
  return text.toWellFormed().replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}

const widthMax = 60;

/** In characters, by the longest line of the first rows. */
function widthOf(rows: Sheet['rows'], column: number): number {
  const longest = rows.slice(0, 200).map((row) =>
    Math.max(
      ...(row[column] ?? '')
        .slice(0, 1000)
        .split('\n')
        .map((line) => line.length),
    ),
  );
  return Math.min(widthMax, Math.max(8, ...longest) + 2);
}
