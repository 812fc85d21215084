/* Where the menu of the matrix opens, and what it is about: what was selected, or else what is under the pointer. */
import { cellElementId } from './cell-element-id.ts';
import type { MatrixScope } from './matrix-actions.ts';
import { cellRect, clamp, spotAt } from './matrix-layout.ts';
import { activeSpot, selectAt, selectedBlock } from './matrix-moves.ts';
import { isInBlock } from './matrix-selection.ts';
import type { Spot } from './matrix-selection.ts';
import { changeMatrix } from './matrix-store.ts';
import type { Surface } from './matrix-surface.ts';

type Point = { readonly x: number; readonly y: number };

/** At a point of the window. */
export function openMenuAt(scope: MatrixScope, surface: Surface, point: Point): void {
  const spot = areElementsShown() ? elementSpot(point) : canvasSpot(surface, point);
  if (spot !== undefined && !isSelected(scope, spot)) {
    if (spot.row < 0 && spot.column < 0) selectAt(scope, surface, activeSpot(scope), { span: 'all' });
    else selectAt(scope, surface, spot);
  }
  changeMatrix({ menu: point, editor: null });
}

/** At the active cell, which is brought into view: asked for by a key. */
export function openMenuOfSelection(scope: MatrixScope, surface: Surface | undefined): void {
  const spot = activeSpot(scope);
  surface?.reveal(spot.row, spot.column);
  changeMatrix({ menu: pointOf(spot, surface), editor: null });
}

/** The system's colours hide the canvas, and show the elements behind it. */
function areElementsShown(): boolean {
  return window.matchMedia('(forced-colors: active)').matches;
}

function canvasSpot(surface: Surface, { x, y }: Point): Spot | undefined {
  const box = scrollerBox();
  return box === undefined ? undefined : spotAt(surface.getGeometry(), { x: x - box.x, y: y - box.y });
}

function elementSpot({ x, y }: Point): Spot | undefined {
  const id = document.elementFromPoint(x, y)?.closest('[id^="matrix-cell-"]')?.id;
  const [, row, column] = /^matrix-cell-(-?\d+)-(-?\d+)$/.exec(id ?? '') ?? [];
  return row === undefined || column === undefined ? undefined : { row: Number(row), column: Number(column) };
}

/** A click beside what is selected selects; one on a part of it is about all of it. */
function isSelected(scope: MatrixScope, spot: Spot): boolean {
  const block = selectedBlock(scope);
  const active = activeSpot(scope);
  if (block === undefined) return active.row === spot.row && active.column === spot.column;
  if (spot.row >= 0 && spot.column >= 0) return active.row >= 0 && active.column >= 0 && isInBlock(block, spot);
  if (spot.row < 0) return active.row < 0 && spot.column >= block.columnFrom && spot.column <= block.columnTo;
  return active.column < 0 && spot.row >= block.rowFrom && spot.row <= block.rowTo;
}

function pointOf(spot: Spot, surface: Surface | undefined): Point {
  const box = scrollerBox();
  if (areElementsShown() || surface === undefined || box === undefined) {
    const element = document.getElementById(cellElementId(spot))?.getBoundingClientRect();
    return { x: element?.left ?? box?.left ?? 0, y: element?.bottom ?? box?.top ?? 0 };
  }
  const { x, y, width, height } = cellRect(surface.getGeometry(), spot.row, spot.column);
  return {
    x: box.x + clamp(x + Math.min(width / 2, 24), 0, box.width),
    y: box.y + clamp(y + height, 0, box.height),
  };
}

function scrollerBox(): DOMRect | undefined {
  return document.querySelector('.matrix-scroller')?.getBoundingClientRect();
}
