import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { rejections } from '../object-entities.ts';
import { applyEdits } from '../model-edits.ts';
import { knownNouns, nameClashes } from './noun-states.ts';
import { nounKey } from './noun-words.ts';
import { createProjectModel, emptyModel } from '../project-model.ts';
import type { ProjectModel } from '../project-model.ts';
import { acceptNouns, addNames, mergeNouns, rejectNouns, reopenNouns } from './triage-edits.ts';
import type { Triage } from './triage-edits.ts';

const reach = { projectId: 'p', tenantId: 't', workspaceId: 'w', createdAt: 0, updatedAt: 0, deletedAt: null, id: '' };

function setupTriage() {
  let count = 0;
  let model: ProjectModel = emptyModel;
  const deps = () => ({
    model,
    createdBy: 'ada',
    newId: () => `id-${String((count += 1)).padStart(3, '0')}`,
  });
  function done({ edits }: Triage): void {
    model = createProjectModel(applyEdits(model.tables, edits, reach), model);
  }
  const noun = (name: string) => ({
    key: nounKey(name),
    name,
    evidence: { textId: 'text', textName: 'Interview', quote: `the ${name} …` },
  });
  const stateOf = (name: string): string => {
    const known = knownNouns(model).get(nounKey(name));
    if (known === undefined) return 'candidate';
    return known.state === 'synonym' ? `synonym of ${known.object.name}` : known.state;
  };
  const object = (name: string) => {
    const found = model.objects.find((one) => one.name === name);
    if (found === undefined) throw new Error(`There is no ${name}.`);
    return found;
  };
  return { deps, done, noun, stateOf, object, model: () => model };
}

test('an accepted noun is an object with its first context as evidence', () => {
  const { deps, done, noun, model } = setupTriage();
  const triage = acceptNouns(deps(), [noun('account holder'), noun('plan')]);
  expect(triage.label).toBe('Accept 2 nouns');
  done(triage);
  expect(model().objects).toMatchObject([
    {
      name: 'Account holder',
      createdBy: 'ada',
      rejection: null,
      metadata: { evidence: [{ textId: 'text', textName: 'Interview', quote: 'the account holder …' }] },
    },
    { name: 'Plan' },
  ]);
});

test('a noun that is decided again changes over, and is never there twice', () => {
  const { deps, done, noun, stateOf, object, model } = setupTriage();
  done(acceptNouns(deps(), [noun('account'), noun('plan')]));
  done(mergeNouns(deps(), [noun('household')], object('Account')));
  expect(stateOf('Households')).toBe('synonym of Account');
  done(mergeNouns(deps(), [noun('household')], object('Plan')));
  expect([stateOf('household'), object('Account').synonyms]).toEqual(['synonym of Plan', []]);
  done(rejectNouns(deps(), [noun('household')], 'too_vague'));
  expect([stateOf('household'), object('Plan').synonyms]).toEqual(['rejected', []]);
  done(acceptNouns(deps(), [noun('household')]));
  expect(stateOf('household')).toBe('accepted');
  done(rejectNouns(deps(), [noun('household')], 'attribute'));
  done(mergeNouns(deps(), [noun('household')], object('Account')));
  expect(stateOf('household')).toBe('synonym of Account');
  done(reopenNouns(deps(), [noun('household'), noun('plan')]));
  expect([stateOf('household'), stateOf('plan'), model().tables.object.size]).toEqual(['candidate', 'candidate', 1]);
});

test('a decision that is made already does nothing', () => {
  const { deps, done, noun, object } = setupTriage();
  done(acceptNouns(deps(), [noun('account')]));
  expect(acceptNouns(deps(), [noun('account')]).edits).toEqual([]);
  expect(mergeNouns(deps(), [noun('account')], object('Account')).edits).toEqual([]);
  expect(reopenNouns(deps(), [noun('plan')]).edits).toEqual([]);
});

test('names that are pasted are objects once each, and rejected ones come back', () => {
  const { deps, done, noun, model } = setupTriage();
  done(rejectNouns(deps(), [noun('plan')], 'other'));
  done(addNames(deps(), ['  Account ', 'accounts', '', 'Plan', 'مشترك', '🎬 Film']));
  expect(
    model()
      .objects.map(({ name }) => name)
      .toSorted(),
  ).toEqual(['Account', 'Plan', 'مشترك', '🎬 Film'].toSorted());
});

test('after any decisions every noun is in the state that was decided last', () => {
  const name = fc.constantFrom('account', 'plans', 'Account Holder', 'profile', 'stream');
  const decision = fc.oneof(
    fc.record({ kind: fc.constant('accept' as const), name }),
    fc.record({ kind: fc.constant('reject' as const), name, reason: fc.constantFrom(...rejections) }),
    fc.record({ kind: fc.constant('reopen' as const), name }),
    fc.record({ kind: fc.constant('merge' as const), name }),
  );
  fc.assert(
    fc.property(fc.array(decision, { maxLength: 30 }), (decisions) => {
      const { deps, done, noun, stateOf, model } = setupTriage();
      done(acceptNouns(deps(), [noun('target')]));
      for (const given of decisions) {
        const target = model().objects.find((object) => object.name === 'Target');
        if (target === undefined) throw new Error('The target is gone.');
        const before = stateOf(given.name);
        if (given.kind === 'accept') done(acceptNouns(deps(), [noun(given.name)]));
        else if (given.kind === 'reject') done(rejectNouns(deps(), [noun(given.name)], given.reason));
        else if (given.kind === 'reopen') done(reopenNouns(deps(), [noun(given.name)]));
        else done(mergeNouns(deps(), [noun(given.name)], target));
        const mergedState = before === 'accepted' ? 'accepted' : 'synonym of Target';
        const wanted = { accept: 'accepted', reject: 'rejected', reopen: 'candidate', merge: mergedState };
        expect(stateOf(given.name)).toBe(wanted[given.kind]);
        expect(nameClashes(model()).size).toBe(0);
      }
    }),
  );
});
