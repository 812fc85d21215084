import { useState } from 'react';
import type { KeyboardEvent } from 'react';

import type { ShiftCell, ShiftRow, Shapeshifter } from '#shared/matrix/shapeshifter-rules.ts';

import { stepOf } from '../guide/guide-keys.ts';
import { answerCells } from './shapeshifter-actions.ts';
import { placesOf } from './shapeshifter-cell.tsx';

export type ShifterPlace = { readonly rowIndex: number; readonly columnIndex: number };

export type ShifterKeyDeps = {
  readonly shifter: Shapeshifter;
  readonly isReadOnly: boolean;
  readonly onMove: (place: ShifterPlace) => void;
};

export type ShifterKeys = {
  /** The active cell. */
  readonly place: ShifterPlace;
  /** The cell whose note is open. */
  readonly noting: ShifterPlace | null;
  readonly choose: (place: ShifterPlace) => void;
  readonly stopNoting: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
};

const pageRows = 10;

/** Which cell of the shapeshifter is the active one, and what the keys answer in it. */
export function useShifterKeys({ shifter, isReadOnly, onMove }: ShifterKeyDeps): ShifterKeys {
  const { contexts, rows } = shifter;
  const [asked, setAsked] = useState<ShifterPlace>({ rowIndex: 0, columnIndex: 0 });
  const [noting, setNoting] = useState<ShifterPlace | null>(null);
  const place = {
    rowIndex: Math.min(asked.rowIndex, rows.length - 1),
    columnIndex: Math.min(asked.columnIndex, contexts.length - 1),
  };

  function onKeyDown(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget || event.altKey) return;
    const step = stepOf(event, place, { rowCount: rows.length, columnCount: contexts.length, pageRows });
    const answer = answersByKey[event.key.toLowerCase()];
    if (step !== undefined) {
      setAsked(step);
      onMove(step);
    } else if (event.ctrlKey || event.metaKey) return;
    else if (answer !== undefined) answerAt({ shifter, isReadOnly, place }, answer, { isWholeRow: event.shiftKey });
    else if (event.key === 'Enter') setNoting(place);
    else return;
    event.preventDefault();
  }

  return { place, noting, choose: setAsked, stopNoting: () => setNoting(null), onKeyDown };
}

/** Shown or not is turned over; a difference is meant, not meant, or not decided. */
type Answer = { readonly turnsVisible: true } | { readonly isIntentional: boolean | null };

const answersByKey: { readonly [key: string]: Answer } = {
  ' ': { turnsVisible: true },
  i: { isIntentional: true },
  n: { isIntentional: false },
  u: { isIntentional: null },
};

type At = Pick<ShifterKeyDeps, 'shifter' | 'isReadOnly'> & { readonly place: ShifterPlace };

/** Only differences can be meant. */
function answerAt({ shifter, isReadOnly, place }: At, answer: Answer, options: { readonly isWholeRow: boolean }): void {
  const row: ShiftRow | undefined = shifter.rows[place.rowIndex];
  const cell: ShiftCell | undefined = row?.cells[place.columnIndex];
  if (row === undefined || cell === undefined || isReadOnly) return;
  const cells = options.isWholeRow ? row.cells : [cell];
  if ('turnsVisible' in answer) void answerCells(placesOf(row, cells), { isVisible: !cell.isVisible });
  else {
    const differing = cells.filter(({ isDifference }) => isDifference);
    void answerCells(placesOf(row, differing), answer);
  }
}
