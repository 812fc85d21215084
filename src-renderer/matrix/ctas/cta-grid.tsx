import { useEffect, useMemo, useState } from 'react';

import { ctaCells } from '#shared/matrix/ctas/cta-cells.ts';
import type { CtaFilter } from '#shared/matrix/ctas/cta-cells.ts';
import type { CtaPlace } from '#shared/matrix/ctas/cta-edits.ts';
import { doublePrimaries } from '#shared/matrix/ctas/cta-rules.ts';
import type { CodeCoverage } from '#shared/matrix/gaps/code-coverage.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { LiveRegion, useAnnouncer } from '../announcer.tsx';
import { axesOf, ctasIn, placeOf } from './cta-axes.ts';
import type { Axes, AxisItem } from './cta-axes.ts';
import { CtaChipMenu } from './cta-chip-menu.tsx';
import type { ChipMenu } from './cta-chip-menu.tsx';
import { CtaGridRow } from './cta-grid-row.tsx';
import { CtaHeader } from './cta-header.tsx';
import { cellPaddingPx, chipPx, columnPxMin, headColumnPx, headRowPx } from './cta-sizes.ts';
import { focusAt } from './cta-steps.ts';
import { useActiveInSight, useCtaFocus } from './use-cta-focus.ts';
import type { CtaFocus } from './use-cta-focus.ts';
import { useLatest } from '../use-latest.ts';
import { useCtaKeys } from './use-cta-keys.ts';
import type { ViewSubject } from '../subject-address.ts';
import { scrollStepPx, useScrollArea } from '../use-scroll-area.ts';
import { offsetsOf, shownIndexes, visibleRange } from '../nested-matrix/visible-range.ts';

export type CtaGridProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly filter: CtaFilter;
  readonly isTransposed: boolean;
  readonly functionIds: ReadonlySet<string>;
  readonly coverage: CodeCoverage;
  readonly openId: string | null;
  /** What is to be brought on screen. */
  readonly subject?: ViewSubject | undefined;
  readonly mayEdit: (objectIds: readonly string[]) => boolean;
  readonly mayEditRoles: boolean;
  readonly onOpen: (ctaId: string) => void;
  readonly onRole: (roleId: string | null) => void;
};

/** Where a verb is being typed, and what was typed before the field was there. */
export type Adding = { readonly place: CtaPlace; readonly start: string };

