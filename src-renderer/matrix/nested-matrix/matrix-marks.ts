/* Marks of what is open, on the canvas: filled for a gap, a ring where there are only questions. */
import { isGapMark } from '#shared/matrix/gaps/cell-marks.ts';
import { stateIndex } from '#shared/matrix/cells/cell-codes.ts';
import { cellStates } from '#shared/matrix/cells/cell-state.ts';

import type { Lines } from './matrix-layout.ts';
import type { SceneInput } from './matrix-scene.ts';
import type { MatrixTheme } from './matrix-theme.ts';

/** Smaller cells have no room beside their words. */
export const markedCellPx = 16;

const fullTurn = 2 * Math.PI;

/** In the lower right corner of each cell about which something is open. One path for all of a kind: thousands may be in view. */
export function drawCellMarks(
  context: CanvasRenderingContext2D,
  input: SceneInput,
  { shown, codes }: { readonly shown: Lines; readonly codes: Uint16Array },
): void {
  const { geometry, theme, lines, marks, state, isTransposed } = input;
  const { headWidth, headHeight, x, y, cellWidth, cellHeight } = geometry;
  if (marks.marks.length === 0) return;
  const wanted = state === null ? -1 : cellStates.indexOf(state);
  const radius = Math.min(3.5, Math.max(2, cellHeight * 0.085));
  const [gaps, questions] = [new Path2D(), new Path2D()];
  const columnCount = shown.columnTo - shown.columnFrom;
  for (let row = shown.rowFrom; row < shown.rowTo; row += 1) {
    const rowIndex = lines.indexes[row] ?? 0;
    const middle = headHeight - y + (row + 1) * cellHeight - radius - 3.5;
    for (let column = shown.columnFrom; column < shown.columnTo; column += 1) {
      const columnIndex = lines.indexes[column] ?? 0;
      const place = isTransposed ? columnIndex * marks.size + rowIndex : rowIndex * marks.size + columnIndex;
      const mark = marks.marks[place] ?? 0;
      if (mark === 0) continue;
      const code = codes[(row - shown.rowFrom) * columnCount + column - shown.columnFrom] ?? 0;
      if (wanted >= 0 && stateIndex(code) !== wanted) continue;
      const centre = headWidth - x + (column + 1) * cellWidth - radius - 3.5;
      const path = isGapMark(mark) ? gaps : questions;
      path.moveTo(centre + radius, middle);
      path.arc(centre, middle, radius, 0, fullTurn);
    }
  }
  context.fillStyle = theme.dots.incomplete;
  context.fill(gaps);
  context.strokeStyle = theme.softText;
  context.lineWidth = 1;
  context.stroke(questions);
}

/** In a header, as on the cards of other views: something is open about the object. */
export function drawHeaderMark(
  context: CanvasRenderingContext2D,
  theme: MatrixTheme,
  { x, y }: { readonly x: number; readonly y: number },
): void {
  context.fillStyle = theme.warn;
  context.beginPath();
  context.arc(x, y, 2.5, 0, fullTurn);
  context.fill();
}
