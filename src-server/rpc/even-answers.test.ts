import { expect, test } from 'vitest';

import { heldMs } from './even-answers.ts';

test.each([
  [0, 250],
  [12, 238],
  [249.5, 0.5],
  [250, 0],
  [251, 249],
  [1_100, 150],
])('an answer that has taken %d ms is held for %d ms more', (tookMs, held) => {
  expect(heldMs(tookMs)).toBe(held);
});
