import { expect, test } from 'vitest';

import { keptText, lossText } from './history-texts.ts';

test.each([
  [{ changes: 0, runs: 0 }, undefined],
  [{ changes: 1, runs: 0 }, '1 change is older than 30 days and will be deleted. Undo does not bring it back.'],
  [
    { changes: 1204, runs: 37 },
    '1,204 changes and 37 runs with their results are older than 30 days and will be deleted. Undo does not bring them back.',
  ],
  [
    { changes: 0, runs: 1 },
    '1 run with its results is older than 30 days and will be deleted. Undo does not bring it back.',
  ],
])('%o reads as a sentence', (old, sentence) => {
  expect(lossText(old, 30)).toBe(sentence);
});

test('how long history is kept ends a sentence', () => {
  expect([null, 1, 90].map(keptText)).toEqual(['for ever', 'for 1 day', 'for 90 days']);
});
