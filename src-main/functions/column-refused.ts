/** Offsets are signed 32-bit numbers. */
export const packedBytesMax = 0x7fff_ffff;

export const tooLongReason = 'has more than 2 GB of text or bytes, which is more than a column can hold';

/** A column of a file that no column of a table can be; `reason` continues "Its column x …". */
export class ColumnRefused extends Error {
  readonly column: string;
  readonly reason: string;

  constructor(column: string, reason: string) {
    super(`The column ${column} ${reason}.`);
    this.column = column;
    this.reason = reason;
  }
}
