import { useId } from 'react';
import type { KeyboardEvent } from 'react';

import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { duplicate } from './guide-actions.ts';
import { cellText, guideColumns } from './guide-columns.ts';
import { GuideMenu } from './guide-menu.tsx';
import { GuideRowLine, gridLine } from './guide-row-line.tsx';
import { guideRow } from './guide-rows.ts';
import type { RowDeps } from './guide-rows.ts';
import { useGuideCommands } from './use-guide-commands.ts';
import type { GuideCommands } from './use-guide-commands.ts';
import { useGuidePlace } from './use-guide-place.ts';
import type { GuidePlace } from './use-guide-place.ts';

export type GuideGridProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  /** Those that fit the filter, in the order of the model. */
  readonly objects: readonly ObjectRecord[];
  readonly deps: RowDeps;
  readonly mayEdit: (object: ObjectRecord) => boolean;
};

/** The objects, one row each, every cell edited in its place. */
export function GuideGrid(props: GuideGridProps) {
  const { model, objects, deps, mayEdit } = props;
  const place = useGuidePlace(objects);
  const commands = useGuideCommands({ model, objects, place, mayEdit });
  const gridId = useId();
  const { area, active, columnId } = place;
  const { scroller, onScroll } = area;

  function onKeyDown(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget || active === undefined) return;
    if (takeKey(event, active, { place, commands, mayEdit })) event.preventDefault();
  }

  return (
    <div
      ref={scroller}
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
      onDragLeave={commands.dragLeaves}
    >
      <GuideHead />
      <GuideRows {...props} place={place} commands={commands} gridId={gridId} />
    </div>
  );
}

type KeyDeps = Pick<GuideGridProps, 'mayEdit'> & { readonly place: GuidePlace; readonly commands: GuideCommands };

/** Answers whether the key did anything. */
function takeKey(event: KeyboardEvent, active: ObjectRecord, { place, commands, mayEdit }: KeyDeps): boolean {
  const { key } = event;
  const isCommand = event.ctrlKey || event.metaKey;
  const isLetter = key.length === 1 && key !== ' ' && guideColumns[place.columnIndex]?.kind !== 'choice';
  if (event.altKey && (key === 'ArrowUp' || key === 'ArrowDown')) commands.move(key === 'ArrowUp' ? -1 : 1);
  else if (event.altKey) return false;
  else if (place.go(event)) return true;
  else if (isCommand && key.toLowerCase() === 'd' && mayEdit(active)) void duplicate(active);
  else if (key === 'ContextMenu' || (event.shiftKey && key === 'F10')) commands.openMenu();
  else if (isCommand) return false;
  else if (key === 'Enter' || key === 'F2' || key === ' ') commands.edit();
  else if (key === 'Delete' || key === 'Backspace') commands.clear();
  else if (isLetter) commands.edit(key);
  else return false;
  return true;
}

function GuideHead() {
  return (
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
  );
}

type GuideRowsProps = GuideGridProps & {
  readonly place: GuidePlace;
  readonly commands: GuideCommands;
  readonly gridId: string;
};

function GuideRows({ project, model, objects, deps, mayEdit, place, commands, gridId }: GuideRowsProps) {
  const { area, active, rowIndex, columnIndex } = place;
  const { editing, menuPlace, dropIndex, onRow, closeMenu } = commands;
  return (
    <div role="presentation" style={{ height: area.heightPx, width: gridLine.width, position: 'relative' }}>
      {objects.slice(area.first, area.end).map((object, offset) => {
        const index = area.first + offset;
        return (
          <GuideRowLine
            key={object.id}
            {...{ project, deps, object, index, cellIds: gridId }}
            columnIndex={index === rowIndex ? columnIndex : null}
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
          onClose={closeMenu}
        />
      )}
      {dropIndex === objects.length ? <div className="guide-drop-end" style={{ top: area.heightPx - 1 }} /> : null}
    </div>
  );
}
