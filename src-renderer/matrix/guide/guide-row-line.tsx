import { Ellipsis, GripVertical } from 'lucide-react';
import { memo } from 'react';

import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';

import { GuideCellEditor } from './guide-cell-editor.tsx';
import { GuideCell } from './guide-cell.tsx';
import { guideColumns } from './guide-columns.ts';
import type { GuideColumn, GuideColumnId, GuideRow } from './guide-columns.ts';
import type { MenuPlace } from './guide-menu.tsx';
import { guideRow } from './guide-rows.ts';
import type { RowDeps } from './guide-rows.ts';

export type EditWay = 'down' | 'right' | 'left' | 'stay';

/** What happens in a row; one listener for all, so that a row is drawn again only when it changes. */
export type GuideRowEvent =
  | { readonly kind: 'choose'; readonly object: ObjectRecord; readonly columnId?: GuideColumnId }
  | { readonly kind: 'edit' }
  | {
      readonly kind: 'done';
      readonly object: ObjectRecord;
      readonly value: string | readonly string[] | undefined;
      readonly way: EditWay;
    }
  | { readonly kind: 'menu'; readonly object: ObjectRecord; readonly place: MenuPlace }
  | { readonly kind: 'drag-over'; readonly index: number }
  | { readonly kind: 'drop'; readonly movedId: string };

export type GuideRowLineProps = {
  readonly project: ProjectRecord;
  readonly deps: RowDeps;
  readonly object: ObjectRecord;
  /** Among the rows that fit the filter. */
  readonly index: number;
  /** The id of a cell in the page begins with it. */
  readonly cellIds: string;
  /** The active column, where this is the active row. */
  readonly columnIndex: number | null;
  readonly isDropPlace: boolean;
  readonly mayEdit: boolean;
  /** What the editing began with (undefined: what is there); null where nothing is edited. */
  readonly typed: string | undefined | null;
  readonly onEvent: (event: GuideRowEvent) => void;
};

export const rowPx = 36;
export const handlePx = 30;
const menuPx = 40;
const columnsPx = guideColumns.reduce((sum, column) => sum + column.widthPx, 0);
export const gridLine = {
  gridTemplateColumns: `${String(handlePx)}px ${guideColumns.map(({ widthPx }) => `${String(widthPx)}px`).join(' ')} ${String(menuPx)}px`,
  width: handlePx + columnsPx + menuPx,
};
const dragType = 'application/x-triptych-object';

export const GuideRowLine = memo(function GuideRowLine(props: GuideRowLineProps) {
  const { deps, object, index, columnIndex, isDropPlace, mayEdit, onEvent } = props;
  const row = guideRow(deps, object);
  const isActive = columnIndex !== null;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isActive}
      className={`guide-row${isActive ? ' guide-row-active' : ''}${isDropPlace ? ' guide-row-drop' : ''}`}
      style={{ ...gridLine, top: index * rowPx, height: rowPx }}
      onContextMenu={(event) => {
        event.preventDefault();
        onEvent({ kind: 'menu', object, place: { right: event.clientX, bottom: event.clientY } });
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(dragType)) return;
        event.preventDefault();
        const { top, height } = event.currentTarget.getBoundingClientRect();
        onEvent({ kind: 'drag-over', index: event.clientY > top + height / 2 ? index + 1 : index });
      }}
      onDrop={(event) => {
        event.preventDefault();
        onEvent({ kind: 'drop', movedId: event.dataTransfer.getData(dragType) });
      }}
    >
      <span
        className="guide-handle"
        role="presentation"
        draggable={mayEdit}
        title="Drag to another place"
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = 'move';
          event.dataTransfer.setData(dragType, object.id);
        }}
      >
        <GripVertical size={13} aria-hidden />
      </span>
      {guideColumns.map((column, place) => (
        <LineCell key={column.id} {...props} row={row} column={column} place={place} />
      ))}
      <div className="guide-menu" role="gridcell" tabIndex={-1} aria-colindex={guideColumns.length + 1}>
        <button
          type="button"
          tabIndex={-1}
          className="icon-button icon-button-small"
          aria-label={`Menu of ${object.name}`}
          aria-haspopup="menu"
          onClick={(event) => onEvent({ kind: 'menu', object, place: event.currentTarget.getBoundingClientRect() })}
        >
          <Ellipsis size={14} aria-hidden />
        </button>
      </div>
    </div>
  );
});

type LineCellProps = GuideRowLineProps & {
  readonly row: GuideRow;
  readonly column: GuideColumn;
  readonly place: number;
};

function LineCell({ project, object, cellIds, columnIndex, typed, onEvent, row, column, place }: LineCellProps) {
  const isHere = place === columnIndex;
  const isEdited = isHere && typed !== null;
  return (
    <div
      id={`${cellIds}-${object.id}-${column.id}`}
      role="gridcell"
      tabIndex={-1}
      aria-colindex={place + 1}
      aria-selected={isHere}
      className={`guide-cell guide-column-${column.id}${isHere ? ' guide-cell-active' : ''}${isEdited ? ' guide-cell-edited' : ''}`}
      onMouseDown={(event) => {
        if (isEdited) return;
        event.preventDefault(); // The focus belongs to the grid.
        onEvent({ kind: 'choose', object, columnId: column.id });
      }}
      onDoubleClick={() => onEvent({ kind: 'edit' })}
    >
      {isEdited ? (
        <GuideCellEditor
          row={row}
          column={column}
          phases={project.settings.phases}
          typed={typed}
          onDone={(value, way) => onEvent({ kind: 'done', object, value, way })}
        />
      ) : (
        <GuideCell project={project} row={row} column={column} />
      )}
    </div>
  );
}
