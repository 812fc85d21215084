import { expect, test } from 'vitest';

import { progressText } from './progress-line.ts';

const bar = { id: 'a', label: 'fit', done: 30, total: 120, sinceMs: 0, doneFirst: 0 };

test('a bar has its label, its percentage, its pace and what is left; others are counted', () => {
  const place = { nowMs: 3000, columns: 120 };
  expect(progressText([bar], place)).toBe('fit  ██████░░░░░░░░░░░░░░░░░░ 25%  10.0/s  9 s left');
  expect(progressText([bar, { ...bar, id: 'b' }], place)).toMatch(/ {2}and 1 more$/);
  expect(progressText([{ ...bar, total: null, label: '' }], place)).toBe('30  10.0/s');
  expect(progressText([], place)).toBe('');
});

test('the line is never wider than the terminal', () => {
  expect(progressText([bar], { nowMs: 3000, columns: 20 })).toHaveLength(19);
});
