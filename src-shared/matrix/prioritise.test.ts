import { expect, test } from 'vitest';

import { everything, isInPhase } from './prioritise.ts';

test.each([
  ['now', 'now', true],
  ['next', 'now', false],
  ['now', 'next', true],
  ['', 'now', true],
  ['someday', 'later', false],
])('what is in phase "%s" shows up to "%s": %s', (phase, wanted, isShown) => {
  expect(isInPhase(phase, { ...everything, phase: wanted }, ['now', 'next', 'later'])).toBe(isShown);
});
