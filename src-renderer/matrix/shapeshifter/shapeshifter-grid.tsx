import { useId, useRef } from 'react';

import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ShiftRow, Shapeshifter } from '#shared/matrix/shapeshifter-rules.ts';

import { Shortcut } from '../../ui/shortcut.tsx';
import { GapDot } from '../gaps/gap-dot.tsx';
import { ShapeshifterCell } from './shapeshifter-cell.tsx';
import { ShapeshifterColumn } from './shapeshifter-column.tsx';
import { paintOf } from './shapeshifter-previews.tsx';
import { useShifterKeys } from './use-shifter-keys.ts';
import type { ShifterKeys, ShifterPlace } from './use-shifter-keys.ts';

export type ShapeshifterGridProps = {
  readonly project: ProjectRecord;
  readonly object: ObjectRecord;
  readonly shifter: Shapeshifter;
  readonly isReadOnly: boolean;
};

/** Attributes and calls to action × contexts. One tab stop; the keys are named below the grid. */
export function ShapeshifterGrid({ project, object, shifter, isReadOnly }: ShapeshifterGridProps) {
  const { contexts, rows } = shifter;
  const grid = useRef<HTMLDivElement>(null);
  const id = useId();
  const keys = useShifterKeys({ shifter, isReadOnly, onMove: (place) => showCell(cellId(id, place)) });
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
        aria-activedescendant={cellId(id, keys.place)}
        onKeyDown={keys.onKeyDown}
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
          <ShifterRow
            key={line.subject.record.id}
            {...{ project, line, rowIndex, keys, isReadOnly }}
            gridId={id}
            onNoted={() => {
              keys.stopNoting();
              grid.current?.focus({ preventScroll: true });
            }}
          />
        ))}
      </div>
      <ShapeshifterKeys />
    </div>
  );
}

type ShifterRowProps = {
  readonly project: ProjectRecord;
  readonly line: ShiftRow;
  readonly rowIndex: number;
  readonly keys: ShifterKeys;
  readonly gridId: string;
  readonly isReadOnly: boolean;
  readonly onNoted: () => void;
};

function ShifterRow({ project, line, rowIndex, keys, gridId, isReadOnly, onNoted }: ShifterRowProps) {
  const { place, noting, choose } = keys;
  const { kind, record } = line.subject;
  return (
    <div role="row" aria-rowindex={rowIndex + 2} className="shifter-row">
      <div role="rowheader" className="shifter-name" data-paint={paintOf(line.subject, project.settings.palette)}>
        <span className="shifter-swatch" aria-hidden />
        <bdi>{record.name}</bdi>
        <span className="visually-hidden">, {kindOf(line)}</span>{' '}
        <GapDot projectId={project.id} kind={kind} id={record.id} />
      </div>
      {line.cells.map((one, columnIndex) => (
        <ShapeshifterCell
          key={one.context.id}
          id={cellId(gridId, { rowIndex, columnIndex })}
          row={line}
          cell={one}
          isActive={rowIndex === place.rowIndex && columnIndex === place.columnIndex}
          isNoting={noting?.rowIndex === rowIndex && noting.columnIndex === columnIndex}
          isReadOnly={isReadOnly}
          onChoose={() => choose({ rowIndex, columnIndex })}
          onNoted={onNoted}
        />
      ))}
    </div>
  );
}

function showCell(id: string): void {
  document.getElementById(id)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
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

function cellId(id: string, { rowIndex, columnIndex }: ShifterPlace): string {
  return `${id}-${String(rowIndex)}-${String(columnIndex)}`;
}
