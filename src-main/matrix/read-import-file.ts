/*
 * Reads a file that somebody brings, whatever it is: what it is, is seen from its first bytes and not from its name. Runs in a
 * thread (exchange-thread.ts), since a file can be large or made to take for ever.
 */
import { isUtf8 } from 'node:buffer';

import type { ImportSource } from '#shared/matrix/exchange/import-record.ts';
import { readJsonImport } from '#shared/matrix/exchange/read-json-import.ts';
import { readSheets } from '#shared/matrix/exchange/read-sheets.ts';

import { delimiterOf, encodingOf } from '../functions/read-csv.ts';
import { WorkbookRefused, readWorkbook } from './read-workbook.ts';

/** Far beyond the longest text of a field, so that the sentence is of the cell and not of the file. */
const recordBytesMax = 20_000_000;

export async function readImportFile(bytes: Uint8Array<ArrayBuffer>, userId: string): Promise<ImportSource> {
  if (startsWith(bytes, [0x50, 0x4b])) return await readXlsx(bytes);
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0]))
    return refused(
      'Workbook',
      'The file is an old workbook (.xls) or one with a password. Save it as .xlsx without a password.',
    );
  const text = decode(bytes);
  if (text === undefined)
    return refused(
      'Text',
      'The text is neither UTF-8 nor UTF-16, or it is no text at all. Save it as CSV UTF-8 or as .xlsx, and try again.',
    );
  if (text.trim() === '') return refused('Text', 'The file is empty.');
  return /^\s*[[{]/u.test(text) ? readJsonImport(text, userId) : await readCsvText(text);
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

async function readXlsx(bytes: Uint8Array<ArrayBuffer>): Promise<ImportSource> {
  try {
    return readSheets('Workbook', await readWorkbook(bytes));
  } catch (error) {
    if (error instanceof WorkbookRefused) return refused('Workbook', error.message);
    throw error;
  }
}

/** Undefined where a guess would be needed: a wrong one would change names without a sign. */
function decode(bytes: Uint8Array): string | undefined {
  const encoding = encodingOf(bytes);
  if (encoding === 'utf-8' && (!isUtf8(bytes) || bytes.includes(0))) return undefined;
  return new TextDecoder(encoding).decode(bytes);
}

async function readCsvText(text: string): Promise<ImportSource> {
  const { parse } = await import('csv-parse/sync');
  try {
    const rows: string[][] = parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: false,
      max_record_size: recordBytesMax,
      bom: true,
    });
    return readSheets('CSV', [{ name: '', rows }]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refused(
      'CSV',
      `The file is no CSV that can be read: ${reason}. Look whether a quotation mark is missing there.`,
    );
  }
}

function refused(kind: string, sentence: string): ImportSource {
  return { kind, project: null, records: [], problems: [{ place: null, sentence, isFatal: true }] };
}
