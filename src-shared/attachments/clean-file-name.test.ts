import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { cleanFileName, freeFileName } from './clean-file-name.ts';
import { mediaTypeOf, opensOutside } from './media-type.ts';

const rlo = '\u202E';

test.each([
  ['Brief.pdf', 'Brief.pdf'],
  ['Größe 3 – Zahlen.csv', 'Größe 3 – Zahlen.csv'],
  ['تقرير.pdf', 'تقرير.pdf'],
  ['👩‍👩‍👧.png', '👩‍👩‍👧.png'],
  ['../../etc/passwd', '_.._etc_passwd'],
  ['C:\\Users\\ada\\brief.docx', 'C__Users_ada_brief.docx'],
  ['a\u0000b\nc\u001b[31m.txt', 'abc[31m.txt'],
  [`photo${rlo}gnp.exe`, 'photognp.exe'],
  ['zero\u200Bwidth\uFEFF.txt', 'zerowidth.txt'],
  ['  . hidden . ', 'hidden'],
  ['report.', 'report'],
  ['CON.txt', '_CON.txt'],
  ['com1', '_com1'],
  ['console.log', 'console.log'],
  ['half \uD83D.txt', 'half \uFFFD.txt'],
  ['e\u0301te\u0301.csv', 'été.csv'],
])('%j is kept as %j', (given, kept) => {
  expect(cleanFileName(given)).toBe(kept);
});

test.each(['', '   ', '...', '\u202E\u200B', '///', '\u200D'])('%j is no name', (given) => {
  expect(cleanFileName(given)).toBeUndefined();
});

test('a long name keeps its ending, and no half of a letter', () => {
  expect(cleanFileName(`${'a'.repeat(300)}.tar.gz`)).toBe(`${'a'.repeat(252)}.gz`);
  const wide = cleanFileName(`${'𝔸'.repeat(300)}.csv`) ?? '';
  expect(wide.endsWith('𝔸.csv')).toBe(true);
  expect(new TextEncoder().encode(wide).length).toBeLessThanOrEqual(255);
});

test('what is kept is kept again as it is, fits into a folder, and leads nowhere', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
      const name = cleanFileName(given);
      if (name === undefined) return;
      expect(cleanFileName(name)).toBe(name);
      expect(name).not.toMatch(/[/\\\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
      expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(255);
    }),
  );
});

test('a name that is taken gets a number, whatever its case', () => {
  expect(freeFileName('Brief.pdf', new Set())).toBe('Brief.pdf');
  expect(freeFileName('Brief.pdf', new Set(['brief.pdf', 'brief 2.pdf']))).toBe('Brief 3.pdf');
  expect(freeFileName('notes', new Set(['notes']))).toBe('notes 2');
});

test.each([
  ['brief.PDF', 'application/pdf', true],
  ['table.parquet', 'application/vnd.apache.parquet', false],
  ['run.exe', 'application/octet-stream', false],
  ['page.html', 'application/octet-stream', false],
  ['sums.xlsm', 'application/octet-stream', false],
  ['link.desktop', 'application/octet-stream', false],
  ['drawing.svg', 'image/svg+xml', false],
  ['noending', 'application/octet-stream', false],
])('%s is %s, and opened with its program: %s', (name, media, isOpened) => {
  expect(mediaTypeOf(name)).toBe(media);
  expect(opensOutside(name)).toBe(isOpened);
});
