import { expect, test } from 'vitest';

import { instantOf } from '../base/instant.ts';
import { historyEnd, parseDays } from './workspace-rules.ts';

test('history of one day ends a day ago', () => {
  expect(historyEnd(instantOf(Date.UTC(2026, 2, 2, 12)), 1)).toBe(Date.UTC(2026, 2, 1, 12));
});

test.each([
  ['1', 1],
  [' 90 ', 90],
  ['36500', 36_500],
  ['36501', undefined],
  ['0', undefined],
  ['-3', undefined],
  ['1.5', undefined],
  ['1e3', undefined],
  ['', undefined],
  ['for ever', undefined],
])('the days in "%s" are %s', (typed, days) => {
  expect(parseDays(typed)).toBe(days);
});
