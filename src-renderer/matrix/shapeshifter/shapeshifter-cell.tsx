import { Popover, Textarea } from '@mantine/core';
import { Check, CircleHelp, StickyNote, TriangleAlert } from 'lucide-react';
import { useState } from 'react';

import type { ShiftCell, ShiftRow } from '#shared/matrix/shapeshifter-rules.ts';

import { answerCells } from './shapeshifter-actions.ts';
import type { CellPlace } from './shapeshifter-actions.ts';
import { useFirstFocus } from '../use-first-focus.ts';

export type ShapeshifterCellProps = {
  readonly id: string;
  readonly row: ShiftRow;
  readonly cell: ShiftCell;
  readonly isActive: boolean;
  readonly isNoting: boolean;
  readonly isReadOnly: boolean;
  readonly onChoose: () => void;
  readonly onNoted: () => void;
};

/** Whether one thing shows in one context, and what its difference from the others means. */
export function ShapeshifterCell({ id, row, cell, isActive, isNoting, isReadOnly, ...events }: ShapeshifterCellProps) {
  const toggle = (): void => void answerCells(placesOf(row, [cell]), { isVisible: !cell.isVisible });
  return (
    // The keys are those of the grid, which names the active cell.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      role="gridcell"
      tabIndex={-1}
      aria-selected={isActive}
      aria-label={cellSentence(row, cell)}
      className={`shifter-cell${isActive ? ' shifter-cell-active' : ''}`}
      onMouseDown={(event) => {
        // The focus belongs to the grid.
        if (!isNoting) event.preventDefault();
        events.onChoose();
      }}
      onClick={(event) => event.currentTarget.closest<HTMLElement>('[role=grid]')?.focus({ preventScroll: true })}
      onDoubleClick={isReadOnly ? undefined : toggle}
    >
      {isNoting ? (
        <NotePopover row={row} cell={cell} isReadOnly={isReadOnly} onClose={events.onNoted} />
      ) : (
        <CellMark cell={cell} />
      )}
    </div>
  );
}

export function placesOf({ subject }: ShiftRow, cells: readonly ShiftCell[]): readonly CellPlace[] {
  return cells.map(({ context }) => ({ context, subject }));
}

function cellSentence({ subject }: ShiftRow, cell: ShiftCell): string {
  const where = `${subject.record.name} in ${cell.context.name}: ${cell.isVisible ? 'shown' : 'not shown'}`;
  const note = cell.note === '' ? '' : `. Note: ${cell.note}`;
  return cell.isDifference ? `${where}, ${meaningOf(cell)}${note}` : `${where}${note}`;
}

function meaningOf({ isIntentional }: ShiftCell): string {
  if (isIntentional === null) return 'a difference not decided';
  return isIntentional ? 'meant' : 'not meant';
}

type NotePopoverProps = Pick<ShapeshifterCellProps, 'row' | 'cell' | 'isReadOnly'> & { readonly onClose: () => void };

const noteCharsMax = 10_000;

function NotePopover({ row, cell, isReadOnly, onClose }: NotePopoverProps) {
  const [draft, setDraft] = useState(cell.note);
  const field = useFirstFocus<HTMLTextAreaElement>();
  const title = `Note on ${row.subject.record.name} in ${cell.context.name}`;
  function close(): void {
    if (draft !== cell.note) void answerCells(placesOf(row, [cell]), { note: draft });
    onClose();
  }
  return (
    <Popover opened onClose={close} width={280} returnFocus={false} transitionProps={{ duration: 0 }}>
      <Popover.Target>
        <CellMark cell={cell} />
      </Popover.Target>
      <Popover.Dropdown aria-label={title}>
        <Textarea
          ref={field}
          label={title}
          dir="auto"
          rows={4}
          maxLength={noteCharsMax}
          readOnly={isReadOnly}
          value={draft}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key !== 'Escape' && (event.key !== 'Enter' || event.shiftKey)) return;
            event.preventDefault();
            close();
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function CellMark({ cell, ...rest }: { readonly cell: ShiftCell; readonly ref?: React.Ref<HTMLSpanElement> }) {
  const { isVisible, isDifference, isIntentional, note } = cell;
  return (
    <span {...rest} className="shifter-mark">
      <span className={isVisible ? 'shifter-dot shifter-dot-on' : 'shifter-dot'} aria-hidden />
      {isDifference && isIntentional === null ? (
        <CircleHelp size={14} className="shifter-undecided" aria-hidden />
      ) : null}
      {isDifference && isIntentional === true ? <Check size={14} className="shifter-meant" aria-hidden /> : null}
      {isDifference && isIntentional === false ? (
        <TriangleAlert size={14} className="shifter-unmeant" aria-hidden />
      ) : null}
      {note === '' ? null : <StickyNote size={12} className="shifter-noted" aria-hidden />}
    </span>
  );
}
