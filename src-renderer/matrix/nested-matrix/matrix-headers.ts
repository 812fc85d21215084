import type { FitText } from './fit-text.ts';
import { addLinePx, readableCellPx } from './matrix-layout.ts';
import type { Lines } from './matrix-layout.ts';
import { drawHeaderMark } from './matrix-marks.ts';
import type { SceneInput } from './matrix-scene.ts';

type HeaderPens = { readonly shown: Lines; readonly fitText: FitText };

const stripPx = 4;

/** The frozen headers, with how much each object is related at their edge: a hub has a dark row, what is popular a dark column. */
export function drawHeaders(context: CanvasRenderingContext2D, input: SceneInput, pens: HeaderPens): void {
  const { geometry, theme } = input;
  const { width, height, headWidth, headHeight } = geometry;
  context.fillStyle = theme.head;
  context.fillRect(0, 0, width, headHeight);
  context.fillRect(0, 0, headWidth, height);
  const rowsDegrees = input.isTransposed ? input.degrees.columns : input.degrees.rows;
  const columnsDegrees = input.isTransposed ? input.degrees.rows : input.degrees.columns;
  clipped(context, { x: 0, y: headHeight, width: headWidth, height: height - headHeight }, () =>
    drawRowHeads(context, input, { ...pens, degrees: rowsDegrees }),
  );
  clipped(context, { x: headWidth, y: 0, width: width - headWidth, height: headHeight }, () =>
    drawColumnHeads(context, input, { ...pens, degrees: columnsDegrees }),
  );
  drawCorner(context, input);
  context.strokeStyle = theme.strongLine;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, headHeight - 0.5);
  context.lineTo(width, headHeight - 0.5);
  context.moveTo(headWidth - 0.5, 0);
  context.lineTo(headWidth - 0.5, height);
  context.stroke();
}

function clipped(
  context: CanvasRenderingContext2D,
  rect: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  draw: () => void,
): void {
  context.save();
  context.beginPath();
  context.rect(rect.x, rect.y, rect.width, rect.height);
  context.clip();
  draw();
  context.restore();
}

type DegreePens = HeaderPens & { readonly degrees: Uint16Array };

function drawRowHeads(context: CanvasRenderingContext2D, input: SceneInput, pens: DegreePens): void {
  const { geometry, theme, lines } = input;
  const { headWidth, headHeight, y, cellHeight } = geometry;
  const largest = Math.max(1, ...pens.degrees);
  const isReadable = cellHeight >= readableCellPx;
  const size = fontSize(cellHeight);
  context.textBaseline = 'middle';
  for (let row = pens.shown.rowFrom; row < pens.shown.rowTo; row += 1) {
    const object = lines.objects[row];
    const degree = pens.degrees[lines.indexes[row] ?? 0] ?? 0;
    const top = headHeight - y + row * cellHeight;
    drawStrip(
      context,
      input,
      { x: headWidth - 1 - stripPx, y: top, width: stripPx, height: cellHeight },
      degree / largest,
    );
    if (!isReadable || object === undefined) continue;
    const middle = top + cellHeight / 2;
    context.fillStyle = theme.types[object.objectType];
    context.fillRect(8, middle - 4, 3, 8);
    context.font = `${String(size)}px ${theme.font}`;
    context.textAlign = 'right';
    context.fillStyle = theme.faintText;
    context.fillText(String(degree), headWidth - 12, middle);
    context.textAlign = 'left';
    context.fillStyle = theme.text;
    context.fillText(pens.fitText(context, object.name, headWidth - 62), 17, middle);
    if ((input.gapCounts[row] ?? 0) > 0) drawHeaderMark(context, theme, { x: headWidth - 36, y: middle });
    drawLine(context, theme.line, [
      0,
      Math.round(top + cellHeight) - 0.5,
      headWidth,
      Math.round(top + cellHeight) - 0.5,
    ]);
  }
  if (input.mayAdd && isReadable) {
    const middle = headHeight - y + lines.objects.length * cellHeight + addLinePx / 2;
    context.font = `${String(size)}px ${theme.font}`;
    context.textAlign = 'left';
    context.fillStyle = theme.faintText;
    context.fillText('+  Add an object', 8, middle);
  }
}

