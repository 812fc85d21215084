/*
 * A sheet of cells, as CSV files and workbooks have them. Cells are texts; what a spreadsheet would take for a formula is made
 * harmless on the way out and comes back unharmed.
 */
export type Sheet = {
  /** The sheet's name in a workbook; empty for a file that has no sheets. */
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
};

/** What Excel refuses to hold in one cell. */
export const cellCharsMax = 32_767;
const cutMark = ' […]';

/** A spreadsheet reads a cell that begins like this as a formula, whatever the file says; some take the wide signs of East Asia for the same (OWASP, "CSV Injection"). */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/u;

/** An apostrophe in front makes it a text. One that was there already gets another, so that nothing is lost on the way back. */
export function disarmCell(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

export function rearmCell(text: string): string {
  return text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
}

/** As much of the text as a cell of a workbook holds, with a mark where it was cut. */
export function fitCell(text: string): string {
  return text.length <= cellCharsMax ? text : `${text.slice(0, cellCharsMax - cutMark.length)}${cutMark}`;
}

/** Whether a cell holds only the beginning of a text, which must not overwrite the whole. */
export function isCutCell(text: string): boolean {
  return text.length === cellCharsMax && text.endsWith(cutMark);
}

/** Texts as one cell: `a; b`, with a backslash before a semicolon or backslash of their own. */
export function formatListCell(texts: readonly string[]): string {
  return texts.map((text) => text.replaceAll(/[\\;]/gu, String.raw`\$&`)).join('; ');
}

export function parseListCell(cell: string): readonly string[] {
  const parts = cell.match(/(?:\\[\s\S]|[^\\;])+/gu) ?? [];
  return parts.map((part) => part.trim().replaceAll(/\\([\\;])/gu, '$1')).filter((part) => part !== '');
}
