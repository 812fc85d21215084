import { useEffect, useEffectEvent, useState } from 'react';

import type { ObjectRecord } from '#shared/matrix/object-entities.ts';

import { guideColumns } from './guide-columns.ts';
import type { GuideColumnId } from './guide-columns.ts';
import { columnIndexOf, stepOf } from './guide-keys.ts';
import { handlePx, rowPx } from './guide-row-line.tsx';
import { chooseCell, useGuideStore } from './guide-store.ts';
import { useRowWindow } from '../use-row-window.ts';
import type { RowWindow } from '../use-row-window.ts';

const headPx = 30;

export type GuidePlace = {
  /** The rows that are drawn. */
  readonly area: RowWindow<HTMLDivElement>;
  readonly rowIndex: number;
  readonly columnIndex: number;
  readonly columnId: GuideColumnId;
  readonly active: ObjectRecord | undefined;
  /** Where a key leads; answers whether it leads anywhere. */
  readonly go: (event: Parameters<typeof stepOf>[0]) => boolean;
};

/** Which cell of the grid is the active one; it is brought into sight when it becomes so. */
export function useGuidePlace(objects: readonly ObjectRecord[]): GuidePlace {
  const { objectId, columnId } = useGuideStore();
  const area = useRowWindow<HTMLDivElement>(objects.length, rowPx, headPx);
  const [lastRow, setLastRow] = useState(0);
  const found = objects.findIndex(({ id }) => id === objectId);
  const rowIndex = found === -1 ? Math.max(0, Math.min(lastRow, objects.length - 1)) : found;
  if (rowIndex !== lastRow) setLastRow(rowIndex);
  const columnIndex = Math.max(0, columnIndexOf(columnId));
  const revealActive = useEffectEvent(() => {
    if (objectId === null) return;
    area.reveal(rowIndex);
    revealColumn(area.scroller.current, columnIndex);
  });
  useEffect(() => revealActive(), [objectId, rowIndex, columnIndex]);

  function go(event: Parameters<typeof stepOf>[0]): boolean {
    const size = { rowCount: objects.length, columnCount: guideColumns.length, pageRows: area.pageRows - 1 };
    const place = stepOf(event, { rowIndex, columnIndex }, size);
    if (place === undefined) return false;
    chooseCell(objects[place.rowIndex]?.id ?? null, guideColumns[place.columnIndex]?.id);
    return true;
  }

  return { area, rowIndex, columnIndex, columnId, active: objects[rowIndex], go };
}

/** The name stays in sight at the left; a column behind it is scrolled out from under it. */
function revealColumn(element: HTMLElement | null, columnIndex: number): void {
  if (element === null || columnIndex === 0) return;
  const left = handlePx + guideColumns.slice(0, columnIndex).reduce((sum, column) => sum + column.widthPx, 0);
  const right = left + (guideColumns[columnIndex]?.widthPx ?? 0);
  const covered = handlePx + (guideColumns[0]?.widthPx ?? 0);
  if (left - covered < element.scrollLeft) element.scrollLeft = left - covered;
  else if (right > element.scrollLeft + element.clientWidth) element.scrollLeft = right - element.clientWidth;
}
