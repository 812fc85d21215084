import type { GridCell, Item, Rectangle } from '@glideapps/glide-data-grid';
import { useCallback, useEffect, useMemo, useReducer, useRef } from 'react';

import type { ColumnInfo } from '#shared/functions/outcome.ts';

import { showProblem } from '../ui/toasts.tsx';
import { decimalsOf, formatCount } from './format-cell.ts';
import { gridCell } from './grid-cells.ts';
import { createTablePages } from './table-pages.ts';
import type { ReadPage, TablePages } from './table-pages.ts';

type TablePlace = {
  readonly readPage: ReadPage;
  readonly rowCount: number;
  readonly columns: readonly ColumnInfo[];
};

type GridCells = {
  /** Another function when more cells are there: the grid draws, and tells who hears the page, what it gets from it. */
  readonly getCell: (place: Item) => GridCell;
  readonly getCells: (range: Rectangle) => () => Promise<readonly (readonly GridCell[])[]>;
  /** Says what is on screen, so that it is fetched. */
  readonly show: (rowFirst: number, rowLast: number) => void;
};

/** Rows fetched before the grid has said what is on screen. */
const rowsFirst = 50;

/** Rows that one copy may take: a clipboard of more than some 10 MB stops the program that it is pasted into. */
const rowsCopiedMax = 20_000;

const tooManyRows = {
  title: 'Too many rows to copy',
  detail: `The clipboard takes at most ${formatCount(rowsCopiedMax)} rows at once.`,
  remedy: 'Choose fewer rows, or save the whole table with the button above it.',
};

/** The cells of a table for the grid, as their pages come. Hand over the same functions at every render. */
export function useGridCells(place: TablePlace, onFailure: (error: unknown) => void): GridCells {
  const { readPage, rowCount, columns } = place;
  const [pagesCome, onPage] = useReducer((count: number) => count + 1, 0);
  const pages = useMemo(() => createTablePages(readPage, rowCount), [readPage, rowCount]);
  useEffect(() => {
    const stop = pages.listen({ onPage, onFailure });
    pages.show(0, rowsFirst);
    return stop;
  }, [pages, onPage, onFailure]);

  const decimalsFor = useDecimals(pages, rowCount);
  const getCell = useCallback(
    ([columnIndex, rowIndex]: Item): GridCell => {
      void pagesCome; // A page may come long after the grid has last asked.
      const column = columns[columnIndex] ?? plainColumn;
      const cell = pages.cellAt(columnIndex, rowIndex);
      return gridCell(
        cell,
        column,
        cell !== undefined && column.type === 'float' ? decimalsFor(columnIndex, rowIndex) : 0,
      );
    },
    [pages, columns, decimalsFor, pagesCome],
  );
  const getCells = useCallback(
    (range: Rectangle) => async (): Promise<readonly (readonly GridCell[])[]> => {
      if (range.height > rowsCopiedMax) {
        showProblem(tooManyRows);
        return [];
      }
      const rows = await pages.rows(range.y, range.height);
      return rows.map((row) =>
        row
          .slice(range.x, range.x + range.width)
          .map((cell, offset) => gridCell(cell, columns[range.x + offset] ?? plainColumn, 0)),
      );
    },
    [pages, columns],
  );
  const show = useCallback((rowFirst: number, rowLast: number) => pages.show(rowFirst, rowLast), [pages]);
  return { getCell, getCells, show };
}

const plainColumn = { type: 'text' } as const;

/** How many decimals a column shows: found once, from the first rows of it that are drawn, so that its points stay in line. */
function useDecimals(pages: TablePages, rowCount: number): (columnIndex: number, rowIndex: number) => number {
  const known = useRef({ pages, byColumnIndex: new Map<number, number>() });
  return useCallback(
    (columnIndex, rowIndex) => {
      if (known.current.pages !== pages) known.current = { pages, byColumnIndex: new Map() };
      const { byColumnIndex } = known.current;
      const decimals = byColumnIndex.get(columnIndex) ?? decimalsOf(sampleOf(pages, columnIndex, rowIndex, rowCount));
      byColumnIndex.set(columnIndex, decimals);
      return decimals;
    },
    [pages, rowCount],
  );
}

function sampleOf(pages: TablePages, columnIndex: number, rowIndex: number, rowCount: number) {
  const first = rowIndex - (rowIndex % 50);
  const count = Math.min(200, rowCount - first);
  return Array.from({ length: count }, (_, offset) => pages.cellAt(columnIndex, first + offset) ?? null);
}
