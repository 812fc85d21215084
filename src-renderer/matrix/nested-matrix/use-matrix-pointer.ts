import { useEffect, useEffectEvent, useRef } from 'react';
import type { PointerEvent, RefObject } from 'react';

import { cellOf } from '#shared/matrix/cells/cell-state.ts';

import { describeCell } from './describe-cell.ts';
import { cellIdsAt, fillTo } from './matrix-actions.ts';
import type { MatrixScope } from './matrix-actions.ts';
import { spotAt } from './matrix-layout.ts';
import { openMenuAt, openMenuOfSelection } from './matrix-menu-place.ts';
import { activeSpot, selectAt, selectedBlock } from './matrix-moves.ts';
import { blockRect, handlePx } from './matrix-overlay.ts';
import type { Block, Spot } from './matrix-selection.ts';
import { changeMatrix, useMatrixStore } from './matrix-store.ts';
import type { Surface } from './matrix-surface.ts';
import { moveToLine } from '../object-actions.ts';

type Point = { readonly x: number; readonly y: number };

/** What the pressed pointer is doing. */
type Drag =
  | { readonly kind: 'select' }
  | { readonly kind: 'fill'; readonly from: Block; to: Block }
  | {
      readonly kind: 'move';
      readonly axis: 'row' | 'column';
      readonly line: number;
      readonly start: Point;
      drop: number | undefined;
    }
  | { readonly kind: 'pan'; last: Point };

const dragPxMin = 4; // Less is an unsteady hand.
const hoverTextPxMax = 16; // Below this height of a cell its words are told beside the pointer.

export function useMatrixPointer(
  scope: MatrixScope,
  surface: Surface | undefined,
  gridRef: RefObject<HTMLDivElement | null>,
) {
  const drag = useRef<Drag | undefined>(undefined);
  const isSpaceDown = useSpaceKey();

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    if (surface === undefined || !isOnCanvas(event)) return;
    const point = pointIn(event);
    event.currentTarget.setPointerCapture(event.pointerId);
    gridRef.current?.focus({ preventScroll: true });
    event.preventDefault();
    if (event.button === 1 || isSpaceDown.current) {
      drag.current = { kind: 'pan', last: point };
      return;
    }
    if (event.button !== 0 || isScrollBar(event)) return;
    drag.current = beginDrag(scope, surface, { point, isShift: event.shiftKey });
  }

  function onPointerMove(event: PointerEvent<HTMLElement>): void {
    if (surface === undefined) return;
    const point = pointIn(event);
    if (drag.current === undefined) showHover(scope, surface, isOnCanvas(event) ? point : undefined);
    else goOnDragging(scope, surface, { drag: drag.current, point });
  }

  function onPointerUp(event: PointerEvent<HTMLElement>): void {
    const ended = drag.current;
    drag.current = undefined;
    if (ended === undefined || surface === undefined) return;
    event.currentTarget.releasePointerCapture(event.pointerId);
    surface.showOverlay({ fill: undefined, drop: undefined });
    if (ended.kind === 'fill') fillTo(scope, ended.from, ended.to);
    if (ended.kind === 'move' && ended.drop !== undefined) {
      const object = scope.lines.objects[ended.line];
      if (object !== undefined) moveToLine(scope, object, ended.drop);
    }
  }

  function onDoubleClick(event: React.MouseEvent<HTMLElement>): void {
    if (surface === undefined || !isOnCanvas(event)) return;
    const { row, column } = activeSpot(scope);
    if (row >= 0 && column >= 0) changeMatrix({ editor: { kind: 'cell', text: '', isTyped: false } });
    else openNameEditor(scope, Math.max(row, column));
  }

  function onContextMenu(event: React.MouseEvent<HTMLElement>): void {
    if (!isOnCanvas(event)) return;
    // Where Ctrl and the pointer ask for a menu, the press has begun to drag.
    drag.current = undefined;
    openMenuFor(scope, surface, event);
  }

  return {
    onContextMenu,
    onPointerDown,
    onPointerMove,
    onPointerUp,
    onPointerCancel: onPointerUp,
    onPointerLeave: () => surface?.showOverlay({ hover: undefined, hoverText: undefined }),
    onDoubleClick,
  };
}

function openMenuFor(scope: MatrixScope, surface: Surface | undefined, event: React.MouseEvent): void {
  event.preventDefault();
  surface?.showOverlay({ fill: undefined, drop: undefined });
  const isByKey = event.button !== 2 && !event.ctrlKey;
  if (isByKey || surface === undefined) openMenuOfSelection(scope, surface);
  else openMenuAt(scope, surface, { x: event.clientX, y: event.clientY });
}

/** Held down, it makes a drag move the view, as in drawing programs. */
function useSpaceKey(): RefObject<boolean> {
  const isDown = useRef(false);
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    if (event.key === ' ') isDown.current = event.type === 'keydown';
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event);
    window.addEventListener('keydown', listen);
    window.addEventListener('keyup', listen);
    return () => {
      window.removeEventListener('keydown', listen);
      window.removeEventListener('keyup', listen);
    };
  }, []);
  return isDown;
}

