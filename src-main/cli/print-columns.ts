/** Rows under headings, each column as wide as it must be; a column of numbers is set to the right. */
export function alignColumns(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  rightOf: readonly boolean[] = [],
): string {
  const widths = headings.map((heading, index) =>
    Math.max(heading.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const lineOf = (cells: readonly string[]): string =>
    cells
      .map((cell, index) =>
        rightOf[index] === true ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [headings, ...rows].map((row) => `${lineOf(row)}\n`).join('');
}
