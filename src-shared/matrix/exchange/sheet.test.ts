import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { disarmCell, fitCell, formatListCell, isCutCell, parseListCell, rearmCell } from './sheet.ts';

test.each(['=cmd|calc', '+1', '-5', '@SUM(A1)', '\t=1', '\n=1', '＝1', '＠SUM(A1)', "'=1", "''-2"])(
  'a cell that begins as %s is made harmless',
  (text) => {
    expect(disarmCell(text)).toBe(`'${text}`);
  },
);

test.each(['Account', "'tis", '1..*', '', "' ="])('a cell with %s is left as it is', (text) => {
  expect(disarmCell(text)).toBe(text);
  expect(rearmCell(text)).toBe(text);
});

test('every text comes back as it went out', () => {
  for (const texts of [fc.string(), fc.stringMatching(/^'{0,3}[=+\-@\t]?.{0,9}$/su)]) {
    fc.assert(
      fc.property(texts, (text) => {
        expect(rearmCell(disarmCell(text))).toBe(text);
      }),
    );
  }
});

test('every list of texts comes back as it went out', () => {
  const item = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.trim() === text);
  fc.assert(
    fc.property(fc.array(item), (texts) => {
      expect(parseListCell(formatListCell(texts))).toEqual(texts);
    }),
  );
});

test('a text that is too long for a cell is cut, and the cell says so', () => {
  expect(isCutCell(fitCell('x'.repeat(40_000)))).toBe(true);
  expect(isCutCell(fitCell('x'.repeat(32_767)))).toBe(false);
});
