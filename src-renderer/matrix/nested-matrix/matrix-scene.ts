/*
 * The static layer of the matrix: cells, headers, margins. It is painted when the model, the camera or the theme changes, never
 * because a pointer or a cursor moves; those are on the layer above it (matrix-overlay.ts).
 */
import type { CellCodes, Degrees } from '#shared/matrix/cells/cell-codes.ts';
import { decodeCell, lacksEnd } from '#shared/matrix/cells/cell-codes.ts';
import type { CodedCell } from '#shared/matrix/cells/cell-codes.ts';
import { cellStates } from '#shared/matrix/cells/cell-state.ts';
import type { CellState } from '#shared/matrix/cells/cell-state.ts';
import type { CellMarks } from '#shared/matrix/gaps/cell-marks.ts';
import type { Nesting } from '#shared/matrix/object-entities.ts';

import type { FitText } from './fit-text.ts';
import { drawHeaders } from './matrix-headers.ts';
import { cellRect, readableCellPx, visibleLines } from './matrix-layout.ts';
import type { Geometry, Lines } from './matrix-layout.ts';
import type { MatrixLines } from './matrix-lines.ts';
import { drawCellMarks, markedCellPx } from './matrix-marks.ts';
import type { Picture } from './matrix-picture.ts';
import type { MatrixTheme } from './matrix-theme.ts';
import type { SceneChanges } from './scene-changes.ts';

export type SceneInput = {
  readonly geometry: Geometry;
  readonly theme: MatrixTheme;
  readonly lines: MatrixLines;
  readonly codes: CellCodes;
  readonly degrees: Degrees;
  /** What is open about each object, in the order of the lines. */
  readonly gapCounts: readonly number[];
  readonly marks: CellMarks;
  readonly isTransposed: boolean;
  readonly state: CellState | null;
  readonly mayAdd: boolean;
};

export type ScenePens = { readonly fitText: FitText; readonly picture: Picture };

/** How the column shows on the row's page, as a mark in the corner of its cell. */
export const nestingMarks: { readonly [nesting in Nesting]: string } = {
  list: '≡',
  summary: '¶',
  count: '#',
  link: '↗',
  embedded: '▣',
  none: '∅',
};

export function drawScene(context: CanvasRenderingContext2D, input: SceneInput, pens: ScenePens): void {
  const { geometry, theme } = input;
  const { width, height, headWidth, headHeight, cellHeight } = geometry;
  context.fillStyle = theme.surface;
  context.fillRect(0, 0, width, height);
  context.save();
  context.beginPath();
  context.rect(headWidth, headHeight, width - headWidth, height - headHeight);
  context.clip();
  const shown = visibleLines(geometry);
  if (cellHeight < readableCellPx) drawPicture(context, input, pens.picture);
  else drawCells(context, input, shown);
  context.restore();
  drawHeaders(context, input, { shown, fitText: pens.fitText });
}

/** Over what was painted before with the same geometry: what it shows is then as if all of it had been painted anew. */
export function drawSceneChanges(
  context: CanvasRenderingContext2D,
  input: SceneInput,
  { changes, pens }: { readonly changes: SceneChanges; readonly pens: ScenePens },
): void {
  const { geometry, theme } = input;
  if (geometry.cellHeight < readableCellPx) {
    drawScene(context, input, pens);
    return;
  }
  const shown = visibleLines(geometry);
  for (const { row, column } of changes.cells) {
    const isInView = row >= shown.rowFrom && row < shown.rowTo && column >= shown.columnFrom && column < shown.columnTo;
    if (isInView) drawPatch(context, input, { row, column, shown });
  }
  if (!changes.isHeadChanged) return;
  context.fillStyle = theme.surface;
  context.fillRect(0, 0, geometry.width, geometry.headHeight);
  context.fillRect(0, 0, geometry.headWidth, geometry.height);
  drawHeaders(context, input, { shown, fitText: pens.fitText });
}