function isOnCanvas({ target }: { readonly target: EventTarget }): boolean {
  return (
    target instanceof HTMLCanvasElement || (target instanceof HTMLElement && target.closest('.matrix-editor') === null)
  );
}

/** Beyond what the scroller shows are only its bars. */
function isScrollBar(event: PointerEvent<HTMLElement>): boolean {
  const { x, y } = pointIn(event);
  return x >= event.currentTarget.clientWidth || y >= event.currentTarget.clientHeight;
}

function pointIn(event: PointerEvent<HTMLElement>): Point {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

type Begin = { readonly point: Point; readonly isShift: boolean };

function beginDrag(scope: MatrixScope, surface: Surface, { point, isShift }: Begin): Drag | undefined {
  const geometry = surface.getGeometry();
  const block = selectedBlock(scope);
  const { editor } = useMatrixStore.getState();
  if (block !== undefined && editor === null && isOnHandle(surface, block, point))
    return { kind: 'fill', from: block, to: block };
  const spot = spotAt(geometry, point);
  if (spot.row < 0 && spot.column < 0) {
    selectAt(scope, surface, activeSpot(scope), { span: 'all' });
    return undefined;
  }
  const isHeader = spot.row < 0 || spot.column < 0;
  const line = Math.max(spot.row, spot.column);
  if (!isHeader && line >= geometry.count) return undefined;
  selectAt(scope, surface, spot, { extends: isShift });
  if (!isHeader) return { kind: 'select' };
  if (line >= geometry.count) {
    openNameEditor(scope, line);
    return undefined;
  }
  return isShift
    ? undefined
    : { kind: 'move', axis: spot.column < 0 ? 'row' : 'column', line, start: point, drop: undefined };
}

function openNameEditor(scope: MatrixScope, line: number): void {
  const object = scope.lines.objects[line];
  const mayEdit = scope.mayEdit('objects', object === undefined ? [] : [object.id]);
  if (mayEdit) changeMatrix({ editor: { kind: 'name', text: object?.name ?? '', isTyped: false } });
}

function isOnHandle(surface: Surface, block: Block, { x, y }: Point): boolean {
  const rect = blockRect(surface.getGeometry(), block);
  const right = rect.x + rect.width;
  const bottom = rect.y + rect.height;
  return x >= right - handlePx - 1 && x <= right + 2 && y >= bottom - handlePx - 1 && y <= bottom + 2;
}

type Going = { readonly drag: Drag; readonly point: Point };

function goOnDragging(scope: MatrixScope, surface: Surface, { drag, point }: Going): void {
  const geometry = surface.getGeometry();
  if (drag.kind === 'pan') {
    const { x, y, zoom } = geometry;
    surface.moveTo({ zoom, x: x - (point.x - drag.last.x), y: y - (point.y - drag.last.y) });
    drag.last = point;
    return;
  }
  const spot = spotAt(geometry, point);
  const inside: Spot = {
    row: Math.min(Math.max(spot.row, 0), geometry.count - 1),
    column: Math.min(Math.max(spot.column, 0), geometry.count - 1),
  };
  if (drag.kind === 'select') selectAt(scope, surface, inside, { extends: true });
  else if (drag.kind === 'fill') {
    drag.to = grow(drag.from, inside);
    surface.showOverlay({ fill: drag.to });
  } else {
    const isMoved = Math.hypot(point.x - drag.start.x, point.y - drag.start.y) >= dragPxMin;
    if (!isMoved || !scope.mayEdit('objects')) return;
    drag.drop = dropLine(surface, drag.axis, point);
    surface.showOverlay({ drop: { axis: drag.axis, line: drag.drop } });
  }
}

/** In the direction in which the pointer is farther away: a fill goes down or to the side, not both. */
function grow(from: Block, { row, column }: Spot): Block {
  const down = Math.max(row - from.rowTo, from.rowFrom - row, 0);
  const aside = Math.max(column - from.columnTo, from.columnFrom - column, 0);
  return down >= aside
    ? { ...from, rowFrom: Math.min(from.rowFrom, row), rowTo: Math.max(from.rowTo, row) }
    : { ...from, columnFrom: Math.min(from.columnFrom, column), columnTo: Math.max(from.columnTo, column) };
}

function dropLine(surface: Surface, axis: 'row' | 'column', { x, y }: Point): number {
  const geometry = surface.getGeometry();
  const at =
    axis === 'row'
      ? (y - geometry.headHeight + geometry.y) / geometry.cellHeight
      : (x - geometry.headWidth + geometry.x) / geometry.cellWidth;
  return Math.min(Math.max(Math.round(at), 0), geometry.count);
}

function showHover(scope: MatrixScope, surface: Surface, point: Point | undefined): void {
  const geometry = surface.getGeometry();
  const spot = point === undefined ? undefined : spotAt(geometry, point);
  const ids = spot === undefined ? undefined : cellIdsAt(scope, spot);
  const isSmall = geometry.cellHeight < hoverTextPxMax;
  const hoverText =
    ids === undefined || !isSmall ? undefined : describeCell(scope.model, cellOf(scope.model, ids.rowId, ids.columnId));
  surface.showOverlay({ hover: spot, hoverText });
}
