/*
 * Where an arrow key leads in the matrix of calls to action: down and up from chip to chip and on into the next row, left and
 * right from cell to cell, Home and End along the row, with Ctrl to the corners, PageUp and PageDown by rows.
 */
import type { CtaCells } from '#shared/matrix/ctas/cta-cells.ts';

import { ctasIn, placeOf } from './cta-axes.ts';
import type { Axes } from './cta-axes.ts';
import type { CtaFocus } from './use-cta-focus.ts';

type Press = { readonly key: string; readonly ctrlKey: boolean; readonly metaKey: boolean };
type Grid = { readonly axes: Axes; readonly cells: CtaCells; readonly isRightToLeft: boolean };

const pageRows = 8; // About a window's height of rows with a chip or two.

/** Null for a key that leads nowhere. Index -1 is a header. */
export function nextFocus(grid: Grid, from: CtaFocus, press: Press): CtaFocus | null {
  const { rows, columns } = grid.axes;
  const row = from.rowId === null ? -1 : rows.findIndex(({ id }) => id === from.rowId);
  const column = from.columnId === null ? -1 : columns.findIndex(({ id }) => id === from.columnId);
  const isWide = press.ctrlKey || press.metaKey;
  const chips = ctaIdsAt(grid, row, column);
  const chip = from.ctaId === null ? 0 : Math.max(0, chips.indexOf(from.ctaId));
  const to = (nextRow: number, nextColumn: number, place: 'first' | 'last' = 'first') =>
    focusAt(grid, clamp(nextRow, rows.length), clamp(nextColumn, columns.length), place);
  switch (press.key) {
    case 'ArrowDown':
      if (isWide) return to(rows.length - 1, column);
      return chip + 1 < chips.length ? { ...from, ctaId: chips[chip + 1] ?? null } : to(row + 1, column);
    case 'ArrowUp':
      if (isWide) return to(-1, column);
      return chip > 0 ? { ...from, ctaId: chips[chip - 1] ?? null } : to(row - 1, column, 'last');
    case 'ArrowLeft':
    case 'ArrowRight': {
      const step = (press.key === 'ArrowRight') === grid.isRightToLeft ? -1 : 1;
      return to(row, isWide ? (step === 1 ? columns.length - 1 : -1) : column + step);
    }
    case 'Home':
      return to(isWide ? -1 : row, -1);
    case 'End':
      return to(isWide ? rows.length - 1 : row, columns.length - 1);
    case 'PageDown':
      return to(row + pageRows, column);
    case 'PageUp':
      return to(row - pageRows, column);
    default:
      return null;
  }
}

export function focusAt(
  grid: Omit<Grid, 'isRightToLeft'>,
  row: number,
  column: number,
  place: 'first' | 'last',
): CtaFocus {
  const chips = ctaIdsAt(grid, row, column);
  return {
    rowId: row === -1 ? null : (grid.axes.rows[row]?.id ?? null),
    columnId: column === -1 ? null : (grid.axes.columns[column]?.id ?? null),
    ctaId: (place === 'first' ? chips[0] : chips.at(-1)) ?? null,
  };
}

function ctaIdsAt({ axes, cells }: Omit<Grid, 'isRightToLeft'>, row: number, column: number): readonly string[] {
  const [rowItem, columnItem] = [axes.rows[row], axes.columns[column]];
  if (rowItem === undefined || columnItem === undefined) return [];
  return ctasIn(cells, placeOf(rowItem, columnItem)).map(({ id }) => id);
}

function clamp(index: number, count: number): number {
  return Math.max(-1, Math.min(count - 1, index));
}
