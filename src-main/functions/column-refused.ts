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
