import { svgDocument, svgLine, svgRect, svgText } from './svg-document.ts';
import { wrapText } from './svg-text.ts';
import { svgColors } from './svg-theme.ts';

export type SvgTableColumn = { readonly heading: string; readonly width: number };
export type SvgTableCell = {
  readonly text: string;
  readonly fill?: string;
  readonly color?: string;
  readonly isBold?: boolean;
};
export type SvgTable = {
  readonly title: string;
  readonly columns: readonly SvgTableColumn[];
  readonly rows: readonly (readonly SvgTableCell[])[];
  /** What stands there when there is no row. */
  readonly emptyText: string;
};

const margin = 24;
const padding = 8;
const fontSize = 12;
const lineHeight = 17;
const titleHeight = 40;
const headHeight = 28;
const linesMax = 8;

/** A table as a picture: each row as high as its longest cell, cells of more than eight lines cut. */
export function svgTable({ title, columns, rows, emptyText }: SvgTable): string {
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const lefts = columns.map(
    (_, index) => margin + columns.slice(0, index).reduce((sum, column) => sum + column.width, 0),
  );
  const body = [svgText(title, { x: margin, y: margin + 16, size: 16, isBold: true })];
  let top = margin + titleHeight;
  body.push(svgRect({ x: margin, y: top, width, height: headHeight, fill: svgColors.sunken }));
  for (const [index, { heading, width: columnWidth }] of columns.entries()) {
    const [line = ''] = wrapText(heading, fontSize, { widthMax: columnWidth - 2 * padding, linesMax: 1 });
    body.push(
      svgText(line, { x: (lefts[index] ?? 0) + padding, y: top + 18, color: svgColors.textSoft, isBold: true }),
    );
  }
  top += headHeight;
  if (rows.length === 0) {
    body.push(svgText(emptyText, { x: margin + padding, y: top + 22, color: svgColors.textFaint }));
    top += 36;
  }
  for (const row of rows) {
    const texts = row.map((cell, index) =>
      wrapText(cell.text, fontSize, { widthMax: (columns[index]?.width ?? 0) - 2 * padding, linesMax }),
    );
    const height = Math.max(1, ...texts.map((lines) => lines.length)) * lineHeight + 2 * padding - 4;
    for (const [index, cell] of row.entries()) {
      const [x, cellWidth] = [lefts[index] ?? 0, columns[index]?.width ?? 0];
      if (cell.fill !== undefined)
        body.push(
          svgRect({ x: x + 2, y: top + 2, width: cellWidth - 4, height: height - 4, fill: cell.fill, radius: 3 }),
        );
      for (const [lineIndex, line] of (texts[index] ?? []).entries()) {
        const y = top + padding + 10 + lineIndex * lineHeight;
        body.push(
          svgText(line, { x: x + padding, y, color: cell.color ?? svgColors.text, isBold: cell.isBold === true }),
        );
      }
    }
    top += height;
    body.push(svgLine([margin, top], [margin + width, top], svgColors.line));
  }
  return svgDocument(title, { width: width + 2 * margin, height: top + margin }, body);
}
