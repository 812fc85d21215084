import type { ReactNode } from 'react';

import { dragType } from './cta-drag.ts';

export type CtaCellProps = {
  readonly columnIndex: number;
  readonly left: number;
  readonly width: number;
  readonly label: string;
  /** The cell itself has the focus: it has no chip that could. */
  readonly isActive: boolean;
  readonly isEditable: boolean;
  readonly isEmpty: boolean;
  readonly children: ReactNode;
  readonly field: ReactNode;
  readonly onActivate: () => void;
  readonly onAdd: () => void;
  readonly onDrop: (data: DataTransfer, isCopy: boolean) => void;
};

/** What an object offers one role. */
export function CtaCell({ columnIndex, left, width, label, isActive, isEditable, ...rest }: CtaCellProps) {
  const { isEmpty, children, field, onActivate, onAdd, onDrop } = rest;
  return (
    // The keys of a cell are the grid's.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="gridcell"
      className="cta-cell"
      style={{ insetInlineStart: left, width }}
      aria-colindex={columnIndex + 2}
      tabIndex={isActive ? 0 : -1}
      data-active={isActive || undefined}
      onFocus={(event) => {
        if (event.target === event.currentTarget) onActivate();
      }}
      onDoubleClick={isEditable ? onAdd : undefined}
      onDragOver={(event) => {
        if (!isEditable || !event.dataTransfer.types.includes(dragType)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = isCopyKey(event) ? 'copy' : 'move';
        event.currentTarget.dataset['drop'] = '';
      }}
      onDragLeave={(event) => delete event.currentTarget.dataset['drop']}
      onDrop={(event) => {
        event.preventDefault();
        delete event.currentTarget.dataset['drop'];
        onDrop(event.dataTransfer, isCopyKey(event));
      }}
    >
      {/* Not its label: what is in the cell is said after it. */}
      <span className="visually-hidden">{`${label}${isEmpty ? ', nothing' : ': '}`}</span>
      {children}
      {field}
      {isEditable && field === null ? (
        <button type="button" className="cta-cell-add" tabIndex={-1} aria-hidden onClick={onAdd}>
          +
        </button>
      ) : null}
    </div>
  );
}

/** Held while dragging, it copies: Ctrl or Alt (Option on a Mac). */
export function isCopyKey(event: { readonly ctrlKey: boolean; readonly altKey: boolean }): boolean {
  return event.ctrlKey || event.altKey;
}
