import { useState } from 'react';

import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { changeObject, deleteObject, moveTo } from './guide-actions.ts';
import { cellPatch, guideColumns } from './guide-columns.ts';
import type { MenuPlace } from './guide-menu.tsx';
import type { EditWay, GuideRowEvent } from './guide-row-line.tsx';
import { chooseCell, showPanel } from './guide-store.ts';
import type { GuidePlace } from './use-guide-place.ts';
import { useStableEvent } from '../use-stable-event.ts';

export type GuideEditing = { readonly objectId: string; readonly typed: string | undefined };

export type GuideCommandDeps = {
  readonly model: ProjectModel;
  /** Those that fit the filter, in the order of the model. */
  readonly objects: readonly ObjectRecord[];
  readonly place: GuidePlace;
  readonly mayEdit: (object: ObjectRecord) => boolean;
};

export type GuideCommands = {
  readonly editing: GuideEditing | null;
  readonly menuPlace: MenuPlace | null;
  /** The row before which a dragged one would be put down; behind the last one, their number. */
  readonly dropIndex: number | null;
  readonly edit: (typed?: string) => void;
  readonly clear: () => void;
  readonly move: (by: -1 | 1) => void;
  readonly openMenu: () => void;
  readonly closeMenu: () => void;
  readonly dragLeaves: () => void;
  readonly onRow: (event: GuideRowEvent) => void;
};

/** What is done with the active cell and its object, whichever way it was asked for. */
export function useGuideCommands(deps: GuideCommandDeps): GuideCommands {
  const { place } = deps;
  const [editing, setEditing] = useState<GuideEditing | null>(null);
  const [menuPlace, setMenuPlace] = useState<MenuPlace | null>(null);
  const [dropIndex, setDropIndex] = useState<number | null>(null);
  const focusGrid = (): void => place.area.scroller.current?.focus({ preventScroll: true });

  function edit(typed?: string): void {
    const column = guideColumns[place.columnIndex];
    if (place.active === undefined || column === undefined || !deps.mayEdit(place.active)) return;
    if (column.kind === 'shown') showPanel(true);
    else setEditing({ objectId: place.active.id, typed });
  }

  const onRow = useStableEvent((event: GuideRowEvent): void => {
    switch (event.kind) {
      case 'choose':
        if (event.columnId !== undefined) focusGrid();
        chooseCell(event.object.id, event.columnId);
        return;
      case 'edit':
        edit();
        return;
      case 'done':
        setEditing(null);
        focusGrid();
        keepCell(place, event);
        return;
      case 'menu':
        chooseCell(event.object.id);
        setMenuPlace(event.place);
        return;
      case 'drag-over':
        setDropIndex(event.index);
        return;
      case 'drop':
        setDropIndex(null);
        dropObject(deps, event.movedId, dropIndex);
    }
  });

  return {
    editing,
    menuPlace,
    dropIndex,
    edit,
    clear: () => clearCell(deps),
    move: (by) => moveObject(deps, by),
    openMenu() {
      const cell = place.area.scroller.current?.querySelector('.guide-cell-active');
      setMenuPlace(cell?.getBoundingClientRect() ?? null);
    },
    closeMenu() {
      setMenuPlace(null);
      focusGrid();
    },
    dragLeaves: () => setDropIndex(null),
    onRow,
  };
}

const keysByWay: { readonly [way in EditWay]: string } = {
  down: 'ArrowDown',
  right: 'ArrowRight',
  left: 'ArrowLeft',
  stay: '',
};

function keepCell({ columnIndex, go }: GuidePlace, event: Extract<GuideRowEvent, { readonly kind: 'done' }>): void {
  const { object, value, way } = event;
  const column = guideColumns[columnIndex];
  if (column === undefined) return;
  const patch = value === undefined ? undefined : cellPatch(object, column.id, value);
  if (patch !== undefined) void changeObject(object, patch, column.label);
  go({ key: keysByWay[way], ctrlKey: false, metaKey: false });
}

function clearCell({ place: { active, columnIndex }, mayEdit }: GuideCommandDeps): void {
  const column = guideColumns[columnIndex];
  if (active === undefined || column === undefined || !mayEdit(active)) return;
  if (column.id === 'name') void deleteObject(active);
  const patch = cellPatch(active, column.id, column.kind === 'list' ? [] : '');
  if (patch !== undefined) void changeObject(active, patch, column.label);
}

function moveObject({ model, objects, place, mayEdit }: GuideCommandDeps, by: -1 | 1): void {
  const { active, rowIndex } = place;
  const beside = objects[rowIndex + by];
  const index = beside === undefined ? undefined : model.objectIndexById.get(beside.id);
  if (active === undefined || index === undefined || !mayEdit(active)) return;
  chooseCell(active.id);
  void moveTo(active, by === 1 ? index + 1 : index);
}

/** Before the row that the line is drawn at, or behind the last. */
function dropObject({ model, objects }: GuideCommandDeps, movedId: string, dropIndex: number | null): void {
  const moved = model.tables.object.get(movedId);
  const last = model.objectIndexById.get(objects.at(-1)?.id ?? '') ?? 0;
  const to = dropIndex === null ? undefined : (model.objectIndexById.get(objects[dropIndex]?.id ?? '') ?? last + 1);
  if (moved !== undefined && to !== undefined) void moveTo(moved, to);
}
