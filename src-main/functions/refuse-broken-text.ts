import { isAscii, isUtf8 } from 'node:buffer';

import type { Column } from '#shared/values/value.ts';

import { ColumnRefused } from './column-refused.ts';

/**
 * Throws a ColumnRefused for texts that are not UTF-8, as files of other programs have them: whoever reads them would see
 * another character instead, without a word. What lies where a cell is missing means nothing.
 */
export function refuseBrokenText(name: string, column: Column): void {
  if (column.type !== 'text' || isAscii(column.bytes)) return;
  const { offsets, bytes, missing } = column;
  if (isUtf8(bytes) && !offsets.some((offset) => isWithinCharacter(bytes[offset]))) return;
  for (let row = 0; row + 1 < offsets.length; row += 1) {
    if (missing?.[row] === 1 || isUtf8(bytes.subarray(offsets[row], offsets[row + 1]))) continue;
    throw new ColumnRefused(
      name,
      `has text that is not UTF-8 (row ${String(row + 1)}). Write it as UTF-8, or as binary, where the file is made`,
    );
  }
}

/** UTF-8 marks the bytes of a character behind the first; a text that begins with one has a half of it. */
function isWithinCharacter(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
