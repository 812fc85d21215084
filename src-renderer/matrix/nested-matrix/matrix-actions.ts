/*
 * What a person does in the matrix, as edits of the project. Each is one step of undo; what is refused is said, and then nothing of
 * it is written.
 */
import { cellOf, cellText } from '#shared/matrix/cells/cell-state.ts';
import { writeCells } from '#shared/matrix/cells/cell-writes.ts';
import type { CellProblem } from '#shared/matrix/cells/cell-writes.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ModelEdit } from '#shared/matrix/model-edits.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';
import type { Artifact } from '#shared/matrix/project-settings.ts';

import { showDone } from '../../ui/toasts.tsx';
import { undoLast } from '../../workspaces/undo-actions.ts';
import { describeCell } from './describe-cell.ts';
import type { MatrixLines } from './matrix-lines.ts';
import { spotsOf } from './matrix-selection.ts';
import type { Block, Spot } from './matrix-selection.ts';
import { changeMatrix, say } from './matrix-store.ts';
import { newId } from '../new-id.ts';
import { editProject, getProjectModel } from '../use-project.ts';

/** What is on screen, and who looks at it. */
export type MatrixScope = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly lines: MatrixLines;
  readonly isTransposed: boolean;
  readonly userId: string;
  readonly mayEdit: (artifact: Artifact, objectIds?: readonly string[]) => boolean;
};

export type SpotWrite = { readonly spot: Spot; readonly text: string };

/** The cell of the model at a place on screen; undefined for headers. */
export function cellIdsAt(
  { lines, isTransposed }: Pick<MatrixScope, 'lines' | 'isTransposed'>,
  { row, column }: Spot,
): { readonly rowId: string; readonly columnId: string } | undefined {
  const rowId = lines.objects[row]?.id;
  const columnId = lines.objects[column]?.id;
  if (rowId === undefined || columnId === undefined) return undefined;
  return isTransposed ? { rowId: columnId, columnId: rowId } : { rowId, columnId };
}

export function textAt(scope: MatrixScope, spot: Spot): string {
  const ids = cellIdsAt(scope, spot);
  return ids === undefined ? '' : cellText(cellOf(scope.model, ids.rowId, ids.columnId));
}

/** Writes cells; answers with what cannot be written, in which case nothing was. */
export function writeSpots(scope: MatrixScope, writes: readonly SpotWrite[]): readonly CellProblem[] {
  const cells = writes.flatMap(({ spot, text }) => {
    const ids = cellIdsAt(scope, spot);
    return ids === undefined ? [] : [{ ...ids, text }];
  });
  const closed = cells.filter(({ rowId, columnId }) => !scope.mayEdit('relationships', [rowId, columnId]));
  if (closed.length > 0)
    return closed.map((cell) => ({ ...cell, problem: 'you may read this cell, but not change it' }));
  const projectId = scope.project.id;
  // As it is at this moment: what was typed a frame ago is in it.
  const model = getProjectModel(projectId);
  const written = writeCells(model, cells, { projectId, userId: scope.userId, newId });
  if (!written.ok) return written.failure;
  void editProject(projectId, written.value, { label: writeLabel(scope, cells) });
  tellWritten(scope, cells, written.value);
  return [];
}

type Cells = readonly { readonly rowId: string; readonly columnId: string; readonly text: string }[];

function writeLabel({ model }: MatrixScope, cells: Cells): string {
  const [first] = cells;
  if (first === undefined || cells.length > 1) return `Change ${String(cells.length)} cells`;
  const pair = `${nameOf(model, first.rowId)} × ${nameOf(model, first.columnId)}`;
  return (first.text.trim() === '' ? `Clear ${pair}` : `Set ${pair} to ${first.text.trim()}`).slice(0, 200);
}

function tellWritten(scope: MatrixScope, cells: Cells, edits: readonly ModelEdit[]): void {
  const [first] = cells;
  if (first === undefined) return;
  const model = getProjectModel(scope.project.id);
  if (cells.length > 1) say(`${String(cells.length)} cells changed`);
  else say(describeCell(model, cellOf(model, first.rowId, first.columnId)));
  const goneCount = edits.filter(({ kind, entity }) => kind === 'remove' && entity === 'relationship').length;
  if (goneCount === 0) return;
  const what = goneCount === 1 ? 'A relationship was' : `${String(goneCount)} relationships were`;
  showDone(`${what} removed with its answers`.replace('were removed with its', 'were removed with their'), {
    label: 'Undo',
    run: () => void undoLast(),
  });
}

