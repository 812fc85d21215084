import { expect, test } from 'vitest';

import { decimalsOf, formatAgo, formatCell, formatDuration } from './format-cell.ts';

test('floats of one column share as many decimals as seven significant digits need', () => {
  const cells = [42.12903, 23.6153846153846, null, 'NaN', 3];
  const decimals = decimalsOf(cells);
  expect(cells.map((cell) => formatCell(cell, { type: 'float' }, decimals))).toEqual([
    '42.12903',
    '23.61538',
    'NA',
    'NaN',
    '3.00000',
  ]);
  expect([decimalsOf([1, 2, 3]), decimalsOf([0.5, 0.25])]).toEqual([0, 2]);
});

test('very large and very small floats are scientific and do not widen the column', () => {
  expect(decimalsOf([1e-9, 1.5])).toBe(1);
  expect(formatCell(1.234e15, { type: 'float' }, 1)).toBe('1.234e+15');
  expect(formatCell(0, { type: 'float' }, 1)).toBe('0.0');
});

test('an integer beyond 2^53 keeps its digits', () => {
  expect(formatCell('9223372036854775807', { type: 'integer' }, 0)).toBe('9223372036854775807');
});

test('an instant shows its fraction only where there is one', () => {
  expect(formatCell('2026-01-31T12:00:00.000Z', { type: 'instant' }, 0)).toBe('2026-01-31 12:00:00');
  expect(formatCell('2026-01-31T12:00:00.250100Z', { type: 'instant' }, 0)).toBe('2026-01-31 12:00:00.2501');
  expect(formatCell('2026-01-31T12:00:00Z', { type: 'instant' }, 0)).toBe('2026-01-31 12:00:00');
});

test.each([
  [0.0421, '0.04 ms'],
  [3.21, '3.2 ms'],
  [184.2, '184 ms'],
  [1840, '1.84 s'],
  [125_000, '2 min 5 s'],
  [7_500_000, '2 h 5 min'],
])('%d ms reads as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('what happened seconds ago is just now, then minutes, then hours', () => {
  expect([10, 120, 7200].map((seconds) => formatAgo(0, seconds * 1000))).toEqual(['just now', '2 min ago', '2 h ago']);
});

test('a moment is shown in its zone, a duration in its units, bytes by their size and beginning', () => {
  expect(formatCell('2026-01-31T12:00:00.000Z', { type: 'instant', zone: 'Europe/Zurich' }, 0)).toBe(
    '2026-01-31 13:00:00 +01:00',
  );
  expect(formatCell('PT3661S', { type: 'duration' }, 0)).toBe('1 h 1 min 1 s');
  expect(formatCell('SGVsbG8=', { type: 'bytes' }, 0)).toBe('5 bytes: 48 65 6c 6c 6f');
  expect(formatCell('12.50', { type: 'decimal' }, 0)).toBe('12.50');
  expect([formatCell(null, { type: 'float' }, 0), formatCell('NaN', { type: 'float' }, 0)]).toEqual(['NA', 'NaN']);
});
