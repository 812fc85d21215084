import type { CellCodes } from '#shared/matrix/cells/cell-codes.ts';
import { cellStates } from '#shared/matrix/cells/cell-state.ts';
import type { CellState } from '#shared/matrix/cells/cell-state.ts';

import type { MatrixLines } from './matrix-lines.ts';
import type { MatrixTheme } from './matrix-theme.ts';

export type PictureInput = {
  readonly lines: MatrixLines;
  readonly codes: CellCodes;
  readonly isTransposed: boolean;
  readonly state: CellState | null;
  readonly theme: MatrixTheme;
};

export type Picture = (input: PictureInput) => HTMLCanvasElement;

/** The whole matrix with one pixel for each cell, made anew only when what it shows has changed. */
export function createPicture(): Picture {
  const canvas = document.createElement('canvas');
  let last: PictureInput | undefined;
  return (input) => {
    if (last === undefined || !isSameInput(last, input)) paint(canvas, input);
    last = input;
    return canvas;
  };
}

function isSameInput(left: PictureInput, right: PictureInput): boolean {
  return (
    left.codes.codes === right.codes.codes &&
    left.lines === right.lines &&
    left.isTransposed === right.isTransposed &&
    left.state === right.state &&
    left.theme === right.theme
  );
}

function paint(canvas: HTMLCanvasElement, { lines, codes, isTransposed, state, theme }: PictureInput): void {
  const count = lines.indexes.length;
  canvas.width = Math.max(1, count);
  canvas.height = Math.max(1, count);
  const context = canvas.getContext('2d');
  if (context === null || count === 0) return;
  const image = context.createImageData(count, count);
  const pixels = new Uint32Array(image.data.buffer);
  const colors = cellStates.map((name) => toPixel(context, theme.dots[name]));
  const faded = toPixel(context, theme.fills.unreviewed);
  const wanted = state === null ? -1 : cellStates.indexOf(state);
  let at = 0;
  for (const row of lines.indexes) {
    for (const column of lines.indexes) {
      const code = (codes.codes[isTransposed ? column * codes.size + row : row * codes.size + column] ?? 0) & 7;
      pixels[at] = (wanted >= 0 && code !== wanted ? faded : colors[code]) ?? faded;
      at += 1;
    }
  }
  context.putImageData(image, 0, 0);
}

/** As the canvas keeps it in memory: the browser reads the colour, whatever notation the token has. */
function toPixel(context: CanvasRenderingContext2D, color: string): number {
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  return new Uint32Array(context.getImageData(0, 0, 1, 1).data.buffer)[0] ?? 0;
}
