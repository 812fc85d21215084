import { expect, test } from 'vitest';

import { emptyTerminalLine, writeToLine } from './terminal-line.ts';

function shown(...parts: readonly string[]): string {
  return parts.reduce(writeToLine, emptyTerminalLine).text;
}

test.each([
  ['plain', ['ab', 'cd'], 'abcd'],
  ['a carriage return overwrites', ['10%', '\r20%'], '20%'],
  ['what is not overwritten stays', ['abcdef\rxy'], 'xycdef'],
  ['one at the end keeps the line', ['50%\r'], '50%'],
  ['a backspace goes back by one', ['a-\b+\b\b\b\b>'], '>+'],
  ['colours are left out', ['\u001B[31mred\u001B[0m'], 'red'],
  ['an escape in two pieces', ['\u001B[3', '1mred'], 'red'],
  ['erasing to the end', ['abcdef\r\u001B[Kxy'], 'xy'],
  ['erasing the line', ['abcdef\u001B[2K\rxy'], 'xy'],
  ['erasing to the start', ['abcdef\u001B[3G\u001B[1K'], '  cdef'],
  ['a column to the right of the end', ['a\u001B[5Gb'], 'a   b'],
])('%s', (_name, parts, text) => {
  expect(shown(...parts)).toBe(text);
});

test('a bar that is drawn a hundred thousand times takes no more than it shows', () => {
  let line = emptyTerminalLine;
  for (let count = 0; count < 100_000; count += 1) line = writeToLine(line, `\r${String(count % 100).padStart(3)}%`);
  expect(line).toEqual({ text: ' 99%', column: 4, pending: '' });
});

test('a line of a million letters is shown by its beginning', () => {
  expect(shown('x'.repeat(1_000_000)).length).toBe(20_000);
});
