import { expect, test } from 'vitest';

import { checkGaps } from './gap-checks.ts';
import { allGaps, listSections } from './gap-list.ts';
import { gapSentence } from './gap-texts.ts';
import { setupModel } from './gap.harness.ts';

function setupPairs() {
  const world = setupModel();
  for (let count = 0; count < 150; count += 1) world.object(`thing ${String(count)}`);
  for (let count = 0; count < 20; count += 1) world.object(`other ${String(count)}`);
  world.relate('thing 3', 'other 4');
  return checkGaps(world.model());
}

test('a search finds all of the unreviewed pairs, however many there are', () => {
  const report = setupPairs();
  const [pairs] = listSections(report, { ...allGaps, code: 'R1', search: 'thing' });
  const wanted = (150 * 149) / 2 + 150 * 20 - 1;
  expect(pairs?.count).toBe(wanted);
  const found = new Set(Array.from({ length: wanted }, (_, index) => pairs?.at(index)?.id));
  expect(found.size).toBe(wanted);
  expect(pairs?.at(wanted)).toBeUndefined();
  const last = pairs?.at(wanted - 1);
  expect(last === undefined ? '' : gapSentence(report.model, last)).toContain('thing 149');
});

test('what is searched for and named nowhere leaves no section', () => {
  expect(listSections(setupPairs(), { ...allGaps, code: 'R1', search: 'nowhere' })).toEqual([]);
});
