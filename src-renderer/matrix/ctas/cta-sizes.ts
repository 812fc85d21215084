/** Of the matrix of calls to action: a chip with the gap below it, the headers, and the least width of a column. */
export const chipPx = 26;
export const headColumnPx = 190;
export const headRowPx = 36;
export const cellPaddingPx = 10;
export const columnPxMin = 172;
