import '@glideapps/glide-data-grid/dist/index.css';

import { CompactSelection, DataEditor } from '@glideapps/glide-data-grid';
import type { DrawHeaderCallback, GridColumn, GridSelection, Theme } from '@glideapps/glide-data-grid';
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useCallback, useMemo, useState } from 'react';

import type { ColumnInfo } from '#shared/functions/outcome.ts';

import { drawColumnHeader, widthOf } from './grid-cells.ts';
import { readGridTheme } from './grid-theme.ts';
import type { ReadPage } from './table-pages.ts';
import { useGridCells } from './use-grid-cells.ts';

type TableGridProps = {
  /** The same function for as long as it is the same table. */
  readonly readPage: ReadPage;
  readonly title: string;
  readonly rowCount: number;
  readonly columns: readonly ColumnInfo[];
  /** So many of the first columns label the rows: they stay in sight and are set off. */
  readonly indexCount: number;
  /** Of a matrix a column without a name has its number. */
  readonly isMatrix: boolean;
  readonly onFailure: (error: unknown) => void;
};

const rowHeight = 26;
const headerHeight = 30;
/** For the horizontal scroll bar of a wide table. */
const scrollBarRoom = 16;
const markerWidth = { short: 52, long: 72 }; // Row numbers of five digits, and of seven.

const noSelection: GridSelection = { columns: CompactSelection.empty(), rows: CompactSelection.empty() };

/** A table of any length: only the pages near the screen are fetched, cells are drawn on a canvas. */
export function TableGrid(props: TableGridProps) {
  const { readPage, title, rowCount, indexCount, isMatrix, onFailure } = props;
  const columns = useMemo(
    () => (isMatrix ? numberedColumns(props.columns, indexCount) : props.columns),
    [props.columns, isMatrix, indexCount],
  );
  const [selection, setSelection] = useState(noSelection);
  const [widths, setWidths] = useState<{ readonly [columnIndex: number]: number }>({});
  const scheme = useComputedColorScheme('light');
  // The tokens are CSS variables that change with the scheme; the canvas needs their values.
  const theme = useMemo(() => readGridTheme(scheme), [scheme]);
  const { ref: boxRef, width: boxWidth } = useElementSize();
  const cells = useGridCells({ readPage, rowCount, columns }, onFailure);
  const gridColumns = useMemo(
    () =>
      columns.map((column, index): GridColumn & { width: number } => ({
        id: String(index),
        title: column.name,
        width: widths[index] ?? widthOf(column),
        ...(index < indexCount ? { themeOverride: labelTheme(theme) } : {}),
      })),
    [columns, widths, indexCount, theme],
  );
  const drawHeader: DrawHeaderCallback = useCallback(
    ({ ctx, rect, columnIndex, theme: gridTheme }) => {
      const column = columns[columnIndex];
      if (column !== undefined) drawColumnHeader(ctx, rect, column, gridTheme);
      return true;
    },
    [columns],
  );

  if (columns.length === 0) return <p className="result-note">A table of {rowCount} rows without columns.</p>;
  const isWide = gridColumns.reduce((sum, { width }) => sum + width, markerWidth.long) > boxWidth;
  const height = headerHeight + rowCount * rowHeight + (isWide ? scrollBarRoom : 1);
  return (
    <div className="result-grid" ref={boxRef} role="region" aria-label={`Table ${title}`}>
      <DataEditor
        width="100%"
        height={`min(100%, ${String(height)}px)`} // No empty rows below a short table.
        columns={gridColumns}
        rows={rowCount}
        freezeColumns={indexCount}
        rowHeight={rowHeight}
        headerHeight={headerHeight}
        rowMarkers="number"
        rowMarkerWidth={rowCount > 99_999 ? markerWidth.long : markerWidth.short}
        smoothScrollX
        smoothScrollY
        theme={theme}
        getCellContent={cells.getCell}
        getCellsForSelection={cells.getCells}
        drawHeader={drawHeader}
        gridSelection={selection}
        onGridSelectionChange={setSelection}
        onVisibleRegionChanged={({ y, height: rows }) => cells.show(y, y + rows)}
        onColumnResize={(_column, width, index) => setWidths((before) => ({ ...before, [index]: width }))}
        keybindings={{ search: false }}
      />
    </div>
  );
}

function numberedColumns(columns: readonly ColumnInfo[], indexCount: number): readonly ColumnInfo[] {
  return columns.map((column, index) =>
    column.name === '' && index >= indexCount ? { ...column, name: String(index - indexCount + 1) } : column,
  );
}

/** The cells that label the rows look like the header above them. */
function labelTheme({ bgHeader, textHeader }: Partial<Theme>): Partial<Theme> {
  return {
    ...(bgHeader === undefined ? {} : { bgCell: bgHeader }),
    ...(textHeader === undefined ? {} : { textDark: textHeader, baseFontStyle: '600 12px' }),
  };
}
