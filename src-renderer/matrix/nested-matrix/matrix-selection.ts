/*
 * What is selected in the matrix: an active cell and, at the other corner of a rectangle, an anchor. They are kept by the ids of
 * their objects, so that they stay where they are when somebody moves or adds an object.
 */
import type { MatrixLines } from './matrix-lines.ts';
import { clamp } from './matrix-layout.ts';

/** Line -1 is the header, line `count` the one in which an object is added. */
export type Spot = { readonly row: number; readonly column: number };

type Line = { readonly id: string | null; readonly index: number };
export type Place = { readonly row: Line; readonly column: Line };

export type Span = 'cells' | 'rows' | 'columns' | 'all';
export type Selection = { readonly active: Place; readonly anchor: Place; readonly span: Span };

/** Both ends belong to it. */
export type Block = {
  readonly rowFrom: number;
  readonly rowTo: number;
  readonly columnFrom: number;
  readonly columnTo: number;
};

export function placeOf(lines: MatrixLines, { row, column }: Spot): Place {
  return { row: lineOf(lines, row), column: lineOf(lines, column) };
}

function lineOf({ objects }: MatrixLines, index: number): Line {
  return { id: objects[index]?.id ?? null, index };
}

export function spotOf(lines: MatrixLines, { row, column }: Place): Spot {
  const spot = { row: indexOf(lines, row, column.index < 0), column: indexOf(lines, column, row.index < 0) };
  return spot.row < 0 && spot.column < 0 ? { row: 0, column: spot.column } : spot;
}

/** Whether an object of the place is in the matrix no more: deleted, or left out by the filter. */
export function isGone({ lineById }: MatrixLines, { row, column }: Place): boolean {
  return [row, column].some(({ id }) => id !== null && !lineById.has(id));
}

/** An object that is gone leaves its place to the one that stands there now; the line in which one is added stays the last. */
function indexOf({ lineById, objects }: MatrixLines, { id, index }: Line, isHeader: boolean): number {
  if (index < 0) return -1;
  if (id === null && isHeader) return objects.length;
  const found = id === null ? undefined : lineById.get(id);
  return found ?? clamp(index, 0, id === null ? objects.length : Math.max(0, objects.length - 1));
}

/** The cells that are selected; a header stands for its whole line. Undefined where there are none. */
export function blockOf(lines: MatrixLines, { active, anchor, span }: Selection): Block | undefined {
  const last = lines.objects.length - 1;
  if (last < 0) return undefined;
  const to = spotOf(lines, active);
  const from = spotOf(lines, anchor);
  const areRows = span === 'rows' || to.column < 0;
  const areColumns = span === 'columns' || to.row < 0;
  const isAll = span === 'all';
  const rows = isAll || areColumns ? [0, last] : [from.row, to.row].map((row) => clamp(row, 0, last));
  const columns = isAll || areRows ? [0, last] : [from.column, to.column].map((column) => clamp(column, 0, last));
  if ((to.row > last && !areColumns && !isAll) || (to.column > last && !areRows && !isAll)) return undefined;
  return {
    rowFrom: Math.min(...rows),
    rowTo: Math.max(...rows),
    columnFrom: Math.min(...columns),
    columnTo: Math.max(...columns),
  };
}

export function isInBlock(block: Block, { row, column }: Spot): boolean {
  return row >= block.rowFrom && row <= block.rowTo && column >= block.columnFrom && column <= block.columnTo;
}

export function isInRows(block: Block, row: number): boolean {
  return row >= block.rowFrom && row <= block.rowTo;
}

export function spotsOf(block: Block): readonly Spot[] {
  const spots: Spot[] = [];
  for (let row = block.rowFrom; row <= block.rowTo; row += 1)
    for (let column = block.columnFrom; column <= block.columnTo; column += 1) spots.push({ row, column });
  return spots;
}

export type Step = { readonly rows: number; readonly columns: number };

/** Where the arrows, Home, End and the page keys lead, after the WAI-ARIA grid pattern; undefined for other keys. */
export function spotAfterKey(
  { row, column }: Spot,
  press: { readonly key: string; readonly isMod: boolean },
  { count, page }: { readonly count: number; readonly page: Step },
): Spot | undefined {
  const last = count - 1;
  const to = (nextRow: number, nextColumn: number): Spot => keepOnGrid({ row: nextRow, column: nextColumn }, count);
  switch (press.key) {
    case 'ArrowUp':
      return press.isMod ? to(Math.min(0, row), column) : to(row - 1, column);
    case 'ArrowDown':
      return press.isMod ? to(Math.max(last, row), column) : to(row + 1, column);
    case 'ArrowLeft':
      return press.isMod ? to(row, Math.min(0, column)) : to(row, column - 1);
    case 'ArrowRight':
      return press.isMod ? to(row, Math.max(last, column)) : to(row, column + 1);
    case 'Home':
      return press.isMod ? to(0, 0) : to(row, 0);
    case 'End':
      return press.isMod ? to(last, last) : to(row, last);
    case 'PageUp':
      return to(Math.max(Math.min(row, 0), row - page.rows), column);
    case 'PageDown':
      return to(Math.max(row, Math.min(last, row + page.rows)), column);
    default:
      return undefined;
  }
}

/** Only headers have a line behind the last one, and the corner is no cell. */
export function keepOnGrid({ row, column }: Spot, count: number): Spot {
  const kept = { row: clamp(row, -1, count), column: clamp(column, -1, count) };
  if (kept.row < 0 && kept.column < 0) return row < column ? { row: -1, column: 0 } : { row: 0, column: -1 };
  if (kept.column >= 0) kept.row = Math.min(kept.row, count - 1);
  if (kept.row >= 0) kept.column = Math.min(kept.column, count - 1);
  return kept;
}
