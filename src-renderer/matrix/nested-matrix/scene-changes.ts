/*
 * What an edit changes in the static layer: mostly two cells, and how much their objects are related. Painting these alone takes
 * a tenth of painting all that is in view.
 */
import type { Spot } from './matrix-selection.ts';
import type { SceneInput } from './matrix-scene.ts';

/** Of the theme it only matters whether it is the same one. */
type SceneState = Omit<SceneInput, 'geometry' | 'theme'> & { readonly theme: unknown };

export type SceneChanges = {
  /** Where they are shown; those that the filter hides are left out. */
  readonly cells: readonly Spot[];
  readonly isHeadChanged: boolean;
};

/** For more cells, one pass over all of them is as quick. */
const cellsMax = 40;

/** Undefined where what is to be painted differs by more than a few cells. */
export function sceneChanges(before: SceneState, after: SceneState): SceneChanges | undefined {
  const isSame =
    before.theme === after.theme &&
    before.lines === after.lines &&
    hasSameMarks(before.gapCounts, after.gapCounts) &&
    before.marks === after.marks &&
    before.isTransposed === after.isTransposed &&
    before.state === after.state &&
    before.mayAdd === after.mayAdd &&
    before.codes.size === after.codes.size;
  const places = isSame ? differences(before.codes.codes, after.codes.codes) : undefined;
  if (places === undefined) return undefined;
  const { size } = after.codes;
  const cells = places.flatMap((place) => {
    const [one, other] = [
      after.lines.indexes.indexOf(Math.floor(place / size)),
      after.lines.indexes.indexOf(place % size),
    ];
    if (one < 0 || other < 0) return [];
    return [after.isTransposed ? { row: other, column: one } : { row: one, column: other }];
  });
  const { degrees } = before;
  const isHeadChanged =
    differences(degrees.rows, after.degrees.rows)?.length !== 0 ||
    differences(degrees.columns, after.degrees.columns)?.length !== 0;
  return { cells, isHeadChanged };
}

/** Gaps are counted anew after every edit; what is painted is only whether an object has one. */
function hasSameMarks(before: readonly number[], after: readonly number[]): boolean {
  if (before === after) return true;
  return before.length === after.length && before.every((count, line) => count > 0 === (after[line] ?? 0) > 0);
}

/** One after the other: undefined where they are too many to be painted one by one. */
export function joinChanges(one: SceneChanges, other: SceneChanges): SceneChanges | undefined {
  const cells = [...one.cells, ...other.cells];
  return cells.length > cellsMax ? undefined : { cells, isHeadChanged: one.isHeadChanged || other.isHeadChanged };
}

/** The places at which two arrays of one length differ; undefined for more than a few. */
function differences(before: Uint16Array, after: Uint16Array): readonly number[] | undefined {
  const places: number[] = [];
  if (before === after) return places;
  for (let place = 0; place < after.length; place += 1) {
    if (before[place] === after[place]) continue;
    if (places.length === cellsMax) return undefined;
    places.push(place);
  }
  return places;
}