function drawColumnHeads(context: CanvasRenderingContext2D, input: SceneInput, pens: DegreePens): void {
  const { geometry, theme, lines } = input;
  const { headWidth, headHeight, x, cellWidth, cellHeight } = geometry;
  const largest = Math.max(1, ...pens.degrees);
  const isReadable = cellHeight >= readableCellPx && cellWidth >= 13;
  const size = fontSize(cellWidth * 0.7);
  context.textBaseline = 'middle';
  for (let column = pens.shown.columnFrom; column < pens.shown.columnTo; column += 1) {
    const object = lines.objects[column];
    const degree = pens.degrees[lines.indexes[column] ?? 0] ?? 0;
    const left = headWidth - x + column * cellWidth;
    drawStrip(
      context,
      input,
      { x: left, y: headHeight - 1 - stripPx, width: cellWidth, height: stripPx },
      degree / largest,
    );
    if (!isReadable || object === undefined) continue;
    const middle = left + cellWidth / 2;
    context.font = `${String(size)}px ${theme.font}`;
    context.fillStyle = theme.types[object.objectType];
    context.fillRect(middle - 4, 6, 8, 3);
    context.textAlign = 'center';
    context.fillStyle = theme.faintText;
    context.fillText(String(degree), middle, headHeight - 15);
    if ((input.gapCounts[column] ?? 0) > 0) drawHeaderMark(context, theme, { x: middle, y: headHeight - 28 });
    context.save();
    context.translate(middle, headHeight - 36);
    context.rotate(-Math.PI / 2);
    context.textAlign = 'left';
    context.fillStyle = theme.text;
    context.fillText(pens.fitText(context, object.name, headHeight - 50), 0, 0.5);
    context.restore();
    drawLine(context, theme.line, [
      Math.round(left + cellWidth) - 0.5,
      0,
      Math.round(left + cellWidth) - 0.5,
      headHeight,
    ]);
  }
  if (input.mayAdd && isReadable) {
    const middle = headWidth - x + lines.objects.length * cellWidth + addLinePx / 2;
    context.textAlign = 'center';
    context.fillStyle = theme.faintText;
    context.fillText('+', middle, headHeight - 15);
  }
}

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

function drawStrip(context: CanvasRenderingContext2D, { theme }: SceneInput, box: Box, share: number): void {
  if (share === 0) return;
  context.globalAlpha = 0.12 + 0.88 * share;
  context.fillStyle = theme.accent;
  context.fillRect(box.x, box.y, box.width, box.height);
  context.globalAlpha = 1;
}

function drawCorner(context: CanvasRenderingContext2D, { geometry, theme, isTransposed }: SceneInput): void {
  const { headWidth, headHeight } = geometry;
  context.fillStyle = theme.head;
  context.fillRect(0, 0, headWidth, headHeight);
  if (headWidth < 150) return;
  context.font = `11px ${theme.font}`;
  context.fillStyle = theme.faintText;
  context.textBaseline = 'alphabetic';
  context.textAlign = 'right';
  context.fillText(isTransposed ? '… this one’s page' : '… of this one', headWidth - 12, headHeight - 46);
  context.textAlign = 'left';
  context.fillText(isTransposed ? 'How many are on …' : 'How many does it have …', 8, headHeight - 12);
}

function drawLine(
  context: CanvasRenderingContext2D,
  color: string,
  ends: readonly [number, number, number, number],
): void {
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(ends[0], ends[1]);
  context.lineTo(ends[2], ends[3]);
  context.stroke();
}

function fontSize(roomPx: number): number {
  return Math.round(Math.min(13, Math.max(8, roomPx * 0.5)));
}
