import type { GuideColumnId } from './guide-columns.ts';
import { guideColumns } from './guide-columns.ts';

export type CellPlace = { readonly rowIndex: number; readonly columnIndex: number };

/** Where a key leads in the grid; undefined for keys that lead nowhere. Source: the WAI-ARIA grid pattern. */
export function stepOf(
  event: { readonly key: string; readonly ctrlKey: boolean; readonly metaKey: boolean },
  { rowIndex, columnIndex }: CellPlace,
  size: { readonly rowCount: number; readonly columnCount: number; readonly pageRows: number },
): CellPlace | undefined {
  const isFar = event.ctrlKey || event.metaKey;
  const lastRow = size.rowCount - 1;
  const lastColumn = size.columnCount - 1;
  const steps: { readonly [key: string]: CellPlace } = {
    ArrowUp: { rowIndex: isFar ? 0 : rowIndex - 1, columnIndex },
    ArrowDown: { rowIndex: isFar ? lastRow : rowIndex + 1, columnIndex },
    ArrowLeft: { rowIndex, columnIndex: isFar ? 0 : columnIndex - 1 },
    ArrowRight: { rowIndex, columnIndex: isFar ? lastColumn : columnIndex + 1 },
    Home: { rowIndex: isFar ? 0 : rowIndex, columnIndex: 0 },
    End: { rowIndex: isFar ? lastRow : rowIndex, columnIndex: lastColumn },
    PageUp: { rowIndex: rowIndex - size.pageRows, columnIndex },
    PageDown: { rowIndex: rowIndex + size.pageRows, columnIndex },
  };
  const step = steps[event.key];
  if (step === undefined) return undefined;
  return {
    rowIndex: Math.max(0, Math.min(lastRow, step.rowIndex)),
    columnIndex: Math.max(0, Math.min(lastColumn, step.columnIndex)),
  };
}

export function columnIndexOf(id: GuideColumnId): number {
  return guideColumns.findIndex((column) => column.id === id);
}
