import type { AttributeRecord } from '../attribute-entities.ts';

/**
 * An object's attributes as the header of an empty table: one line of CSV as in RFC 4180, ended as it says.
 *
 * A name that a spreadsheet would take for a formula is given an apostrophe, which spreadsheets read as "this is text".
 */
export function tableHeader(attributes: readonly Pick<AttributeRecord, 'name'>[]): string {
  return `${attributes.map(({ name }) => csvField(name)).join(',')}\r\n`;
}

function csvField(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
