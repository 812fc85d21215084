import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { checkGaps, countGaps, gapAt, gapsOf } from './gap-checks.ts';
import { dismissEdit, reopenEdit } from './gap-dismissals.ts';
import { gapSentence } from './gap-texts.ts';
import { gapChecks, gapCodes, gapKey, gapSubject } from './gap.ts';
import { apply, editsOf, fixesOf, gapsIn, keysIn, modelArbitrary, setupModel } from './gap.harness.ts';

test('no model makes a check throw, and every gap has a sentence about what is there', () => {
  fc.assert(
    fc.property(modelArbitrary, (model) => {
      for (const gap of gapsIn(model)) {
        const sentence = gapSentence(model, gap);
        expect(sentence).toMatch(/[.?]$/);
        expect(sentence).not.toContain('something deleted');
        expect(sentence).not.toContain('undefined');
      }
    }),
    { numRuns: 200 },
  );
});

test('every fix of every gap takes it away', () => {
  fc.assert(
    fc.property(modelArbitrary, (model) => {
      for (const gap of gapsIn(model)) {
        for (const fix of fixesOf(model, gap)) {
          const edits = editsOf(fix);
          if (edits === undefined) continue;
          const left = gapsIn(apply(model, edits)).map(gapKey);
          expect(left, `${fix.label} leaves ${gapKey(gap)}`).not.toContain(gapKey(gap));
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('a gap is told once', () => {
  fc.assert(
    fc.property(modelArbitrary, (model) => {
      const keys = gapsIn(model).map(gapKey);
      expect(new Set(keys).size).toBe(keys.length);
    }),
  );
});

test('what is open about a subject is exactly what the list has of it', () => {
  fc.assert(
    fc.property(modelArbitrary, (model) => {
      const report = checkGaps(model);
      for (const gap of gapsIn(model)) {
        expect(gapsOf(report, gapSubject(gap)).map(gapKey)).toContain(gapKey(gap));
      }
    }),
  );
});

test('a question that is said to be intended is not asked again until it is taken back', () => {
  const world = setupModel();
  const [account, profile] = [world.object('Account', { objectType: 'core' }), world.object('Profile')];
  const id = world.relate(account, profile, { sourceNesting: 'list', targetNesting: 'none' });
  const model = world.model();
  const gap = { code: 'R3', id, also: '' } as const;
  expect(keysIn(model, 'R3')).toEqual([gapKey(gap)]);
  const dismissal = { projectId: 'project-1', gap, sentence: gapSentence(model, gap) };
  const dismissed = apply(model, [dismissEdit(model, dismissal)]);
  expect(keysIn(dismissed, 'R3')).toEqual([]);
  expect(checkGaps(dismissed).dismissed).toEqual([gap]);
  expect(keysIn(apply(dismissed, [reopenEdit('project-1', gap)]), 'R3')).toEqual([gapKey(gap)]);
});

test('a gap that is no question cannot be called intended', () => {
  const world = setupModel();
  const id = world.object('Account');
  const model = world.model();
  const gap = { code: 'O2', id, also: '' } as const;
  const dismissed = apply(model, [dismissEdit(model, { projectId: 'project-1', gap, sentence: 'No.' })]);
  expect(keysIn(dismissed, 'O2')).toEqual(['O2:Account']);
});

test('an empty model has no gaps, and a rejected noun none of its own', () => {
  expect(gapsIn(setupModel().model())).toEqual([]);
  const world = setupModel();
  const noun = world.object('Colour', { rejection: 'attribute' });
  world.relate(noun, noun);
  world.cta(noun, 'Mix');
  expect(gapsIn(world.model())).toEqual([]);
});

test('unreviewed pairs are told in the order of the matrix, each once', () => {
  const world = setupModel();
  const [a, b, c, d] = ['A', 'B', 'C', 'D'].map((name) => world.object(name)) as [string, string, string, string];
  world.relate(b, a);
  world.refuse(c, d);
  const report = checkGaps(world.model());
  const pairs = Array.from({ length: countGaps(report, 'R1') }, (_, index) => gapAt(report, 'R1', index)?.id);
  expect(pairs).toEqual(['A:C', 'A:D', 'B:C', 'B:D']);
  expect(gapAt(report, 'R1', 4)).toBeUndefined();
});

test('every check has its place in a round', () => {
  expect(gapCodes.map((code) => gapChecks[code].round)).toEqual(
    gapCodes.map((code) => ({ O: 'objects', R: 'relationships', C: 'ctas', A: 'attributes' })[code[0] ?? '']),
  );
});
