import type { CellCodes } from '#shared/matrix/cells/cell-codes.ts';
import { stateIndex } from '#shared/matrix/cells/cell-codes.ts';
import { cellStates } from '#shared/matrix/cells/cell-state.ts';
import type { CellState } from '#shared/matrix/cells/cell-state.ts';
import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

export type MatrixFilter = {
  /** Empty for all. */
  readonly types: readonly string[];
  readonly phases: readonly string[];
  /** Cells of other states are faded, and objects without such a cell left out. */
  readonly state: CellState | null;
};

export const noFilter: MatrixFilter = { types: [], phases: [], state: null };

/** The objects that are shown, on both axes alike. */
export type MatrixLines = {
  readonly objects: readonly ObjectRecord[];
  /** Their places among all objects of the model, in which cells are coded. */
  readonly indexes: readonly number[];
  readonly lineById: ReadonlyMap<string, number>;
};

export function isFiltered({ types, phases, state }: MatrixFilter): boolean {
  return types.length > 0 || phases.length > 0 || state !== null;
}

/** `codes` only count where the filter asks for a state. */
export function shownLines(
  all: ProjectModel['objects'],
  codes: CellCodes | undefined,
  filter: MatrixFilter,
): MatrixLines {
  const hasState = filter.state === null || codes === undefined ? undefined : linesWithState(codes, filter.state);
  const indexes = [...all.keys()].filter((index) => {
    const object = all[index];
    return (
      object !== undefined &&
      (filter.types.length === 0 || filter.types.includes(object.objectType)) &&
      (filter.phases.length === 0 || filter.phases.includes(object.phase)) &&
      (hasState === undefined || hasState[index] === 1)
    );
  });
  const objects = indexes.flatMap((index) => all[index] ?? []);
  return { objects, indexes, lineById: new Map(objects.map(({ id }, line) => [id, line])) };
}

function linesWithState({ size, codes }: CellCodes, state: CellState): Uint8Array {
  const found = new Uint8Array(size);
  const wanted = cellStates.indexOf(state);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      // An object and itself are no pair that somebody must review.
      if (stateIndex(codes[row * size + column] ?? 0) !== wanted || (row === column && state === 'unreviewed'))
        continue;
      found[row] = 1;
      found[column] = 1;
    }
  }
  return found;
}

export type StateCounts = { readonly [state in CellState]: number };

/** Pairs of two different objects by their state; of the two cells of a pair the one that lacks more counts. */
export function countStates({ size, codes }: CellCodes): StateCounts {
  const counts = { unreviewed: 0, no: 0, incomplete: 0, complete: 0, contested: 0 };
  const totals = cellStates.map(() => 0);
  const incomplete = cellStates.indexOf('incomplete');
  for (let row = 0; row < size; row += 1) {
    for (let column = row + 1; column < size; column += 1) {
      const one = stateIndex(codes[row * size + column] ?? 0);
      const state = one === incomplete ? one : stateIndex(codes[column * size + row] ?? 0);
      totals[state] = (totals[state] ?? 0) + 1;
    }
  }
  for (const [index, state] of cellStates.entries()) counts[state] = totals[index] ?? 0;
  return counts;
}
