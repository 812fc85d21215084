import '@glideapps/glide-data-grid/dist/index.css';

import { CompactSelection, DataEditor, GridCellKind } from '@glideapps/glide-data-grid';
import type {
  DataEditorRef,
  DrawHeaderCallback,
  GridCell,
  GridColumn,
  GridSelection,
  Item,
  Rectangle,
} from '@glideapps/glide-data-grid';
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import type { ColumnInfo } from '#shared/functions/outcome.ts';

import { client } from '../rpc/client.ts';
import { columnTypeNames, decimalsOf, formatCell, isRightAligned } from './format-cell.ts';
import type { WireCell } from './format-cell.ts';
import { readGridTheme } from './grid-theme.ts';
import { createTablePages } from './table-pages.ts';
import type { TablePages } from './table-pages.ts';

type ResultTableProps = {
  readonly runId: string;
  readonly shownIndex: number;
  readonly title: string;
  readonly rowCount: number;
  readonly columns: readonly ColumnInfo[];
  readonly onFailure: (error: unknown) => void;
};

const rowHeight = 26;
const headerHeight = 30;
/** For the horizontal scroll bar of a wide table. */
const scrollBarRoom = 16;

const noSelection: GridSelection = { columns: CompactSelection.empty(), rows: CompactSelection.empty() };

/** A run's table of any length: only the pages near the screen are fetched, cells are drawn on a canvas. */
export function ResultTable({ runId, shownIndex, title, rowCount, columns, onFailure }: ResultTableProps) {
  const grid = useRef<DataEditorRef>(null);
  const [selection, setSelection] = useState(noSelection);
  const [widths, setWidths] = useState<{ readonly [columnIndex: number]: number }>({});
  const scheme = useComputedColorScheme('light');
  // The tokens are CSS variables that change with the scheme; the canvas needs their values.
  const theme = useMemo(() => readGridTheme(scheme), [scheme]);
  const decimals = useRef(new Map<number, number>());
  const [pages, setPages] = useState<TablePages | null>(null);
  const box = useElementSize();

  useEffect(() => {
    decimals.current.clear();
    const opened = createTablePages(
      async (rowFirst, count) =>
        (await client.runs.readTable({ runId, shownIndex, rowFirst, rowCount: count })).columns,
      rowCount,
      {
        onPage: (rowFirst, count) => grid.current?.updateCells(cellsOf(rowFirst, count, columns.length)),
        onFailure,
      },
    );
    opened.show(0, 50);
    setPages(opened);
    return () => opened.close();
  }, [runId, shownIndex, rowCount, columns, onFailure]);

  const decimalsFor = useCallback(
    (columnIndex: number, rowIndex: number): number => {
      const known = decimals.current.get(columnIndex);
      if (known !== undefined) return known;
      const first = rowIndex - (rowIndex % 50);
      const sample: WireCell[] = [];
      for (let row = first; row < Math.min(first + 200, rowCount); row += 1)
        sample.push(pages?.cellAt(columnIndex, row) ?? null);
      const found = decimalsOf(sample);
      decimals.current.set(columnIndex, found);
      return found;
    },
    [pages, rowCount],
  );

  const getCellContent = useCallback(
    ([columnIndex, rowIndex]: Item): GridCell => {
      const cell = pages?.cellAt(columnIndex, rowIndex);
      const type = columns[columnIndex]?.type ?? 'text';
      if (cell === undefined) return { kind: GridCellKind.Loading, allowOverlay: false };
      return gridCell(cell, type, type === 'float' ? decimalsFor(columnIndex, rowIndex) : 0);
    },
    [pages, columns, decimalsFor],
  );

  const getCellsForSelection = useCallback(
    (range: Rectangle) => async (): Promise<readonly (readonly GridCell[])[]> => {
      const rows = (await pages?.rows(range.y, range.height)) ?? [];
      return rows.map((row) =>
        row
          .slice(range.x, range.x + range.width)
          .map((cell, offset) => gridCell(cell, columns[range.x + offset]?.type ?? 'text', 0)),
      );
    },
    [pages, columns],
  );

  const gridColumns = useMemo(
    (): GridColumn[] =>
      columns.map(({ name, type }, index) => ({
        id: String(index),
        title: name,
        width: widths[index] ?? widthOf(name, type),
      })),
    [columns, widths],
  );

  const drawHeader: DrawHeaderCallback = useCallback(
    ({ ctx, rect, column, columnIndex, theme: gridTheme }) => {
      const info = columns[columnIndex];
      if (info === undefined) return true;
      drawColumnHeader(ctx, rect, {
        name: column.title,
        type: info.type,
        ink: gridTheme.textHeader,
        faint: gridTheme.textLight,
        font: gridTheme.fontFamily,
      });
      return true;
    },
    [columns],
  );

  const width = gridColumns.reduce((sum, column) => sum + ('width' in column ? column.width : 0), 72);
  const isWide = width > box.width;

  if (columns.length === 0) return <p className="result-note">A table of {rowCount} rows without columns.</p>;
  return (
    <div className="result-grid" ref={box.ref} role="region" aria-label={`Table ${title}`}>
      <DataEditor
        ref={grid}
        width="100%"
        height={`min(100%, ${String(headerHeight + rowCount * rowHeight + (isWide ? scrollBarRoom : 1))}px)`} // No empty rows below a short table.
        columns={gridColumns}
        rows={rowCount}
        rowHeight={rowHeight}
        headerHeight={headerHeight}
        rowMarkers="number"
        rowMarkerWidth={rowCount > 99_999 ? 72 : 52}
        smoothScrollX
        smoothScrollY
        theme={theme}
        getCellContent={getCellContent}
        getCellsForSelection={getCellsForSelection}
        drawHeader={drawHeader}
        gridSelection={selection}
        onGridSelectionChange={setSelection}
        onVisibleRegionChanged={({ y, height }) => pages?.show(y, y + height)}
        onColumnResize={(_column, width, index) => setWidths((before) => ({ ...before, [index]: width }))}
        keybindings={{ search: false }}
      />
    </div>
  );
}

