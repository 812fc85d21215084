import { useEffect, useEffectEvent, useId, useState } from 'react';
import type { KeyboardEvent } from 'react';

import type { ObjectRecord, ProjectRecord } from '#shared/matrix/matrix-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { changeObject, deleteObject, duplicate, moveTo } from './guide-actions.ts';
import { cellPatch, cellText, guideColumns } from './guide-columns.ts';
import { columnIndexOf, stepOf } from './guide-keys.ts';
import { GuideMenu } from './guide-menu.tsx';
import type { MenuPlace } from './guide-menu.tsx';
import { GuideRowLine, gridLine, handlePx, rowPx } from './guide-row-line.tsx';
import type { EditWay, GuideRowEvent } from './guide-row-line.tsx';
import { guideRow } from './guide-rows.ts';
import type { RowDeps } from './guide-rows.ts';
import { chooseCell, showPanel, useGuideStore } from './guide-store.ts';
import { useRowWindow } from '../use-row-window.ts';
import { useStableEvent } from '../use-stable-event.ts';

export type GuideGridProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  /** Those that fit the filter, in the order of the model. */
  readonly objects: readonly ObjectRecord[];
  readonly deps: RowDeps;
  readonly mayEdit: (object: ObjectRecord) => boolean;
};

const headPx = 30;

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

  function done(object: ObjectRecord, value: string | readonly string[] | undefined, way: EditWay): void {
    const column = guideColumns[columnIndex];
    setEditing(null);
    grid.current?.focus({ preventScroll: true });
    if (column === undefined) return;
    const patch = value === undefined ? undefined : cellPatch(object, column.id, value);
    if (patch !== undefined) void changeObject(object, patch, column.label);
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

  /** Before the row that the line is drawn at, or behind the last. */
  function drop(movedId: string): void {
    const moved = model.tables.object.get(movedId);
    const last = model.objectIndexById.get(objects.at(-1)?.id ?? '') ?? 0;
    const to = dropIndex === null ? undefined : (model.objectIndexById.get(objects[dropIndex]?.id ?? '') ?? last + 1);
    setDropIndex(null);
    if (moved !== undefined && to !== undefined) void moveTo(moved, to);
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

  const onRow = useStableEvent((event: GuideRowEvent): void => {
    switch (event.kind) {
      case 'choose':
        if (event.columnId !== undefined) grid.current?.focus({ preventScroll: true });
        chooseCell(event.object.id, event.columnId);
        return;
      case 'edit':
        edit();
        return;
      case 'done':
        done(event.object, event.value, event.way);
        return;
      case 'menu':
        chooseCell(event.object.id);
        setMenuPlace(event.place);
        return;
      case 'drag-over':
        setDropIndex(event.index);
        return;
      case 'drop':
        drop(event.movedId);
    }
  });

  return (
    <div
      ref={grid}
      className="guide-grid"
      role="grid"
      tabIndex={0}
      aria-label="Objects"
      aria-rowcount={objects.length + 1}
      aria-colcount={guideColumns.length + 1}
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
      <div className="guide-head" role="row" aria-rowindex={1} style={gridLine}>
        <span role="presentation" className="guide-head-corner" />
        {guideColumns.map(({ id, label }, index) => (
          <span key={id} role="columnheader" aria-colindex={index + 1} className={`guide-head-cell guide-column-${id}`}>
            {label}
          </span>
        ))}
        <span role="columnheader" aria-colindex={guideColumns.length + 1}>
          <span className="visually-hidden">Menu</span>
        </span>
      </div>
      <div role="presentation" style={{ height: heightPx, width: gridLine.width, position: 'relative' }}>
        {objects.slice(first, end).map((object, offset) => {
          const index = first + offset;
          const isActive = index === rowIndex;
          return (
            <GuideRowLine
              key={object.id}
              {...{ project, deps, object, index, cellIds: gridId }}
              columnIndex={isActive ? columnIndex : null}
              isDropPlace={dropIndex === index}
              mayEdit={mayEdit(object)}
              typed={editing?.objectId === object.id ? editing.typed : null}
              onEvent={onRow}
            />
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
