import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { formatHtmlTable, formatTsv, parseTsv } from './sheet-text.ts';

test('what is written as text with tabs is read again as the same cells', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '\t', '\n', '"', ' ', '0..*', '🎬') });
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 4 }));
  fc.assert(
    fc.property(table, (rows) => {
      // One line break at the end belongs to no row, so a last row that is one empty cell is lost to it.
      fc.pre(rows.at(-1)?.join('') !== '' || (rows[0]?.length ?? 0) > 1);
      expect(parseTsv(formatTsv(rows))).toEqual(rows);
    }),
  );
});

test('line breaks of every system end rows', () => {
  expect(parseTsv('1\t2\r\n3\t4\r\n')).toEqual([
    ['1', '2'],
    ['3', '4'],
  ]);
});

test('cells of a table of HTML are text and nothing else', () => {
  expect(formatHtmlTable([['<b>&']])).toBe('<table><tr><td>&lt;b&gt;&amp;</td></tr></table>');
});
