import { useEffect, useEffectEvent } from 'react';
import type { RefObject } from 'react';

import { formatHtmlTable, formatTsv, parseTsv } from '#shared/matrix/exchange/sheet-text.ts';

import { copyBlock, pasteRows, writeBlock } from './matrix-actions.ts';
import type { MatrixScope } from './matrix-actions.ts';
import { activeSpot } from './matrix-moves.ts';
import { placeOf } from './matrix-selection.ts';
import { changeMatrix, say } from './matrix-store.ts';
import { addObjects } from '../object-actions.ts';
import { selectedBlock } from './matrix-key-presses.ts';

/** Copies and pastes rectangles, as text with tabs and as a table of HTML, which is what spreadsheets read and write. */
export function useMatrixClipboard(scope: MatrixScope, gridRef: RefObject<HTMLDivElement | null>): void {
  const onCopy = useEffectEvent((event: ClipboardEvent, isCut: boolean): void => {
    const block = selectedBlock(scope);
    if (block === undefined || event.clipboardData === null) return;
    event.preventDefault();
    const rows = copyBlock(scope, block);
    event.clipboardData.setData('text/plain', formatTsv(rows));
    event.clipboardData.setData('text/html', formatHtmlTable(rows));
    say(`${String(rows.length * (rows[0]?.length ?? 0))} cells copied`);
    if (isCut) writeBlock(scope, block, '');
  });
  const onPaste = useEffectEvent((event: ClipboardEvent): void => {
    const { clipboardData } = event;
    const spot = activeSpot(scope);
    const rows = clipboardData === null ? [] : readRows(clipboardData);
    if (rows.length === 0) return;
    event.preventDefault();
    const isNewLine = Math.max(spot.row, spot.column) >= scope.lines.objects.length;
    if (isNewLine) {
      if (scope.mayEdit('objects'))
        addObjects(
          scope,
          rows.map((row) => row[0] ?? ''),
        );
      return;
    }
    const block = selectedBlock(scope);
    const written = block === undefined ? undefined : pasteRows(scope, block, rows);
    if (written === undefined) return;
    const anchor = placeOf(scope.lines, { row: written.rowFrom, column: written.columnFrom });
    const active = placeOf(scope.lines, { row: written.rowTo, column: written.columnTo });
    changeMatrix({ selection: { anchor, active, span: 'cells' } });
  });
  useEffect(() => {
    const grid = gridRef.current;
    if (grid === null) return undefined;
    const copy = (event: ClipboardEvent): void => onCopy(event, event.type === 'cut');
    const paste = (event: ClipboardEvent): void => onPaste(event);
    grid.addEventListener('copy', copy);
    grid.addEventListener('cut', copy);
    grid.addEventListener('paste', paste);
    return () => {
      grid.removeEventListener('copy', copy);
      grid.removeEventListener('cut', copy);
      grid.removeEventListener('paste', paste);
    };
  }, [gridRef]);
}

/** A table of HTML says where its cells end even where they hold tabs; without one the text is read. */
function readRows(data: DataTransfer): readonly (readonly string[])[] {
  const html = data.getData('text/html');
  const table = html === '' ? null : new DOMParser().parseFromString(html, 'text/html').querySelector('table');
  if (table !== null && table.rows.length > 0)
    return [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
  const text = data.getData('text/plain');
  return text === '' ? [] : parseTsv(text);
}
