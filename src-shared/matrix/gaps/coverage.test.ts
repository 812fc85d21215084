import { expect, test } from 'vitest';

import { countCoverage, coverageByRound } from './coverage.ts';
import { setupModel } from './gap.harness.ts';

test('an empty model is asked nothing', () => {
  const coverage = countCoverage(setupModel().model().tables);
  expect(coverageByRound(coverage)).toEqual({ objects: null, relationships: null, ctas: null, attributes: null });
});

test('what is answered is counted against what is asked', () => {
  const world = setupModel();
  world.object('Account', {
    description: 'The household.',
    purpose: 'Pays.',
    instances: ['Rivera'],
    states: ['active'],
  });
  world.object('Title');
  world.object('Plan');
  world.object('Colour', { rejection: 'attribute' });
  world.relate('Account', 'Title', { sourceEnd: '1', targetEnd: '0..1', sourceNesting: 'none', targetNesting: 'none' });
  world.relate('Account', 'Colour');
  world.refuse('Plan', 'Title');
  world.role('Viewer');
  world.role('Editor');
  world.cta('Account', 'Pause', ['Viewer'], { userStory: 'As a Viewer …' });
  world.cta('Account', 'Open', [], { acceptanceCriteria: 'It opens.' });
  world.attribute('Account', 'email', { usedIn: ['card'], category: 'core' });
  world.attribute('Title', 'kind', { dataType: 'enum' });
  const coverage = countCoverage(world.model().tables);
  expect(coverage).toEqual({
    definitions: { done: 1, total: 3 },
    evidence: { done: 1, total: 3 },
    states: { done: 1, total: 3 },
    pairs: { done: 2, total: 3 },
    cardinality: { done: 1, total: 1 },
    answers: { done: 4, total: 6 },
    roles: { done: 1, total: 6 },
    actable: { done: 1, total: 3 },
    offered: { done: 1, total: 2 },
    stories: { done: 1, total: 2 },
    criteria: { done: 1, total: 2 },
    described: { done: 2, total: 3 },
    core: { done: 1, total: 3 },
    used: { done: 1, total: 2 },
    values: { done: 0, total: 1 },
  });
  expect(coverageByRound(coverage).objects).toBeCloseTo(1 / 3);
});
