import type { MatrixScope } from './matrix-actions.ts';
import { visibleLines } from './matrix-layout.ts';
import { blockOf, keepOnGrid, placeOf, spotOf } from './matrix-selection.ts';
import type { Block, Selection, Span, Spot, Step } from './matrix-selection.ts';
import { changeMatrix, useMatrixStore } from './matrix-store.ts';
import type { Surface } from './matrix-surface.ts';

/** Makes a cell the active one, and with `extends` keeps the other corner of what is selected. */
export function selectAt(
  scope: Pick<MatrixScope, 'lines'>,
  surface: Surface | undefined,
  spot: Spot,
  options: { readonly extends?: boolean; readonly span?: Span } = {},
): void {
  const active = placeOf(scope.lines, keepOnGrid(spot, scope.lines.objects.length));
  const before = useMatrixStore.getState().selection;
  const anchor = options.extends === true ? (before?.anchor ?? active) : active;
  const selection: Selection = { active, anchor, span: options.span ?? 'cells' };
  changeMatrix({ selection, editor: null });
  surface?.reveal(spot.row, spot.column);
}

export function activeSpot(scope: Pick<MatrixScope, 'lines'>): Spot {
  const { selection } = useMatrixStore.getState();
  return selection === null ? { row: 0, column: 0 } : spotOf(scope.lines, selection.active);
}

export function selectedBlock(scope: Pick<MatrixScope, 'lines'>): Block | undefined {
  const { selection } = useMatrixStore.getState();
  return selection === null ? undefined : blockOf(scope.lines, selection);
}

/** How far a page key leads: what is in view, but for one line. */
export function pageStep(surface: Surface | undefined): Step {
  if (surface === undefined) return { rows: 10, columns: 10 };
  const { rowFrom, rowTo, columnFrom, columnTo } = visibleLines(surface.getGeometry());
  return { rows: Math.max(1, rowTo - rowFrom - 2), columns: Math.max(1, columnTo - columnFrom - 2) };
}

/** Where a person is led to by name: the object's row, with its first cell active. */
export function goToObject(scope: Pick<MatrixScope, 'lines'>, surface: Surface | undefined, objectId: string): void {
  const row = scope.lines.lineById.get(objectId);
  if (row !== undefined) selectAt(scope, surface, { row, column: -1 });
}
