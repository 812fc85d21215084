import { expect, test } from 'vitest';

import { createCellCoder, degreesOf } from '#shared/matrix/cells/cell-codes.ts';
import { writeCells } from '#shared/matrix/cells/cell-writes.ts';
import { countingIds, edited, modelOf } from '#shared/matrix/matrix-model.harness.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { noFilter, shownLines } from './matrix-lines.ts';
import { joinChanges, sceneChanges } from './scene-changes.ts';

const theme = { name: 'light' };
const names = Array.from({ length: 12 }, (_, index) => `object${String(index).padStart(2, '0')}`);

/** What is painted of model after model; objects from the first on are hidden where `hiddenCount` says so. */
function setupScene({ isTransposed = false, hiddenCount = 0 } = {}) {
  const code = createCellCoder();
  const newId = countingIds();
  let model = modelOf(names);
  const all = shownLines(model.objects, undefined, noFilter);
  const lines = {
    ...all,
    objects: all.objects.slice(hiddenCount),
    indexes: all.indexes.slice(hiddenCount),
  };
  const marks = { size: 0, marks: new Uint8Array(0) };
  const gapCounts: readonly number[] = [];
  function sceneOf(shown: ProjectModel) {
    const codes = code(shown);
    const degrees = degreesOf(codes);
    return { theme, lines, codes, degrees, gapCounts, marks, isTransposed, state: null, mayAdd: true };
  }
  return {
    scene: sceneOf(model),
    type: (...cells: readonly (readonly [number, number, string])[]) => {
      const writes = cells.map(([row, column, text]) => ({
        rowId: names[row] ?? '',
        columnId: names[column] ?? '',
        text,
      }));
      const written = writeCells(model, writes, { projectId: 'p', userId: 'ada', newId });
      if (!written.ok) throw new Error(JSON.stringify(written.failure));
      model = edited(model, written.value);
      return sceneOf(model);
    },
  };
}

test('a cell that is typed changes itself and the other cell of its pair, and the headers where it relates two anew', () => {
  const { scene, type } = setupScene();
  const related = type([2, 5, '0..*']);
  expect(sceneChanges(scene, related)).toEqual({
    cells: [
      { row: 2, column: 5 },
      { row: 5, column: 2 },
    ],
    isHeadChanged: true,
  });
  const counted = type([2, 5, '1..*']);
  expect(sceneChanges(related, counted)).toEqual({ cells: [{ row: 2, column: 5 }], isHeadChanged: false });
  expect(sceneChanges(counted, counted)).toEqual({ cells: [], isHeadChanged: false });
});

test('cells are told where they are shown: transposed, and without those that are hidden', () => {
  const transposed = setupScene({ isTransposed: true });
  const related = transposed.type([2, 5, '0..*']);
  expect(sceneChanges(related, transposed.type([2, 5, '1']))?.cells).toEqual([{ row: 5, column: 2 }]);
  const { scene, type } = setupScene({ hiddenCount: 3 });
  expect(sceneChanges(scene, type([2, 5, '0..*'], [4, 6, 'no']))?.cells).toEqual([
    { row: 1, column: 3 },
    { row: 3, column: 1 },
  ]);
});

test('of gaps it only matters which objects have any', () => {
  const { scene } = setupScene();
  const counted = (...gapCounts: readonly number[]) => ({ ...scene, gapCounts });
  expect(sceneChanges(counted(2, 0), counted(1, 0))).toEqual({ cells: [], isHeadChanged: false });
  expect(sceneChanges(counted(2, 0), counted(2, 1))).toBeUndefined();
  expect(sceneChanges(counted(2, 0), counted(2, 0, 0))).toBeUndefined();
});

test('many cells, or another theme, are painted as a whole', () => {
  const { scene, type } = setupScene();
  expect(sceneChanges(scene, { ...scene, theme: { name: 'dark' } })).toBeUndefined();
  const some = Array.from({ length: 11 }, (_, index) => [0, index + 1, '1'] as const);
  const filled = type(...some);
  const first = sceneChanges(scene, filled);
  expect(first?.cells).toHaveLength(22);
  const again = type(...some.map(([, column]) => [1, column === 1 ? 0 : column, 'no'] as const));
  const second = sceneChanges(filled, again);
  if (first === undefined || second === undefined) throw new Error('Each is few cells.');
  expect(joinChanges(first, second)).toBeUndefined();
  expect(sceneChanges(scene, again)).toBeUndefined();
});
