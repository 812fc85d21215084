import { expect, test } from 'vitest';

import type { LogPiece } from '#shared/functions/outcome.ts';

import { createLogBook, linesMax, shownLines } from './log-lines.ts';

function piece(text: string, changes: Partial<LogPiece> = {}): LogPiece {
  return { stream: 'out', level: 'print', text, atMs: 0, ...changes };
}

function bookOf(...pieces: readonly LogPiece[]) {
  const book = createLogBook();
  for (const one of pieces) book.add({ pieces: [one], skippedBytes: 0 });
  return book;
}

function textsOf(...pieces: readonly LogPiece[]): readonly string[] {
  return bookOf(...pieces)
    .lines()
    .map(({ text }) => text);
}

test('parts of a line become one line, and a piece of many lines many', () => {
  expect(textsOf(piece('a'), piece('b\nc\nd'), piece('e\n'))).toEqual(['ab', 'c', 'de']);
});

test('another stream or another level starts a new line', () => {
  const warning = piece('careful\n', { stream: 'err', level: 'warning', atMs: 7 });
  const book = bookOf(piece('half'), warning, piece('more\n', { stream: 'err', level: 'message' }));
  expect(book.lines()).toEqual([
    { kind: 'text', stream: 'out', level: 'print', text: 'half', atMs: 0 },
    { kind: 'text', stream: 'err', level: 'warning', text: 'careful', atMs: 7 },
    { kind: 'text', stream: 'err', level: 'message', text: 'more', atMs: 0 },
  ]);
  expect(book.counts()).toEqual({ print: 1, message: 1, warning: 1, error: 0 });
});

test('empty lines stay, line ends of Windows do not show, and a bar stays one line', () => {
  expect(textsOf(piece('a\r\n\n'), piece('10%\r'), piece('20%\r'), piece('30%\ndone'))).toEqual([
    'a',
    '',
    '30%',
    'done',
  ]);
});

test('what the core left out is a line of its own that no filter hides', () => {
  const book = bookOf(piece('first\n'));
  book.add({ pieces: [piece('last\n')], skippedBytes: 512_000_000 });
  expect(book.lines().map(({ text }) => text)).toEqual([
    'first',
    '… 512 MB are left out here: the saved log has them …',
    'last',
  ]);
  expect(book.isWhole()).toBe(false);
  expect(shownLines(book.lines(), new Set(['print']))).toHaveLength(1);
  expect(shownLines(book.lines(), new Set())).toBe(book.lines());
});

test('of more lines than a window keeps the oldest are let go and counted', () => {
  const book = createLogBook();
  const pieces = Array.from({ length: 30 }, () => piece('line\n'.repeat(linesMax / 20)));
  for (const one of pieces) book.add({ pieces: [one], skippedBytes: 0 });
  expect(book.lines().length).toBeLessThanOrEqual(linesMax + 20_000);
  expect(book.droppedCount() + book.lines().length).toBe(1.5 * linesMax);
  expect(book.counts().print).toBe(book.lines().length);
});
