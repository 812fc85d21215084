import { useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';

import type { ObjectRecord, ProjectRecord } from '#shared/matrix/matrix-entities.ts';
import type { ShiftRow, Shapeshifter } from '#shared/matrix/shapeshifter-rules.ts';

import { Shortcut } from '../../ui/shortcut.tsx';
import { stepOf } from '../guide/guide-keys.ts';
import { answerCells } from './shapeshifter-actions.ts';
import { placesOf, ShapeshifterCell } from './shapeshifter-cell.tsx';
import { ShapeshifterColumn } from './shapeshifter-column.tsx';
import { paintOf } from './shapeshifter-previews.tsx';

export type ShapeshifterGridProps = {
  readonly project: ProjectRecord;
  readonly object: ObjectRecord;
  readonly shifter: Shapeshifter;
  readonly isReadOnly: boolean;
};

type Place = { readonly rowIndex: number; readonly columnIndex: number };

/** Attributes and calls to action × contexts. One tab stop; the keys are named below the grid. */
export function ShapeshifterGrid({ project, object, shifter, isReadOnly }: ShapeshifterGridProps) {
  const { contexts, rows } = shifter;
  const [asked, setAsked] = useState<Place>({ rowIndex: 0, columnIndex: 0 });
  const [noting, setNoting] = useState<Place | null>(null);
  const grid = useRef<HTMLDivElement>(null);
  const id = useId();
  const place = {
    rowIndex: Math.min(asked.rowIndex, rows.length - 1),
    columnIndex: Math.min(asked.columnIndex, contexts.length - 1),
  };
  const row = rows[place.rowIndex];
  const cell = row?.cells[place.columnIndex];

  /** With Shift the whole row is answered. */
  function answer(isWholeRow: boolean, what: 'visible' | boolean | null): void {
    if (row === undefined || cell === undefined || isReadOnly) return;
    const cells = isWholeRow ? row.cells : [cell];
    if (what === 'visible') {
      const isVisible = !cell.isVisible;
      void answerCells(placesOf(row, cells), { isVisible });
      return;
    }
    void answerCells(
      placesOf(
        row,
        cells.filter(({ isDifference }) => isDifference),
      ),
      { isIntentional: what },
    );
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget || event.altKey) return;
    const size = { rowCount: rows.length, columnCount: contexts.length, pageRows: 10 };
    const step = stepOf(event, place, size);
    if (step !== undefined) {
      setAsked(step);
      document.getElementById(cellId(id, step))?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    } else if (event.ctrlKey || event.metaKey) return;
    else if (event.key === ' ') answer(event.shiftKey, 'visible');
    else if (event.key.toLowerCase() === 'i') answer(event.shiftKey, true);
    else if (event.key.toLowerCase() === 'n') answer(event.shiftKey, false);
    else if (event.key.toLowerCase() === 'u') answer(event.shiftKey, null);
    else if (event.key === 'Enter') setNoting(place);
    else return;
    event.preventDefault();
  }

  return (
    <div className="shifter-scroll">
      <div
        ref={grid}
        className="shifter-grid"
        role="grid"
        tabIndex={0}
        aria-label={`What of ${object.name} shows where`}
        aria-rowcount={rows.length + 1}
        aria-colcount={contexts.length + 1}
        aria-activedescendant={cellId(id, place)}
        onKeyDown={onKeyDown}
      >
        <div role="row" aria-rowindex={1} className="shifter-row">
          <div role="columnheader" className="shifter-head">
            Attribute or call to action
          </div>
          {contexts.map((context, index) => (
            <div key={context.id} role="columnheader" aria-label={context.name} className="shifter-head">
              <ShapeshifterColumn {...{ context, rows, index, isReadOnly }} count={contexts.length} />
            </div>
          ))}
        </div>
        {rows.map((line, rowIndex) => (
          <div key={line.subject.record.id} role="row" aria-rowindex={rowIndex + 2} className="shifter-row">
            <div role="rowheader" className="shifter-name" data-paint={paintOf(line.subject, project.settings.palette)}>
              <span className="shifter-swatch" aria-hidden />
              <bdi>{line.subject.record.name}</bdi>
              <span className="visually-hidden">, {kindOf(line)}</span>
            </div>
            {line.cells.map((one, columnIndex) => (
              <ShapeshifterCell
                key={one.context.id}
                id={cellId(id, { rowIndex, columnIndex })}
                row={line}
                cell={one}
                isActive={rowIndex === place.rowIndex && columnIndex === place.columnIndex}
                isNoting={noting?.rowIndex === rowIndex && noting.columnIndex === columnIndex}
                isReadOnly={isReadOnly}
                onChoose={() => setAsked({ rowIndex, columnIndex })}
                onNoted={() => {
                  setNoting(null);
                  grid.current?.focus({ preventScroll: true });
                }}
              />
            ))}
          </div>
        ))}
      </div>
      <ShapeshifterKeys />
    </div>
  );
}

const keyTexts = [
  ['Space', 'shown or not'],
  ['I', 'meant'],
  ['N', 'not meant'],
  ['U', 'not decided'],
  ['Shift+…', 'the whole row'],
  ['Enter', 'note'],
] as const;

function ShapeshifterKeys() {
  return (
    <p className="shifter-keys">
      {keyTexts.map(([keys, text]) => (
        <span key={keys}>
          <Shortcut keys={keys} /> {text}
        </span>
      ))}
    </p>
  );
}

function kindOf({ subject }: ShiftRow): string {
  if (subject.kind === 'cta') return 'call to action';
  return subject.record.category === 'core' ? 'core content' : 'metadata';
}

function cellId(id: string, { rowIndex, columnIndex }: Place): string {
  return `${id}-${String(rowIndex)}-${String(columnIndex)}`;
}
