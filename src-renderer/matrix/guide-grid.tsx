import { Ellipsis, GripVertical } from 'lucide-react';
import { useEffect, useEffectEvent, useId, useState } from 'react';
import type { KeyboardEvent } from 'react';

import type { ObjectRecord, ProjectRecord } from '#shared/matrix/matrix-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { changeObject, deleteObject, duplicate, moveTo } from './guide-actions.ts';
import { GuideCellEditor } from './guide-cell-editor.tsx';
import { GuideCell } from './guide-cell.tsx';
import { cellPatch, cellText, guideColumns } from './guide-columns.ts';
import type { GuideRow } from './guide-columns.ts';
import { columnIndexOf, stepOf } from './guide-keys.ts';
import { GuideMenu } from './guide-menu.tsx';
import type { MenuPlace } from './guide-menu.tsx';
import { guideRow } from './guide-rows.ts';
import type { RowDeps } from './guide-rows.ts';
import { chooseCell, showPanel, useGuideStore } from './guide-store.ts';
import { useRowWindow } from './use-row-window.ts';

export type GuideGridProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  /** Those that fit the filter, in the order of the model. */
  readonly objects: readonly ObjectRecord[];
  readonly deps: RowDeps;
  readonly mayEdit: (object: ObjectRecord) => boolean;
};

const rowPx = 36;
const headPx = 30;
const handlePx = 30;
const menuPx = 40;
const template = `${String(handlePx)}px ${guideColumns.map(({ widthPx }) => `${String(widthPx)}px`).join(' ')} ${String(menuPx)}px`;
const widthPx = handlePx + menuPx + guideColumns.reduce((sum, column) => sum + column.widthPx, 0);
const dragType = 'application/x-triptych-object';

