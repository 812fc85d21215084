/*
 * The interactive layer of the matrix: what follows the pointer, the keys, and other people. Painting it costs a few rectangles,
 * whatever the size of the matrix.
 */
import type { Block, Spot } from './matrix-selection.ts';
import type { FitText } from './fit-text.ts';
import { cellRect } from './matrix-layout.ts';
import type { Geometry, Rect } from './matrix-layout.ts';
import type { MatrixTheme } from './matrix-theme.ts';

/** Where somebody else is, as line numbers; line -1 is a header. */
export type OverlayCursor = { readonly spot: Spot; readonly name: string; readonly color: number };

export type OverlayInput = {
  readonly geometry: Geometry;
  readonly theme: MatrixTheme;
  readonly block: Block | undefined;
  readonly active: Spot | undefined;
  readonly hasFocus: boolean;
  readonly hasHandle: boolean;
  readonly hover: Spot | undefined;
  /** What the hovered cell says, where its own words are too small to read. */
  readonly hoverText: string | undefined;
  readonly fill: Block | undefined;
  /** The line before which a dragged header would be put down. */
  readonly drop: { readonly axis: 'row' | 'column'; readonly line: number } | undefined;
  readonly path: readonly Spot[];
  readonly cursors: readonly OverlayCursor[];
};

export const handlePx = 7;

export function drawOverlay(context: CanvasRenderingContext2D, input: OverlayInput, fitText: FitText): void {
  const { geometry } = input;
  context.clearRect(0, 0, geometry.width, geometry.height);
  if (input.hover !== undefined) drawCrossHair(context, input, input.hover);
  clipToCells(context, geometry, () => {
    drawPath(context, input);
    if (input.block !== undefined) drawBlock(context, input, input.block);
    if (input.fill !== undefined) drawFill(context, input, input.fill);
  });
  if (input.active !== undefined) drawActive(context, input, input.active);
  drawCursors(context, input, fitText);
  if (input.drop !== undefined) drawDrop(context, input, input.drop);
  if (input.hover !== undefined && input.hoverText !== undefined) drawHoverText(context, input, input.hoverText);
}

function clipToCells(context: CanvasRenderingContext2D, geometry: Geometry, draw: () => void): void {
  const { headWidth, headHeight, width, height } = geometry;
  context.save();
  context.beginPath();
  context.rect(headWidth, headHeight, width - headWidth, height - headHeight);
  context.clip();
  draw();
  context.restore();
}

function drawCrossHair(context: CanvasRenderingContext2D, { geometry, theme }: OverlayInput, hover: Spot): void {
  const { count, width, height, headWidth, headHeight, cellWidth, cellHeight, x, y } = geometry;
  context.globalAlpha = 0.1;
  context.fillStyle = theme.accent;
  if (hover.row >= 0 && hover.row < count) {
    const top = Math.max(headHeight, headHeight + hover.row * cellHeight - y);
    const end = headHeight + (hover.row + 1) * cellHeight - y;
    context.fillRect(0, top, width, Math.max(0, end - top));
  }
  if (hover.column >= 0 && hover.column < count) {
    const left = Math.max(headWidth, headWidth + hover.column * cellWidth - x);
    const end = headWidth + (hover.column + 1) * cellWidth - x;
    context.fillRect(left, 0, Math.max(0, end - left), height);
  }
  context.globalAlpha = 1;
}

function drawBlock(context: CanvasRenderingContext2D, input: OverlayInput, block: Block): void {
  const rect = blockRect(input.geometry, block);
  context.globalAlpha = 0.14;
  context.fillStyle = input.theme.accent;
  context.fillRect(rect.x, rect.y, rect.width, rect.height);
  context.globalAlpha = 1;
  strokeInside(context, rect, { color: input.theme.accent, width: 1 });
  if (!input.hasHandle) return;
  context.fillStyle = input.theme.accent;
  context.fillRect(rect.x + rect.width - handlePx, rect.y + rect.height - handlePx, handlePx, handlePx);
}

export function blockRect(geometry: Geometry, block: Block): Rect {
  const from = cellRect(geometry, block.rowFrom, block.columnFrom);
  const to = cellRect(geometry, block.rowTo, block.columnTo);
  return { x: from.x, y: from.y, width: to.x + to.width - from.x, height: to.y + to.height - from.y };
}

function drawFill(context: CanvasRenderingContext2D, { geometry, theme }: OverlayInput, fill: Block): void {
  context.setLineDash([4, 3]);
  strokeInside(context, blockRect(geometry, fill), { color: theme.accent, width: 1 });
  context.setLineDash([]);
}

