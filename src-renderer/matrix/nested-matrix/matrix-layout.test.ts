import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { cellRect, contentSize, fitZoom, geometryOf, reveal, spotAt, visibleLines, zoomAt } from './matrix-layout.ts';
import { blockOf, keepOnGrid, placeOf, spotAfterKey } from './matrix-selection.ts';
import type { MatrixLines } from './matrix-lines.ts';

const view = { width: 1200, height: 700 };
const camera = fc.record({
  x: fc.integer({ min: 0, max: 3000 }),
  y: fc.integer({ min: 0, max: 3000 }),
  zoom: fc.double({ min: 0.05, max: 4, noNaN: true }),
});

test('the point under the pointer stays over its cell when one zooms in', () => {
  fc.assert(
    fc.property(camera, fc.integer({ min: 300, max: 1100 }), fc.integer({ min: 200, max: 650 }), (from, x, y) => {
      const before = geometryOf(from, { ...view, count: 500 });
      const after = geometryOf(zoomAt(before, before.zoom * 1.5, { x, y }), { ...view, count: 500 });
      const isAtEdge = after.x === 0 || after.y === 0 || after.zoom === 6;
      const size = contentSize(after);
      const isAtEnd = after.x >= size.width - view.width - 1 || after.y >= size.height - view.height - 1;
      fc.pre(!isAtEdge && !isAtEnd);
      const spot = spotAt(before, { x, y });
      fc.pre(spot.row >= 0 && spot.row < 500 && spot.column >= 0 && spot.column < 500);
      const rect = cellRect(after, spot.row, spot.column);
      expect(x).toBeGreaterThanOrEqual(rect.x - 0.01);
      expect(x).toBeLessThanOrEqual(rect.x + rect.width + 0.01);
      expect(y).toBeGreaterThanOrEqual(rect.y - 0.01);
      expect(y).toBeLessThanOrEqual(rect.y + rect.height + 0.01);
    }),
  );
});

test('a cell that is revealed is among the visible ones', () => {
  fc.assert(
    fc.property(camera, fc.nat(499), fc.nat(499), (from, row, column) => {
      const size = { ...view, count: 500 };
      const shown = visibleLines(geometryOf(reveal(geometryOf(from, size), row, column), size));
      expect(row >= shown.rowFrom && row < shown.rowTo).toBe(true);
      expect(column >= shown.columnFrom && column < shown.columnTo).toBe(true);
    }),
  );
});

test.each([1, 14, 300, 500, 2000])('a matrix of %i objects fits into one view', (count) => {
  const size = { ...view, count };
  const content = contentSize(geometryOf({ x: 0, y: 0, zoom: fitZoom(size) }, size));
  expect(content.width).toBeLessThanOrEqual(view.width);
  expect(content.height).toBeLessThanOrEqual(view.height);
});

const linesOf = (ids: readonly string[]): MatrixLines => ({
  // Only the ids of objects matter here.
  objects: ids.map((id) => ({ id })) as unknown as MatrixLines['objects'],
  indexes: ids.map((_, index) => index),
  lineById: new Map(ids.map((id, index) => [id, index])),
});

test('what is selected stays with its objects when they move', () => {
  const before = linesOf(['A', 'B', 'C']);
  const selection = {
    active: placeOf(before, { row: 2, column: 1 }),
    anchor: placeOf(before, { row: 2, column: 1 }),
    span: 'cells',
  } as const;
  const after = linesOf(['C', 'A', 'X', 'B']);
  expect(blockOf(after, selection)).toEqual({ rowFrom: 0, rowTo: 0, columnFrom: 3, columnTo: 3 });
  expect(blockOf(after, { ...selection, span: 'rows' })).toEqual({ rowFrom: 0, rowTo: 0, columnFrom: 0, columnTo: 3 });
});

test('a header stands for its whole line, and the corner is no cell', () => {
  const lines = linesOf(['A', 'B', 'C']);
  const head = placeOf(lines, { row: 1, column: -1 });
  expect(blockOf(lines, { active: head, anchor: head, span: 'cells' })).toEqual({
    rowFrom: 1,
    rowTo: 1,
    columnFrom: 0,
    columnTo: 2,
  });
  expect(keepOnGrid({ row: -1, column: -1 }, 3)).toEqual({ row: 0, column: -1 });
  expect(keepOnGrid({ row: 5, column: 1 }, 3)).toEqual({ row: 2, column: 1 });
  expect(keepOnGrid({ row: 5, column: -1 }, 3)).toEqual({ row: 3, column: -1 });
});

test('the keys of the grid pattern lead where it says', () => {
  const size = { count: 10, page: { rows: 4, columns: 4 } };
  const from = { row: 5, column: 5 };
  const after = (key: string, isMod = false) => spotAfterKey(from, { key, isMod }, size);
  expect(after('ArrowDown')).toEqual({ row: 6, column: 5 });
  expect(after('ArrowRight', true)).toEqual({ row: 5, column: 9 });
  expect(after('Home')).toEqual({ row: 5, column: 0 });
  expect(after('End', true)).toEqual({ row: 9, column: 9 });
  expect(after('PageDown')).toEqual({ row: 9, column: 5 });
  expect(after('PageUp')).toEqual({ row: 1, column: 5 });
  expect(after('a')).toBeUndefined();
});