/** One cell, and as much of those around it as its edges share pixels with. */
function drawPatch(
  context: CanvasRenderingContext2D,
  input: SceneInput,
  { row, column, shown }: { readonly row: number; readonly column: number; readonly shown: Lines },
): void {
  const { headWidth, headHeight, width, height } = input.geometry;
  const rect = cellRect(input.geometry, row, column);
  const left = Math.max(headWidth, Math.floor(rect.x) - 1);
  const top = Math.max(headHeight, Math.floor(rect.y) - 1);
  const right = Math.min(width, Math.ceil(rect.x + rect.width) + 1);
  const bottom = Math.min(height, Math.ceil(rect.y + rect.height) + 1);
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  context.fillStyle = input.theme.surface;
  context.fillRect(left, top, right - left, bottom - top);
  drawCells(context, input, {
    rowFrom: Math.max(shown.rowFrom, row - 1),
    rowTo: Math.min(shown.rowTo, row + 2),
    columnFrom: Math.max(shown.columnFrom, column - 1),
    columnTo: Math.min(shown.columnTo, column + 2),
  });
  context.restore();
}

function drawPicture(context: CanvasRenderingContext2D, input: SceneInput, picture: Picture): void {
  const { geometry, lines } = input;
  const { headWidth, headHeight, x, y, cellWidth, cellHeight } = geometry;
  const count = lines.objects.length;
  // Smaller than a pixel, cells are mixed; larger, their edges stay sharp.
  context.imageSmoothingEnabled = cellHeight < 1;
  context.drawImage(picture(input), headWidth - x, headHeight - y, count * cellWidth, count * cellHeight);
}

function drawCells(context: CanvasRenderingContext2D, input: SceneInput, shown: Lines): void {
  const { geometry, theme } = input;
  const { headWidth, headHeight, x, y, cellWidth, cellHeight } = geometry;
  const left = headWidth - x;
  const top = headHeight - y;
  const codes = codesIn(input, shown);
  const columnCount = shown.columnTo - shown.columnFrom;
  forEachState(context, theme, input.state, (state, isFaded) => {
    const wanted = cellStates.indexOf(state);
    context.beginPath();
    for (let at = 0; at < codes.length; at += 1) {
      const code = codes[at] ?? 0;
      if ((code & 7) !== wanted || (state === 'incomplete' && !lacksEnd(code))) continue;
      const row = shown.rowFrom + Math.floor(at / columnCount);
      const column = shown.columnFrom + (at % columnCount);
      context.rect(left + column * cellWidth, top + row * cellHeight, cellWidth, cellHeight);
    }
    if (!isFaded) context.fill();
  });
  drawDiagonal(context, input, shown);
  drawGridLines(context, input, shown);
  if (cellHeight < 13) return;
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 0) continue;
    const row = shown.rowFrom + Math.floor(at / columnCount);
    const column = shown.columnFrom + (at % columnCount);
    drawCell(context, input, {
      x: left + column * cellWidth,
      y: top + row * cellHeight,
      cell: decodeCell(code),
    });
  }
  if (cellHeight >= markedCellPx) drawCellMarks(context, input, { shown, codes });
}

/** Row after row of what is in view. */
function codesIn({ lines, codes, isTransposed }: SceneInput, shown: Lines): Uint16Array {
  const { rowFrom, rowTo, columnFrom, columnTo } = shown;
  const found = new Uint16Array(Math.max(0, (rowTo - rowFrom) * (columnTo - columnFrom)));
  let at = 0;
  for (let row = rowFrom; row < rowTo; row += 1) {
    const rowIndex = lines.indexes[row] ?? 0;
    for (let column = columnFrom; column < columnTo; column += 1) {
      const columnIndex = lines.indexes[column] ?? 0;
      const place = isTransposed ? columnIndex * codes.size + rowIndex : rowIndex * codes.size + columnIndex;
      found[at] = codes.codes[place] ?? 0;
      at += 1;
    }
  }
  return found;
}

function forEachState(
  context: CanvasRenderingContext2D,
  theme: MatrixTheme,
  wanted: CellState | null,
  draw: (state: CellState, isFaded: boolean) => void,
): void {
  for (const state of cellStates) {
    if (state === 'unreviewed') continue;
    context.fillStyle = theme.fills[state];
    draw(state, wanted !== null && wanted !== state);
  }
}

