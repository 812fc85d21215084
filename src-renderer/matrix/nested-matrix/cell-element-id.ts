import type { Spot } from './matrix-selection.ts';

/** The ids of the elements behind the canvas: `aria-activedescendant` names the one that has the focus. */
export function cellElementId({ row, column }: Spot): string {
  return `matrix-cell-${String(row)}-${String(column)}`;
}
