import { expect, test } from 'vitest';

import { formatPace, formatRemaining, overallFraction, paceOf } from './run-progress.ts';
import type { RunProgress } from './run-progress.ts';

function bar(changes: Partial<RunProgress> = {}): RunProgress {
  return { id: 'a', label: 'fit', done: 0, total: 100, sinceMs: 1000, doneFirst: 0, ...changes };
}

test('the pace is what was done since the bar began, and the rest follows from it', () => {
  expect(paceOf(bar({ done: 25 }), 6000)).toEqual({ fraction: 0.25, perSecond: 5, remainingMs: 15_000 });
  expect(paceOf(bar({ done: 60, doneFirst: 50 }), 3000)).toEqual({ fraction: 0.6, perSecond: 5, remainingMs: 8000 });
});

test('nothing is said of a pace that cannot be told yet, or of an end that is not known', () => {
  expect(paceOf(bar({ done: 5 }), 1100)).toEqual({ fraction: 0.05, perSecond: null, remainingMs: null });
  expect(paceOf(bar(), 9000)).toEqual({ fraction: 0, perSecond: null, remainingMs: null });
  expect(paceOf(bar({ done: 50, total: null }), 6000)).toEqual({ fraction: null, perSecond: 10, remainingMs: null });
  expect(paceOf(bar({ done: 0, total: 0 }), 6000).fraction).toBeNull();
  expect(paceOf(bar({ done: 150 }), 6000)).toMatchObject({ fraction: 1, remainingMs: 0 });
});

test('several bars are one by their mean', () => {
  expect(overallFraction([bar({ done: 100 }), bar({ done: 50 }), bar({ total: null })])).toBe(0.75);
  expect(overallFraction([bar({ total: null })])).toBeNull();
});

test.each([
  [12.34, '12.3/s'],
  [345.6, '346/s'],
  [12_345, '12.3 k/s'],
  [2_500_000, '2.5 M/s'],
  [0.25, '4.0 s each'],
])('a pace of %d a second is "%s"', (perSecond, text) => {
  expect(formatPace(perSecond)).toBe(text);
});

test.each([
  [200, '1 s'],
  [59_000, '59 s'],
  [125_000, '2 min 5 s'],
  [4_800_000, '1 h 20 min'],
])('%d ms that are left are "%s"', (remainingMs, text) => {
  expect(formatRemaining(remainingMs)).toBe(text);
});
