import { GridCellKind } from '@glideapps/glide-data-grid';
import type { GridCell, Rectangle, Theme } from '@glideapps/glide-data-grid';

import type { ColumnInfo } from '#shared/functions/outcome.ts';

import { columnTypeNames, formatCell, isRightAligned } from './format-cell.ts';
import type { WireCell } from './format-cell.ts';

/** A cell of a result as the grid draws it; undefined is one whose page has not come yet. */
export function gridCell(
  cell: WireCell | undefined,
  column: Pick<ColumnInfo, 'type' | 'zone'>,
  decimals: number,
): GridCell {
  if (cell === undefined) return { kind: GridCellKind.Loading, allowOverlay: false };
  const { type } = column;
  const display = formatCell(cell, column, decimals);
  return {
    kind: GridCellKind.Text,
    data: cell === null ? '' : String(cell),
    displayData: display,
    copyData: cell === null ? '' : String(cell),
    allowOverlay: (type === 'text' || type === 'category') && display.length > 24,
    readonly: true,
    contentAlign: isRightAligned(type) ? 'right' : 'left',
    ...(cell === null || cell === 'NaN' ? { style: 'faded' as const } : {}),
  };
}

const widthByType: { readonly [type in ColumnInfo['type']]: number } = {
  float: 104,
  integer: 92,
  boolean: 84,
  text: 150,
  date: 104,
  instant: 184,
  duration: 130,
  decimal: 104,
  complex: 150,
  bytes: 250,
  category: 120,
};

/** What stands small beside the name: the type, of moments their zone. */
function typeLabel({ type, zone }: ColumnInfo): string {
  return type === 'instant' && zone !== undefined ? zone : columnTypeNames[type];
}

/** The width of a column before a person has set one: room for its type's usual values and for its name. */
export function widthOf(column: ColumnInfo): number {
  const { name, type, zone } = column;
  const byType = type === 'instant' && zone !== undefined ? Math.max(236, zone.length * 6 + 70) : widthByType[type];
  return Math.min(320, Math.max(byType, name.length * 7.4 + 58));
}

/** The type, small and faint, then the name; numbers have the name above their right edge. */
export function drawColumnHeader(
  ctx: CanvasRenderingContext2D,
  rect: Rectangle,
  column: ColumnInfo,
  theme: Theme,
): void {
  const middle = rect.y + rect.height / 2;
  const isRight = isRightAligned(column.type);
  const label = typeLabel(column);
  ctx.textBaseline = 'middle';
  ctx.font = `11px ${theme.fontFamily}`;
  ctx.fillStyle = theme.textLight;
  ctx.textAlign = isRight ? 'left' : 'right';
  ctx.fillText(label, isRight ? rect.x + 8 : rect.x + rect.width - 8, middle);
  ctx.font = `600 12px ${theme.fontFamily}`;
  ctx.fillStyle = theme.textHeader;
  ctx.textAlign = isRight ? 'right' : 'left';
  const room = rect.width - Math.max(52, label.length * 6 + 22);
  ctx.fillText(fitText(ctx, column.name, room), isRight ? rect.x + rect.width - 8 : rect.x + 8, middle);
}

function fitText(ctx: CanvasRenderingContext2D, text: string, room: number): string {
  if (ctx.measureText(text).width <= room) return text;
  let shown = text;
  while (shown.length > 1 && ctx.measureText(`${shown}…`).width > room) shown = shown.slice(0, -1);
  return `${shown}…`;
}
