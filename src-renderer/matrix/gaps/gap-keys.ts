import type { KeyboardEvent } from 'react';

import type { GapRow, GapRows } from '#shared/matrix/gaps/gap-list.ts';
import type { Gap } from '#shared/matrix/gaps/gap.ts';

import { activateRow, toggleCheck } from './gaps-store.ts';

export type GapKeyDeps = {
  readonly rows: GapRows;
  readonly activeIndex: number;
  readonly pageRows: number;
  readonly onMend: (gap: Gap) => void;
};

/** What a key does in the list of gaps. Answers whether it did anything. */
export function takeGapKey(event: KeyboardEvent, deps: GapKeyDeps): boolean {
  const { rows, activeIndex, pageRows } = deps;
  const row = rows.at(activeIndex);
  const target = nextIndex(event.key, activeIndex, rows.count, pageRows);
  if (target !== undefined) move(rows, target);
  else if (event.key === 'Enter' && row !== undefined) enter(row, deps);
  else if (event.key === 'ArrowRight' && row?.kind === 'check') toggleCheck(row.code, true);
  else if (event.key === 'ArrowLeft' && row?.kind === 'check') toggleCheck(row.code, false);
  else if (event.key === 'ArrowLeft' && row?.kind === 'gap') move(rows, checkAbove(rows, activeIndex));
  else return false;
  return true;
}

function move(rows: GapRows, index: number): void {
  activateRow(Math.min(Math.max(0, index), rows.count - 1));
}

function enter(row: GapRow, { onMend }: GapKeyDeps): void {
  if (row.kind === 'check') toggleCheck(row.code, !row.isOpen);
  if (row.kind === 'gap') onMend(row.gap);
}

function nextIndex(key: string, index: number, count: number, page: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return index + 1;
    case 'ArrowUp':
      return index - 1;
    case 'PageDown':
      return index + page;
    case 'PageUp':
      return index - page;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

/** A gap's check: the first row above it that is none. */
function checkAbove(rows: GapRows, index: number): number {
  let above = index;
  while (above > 0 && rows.at(above)?.kind === 'gap') above -= 1;
  return above;
}