/** The objects, one row each, every cell edited in its place. */
export function GuideGrid({ project, model, objects, deps, mayEdit }: GuideGridProps) {
  const { objectId, columnId } = useGuideStore();
  const [editing, setEditing] = useState<{ readonly objectId: string; readonly typed: string | undefined } | null>(
    null,
  );
  const [menuPlace, setMenuPlace] = useState<MenuPlace | null>(null);
  const [dropIndex, setDropIndex] = useState<number | null>(null);
  const {
    scroller: grid,
    first,
    end,
    heightPx,
    onScroll,
    reveal,
    pageRows,
  } = useRowWindow<HTMLDivElement>(objects.length, rowPx, headPx);
  const gridId = useId();
  const [lastRow, setLastRow] = useState(0);
  const found = objects.findIndex(({ id }) => id === objectId);
  const rowIndex = found === -1 ? Math.max(0, Math.min(lastRow, objects.length - 1)) : found;
  if (rowIndex !== lastRow) setLastRow(rowIndex);
  const columnIndex = Math.max(0, columnIndexOf(columnId));
  const active = objects[rowIndex];
  const revealActive = useEffectEvent(() => {
    if (objectId === null) return;
    reveal(rowIndex);
    revealColumn(grid.current, columnIndex);
  });
  useEffect(() => revealActive(), [objectId, rowIndex, columnIndex]);

  function edit(typed?: string): void {
    const column = guideColumns[columnIndex];
    if (active === undefined || column === undefined || !mayEdit(active)) return;
    if (column.kind === 'shown') showPanel(true);
    else setEditing({ objectId: active.id, typed });
  }

  function done(
    row: GuideRow,
    value: string | readonly string[] | undefined,
    way: 'down' | 'right' | 'left' | 'stay',
  ): void {
    const column = guideColumns[columnIndex];
    setEditing(null);
    grid.current?.focus({ preventScroll: true });
    if (column === undefined) return;
    const patch = value === undefined ? undefined : cellPatch(row.object, column.id, value);
    if (patch !== undefined) void changeObject(row.object, patch, column.label);
    const key = { down: 'ArrowDown', right: 'ArrowRight', left: 'ArrowLeft', stay: '' }[way];
    go({ key, ctrlKey: false, metaKey: false });
  }

  function go(event: Parameters<typeof stepOf>[0]): boolean {
    const size = { rowCount: objects.length, columnCount: guideColumns.length, pageRows: pageRows - 1 };
    const place = stepOf(event, { rowIndex, columnIndex }, size);
    if (place === undefined) return false;
    chooseCell(objects[place.rowIndex]?.id ?? null, guideColumns[place.columnIndex]?.id);
    return true;
  }

  function clear(): void {
    const column = guideColumns[columnIndex];
    if (active === undefined || column === undefined || !mayEdit(active)) return;
    if (column.id === 'name') void deleteObject(active);
    const patch = cellPatch(active, column.id, column.kind === 'list' ? [] : '');
    if (patch !== undefined) void changeObject(active, patch, column.label);
  }

  function move(by: -1 | 1): void {
    const beside = objects[rowIndex + by];
    const index = beside === undefined ? undefined : model.objectIndexById.get(beside.id);
    if (active === undefined || index === undefined || !mayEdit(active)) return;
    chooseCell(active.id);
    void moveTo(active, by === 1 ? index + 1 : index);
  }

  function openMenu(): void {
    const cell = grid.current?.querySelector('.guide-cell-active');
    setMenuPlace(cell?.getBoundingClientRect() ?? null);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget || active === undefined) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) move(event.key === 'ArrowUp' ? -1 : 1);
    else if (event.altKey) return;
    else if (go(event)) {
      // It has moved.
    } else if (isCommand && event.key.toLowerCase() === 'd' && mayEdit(active)) void duplicate(active);
    else if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) openMenu();
    else if (isCommand) return;
    else if (event.key === 'Enter' || event.key === 'F2') edit();
    else if (event.key === 'Delete' || event.key === 'Backspace') clear();
    else if (event.key.length === 1 && event.key !== ' ' && guideColumns[columnIndex]?.kind !== 'choice')
      edit(event.key);
    else if (event.key === ' ') edit();
    else return;
    event.preventDefault();
  }

  const shown = objects.slice(first, end);
  return (
    <div
      ref={grid}
      className="guide-grid"
      role="grid"
      tabIndex={0}
      aria-label="Objects"
      aria-rowcount={objects.length + 1}
      aria-colcount={guideColumns.length}
      aria-activedescendant={active === undefined ? undefined : `${gridId}-${active.id}-${columnId}`}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onCopy={(event) => {
        if (event.target !== event.currentTarget || active === undefined) return;
        event.preventDefault();
        event.clipboardData.setData('text/plain', cellText(guideRow(deps, active), columnId));
      }}
      onDragLeave={() => setDropIndex(null)}
    >
      <div
        className="guide-head"
        role="row"
        aria-rowindex={1}
        style={{ gridTemplateColumns: template, width: widthPx }}
      >
        <span role="presentation" className="guide-head-corner" />
        {guideColumns.map(({ id, label }, index) => (
          <span key={id} role="columnheader" aria-colindex={index + 1} className={`guide-head-cell guide-column-${id}`}>
            {label}
          </span>
        ))}
      </div>
      <div role="presentation" style={{ height: heightPx, width: widthPx, position: 'relative' }}>
        {shown.map((object, offset) => {
          const index = first + offset;
          const row = guideRow(deps, object);
          const isActive = index === rowIndex;
          return (
            <div
              key={object.id}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={isActive}
              className={`guide-row${isActive ? ' guide-row-active' : ''}${dropIndex === index ? ' guide-row-drop' : ''}`}
              style={{ gridTemplateColumns: template, top: index * rowPx, height: rowPx, width: widthPx }}
              onContextMenu={(event) => {
                event.preventDefault();
                chooseCell(object.id);
                setMenuPlace({ right: event.clientX, bottom: event.clientY });
              }}
              onDragOver={(event) => {
                if (!event.dataTransfer.types.includes(dragType)) return;
                event.preventDefault();
                const { top, height } = event.currentTarget.getBoundingClientRect();
                setDropIndex(event.clientY > top + height / 2 ? index + 1 : index);
              }}
              onDrop={(event) => {
                event.preventDefault();
                const moved = model.tables.object.get(event.dataTransfer.getData(dragType));
                const to = model.objectIndexById.get(object.id) ?? 0;
                setDropIndex(null);
                if (moved !== undefined) void moveTo(moved, dropIndex !== null && dropIndex > index ? to + 1 : to);
              }}
            >
              <span
                className="guide-handle"
                role="presentation"
                draggable={mayEdit(object)}
                title="Drag to another place"
                onDragStart={(event) => {
                  event.dataTransfer.effectAllowed = 'move';
                  event.dataTransfer.setData(dragType, object.id);
                }}
              >
                <GripVertical size={13} aria-hidden />
              </span>
              {guideColumns.map((column, place) => {
                const isHere = isActive && place === columnIndex;
                const isEdited = isHere && editing?.objectId === object.id;
                return (
                  <div
                    key={column.id}
                    id={`${gridId}-${object.id}-${column.id}`}
                    role="gridcell"
                    tabIndex={-1}
                    aria-colindex={place + 1}
                    aria-selected={isHere}
                    className={`guide-cell guide-column-${column.id}${isHere ? ' guide-cell-active' : ''}${isEdited ? ' guide-cell-edited' : ''}`}
                    onMouseDown={(event) => {
                      if (isEdited) return;
                      event.preventDefault(); // The focus belongs to the grid.
                      grid.current?.focus({ preventScroll: true });
                      chooseCell(object.id, column.id);
                    }}
                    onDoubleClick={() => edit()}
                  >
                    {isEdited ? (
                      <GuideCellEditor
                        row={row}
                        column={column}
                        phases={project.settings.phases}
                        typed={editing.typed}
                        onDone={(value, way) => done(row, value, way)}
                      />
                    ) : (
                      <GuideCell project={project} row={row} column={column} />
                    )}
                  </div>
                );
              })}
              <span className="guide-menu" role="presentation">
                <button
                  type="button"
                  tabIndex={-1}
                  className="icon-button icon-button-small"
                  aria-label={`Menu of ${object.name}`}
                  aria-haspopup="menu"
                  onClick={(event) => {
                    chooseCell(object.id);
                    setMenuPlace(event.currentTarget.getBoundingClientRect());
                  }}
                >
                  <Ellipsis size={14} aria-hidden />
                </button>
              </span>
            </div>
          );
        })}
        {menuPlace === null || active === undefined ? null : (
          <GuideMenu
            place={menuPlace}
            object={active}
            index={model.objectIndexById.get(active.id) ?? 0}
            objectCount={model.objects.length}
            isReadOnly={!mayEdit(active)}
            onClose={() => {
              setMenuPlace(null);
              grid.current?.focus({ preventScroll: true });
            }}
          />
        )}
        {dropIndex === objects.length ? <div className="guide-drop-end" style={{ top: heightPx - 1 }} /> : null}
      </div>
    </div>
  );
}

/** The name stays in sight at the left; a column behind it is scrolled out from under it. */
function revealColumn(element: HTMLElement | null, columnIndex: number): void {
  if (element === null || columnIndex === 0) return;
  const left = handlePx + guideColumns.slice(0, columnIndex).reduce((sum, column) => sum + column.widthPx, 0);
  const right = left + (guideColumns[columnIndex]?.widthPx ?? 0);
  const covered = handlePx + (guideColumns[0]?.widthPx ?? 0);
  if (left - covered < element.scrollLeft) element.scrollLeft = left - covered;
  else if (right > element.scrollLeft + element.clientWidth) element.scrollLeft = right - element.clientWidth;
}