export function nameOf(model: ProjectModel, objectId: string): string {
  return model.tables.object.get(objectId)?.name ?? '';
}

/** The same text into every cell of a block. */
export function writeBlock(scope: MatrixScope, block: Block, text: string): void {
  tellRefused(
    writeSpots(
      scope,
      spotsOf(block).map((spot) => ({ spot, text })),
    ),
  );
}

/** `down` repeats the top row of the block in those below it, `right` the first column. */
export function fillBlock(scope: MatrixScope, block: Block, direction: 'down' | 'right'): void {
  const spots = spotsOf(block).filter(({ row, column }) =>
    direction === 'down' ? row > block.rowFrom : column > block.columnFrom,
  );
  const sourceOf = ({ row, column }: Spot): Spot =>
    direction === 'down' ? { row: block.rowFrom, column } : { row, column: block.columnFrom };
  tellRefused(
    writeSpots(
      scope,
      spots.map((spot) => ({ spot, text: textAt(scope, sourceOf(spot)) })),
    ),
  );
}

/** Repeats a block over a larger one that holds it, as a drag of the handle does. */
export function fillTo(scope: MatrixScope, from: Block, to: Block): void {
  const rows = from.rowTo - from.rowFrom + 1;
  const columns = from.columnTo - from.columnFrom + 1;
  const wrap = (value: number, start: number, size: number): number =>
    start + ((((value - start) % size) + size) % size);
  const writes = spotsOf(to)
    .filter(
      ({ row, column }) => row < from.rowFrom || row > from.rowTo || column < from.columnFrom || column > from.columnTo,
    )
    .map((spot) => {
      const source = { row: wrap(spot.row, from.rowFrom, rows), column: wrap(spot.column, from.columnFrom, columns) };
      return { spot, text: textAt(scope, source) };
    });
  tellRefused(writeSpots(scope, writes));
}

export function copyBlock(scope: MatrixScope, block: Block): readonly (readonly string[])[] {
  const rows: string[][] = [];
  for (let row = block.rowFrom; row <= block.rowTo; row += 1) {
    const cells: string[] = [];
    for (let column = block.columnFrom; column <= block.columnTo; column += 1)
      cells.push(textAt(scope, { row, column }));
    rows.push(cells);
  }
  return rows;
}

/** One cell fills the whole selection; a rectangle begins at its first cell. Answers with the block that was written. */
export function pasteRows(scope: MatrixScope, block: Block, rows: readonly (readonly string[])[]): Block | undefined {
  const widest = Math.max(...rows.map((row) => row.length));
  const single = rows.length === 1 && widest === 1 ? rows[0]?.[0] : undefined;
  if (single !== undefined) {
    writeBlock(scope, block, single);
    return block;
  }
  const { rowFrom, columnFrom } = block;
  const last = scope.lines.objects.length - 1;
  const to = { rowFrom, columnFrom, rowTo: rowFrom + rows.length - 1, columnTo: columnFrom + widest - 1 };
  const writes = rows.flatMap((row, down) =>
    row.map((text, right) => ({ spot: { row: rowFrom + down, column: columnFrom + right }, text })),
  );
  if (to.rowTo > last || to.columnTo > last) {
    const room = `${String(last - rowFrom + 1)} × ${String(last - columnFrom + 1)}`;
    const size = `${String(rows.length)} × ${String(widest)}`;
    const problem = `what was copied is ${size} cells, but from here on the matrix has only ${room}`;
    const ids = cellIdsAt(scope, { row: rowFrom, column: columnFrom });
    if (ids !== undefined) tellRefused([{ ...ids, text: '', problem }]);
    return undefined;
  }
  const problems = writeSpots(scope, writes);
  tellRefused(problems);
  return problems.length === 0 ? to : undefined;
}

/** Shown as a list, cell by cell: see matrix-refused.tsx. */
function tellRefused(refused: readonly CellProblem[]): void {
  if (refused.length > 0) changeMatrix({ refused });
}
