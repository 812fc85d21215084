import { pairKey } from '../matrix-keys.ts';
import { svgDocument, svgLine, svgRect, svgText } from './svg-document.ts';
import { fitText, textWidth } from './svg-text.ts';
import { paletteSvgColors, svgColors } from './svg-theme.ts';
import type { SvgContext } from './svg-views.ts';
import { matrixCell } from './write-sheets.ts';

const margin = 24;
const cellSize = 34;
const titleHeight = 44;
const headMax = 190;

/** The nested-object matrix: on the row's page, how many of the column; green where it is told, amber where an end is missing. */
export function drawNestedObjectMatrix({ project, model }: SvgContext): string {
  const { objects } = model;
  const headSize = Math.min(headMax, Math.max(80, ...objects.map(({ name }) => textWidth(name.slice(0, 60), 12) + 24)));
  const [left, top] = [margin + headSize, margin + titleHeight + headSize];
  const size = objects.length * cellSize;
  const title = `${project.name}: nested-object matrix`;
  const body = [svgText(title, { x: margin, y: margin + 16, size: 16, isBold: true })];
  if (objects.length === 0)
    body.push(
      svgText('There are no objects yet.', { x: margin, y: margin + titleHeight + 10, color: svgColors.textFaint }),
    );
  const head = paletteSvgColors[project.settings.palette.object];
  for (const [index, { name }] of objects.entries()) {
    const place = index * cellSize;
    const shown = fitText(name, 12, headSize - 16);
    body.push(
      svgRect({
        x: margin,
        y: top + place,
        width: headSize,
        height: cellSize,
        fill: head.fill,
        stroke: head.line,
        title: name,
      }),
      svgText(shown, { x: margin + 8, y: top + place + cellSize / 2 + 4, color: head.text, isBold: true }),
      svgRect({
        x: left + place,
        y: top - headSize,
        width: cellSize,
        height: headSize,
        fill: head.fill,
        stroke: head.line,
        title: name,
      }),
      svgText(shown, { x: left + place + cellSize / 2 + 4, y: top - 8, color: head.text, isBold: true, turn: -90 }),
    );
  }
  for (const [rowIndex, row] of objects.entries()) {
    for (const [columnIndex, column] of objects.entries()) {
      const [x, y] = [left + columnIndex * cellSize, top + rowIndex * cellSize];
      const text = matrixCell(model, row.id, column.id);
      if (row === column && text === '')
        body.push(svgRect({ x, y, width: cellSize, height: cellSize, fill: svgColors.sunken }));
      if (text === '') continue;
      const isNo = !model.relationshipsByPair.has(pairKey(row.id, column.id));
      const isTold = !text.includes('✓');
      const shown = text.replaceAll('✓', '?'); // Not every font has the mark.
      const fill = isNo ? svgColors.sunken : isTold ? svgColors.okSoft : svgColors.warnSoft;
      const color = isNo ? svgColors.textFaint : isTold ? svgColors.ok : svgColors.warn;
      body.push(
        svgRect({ x, y, width: cellSize, height: cellSize, fill, title: `${row.name} → ${column.name}: ${text}` }),
        svgText(fitText(shown, 10, cellSize - 2), {
          x: x + cellSize / 2,
          y: y + cellSize / 2 + 4,
          size: 10,
          color,
          anchor: 'middle',
        }),
      );
    }
  }
  for (let index = 0; index <= objects.length; index += 1) {
    const place = index * cellSize;
    body.push(
      svgLine([left, top + place], [left + size, top + place], svgColors.line),
      svgLine([left + place, top], [left + place, top + size], svgColors.line),
    );
  }
  const width = Math.max(left + size, margin + textWidth(title, 16)) + margin;
  return svgDocument(title, { width, height: top + size + margin }, body);
}
