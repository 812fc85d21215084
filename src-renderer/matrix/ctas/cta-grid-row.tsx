import { memo } from 'react';

import type { CtaCells } from '#shared/matrix/ctas/cta-cells.ts';
import type { CtaPlace } from '#shared/matrix/ctas/cta-edits.ts';
import { placeKey } from '#shared/matrix/ctas/cta-rules.ts';
import { codeState } from '#shared/matrix/gaps/code-coverage.ts';
import type { CtaRecord } from '#shared/matrix/cta-entities.ts';

import { copyCtaTo, moveCtaTo, placeName, typeCta } from './cta-actions.ts';
import { CtaAddField } from './cta-add-field.tsx';
import { ctasIn, placeOf } from './cta-axes.ts';
import type { Axes, AxisItem } from './cta-axes.ts';
import { CtaCell } from './cta-cell.tsx';
import type { ChipMenu } from './cta-chip-menu.tsx';
import { CtaChip } from './cta-chip.tsx';
import type { Adding, CtaGridProps } from './cta-grid.tsx';
import { CtaHeader } from './cta-header.tsx';
import { dragType, readDragged } from './cta-drag.ts';
import { headColumnPx } from './cta-sizes.ts';
import type { CtaFocus } from './use-cta-focus.ts';

export type CtaGridRowProps = CtaGridProps & {
  readonly axes: Axes;
  readonly cells: CtaCells;
  readonly twice: ReadonlySet<string>;
  readonly row: AxisItem;
  readonly rowIndex: number;
  readonly top: number;
  readonly height: number;
  readonly shownColumns: readonly number[];
  readonly columnOffsets: readonly number[];
  readonly columnPx: number;
  /** Null where the focus is in another row. */
  readonly active: CtaFocus | null;
  readonly adding: Adding | null;
  readonly announce: (text: string) => void;
  readonly onNote: (focus: CtaFocus) => void;
  readonly onFocus: (focus: CtaFocus) => void;
  readonly onAdding: (place: CtaPlace) => void;
  readonly onAdded: () => void;
  readonly onMenu: (menu: ChipMenu) => void;
};

/** Drawn anew only when something in it changes. */
export const CtaGridRow = memo(function CtaGridRow(props: CtaGridRowProps) {
  const { axes, cells, row, rowIndex, top, height, shownColumns, columnOffsets, columnPx, active, adding } = props;
  const { project, model, mayEdit, announce, onNote, onFocus, onAdding, onAdded } = props;
  return (
    <div role="row" className="cta-row" style={{ top, height }} aria-rowindex={rowIndex + 2}>
      <CtaHeader
        {...props}
        item={row}
        isRowHeader
        isActive={active !== null && active.columnId === null}
        onActivate={() => onNote({ rowId: row.id, columnId: null, ctaId: null })}
      />
      {shownColumns.map((index) => {
        const column = axes.columns[index];
        if (column === undefined) return null;
        const place = placeOf(row, column);
        const ctas = ctasIn(cells, place);
        const here = (ctaId: string | null): CtaFocus => ({ rowId: row.id, columnId: column.id, ctaId });
        const isCellActive = active?.columnId === column.id;
        const isAdding = adding?.place.objectId === place.objectId && adding.place.roleId === place.roleId;
        const activeCta = ctas.find(({ id }) => id === active?.ctaId) ?? ctas[0];
        return (
          <CtaCell
            key={column.id}
            isEmpty={ctas.length === 0}
            columnIndex={index}
            left={headColumnPx + (columnOffsets[index] ?? 0)}
            width={columnPx}
            label={placeName(model, place)}
            isActive={isCellActive && ctas.length === 0}
            isEditable={mayEdit([place.objectId])}
            onActivate={() => onNote(here(null))}
            onAdd={() => onAdding(place)}
            onDrop={(data, isCopy) => drop(props, place, data, isCopy)}
            field={
              isAdding ? (
                <CtaAddField
                  model={model}
                  place={place}
                  label={`Verb for ${placeName(model, place)}`}
                  start={adding.start}
                  onAdd={(name) => {
                    const { id, done } = typeCta(project.id, place, name);
                    if (done !== null) announce(done);
                    onNote(here(id));
                  }}
                  onClose={(isLeft) => {
                    onAdded();
                    if (!isLeft) onFocus(here(active?.ctaId ?? null));
                  }}
                />
              ) : null
            }
          >
            {ctas.map((cta) => (
              <PlacedChip
                key={cta.id}
                {...props}
                cta={cta}
                place={place}
                isActive={isCellActive && cta.id === activeCta?.id}
                onActivate={() => onNote(here(cta.id))}
              />
            ))}
          </CtaCell>
        );
      })}
    </div>
  );
});

type PlacedChipProps = CtaGridRowProps & {
  readonly cta: CtaRecord;
  readonly place: CtaPlace;
  readonly isActive: boolean;
  readonly onActivate: () => void;
};

function PlacedChip({ cta, place, isActive, onActivate, ...rest }: PlacedChipProps) {
  const { model, twice, functionIds, openId, mayEdit, onOpen, onMenu } = rest;
  return (
    <CtaChip
      cta={cta}
      isDoublePrimary={cta.tier === 'primary' && twice.has(placeKey(place.objectId, place.roleId ?? ''))}
      code={codeState(cta, functionIds)}
      sharedCount={model.roleIdsByCta.get(cta.id)?.size ?? 0}
      isActive={isActive}
      isOpen={openId === cta.id}
      isDraggable={mayEdit([place.objectId])}
      onOpen={() => onOpen(cta.id)}
      onActivate={onActivate}
      onMenu={(event) => {
        event.preventDefault();
        onMenu({ ctaId: cta.id, place, x: event.clientX, y: event.clientY });
      }}
      onDragStart={(event) => {
        event.dataTransfer.setData(dragType, JSON.stringify({ ctaId: cta.id, from: place }));
        event.dataTransfer.setData('text/plain', cta.name);
        event.dataTransfer.effectAllowed = 'copyMove';
      }}
    />
  );
}

function drop(
  { project, model, announce, onFocus, ...rest }: CtaGridRowProps,
  to: CtaPlace,
  data: DataTransfer,
  isCopy: boolean,
): void {
  const dragged = readDragged(data);
  const cta = dragged === null ? undefined : model.tables.cta.get(dragged.ctaId);
  if (dragged === null || cta === undefined || !rest.mayEdit([cta.objectId, to.objectId])) return;
  const focusOn = (ctaId: string): void => {
    const [objectId, roleId] = [to.objectId, to.roleId ?? ''];
    onFocus({ rowId: rest.isTransposed ? roleId : objectId, columnId: rest.isTransposed ? objectId : roleId, ctaId });
  };
  if (isCopy) {
    const { id, done } = copyCtaTo(project.id, { cta, to });
    if (done !== null) announce(done);
    focusOn(id);
    return;
  }
  const done = moveCtaTo(project.id, { cta, from: dragged.from, to });
  if (done !== null) announce(done);
  focusOn(cta.id);
}