function drawActive(context: CanvasRenderingContext2D, { geometry, theme, hasFocus }: OverlayInput, spot: Spot): void {
  const rect = cellRect(geometry, spot.row, spot.column);
  const draw = (): void => strokeInside(context, rect, { color: hasFocus ? theme.accent : theme.softText, width: 2 });
  if (spot.row < 0 || spot.column < 0) clipToHeads(context, geometry, draw);
  else clipToCells(context, geometry, draw);
}

/** A header scrolls under the corner, never over it. */
function clipToHeads(context: CanvasRenderingContext2D, geometry: Geometry, draw: () => void): void {
  const { headWidth, headHeight, width, height } = geometry;
  context.save();
  context.beginPath();
  context.rect(headWidth, 0, width - headWidth, headHeight);
  context.rect(0, headHeight, headWidth, height - headHeight);
  context.clip();
  draw();
  context.restore();
}

function drawPath(context: CanvasRenderingContext2D, { geometry, theme, path }: OverlayInput): void {
  context.font = `600 10px ${theme.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const [index, spot] of path.entries()) {
    const rect = cellRect(geometry, spot.row, spot.column);
    const grown =
      rect.width < 10 ? { x: rect.x - 4, y: rect.y - 4, width: rect.width + 8, height: rect.height + 8 } : rect;
    strokeInside(context, grown, { color: theme.path, width: 3 });
    if (rect.width < 24) continue;
    context.fillStyle = theme.path;
    context.fillRect(rect.x, rect.y, 14, 13);
    context.fillStyle = theme.surface;
    context.fillText(String(index + 1), rect.x + 7, rect.y + 7);
  }
}

function drawCursors(
  context: CanvasRenderingContext2D,
  { geometry, theme, cursors }: OverlayInput,
  fitText: FitText,
): void {
  for (const { spot, name, color: colorIndex } of cursors) {
    const color = theme.cursors[colorIndex] ?? theme.accent;
    const rect = cellRect(geometry, spot.row, spot.column);
    const draw = (): void => {
      strokeInside(context, rect, { color, width: 2 });
      context.font = `500 11px ${theme.font}`;
      const label = fitText(context, name, 120);
      const width = context.measureText(label).width + 8;
      context.fillStyle = color;
      context.fillRect(rect.x, rect.y + rect.height, width, 16);
      context.fillStyle = theme.surface;
      context.textAlign = 'left';
      context.textBaseline = 'middle';
      context.fillText(label, rect.x + 4, rect.y + rect.height + 8);
    };
    if (spot.row < 0 || spot.column < 0) clipToHeads(context, geometry, draw);
    else clipToCells(context, geometry, draw);
  }
}

function drawDrop(
  context: CanvasRenderingContext2D,
  { geometry, theme }: OverlayInput,
  { axis, line }: { readonly axis: 'row' | 'column'; readonly line: number },
): void {
  const { headWidth, headHeight, cellWidth, cellHeight, x, y, width, height } = geometry;
  context.fillStyle = theme.accent;
  if (axis === 'row') context.fillRect(0, headHeight + line * cellHeight - y - 1, width, 2);
  else context.fillRect(headWidth + line * cellWidth - x - 1, 0, 2, height);
}

function drawHoverText(
  context: CanvasRenderingContext2D,
  { geometry, theme, hover }: OverlayInput,
  text: string,
): void {
  if (hover === undefined) return;
  const rect = cellRect(geometry, hover.row, hover.column);
  context.font = `12px ${theme.font}`;
  const width = context.measureText(text).width + 16;
  const left = Math.max(4, Math.min(rect.x + rect.width + 10, geometry.width - width - 4));
  const top = Math.max(4, Math.min(rect.y + rect.height + 10, geometry.height - 28));
  context.fillStyle = theme.surface;
  context.fillRect(left, top, width, 24);
  strokeInside(context, { x: left, y: top, width, height: 24 }, { color: theme.strongLine, width: 1 });
  context.fillStyle = theme.text;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(text, left + 8, top + 12.5);
}

function strokeInside(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Rect,
  pen: { readonly color: string; readonly width: number },
): void {
  context.strokeStyle = pen.color;
  context.lineWidth = pen.width;
  const inset = pen.width / 2;
  context.strokeRect(
    x + inset - 1,
    y + inset - 1,
    Math.max(1, width + 1 - pen.width),
    Math.max(1, height + 1 - pen.width),
  );
}
