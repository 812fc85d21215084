import { expect, test } from 'vitest';

import { addPieces, linesMax, noLines, visibleText } from './log-lines.ts';

const out = (text: string, atMs = 0) => ({ stream: 'out' as const, level: 'print' as const, text, atMs });
const err = (text: string, atMs = 0) => ({ stream: 'err' as const, level: 'message' as const, text, atMs });

test('pieces that hold parts of lines become whole lines', () => {
  const { lines } = addPieces(addPieces(noLines, [out('one\ntw')]), [out('o\nthree')]);
  expect(lines.map(visibleText)).toEqual(['one', 'two', 'three']);
});

test('the other stream starts a line of its own', () => {
  const { lines } = addPieces(noLines, [out('half'), err('warning\n'), out('rest\n')]);
  expect(lines.map((line) => [line.stream, visibleText(line)])).toEqual([
    ['out', 'half'],
    ['err', 'warning'],
    ['out', 'rest'],
  ]);
});

test('a progress bar that returns to the start of its line stays one line', () => {
  const { lines } = addPieces(noLines, [out('10 %\r'), out('50 %\r'), out('100 %\n')]);
  expect(lines.map(visibleText)).toEqual(['100 %']);
});

test('an empty line is a line', () => {
  expect(addPieces(noLines, [out('a\n\nb\n')]).lines.map(visibleText)).toEqual(['a', '', 'b']);
});

test('beyond the limit the oldest lines go and are counted', () => {
  const { lines, droppedCount } = addPieces(noLines, [out('x\n'.repeat(linesMax + 5))]);
  expect([lines.length, droppedCount]).toEqual([linesMax, 5]);
});
