import { expect, test } from 'vitest';

import { createWarningTally } from './warning-tally.ts';

test('each warning is told once with its count, in the order in which they came', () => {
  const tally = createWarningTally();
  for (const text of ['b is old\n', 'a is odd', ' b is old', '\n', 'b is old']) tally.add(text);
  expect(tally.list()).toEqual([
    { text: 'b is old', count: 3 },
    { text: 'a is odd', count: 1 },
  ]);
});

test('of more than twenty different warnings the first twenty are kept, and still counted', () => {
  const tally = createWarningTally();
  for (let index = 0; index < 30; index += 1) tally.add(`warning ${String(index)}`);
  tally.add('warning 0');
  tally.add('x'.repeat(5000));
  expect(tally.list()).toHaveLength(20);
  expect(tally.list()[0]).toEqual({ text: 'warning 0', count: 2 });
});
