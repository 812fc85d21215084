/*
 * Rectangles of cells as spreadsheets put them on the clipboard: text with tabs between columns, quoted where a cell holds a tab,
 * a line break or a quote.
 */

/** More cells than the largest matrix has. */
export const pastedCellsMax = 1_000_000;

export function formatTsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(quote).join('\t')).join('\n');
}

function quote(text: string): string {
  return /["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function formatHtmlTable(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => `<tr>${row.map((text) => `<td>${escapeHtml(text)}</td>`).join('')}</tr>`);
  return `<table>${lines.join('')}</table>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The cells of a pasted text. Rows may differ in length; one line break at the end ends the last row and begins none. */
export function parseTsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const pattern = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*)/gy;
  let at = 0;
  let cellCount = 0;
  const source = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  while (at <= source.length && cellCount < pastedCellsMax) {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    row.push(match?.[1]?.replaceAll('""', '"') ?? match?.[2] ?? '');
    cellCount += 1;
    at = pattern.lastIndex;
    const sign = source[at];
    at += 1;
    if (sign === '\t') continue;
    rows.push(row);
    row = [];
    if (sign === undefined) break;
  }
  return rows;
}