/** The matrix of calls to action: objects × roles, or the other way round. Only what is in sight is drawn. */
export function CtaGrid(props: CtaGridProps) {
  const { project, model, filter, isTransposed, mayEdit, onOpen, onRole } = props;
  const { area, attach, element } = useScrollArea();
  const { announce, text } = useAnnouncer();
  const [adding, setAdding] = useState<Adding | null>(null);
  const [menu, setMenu] = useState<ChipMenu | null>(null);
  const cells = useMemo(() => ctaCells(model, filter), [model, filter]);
  const axes = useMemo(() => axesOf(model, cells, { filter, isTransposed }), [model, cells, filter, isTransposed]);
  const twice = useMemo(() => doublePrimaries(model), [model]);
  const focus = useCtaFocus(element, focusAt({ axes, cells }, 0, 0, 'first'));
  const active = settle(axes, focus.active);
  const { moveTo } = focus;
  useActiveInSight(element, props.openId, area.width);
  const { subject } = props;
  useEffect(() => {
    const wanted = subject === undefined ? null : focusOf(model, axes, subject);
    if (wanted !== null) moveTo(wanted);
    // Once for each address: afterwards the person goes where they like.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [subject]);

  const heights = useMemo(
    () => axes.rows.map((row) => rowPx(axes, row, (place) => ctasIn(cells, place).length, adding)),
    [axes, cells, adding],
  );
  const rowOffsets = useMemo(() => offsetsOf(heights), [heights]);
  const columnPx = Math.max(columnPxMin, Math.floor((area.width - headColumnPx) / Math.max(1, axes.columns.length)));
  const columnOffsets = useMemo(() => offsetsOf(axes.columns.map(() => columnPx)), [axes, columnPx]);
  const shownRows = shownIndexes(
    visibleRange(rowOffsets, area.top, area.height, scrollStepPx * 2),
    axes.rows.findIndex(({ id }) => id === active.rowId),
  );
  const columnRange = visibleRange(columnOffsets, area.left, area.width, scrollStepPx * 2);
  const activeColumn = axes.columns.findIndex(({ id }) => id === active.columnId);
  const shownColumns = useMemo(
    () => shownIndexes({ first: columnRange.first, last: columnRange.last }, activeColumn),
    [columnRange.first, columnRange.last, activeColumn],
  );

  const startAdding = useLatest((place: CtaPlace, start?: string): void => {
    if (mayEdit([place.objectId])) setAdding({ place, start: start ?? '' });
    else announce('You may only read this');
  });
  const stopAdding = useLatest(() => setAdding(null));

  const events = useCtaKeys({
    projectId: project.id,
    model,
    grid: { axes, cells },
    focus: { ...focus, active },
    element,
    mayEdit: (objectId) => mayEdit([objectId]),
    announce,
    onAdd: startAdding,
    onOpen,
    onMenu: setMenu,
    onRole,
  });

  return (
    <>
      {/* Its focus is in its cells, one of which is in the tab order. */}
      <div
        ref={attach}
        role="grid"
        className="cta-grid"
        aria-label={`Calls to action, ${isTransposed ? 'roles by objects' : 'objects by roles'}`}
        aria-rowcount={axes.rows.length + 1}
        aria-colcount={axes.columns.length + 1}
        tabIndex={-1}
        {...events}
      >
        <div
          role="presentation"
          className="cta-canvas"
          style={{
            width: headColumnPx + (columnOffsets.at(-1) ?? 0),
            height: headRowPx + (rowOffsets.at(-1) ?? 0),
          }}
        >
          <div role="row" className="cta-head" aria-rowindex={1}>
            <CtaHeader
              {...props}
              item={null}
              isRowHeader
              isActive={active.rowId === null && active.columnId === null}
              onActivate={() => focus.note({ rowId: null, columnId: null, ctaId: null })}
            />
            {shownColumns.map((index) => {
              const item = axes.columns[index];
              return item === undefined ? null : (
                <CtaHeader
                  key={item.id}
                  {...props}
                  item={item}
                  columnIndex={index}
                  left={headColumnPx + (columnOffsets[index] ?? 0)}
                  width={columnPx}
                  isActive={active.rowId === null && active.columnId === item.id}
                  onActivate={() => focus.note({ rowId: null, columnId: item.id, ctaId: null })}
                />
              );
            })}
          </div>
          {shownRows.map((index) => {
            const row = axes.rows[index];
            return row === undefined ? null : (
              <CtaGridRow
                key={row.id}
                {...props}
                axes={axes}
                cells={cells}
                twice={twice}
                row={row}
                rowIndex={index}
                top={headRowPx + (rowOffsets[index] ?? 0)}
                height={heights[index] ?? chipPx}
                shownColumns={shownColumns}
                columnOffsets={columnOffsets}
                columnPx={columnPx}
                active={active.rowId === row.id ? active : null}
                adding={
                  adding !== null && [adding.place.objectId, adding.place.roleId ?? ''].includes(row.id) ? adding : null
                }
                announce={announce}
                onNote={focus.note}
                onFocus={focus.moveTo}
                onAdding={startAdding}
                onAdded={stopAdding}
                onMenu={setMenu}
              />
            );
          })}
        </div>
      </div>
      <LiveRegion text={text} />
      {menu === null ? null : (
        <CtaChipMenu
          {...menu}
          project={project}
          model={model}
          isEditable={mayEdit([menu.place.objectId])}
          announce={announce}
          onOpen={onOpen}
          onClose={() => {
            setMenu(null);
            focus.moveTo(active);
          }}
        />
      )}
    </>
  );
}

/** The cell of a call to action, or the header of an object or a role; null for what is not in the matrix. */
function focusOf(model: ProjectModel, { rows, columns }: Axes, { kind, id }: ViewSubject): CtaFocus | null {
  if (kind === 'object' || kind === 'role') {
    if (rows.some((row) => row.id === id)) return { rowId: id, columnId: null, ctaId: null };
    return columns.some((column) => column.id === id) ? { rowId: null, columnId: id, ctaId: null } : null;
  }
  const cta = kind === 'cta' ? model.tables.cta.get(id) : undefined;
  if (cta === undefined) return null;
  const [roleId = ''] = model.roleIdsByCta.get(id) ?? [];
  const isObjectRow = rows[0]?.kind === 'object';
  return { rowId: isObjectRow ? cta.objectId : roleId, columnId: isObjectRow ? roleId : cta.objectId, ctaId: id };
}

/** What has the focus went away, with its row or its column: the focus is then at the beginning. */
function settle({ rows, columns }: Axes, focus: CtaFocus): CtaFocus {
  const hasRow = focus.rowId === null || rows.some(({ id }) => id === focus.rowId);
  const hasColumn = focus.columnId === null || columns.some(({ id }) => id === focus.columnId);
  if (hasRow && hasColumn) return focus;
  return {
    rowId: hasRow ? focus.rowId : (rows[0]?.id ?? null),
    columnId: hasColumn ? focus.columnId : (columns[0]?.id ?? null),
    ctaId: null,
  };
}

function rowPx(axes: Axes, row: AxisItem, countIn: (place: CtaPlace) => number, adding: Adding | null): number {
  let most = 1;
  for (const column of axes.columns) {
    const place = placeOf(row, column);
    const isAdding = adding?.place.objectId === place.objectId && adding.place.roleId === place.roleId;
    most = Math.max(most, countIn(place) + (isAdding ? 1 : 0));
  }
  return most * chipPx + cellPaddingPx;
}
