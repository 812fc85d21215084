import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { cellMarks, isGapMark, markCount } from './cell-marks.ts';
import { checkGaps } from './gap-checks.ts';
import { gapChecks } from './gap.ts';
import { gapsAbout } from './gap-list.ts';
import { modelArbitrary, setupModel } from './gap.harness.ts';
import { cellKey } from '../matrix-keys.ts';

test('the mark of a cell counts what the list has of it, but for the review of its pair', () => {
  fc.assert(
    fc.property(modelArbitrary, (model) => {
      const report = checkGaps(model);
      const { size, marks } = cellMarks(report, model);
      expect(size).toBe(model.objects.length);
      for (const [row, { id: rowId }] of model.objects.entries()) {
        for (const [column, { id: columnId }] of model.objects.entries()) {
          const open = gapsAbout(report, { kind: 'cell', id: cellKey(rowId, columnId) }).filter(
            ({ code }) => code !== 'R1',
          );
          const mark = marks[row * size + column] ?? 0;
          expect(markCount(mark)).toBe(open.length);
          expect(isGapMark(mark)).toBe(open.some(({ code }) => gapChecks[code].severity === 'gap'));
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('marks stand where the objects of a younger model stand', () => {
  const before = setupModel();
  before.object('book');
  before.object('author');
  before.relate('book', 'author');
  const report = checkGaps(before.model());
  const objectIndexById = new Map([
    ['author', 0],
    ['reader', 1],
    ['book', 2],
  ]);
  const { marks } = cellMarks(report, { objectIndexById });
  const marked = [...marks].flatMap((mark, place) => (markCount(mark) > 0 ? [place] : []));
  expect(marked).toEqual([2, 6]);
});
