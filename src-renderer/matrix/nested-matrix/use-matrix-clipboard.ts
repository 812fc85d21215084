import { useEffect, useEffectEvent } from 'react';
import type { RefObject } from 'react';

import { writeBlock } from './matrix-actions.ts';
import type { MatrixScope } from './matrix-actions.ts';
import { copiedTexts, pasteTexts } from './matrix-clipboard.ts';
import { selectedBlock } from './matrix-moves.ts';
import { say } from './matrix-store.ts';

/** Copies and pastes rectangles, as text with tabs and as a table of HTML, which is what spreadsheets read and write. */
export function useMatrixClipboard(scope: MatrixScope, gridRef: RefObject<HTMLDivElement | null>): void {
  const onCopy = useEffectEvent((event: ClipboardEvent, isCut: boolean): void => {
    const block = selectedBlock(scope);
    if (block === undefined || event.clipboardData === null) return;
    event.preventDefault();
    const { plain, html, cellCount } = copiedTexts(scope, block);
    event.clipboardData.setData('text/plain', plain);
    event.clipboardData.setData('text/html', html);
    say(`${String(cellCount)} cells copied`);
    if (isCut) writeBlock(scope, block, '');
  });
  const onPaste = useEffectEvent((event: ClipboardEvent): void => {
    const { clipboardData: data } = event;
    if (data === null) return;
    const isRead = pasteTexts(scope, { plain: data.getData('text/plain'), html: data.getData('text/html') });
    if (isRead) event.preventDefault();
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
