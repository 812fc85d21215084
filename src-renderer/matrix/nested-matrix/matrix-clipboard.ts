/*
 * What is copied from the matrix and pasted into it: rectangles, as text with tabs and as a table of HTML, which is what
 * spreadsheets read and write.
 */
import { formatHtmlTable, formatTsv, parseTsv } from '#shared/matrix/exchange/sheet-text.ts';

import { showProblem } from '../../ui/toasts.tsx';
import { formatShortcut } from '../../ui/shortcut.tsx';
import { addObjects } from '../object-actions.ts';
import { copyBlock, pasteRows } from './matrix-actions.ts';
import type { MatrixScope } from './matrix-actions.ts';
import { activeSpot, selectedBlock } from './matrix-moves.ts';
import { placeOf } from './matrix-selection.ts';
import type { Block } from './matrix-selection.ts';
import { changeMatrix, say } from './matrix-store.ts';

type Copied = { readonly plain: string; readonly html: string };

export function copiedTexts(scope: MatrixScope, block: Block): Copied & { readonly cellCount: number } {
  const rows = copyBlock(scope, block);
  const cellCount = rows.length * (rows[0]?.length ?? 0);
  return { plain: formatTsv(rows), html: formatHtmlTable(rows), cellCount };
}

/** Answers whether there was anything to paste. */
export function pasteTexts(scope: MatrixScope, texts: Copied): boolean {
  const rows = readRows(texts);
  if (rows.length === 0) return false;
  const spot = activeSpot(scope);
  if (Math.max(spot.row, spot.column) >= scope.lines.objects.length) {
    const names = rows.map((row) => row[0] ?? '');
    if (scope.mayEdit('objects')) addObjects(scope, names);
    return true;
  }
  const block = selectedBlock(scope);
  const written = block === undefined ? undefined : pasteRows(scope, block, rows);
  if (written === undefined) return true;
  const anchor = placeOf(scope.lines, { row: written.rowFrom, column: written.columnFrom });
  const active = placeOf(scope.lines, { row: written.rowTo, column: written.columnTo });
  changeMatrix({ selection: { anchor, active, span: 'cells' } });
  return true;
}

/** A table of HTML says where its cells end even where they hold tabs; without one the text is read. */
function readRows({ plain, html }: Copied): readonly (readonly string[])[] {
  const table = html === '' ? null : new DOMParser().parseFromString(html, 'text/html').querySelector('table');
  if (table !== null && table.rows.length > 0)
    return [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
  return plain === '' ? [] : parseTsv(plain);
}

/** As the key does, asked for in a menu, where the window hands no clipboard over. Answers whether it was copied. */
export async function copyFromMenu(scope: MatrixScope, block: Block): Promise<boolean> {
  const { plain, html, cellCount } = copiedTexts(scope, block);
  const blobs = {
    'text/plain': new Blob([plain], { type: 'text/plain' }),
    'text/html': new Blob([html], { type: 'text/html' }),
  };
  try {
    await navigator.clipboard.write([new ClipboardItem(blobs)]);
  } catch {
    tellClosed('copied', 'Mod+C');
    return false;
  }
  say(`${String(cellCount)} cells copied`);
  return true;
}

export async function pasteFromMenu(scope: MatrixScope): Promise<void> {
  let texts: Copied;
  try {
    const [item] = await navigator.clipboard.read();
    texts = { plain: await textOf(item, 'text/plain'), html: await textOf(item, 'text/html') };
  } catch {
    tellClosed('pasted', 'Mod+V');
    return;
  }
  if (!pasteTexts(scope, texts)) say('There is nothing to paste');
}

async function textOf(item: ClipboardItem | undefined, type: string): Promise<string> {
  if (item?.types.includes(type) !== true) return '';
  return await (await item.getType(type)).text();
}

function tellClosed(what: string, keys: string): void {
  showProblem({
    title: `Nothing was ${what}`,
    detail: 'The clipboard may not be used from a menu here.',
    remedy: `Press ${formatShortcut(keys)} in the matrix instead.`,
  });
}
