/*
 * Reads a workbook (XLSX) as sheets of texts. A workbook is an archive of XML, and both can be made to grow without end: so what
 * is in it is counted before it is unpacked, and what its cells claim to be before a table is made of them.
 */
import { strFromU8, unzipSync } from 'fflate';
import type { UnzipFileInfo } from 'fflate';
import readXlsxFile from 'read-excel-file/universal';
import type { CellValue } from 'read-excel-file/universal';

import type { Sheet } from '#shared/matrix/exchange/sheet.ts';

/** Ten times what 20,000 relationships with their texts take. */
const unpackedBytesMax = 300_000_000;
/** No text packs better than this; what does was made to. */
const packingMax = 1000;
const partsMax = 5000;
/** A matrix of 2,000 objects has four millions. */
const cellsMax = 5_000_000;

/** A workbook that is not read, with the sentence that says why. */
export class WorkbookRefused extends Error {}

export async function readWorkbook(bytes: Uint8Array<ArrayBuffer>): Promise<readonly Sheet[]> {
  refuseBombs(bytes);
  try {
    // Leading and trailing spaces belong to a text; what they mean is for whoever reads the cell.
    const sheets = await readXlsxFile(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength), {
      trim: false,
    });
    return sheets.map(({ sheet, data }) => ({ name: sheet, rows: data.map((row) => row.map(cellToText)) }));
  } catch (error) {
    throw new WorkbookRefused(
      'The workbook cannot be made sense of. Open it in a spreadsheet, save it again as .xlsx, and try that file.',
      {
        cause: error,
      },
    );
  }
}

/** What every part of XML has. */
const angle = '<'.charCodeAt(0);

function refuseBombs(bytes: Uint8Array): void {
  for (const [name, part] of Object.entries(unpackParts(bytes))) {
    // Pictures and the like. A sheet is a sheet whatever its part is called: the workbook says where it is.
    if (!part.includes(angle)) continue;
    const xml = strFromU8(part);
    // Entities are the only way in which XML of this size can grow, and no spreadsheet writes any.
    if (/<!DOCTYPE|<!ENTITY/iu.test(xml))
      throw new WorkbookRefused(
        `The workbook defines XML entities of its own (in ${name}), which no spreadsheet does. It is not opened.`,
      );
    if (/<(?:\w+:)?sheetData/u.test(xml) && cellsClaimed(xml) > cellsMax)
      throw new WorkbookRefused(
        `A sheet of the workbook has a cell so far out that it would have more than ${cellsMax.toLocaleString('en')} cells. Delete the empty rows and columns behind the table, and save it again.`,
      );
  }
}

function unpackParts(bytes: Uint8Array): { readonly [name: string]: Uint8Array } {
  let unpackedBytes = 0;
  let parts = 0;
  // The sizes are what the archive claims; each part is unpacked into a buffer of just that size, and no further.
  function isWanted({ originalSize, size }: UnzipFileInfo): boolean {
    unpackedBytes += originalSize;
    parts += 1;
    if (parts > partsMax || unpackedBytes > unpackedBytesMax || originalSize > Math.max(size, 1000) * packingMax)
      throw new WorkbookRefused(
        'The workbook would unpack to far more than its own size, as no spreadsheet does. It is not opened.',
      );
    return true;
  }
  try {
    return unzipSync(bytes, { filter: isWanted });
  } catch (error) {
    if (error instanceof WorkbookRefused) throw error;
    throw new WorkbookRefused(
      'The workbook is damaged, or it is encrypted. Save it again without a password, and try that file.',
      {
        cause: error,
      },
    );
  }
}

const cellOrRow = /<(?:\w+:)?(?:c|row)\s[^>]*?\br\s*=\s*["']([^"']*)["']/gu;

/** Rows times columns up to the last cell, as the sheet says. An address that no spreadsheet writes may mean anything. */
function cellsClaimed(xml: string): number {
  let [rows, columns] = [1, 1];
  for (const [, address = ''] of xml.matchAll(cellOrRow)) {
    const [, letters = '', row = ''] = /^([A-Z]{0,3})(\d{1,7})$/u.exec(address) ?? [];
    if (row === '') return Number.POSITIVE_INFINITY;
    rows = Math.max(rows, Number(row));
    columns = Math.max(columns, columnNumber(letters));
  }
  return rows * columns;
}

function columnNumber(letters: string): number {
  return Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

function cellToText(cell: CellValue | null): string {
  if (cell === null) return '';
  if (cell instanceof Date) return cell.toISOString().replace('T00:00:00.000Z', '');
  return String(cell);
}