function cellsOf(rowFirst: number, rowCount: number, columnCount: number): { cell: Item }[] {
  const cells: { cell: Item }[] = [];
  for (let row = rowFirst; row < rowFirst + rowCount; row += 1) {
    for (let column = 0; column < columnCount; column += 1) cells.push({ cell: [column, row] });
  }
  return cells;
}

function gridCell(cell: WireCell, type: ColumnInfo['type'], decimals: number): GridCell {
  const display = formatCell(cell, type, decimals);
  return {
    kind: GridCellKind.Text,
    data: cell === null ? '' : String(cell),
    displayData: display,
    copyData: cell === null ? '' : String(cell),
    allowOverlay: type === 'text' && display.length > 24,
    readonly: true,
    contentAlign: isRightAligned(type) ? 'right' : 'left',
    ...(cell === null || cell === 'NaN' ? { style: 'faded' as const } : {}),
  };
}

function widthOf(name: string, type: ColumnInfo['type']): number {
  const byType = { float: 104, integer: 92, boolean: 84, text: 150, date: 104, instant: 184 }[type];
  return Math.min(320, Math.max(byType, name.length * 7.4 + 58));
}

type Header = { name: string; type: ColumnInfo['type']; ink: string; faint: string; font: string };

/** The type, small and faint, then the name; numbers have the name above their right edge. */
function drawColumnHeader(
  ctx: CanvasRenderingContext2D,
  rect: Rectangle,
  { name, type, ink, faint, font }: Header,
): void {
  const middle = rect.y + rect.height / 2;
  const isRight = isRightAligned(type);
  ctx.textBaseline = 'middle';
  ctx.font = `11px ${font}`;
  ctx.fillStyle = faint;
  ctx.textAlign = isRight ? 'left' : 'right';
  ctx.fillText(columnTypeNames[type], isRight ? rect.x + 8 : rect.x + rect.width - 8, middle);
  ctx.font = `600 12px ${font}`;
  ctx.fillStyle = ink;
  ctx.textAlign = isRight ? 'right' : 'left';
  const room = rect.width - 52;
  ctx.fillText(fitText(ctx, name, room), isRight ? rect.x + rect.width - 8 : rect.x + 8, middle);
}

function fitText(ctx: CanvasRenderingContext2D, text: string, room: number): string {
  if (ctx.measureText(text).width <= room) return text;
  let shown = text;
  while (shown.length > 1 && ctx.measureText(`${shown}…`).width > room) shown = shown.slice(0, -1);
  return `${shown}…`;
}
