import { memo, useContext, useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { KeyboardEvent, RefObject } from 'react';

import { markCount } from '#shared/matrix/gaps/cell-marks.ts';
import type { CellMarks } from '#shared/matrix/gaps/cell-marks.ts';
import { cellOf } from '#shared/matrix/cells/cell-state.ts';
import { createLineVersions } from '#shared/matrix/cells/line-versions.ts';
import { pairKey } from '#shared/matrix/matrix-keys.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { cellElementId } from './cell-element-id.ts';
import { describeCell, describeContent } from './describe-cell.ts';
import { cellIdsAt } from './matrix-actions.ts';
import type { MatrixScope } from './matrix-actions.ts';
import { clamp } from './matrix-layout.ts';
import { blockOf, isInBlock, isInRows, placeOf, spotOf } from './matrix-selection.ts';
import type { Block, Spot } from './matrix-selection.ts';
import { changeMatrix, useMatrixStore } from './matrix-store.ts';
import { SurfaceContext } from './surface-context.ts';
import { useCellMarks } from '../gaps/use-cell-marks.ts';
import { useGapCounts } from '../gaps/use-gap-counts.ts';
import { useMirroredLines } from './use-mirrored-lines.ts';
import type { MirroredLines } from './use-mirrored-lines.ts';

export type MatrixMirrorProps = {
  readonly scope: MatrixScope;
  readonly gridRef: RefObject<HTMLDivElement | null>;
  readonly keys: { readonly onKeyDown: (event: KeyboardEvent) => void };
};

/**
 * The cells in view as elements, after the WAI-ARIA grid pattern: what a screen reader reads instead of the canvas, and what is
 * shown in forced colours. It takes the focus, and follows the canvas when there is time: what opens, and an edit, is painted first.
 */
export function MatrixMirror({ scope, gridRef, keys }: MatrixMirrorProps) {
  const selection = useMatrixStore((state) => state.selection);
  const spot = useMemo(
    () => (selection === null ? undefined : spotOf(scope.lines, selection.active)),
    [scope.lines, selection],
  );
  const lines = useMirroredLines(scope.lines.objects.length, spot);
  const now = useMemo(() => {
    const block = selection === null ? undefined : blockOf(scope.lines, selection);
    return { scope, lines, active: spot, block };
  }, [scope, lines, spot, selection]);
  // As a whole, so that what is said to be the active cell is always one that is there.
  const shown = useDeferredValue<MirrorRowsProps | null>(now, null);
  const active = shown?.active;
  const surface = useContext(SurfaceContext);
  const count = scope.lines.objects.length;
  useEffect(() => {
    // One cell is always the active one, so that the focus has a place.
    if (useMatrixStore.getState().selection !== null) return;
    const place = placeOf(scope.lines, { row: 0, column: 0 });
    changeMatrix({ selection: { active: place, anchor: place, span: 'cells' } });
  }, [scope.lines]);
  return (
    <div
      ref={gridRef}
      className="matrix-mirror"
      role="grid"
      tabIndex={0}
      aria-label={scope.isTransposed ? 'Matrix, rows on the page of columns' : 'Matrix, rows have columns'}
      aria-rowcount={count + 2}
      aria-colcount={count + 2}
      aria-multiselectable
      aria-readonly={!scope.mayEdit('relationships')}
      aria-activedescendant={active === undefined ? undefined : cellElementId(active)}
      onKeyDown={keys.onKeyDown}
      onFocus={() => surface?.showOverlay({ hasFocus: true })}
      onBlur={() => surface?.showOverlay({ hasFocus: false })}
    >
      {shown === null ? null : <MirrorRows {...shown} />}
    </div>
  );
}

type MirrorRowsProps = {
  readonly scope: MatrixScope;
  readonly lines: MirroredLines;
  readonly active: Spot | undefined;
  readonly block: Block | undefined;
};

function MirrorRows({ scope, lines, active, block }: MirrorRowsProps) {
  const columns = useMemo(() => range(lines.columnFrom, lines.columnTo), [lines.columnFrom, lines.columnTo]);
  const count = scope.lines.objects.length;
  const mayAdd = scope.mayEdit('objects');
  const gapCounts = useGapCounts(scope);
  const marks = useCellMarks(scope.project.id, scope.model);
  const [versions] = useState(createLineVersions);
  const versionOf = useMemo(() => versions(scope.model), [versions, scope.model]);
  return (
    <>
      <MirrorHead scope={scope} columns={columns} active={active} gapCounts={gapCounts} />
      {range(lines.rowFrom, lines.rowTo).map((row) => (
        <MirrorRow
          key={row}
          scope={scope}
          row={row}
          columns={columns}
          marks={marks}
          gapCount={gapCounts[row] ?? 0}
          version={versionOf(scope.lines.objects[row]?.id ?? '')}
          isHeadActive={active?.column === -1 && active.row === row}
          block={block !== undefined && isInRows(block, row) ? block : undefined}
        />
      ))}
      {mayAdd ? (
        <div role="row" aria-rowindex={count + 2}>
          <AddHeader axis="row" count={count} />
        </div>
      ) : null}
    </>
  );
}

type MirrorRowProps = {
  readonly scope: MatrixScope;
  readonly row: number;
  readonly columns: readonly number[];
  readonly marks: CellMarks;
  readonly gapCount: number;
  /** Another one when something of its cells has changed. */
  readonly version: number;
  readonly isHeadActive: boolean;
  /** What is selected, where some of it is in this row. */
  readonly block: Block | undefined;
};

/** One by one, so that an edit makes the rows of its two objects anew and no other. */
const MirrorRow = memo(
  function MirrorRow({ scope, row, columns, marks, gapCount, isHeadActive, block }: MirrorRowProps) {
    const name = scope.lines.objects[row]?.name;
    return (
      <div role="row" aria-rowindex={row + 2}>
        <span
          id={cellElementId({ row, column: -1 })}
          role="rowheader"
          aria-colindex={1}
          aria-selected={isHeadActive}
          aria-label={labelWithGaps(name ?? '', gapCount)}
          data-open={gapCount > 0 || undefined}
          dir="auto"
        >
          {name}
        </span>
        {columns.map((column) => (
          <MirrorCell
            key={column}
            model={scope.model}
            ids={cellIdsAt(scope, { row, column })}
            row={row}
            column={column}
            openCount={markCount(markAt(marks, scope, { row, column }))}
            isSelected={block !== undefined && isInBlock(block, { row, column })}
          />
        ))}
      </div>
    );
  },
  (before, after) =>
    before.version === after.version &&
    before.row === after.row &&
    before.columns === after.columns &&
    before.marks === after.marks &&
    before.gapCount === after.gapCount &&
    before.isHeadActive === after.isHeadActive &&
    before.block === after.block &&
    // The objects and their names; the model beyond them is what the version tells of.
    before.scope.lines === after.scope.lines &&
    before.scope.isTransposed === after.scope.isTransposed,
);

type MirrorHeadProps = Pick<MirrorRowsProps, 'scope' | 'active'> & {
  readonly columns: readonly number[];
  readonly gapCounts: readonly number[];
};

function MirrorHead({ scope, columns, active, gapCounts }: MirrorHeadProps) {
  const mayAdd = scope.mayEdit('objects');
  const count = scope.lines.objects.length;
  return (
    <div role="row" aria-rowindex={1}>
      <span role="columnheader" aria-colindex={1}>
        Object
      </span>
      {columns.map((column) => (
        <span
          key={column}
          id={cellElementId({ row: -1, column })}
          role="columnheader"
          aria-colindex={column + 2}
          aria-selected={active?.row === -1 && active.column === column}
          aria-label={labelWithGaps(scope.lines.objects[column]?.name ?? '', gapCounts[column])}
          data-open={(gapCounts[column] ?? 0) > 0 || undefined}
          dir="auto"
        >
          {scope.lines.objects[column]?.name}
        </span>
      ))}
      {mayAdd ? <AddHeader axis="column" count={count} /> : null}
    </div>
  );
}

function AddHeader({ axis, count }: { readonly axis: 'row' | 'column'; readonly count: number }) {
  const spot = axis === 'row' ? { row: count, column: -1 } : { row: -1, column: count };
  return (
    <span
      id={cellElementId(spot)}
      role={axis === 'row' ? 'rowheader' : 'columnheader'}
      aria-colindex={axis === 'row' ? 1 : count + 2}
    >
      Add an object
    </span>
  );
}

/** Undefined where nothing is open: the name itself is the label then. */
function labelWithGaps(name: string, gapCount = 0): string | undefined {
  return gapCount === 0 ? undefined : `${name}, ${String(gapCount)} open`;
}

function markAt({ size, marks }: CellMarks, { lines, isTransposed }: MatrixScope, { row, column }: Spot): number {
  const [one, other] = [lines.indexes[row] ?? 0, lines.indexes[column] ?? 0];
  return marks[isTransposed ? other * size + one : one * size + other] ?? 0;
}

type CellIds = { readonly rowId: string; readonly columnId: string };

type MirrorCellProps = {
  readonly model: ProjectModel;
  readonly ids: CellIds | undefined;
  readonly row: number;
  readonly column: number;
  readonly openCount: number;
  readonly isSelected: boolean;
};

const MirrorCell = memo(
  function MirrorCell({ model, ids, row, column, openCount, isSelected }: MirrorCellProps) {
    if (ids === undefined) return null;
    const cell = cellOf(model, ids.rowId, ids.columnId);
    return (
      <span
        id={cellElementId({ row, column })}
        role="gridcell"
        aria-colindex={column + 2}
        aria-selected={isSelected}
        aria-label={labelWithGaps(describeCell(model, cell), openCount) ?? describeCell(model, cell)}
        data-open={openCount > 0 || undefined}
        data-state={cell.state}
      >
        {describeContent(cell)}
      </span>
    );
  },
  (before, after) =>
    before.isSelected === after.isSelected &&
    before.openCount === after.openCount &&
    before.row === after.row &&
    before.column === after.column &&
    before.ids?.rowId === after.ids?.rowId &&
    before.ids?.columnId === after.ids?.columnId &&
    (before.ids === undefined || isSameCell(before.model, after.model, before.ids)),
);

/** What a cell is made of stays the same object as long as nothing of it changes. */
function isSameCell(before: ProjectModel, after: ProjectModel, { rowId, columnId }: CellIds): boolean {
  if (before === after) return true;
  const pair = pairKey(rowId, columnId);
  return (
    before.relationshipsByPair.get(pair) === after.relationshipsByPair.get(pair) &&
    before.pairReviewsByPair.get(pair) === after.pairReviewsByPair.get(pair) &&
    before.openQuestionsBySubject === after.openQuestionsBySubject &&
    before.tables.object.get(rowId) === after.tables.object.get(rowId) &&
    before.tables.object.get(columnId) === after.tables.object.get(columnId)
  );
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, clamp(to - from, 0, 1000)) }, (_, index) => from + index);
}