/** An object and itself: reviewed only where somebody says that it is related to itself. */
function drawDiagonal(context: CanvasRenderingContext2D, { geometry, theme }: SceneInput, shown: Lines): void {
  const { headWidth, headHeight, x, y, cellWidth, cellHeight } = geometry;
  context.strokeStyle = theme.strongLine;
  context.lineWidth = 1;
  context.beginPath();
  for (let line = Math.max(shown.rowFrom, shown.columnFrom); line < Math.min(shown.rowTo, shown.columnTo); line += 1) {
    const left = headWidth - x + line * cellWidth;
    const top = headHeight - y + line * cellHeight;
    context.moveTo(left, top);
    context.lineTo(left + cellWidth, top + cellHeight);
  }
  context.stroke();
}

function drawGridLines(context: CanvasRenderingContext2D, { geometry, theme, lines }: SceneInput, shown: Lines): void {
  const { headWidth, headHeight, x, y, cellWidth, cellHeight } = geometry;
  const right = headWidth - x + lines.objects.length * cellWidth;
  const bottom = headHeight - y + lines.objects.length * cellHeight;
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.beginPath();
  for (let row = shown.rowFrom; row <= shown.rowTo; row += 1) {
    const at = Math.round(headHeight - y + row * cellHeight) - 0.5;
    context.moveTo(headWidth, at);
    context.lineTo(right, at);
  }
  for (let column = shown.columnFrom; column <= shown.columnTo; column += 1) {
    const at = Math.round(headWidth - x + column * cellWidth) - 0.5;
    context.moveTo(at, headHeight);
    context.lineTo(at, bottom);
  }
  context.stroke();
}

type PlacedCell = { readonly x: number; readonly y: number; readonly cell: CodedCell };

function drawCell(context: CanvasRenderingContext2D, input: SceneInput, { x, y, cell }: PlacedCell): void {
  const { geometry, theme, state } = input;
  const { cellWidth, cellHeight } = geometry;
  context.globalAlpha = state === null || state === cell.state ? 1 : 0.3;
  const size = Math.round(Math.min(26, cellHeight * 0.44, cellWidth * 0.3));
  context.font = `500 ${String(Math.max(8, size))}px ${theme.font}`;
  context.fillStyle = cell.lacksEnd ? theme.warn : cell.state === 'no' ? theme.faintText : theme.text;
  context.fillText(textOf(cell), x + cellWidth / 2, y + cellHeight / 2 + 0.5);
  if (cellHeight >= 20 && cell.end !== undefined) {
    context.font = `${String(Math.max(8, Math.round(size * 0.7)))}px ${theme.font}`;
    context.fillStyle = theme.faintText;
    if (cell.nesting !== null)
      context.fillText(nestingMarks[cell.nesting], x + cellWidth - size * 0.5, y + size * 0.55);
    if (cell.hasSeveral) context.fillText('+', x + size * 0.5, y + cellHeight - size * 0.55);
  }
  if (cell.state === 'contested' && cell.end !== undefined) {
    context.font = `600 ${String(Math.max(8, Math.round(size * 0.8)))}px ${theme.font}`;
    context.fillStyle = theme.dots.contested;
    context.fillText('?', x + size * 0.5, y + size * 0.55);
  }
  if (cell.state === 'incomplete' && !cell.lacksEnd) {
    context.fillStyle = theme.dots.incomplete;
    context.fillRect(x + 1, y + cellHeight - 3, cellWidth - 2, 2);
  }
  if (cell.hasComments) drawCorner(context, { x: x + cellWidth, y, size: size * 0.6 }, theme.comment);
  context.globalAlpha = 1;
}

function textOf(cell: CodedCell): string {
  if (cell.end === null) return '•';
  if (cell.end !== undefined) return cell.end;
  if (cell.state === 'contested') return '?';
  return cell.state === 'no' ? '–' : '';
}

function drawCorner(
  context: CanvasRenderingContext2D,
  { x, y, size }: { readonly x: number; readonly y: number; readonly size: number },
  color: string,
): void {
  context.fillStyle = color;
  context.beginPath();
  context.moveTo(x - size, y);
  context.lineTo(x, y);
  context.lineTo(x, y + size);
  context.fill();
}
