import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { combineObjects } from '#shared/matrix/combine-objects.ts';
import { contextVisibilityId, ctaRoleId, pairOf, pairReviewId } from '#shared/matrix/matrix-keys.ts';
import { createEdit, patchEdit } from '#shared/matrix/model-edits.ts';
import { downgradeObject, duplicateObject } from '#shared/matrix/object-edits.ts';
import { createProjectModel } from '#shared/matrix/project-model.ts';
import type { ModelTables } from '#shared/matrix/project-model.ts';
import { addContexts, answerCell, copyContexts, shapeshifterOf } from '#shared/matrix/shapeshifter-rules.ts';

import { createUndoHandlers } from '../records/undo-handlers.ts';
import { setupProject } from './matrix.harness.ts';

async function setupObjects() {
  const world = await setupProject();
  onTestFinished(world.close);
  const [accountId, householdId, profileId, planId] = [
    await world.addObject('Account'),
    await world.addObject('Household'),
    await world.addObject('Profile'),
    await world.addObject('Plan'),
  ];
  const model = () => createProjectModel(world.readTables());
  const objectOf = (id: string) => {
    const object = world.readTables().object.get(id);
    assert(object !== undefined, 'The object is gone.');
    return object;
  };
  const combine = async () =>
    await world.edit(
      combineObjects({ model: model(), newId: world.nextId }, objectOf(accountId), objectOf(householdId)),
    );
  return { ...world, accountId, householdId, profileId, planId, model, objectOf, combine };
}

test('everything that hangs on the second object moves to the first, and its name becomes a synonym', async () => {
  const world = await setupObjects();
  const { accountId, householdId, profileId, planId } = world;
  await world.edit([
    patchEdit('object', householdId, { description: 'Who lives together', synonyms: ['Home'], states: ['active'] }),
  ]);
  const has = await world.addRelationship(householdId, profileId);
  const between = await world.addRelationship(accountId, householdId);
  const ctaId = await world.addCta(householdId, 'Invite');
  const attributeId = await world.addAttribute(householdId, 'address');
  const { projectId } = world;
  const [objectAId, objectBId] = pairOf(householdId, planId);
  await world.edit([
    createEdit('pairReview', pairReviewId(projectId, householdId, planId), {
      objectAId,
      objectBId,
      verdict: 'no',
      note: 'Paid by accounts',
      reviewedBy: 'ada',
    }),
    createEdit('openQuestion', world.nextId(), {
      subjectKind: 'object',
      subjectId: householdId,
      question: 'May it move?',
      answer: '',
      risk: 'low',
      isOpen: true,
      ownerId: null,
      metadata: {},
    }),
  ]);
  expect(await world.combine()).toMatchObject({ ok: true });

  const { tables } = world.model();
  expect(world.objectOf(accountId)).toMatchObject({
    name: 'Account',
    description: 'Who lives together',
    synonyms: ['Household', 'Home'],
    states: ['active'],
  });
  expect(tables.object.has(householdId)).toBe(false);
  expect(tables.relationship.get(has)).toMatchObject({ sourceObjectId: accountId, targetObjectId: profileId });
  expect(tables.relationship.has(between)).toBe(false);
  expect(tables.cta.get(ctaId)).toMatchObject({ objectId: accountId });
  expect(tables.attribute.get(attributeId)).toMatchObject({ objectId: accountId });
  expect([...tables.pairReview.values()].map(({ id, note }) => [id, note])).toEqual([
    [pairReviewId(projectId, accountId, planId), 'Paid by accounts'],
  ]);
  expect([...tables.openQuestion.values()].map(({ subjectId, question }) => [subjectId, question])).toEqual([
    [accountId, 'May it move?'],
  ]);
});

test('of two that say the same the first stays, with what only the second has answered', async () => {
  const world = await setupObjects();
  const { accountId, householdId, profileId } = world;
  const kept = await world.addRelationship(accountId, profileId);
  const gone = await world.addRelationship(householdId, profileId);
  const keptCta = await world.addCta(accountId, 'Close');
  const goneCta = await world.addCta(householdId, 'close');
  const roleId = await world.addRole('Holder');
  await world.edit([
    patchEdit('relationship', kept, { targetEnd: '0..*' }),
    patchEdit('relationship', gone, { targetEnd: '1', sourceEnd: '1' }),
    patchEdit('cta', goneCta, { userStory: 'As a holder I close it' }),
    createEdit('ctaRole', ctaRoleId(goneCta, roleId), { ctaId: goneCta, projectRoleId: roleId }),
  ]);
  expect(await world.combine()).toMatchObject({ ok: true });

  const model = world.model();
  expect(model.relationshipsByObject.get(accountId)).toMatchObject([{ id: kept, targetEnd: '0..*', sourceEnd: '1' }]);
  expect(model.ctasByObject.get(accountId)).toMatchObject([{ id: keptCta, userStory: 'As a holder I close it' }]);
  expect([...(model.roleIdsByCta.get(keptCta) ?? [])]).toEqual([roleId]);
});

test('a relationship to where the first said "no" takes the place of the "no"', async () => {
  const world = await setupObjects();
  const { accountId, householdId, planId, projectId } = world;
  const [objectAId, objectBId] = pairOf(accountId, planId);
  const review = { objectAId, objectBId, verdict: 'no', note: '', reviewedBy: 'ada' } as const;
  await world.edit([createEdit('pairReview', pairReviewId(projectId, accountId, planId), review)]);
  await world.addRelationship(householdId, planId);
  expect(await world.combine()).toMatchObject({ ok: true });
  expect(world.model().tables.pairReview.size).toBe(0);
  expect(world.model().relationshipsByObject.get(accountId)).toHaveLength(1);
});

test('contexts come along, with what shows in them', async () => {
  const world = await setupObjects();
  const { accountId, householdId } = world;
  const name = await world.addAttribute(accountId, 'name');
  const twin = await world.addAttribute(householdId, 'Name');
  const address = await world.addAttribute(householdId, 'address');
  const deps = { model: world.model(), newId: world.nextId };
  await world.edit([...addContexts(deps, accountId, ['Card']), ...addContexts(deps, householdId, ['Card', 'Map'])]);
  const show = (subjectId: string, contextName: string) => {
    const model = world.model();
    const context = model.contextsByObject.get(householdId)?.find((one) => one.name === contextName);
    const record = model.tables.attribute.get(subjectId);
    assert(context !== undefined && record !== undefined, 'There is no such context or attribute.');
    return answerCell(model, context.id, { kind: 'attribute', record }, { isVisible: true });
  };
  await world.edit([show(twin, 'Card'), show(address, 'Map')]);
  expect(await world.combine()).toMatchObject({ ok: true });

  const { contexts, rows } = shapeshifterOf(world.model(), accountId);
  expect(contexts.map((context) => context.name)).toEqual(['Card', 'Map']);
  expect(rows.map(({ subject, cells }) => [subject.record.id, cells.map(({ isVisible }) => isVisible)])).toEqual([
    [name, [true, false]],
    [address, [false, true]],
  ]);
});

test('combining is one step of undo', async () => {
  const world = await setupObjects();
  await world.addRelationship(world.householdId, world.profileId);
  await world.addCta(world.householdId, 'Invite');
  const before = plain(world.readTables());
  expect(await world.combine()).toMatchObject({ ok: true });
  await createUndoHandlers(world.store).undo(undefined, world.call);
  expect(plain(world.readTables())).toEqual(before);
});

test('whatever hangs on two objects, combining them is accepted and leaves nothing on the second', async () => {
  const world = await setupObjects();
  const { accountId, householdId, profileId, planId } = world;
  const ids = [accountId, householdId, profileId, planId];
  const thing = fc.oneof(
    fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids)).map(([from, to]) => ({ kind: 'relation', from, to })),
    fc.constantFrom(accountId, householdId).map((from) => ({ kind: 'attribute', from, to: '' })),
    fc.constantFrom(accountId, householdId).map((from) => ({ kind: 'cta', from, to: '' })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(thing, { maxLength: 8 }), async (things) => {
      for (const { kind, from, to } of things) {
        if (kind === 'relation') await world.addRelationship(from, to);
        else if (kind === 'cta') await world.addCta(from, 'Open');
        else await world.addAttribute(from, 'name');
      }
      expect(await world.combine()).toMatchObject({ ok: true });
      const { tables } = world.model();
      expect(JSON.stringify(plain(tables))).not.toContain(householdId);
      // Back to the two objects for the next round.
      await createUndoHandlers(world.store).undo(undefined, world.call);
      expect(world.model().tables.object.size).toBe(4);
    }),
    { numRuns: 15 },
  );
});

test('a duplicate has attributes, calls to action and their roles, but no synonyms', async () => {
  const world = await setupObjects();
  const { accountId } = world;
  await world.edit([patchEdit('object', accountId, { synonyms: ['Home'], purpose: 'To pay once' })]);
  await world.addAttribute(accountId, 'name');
  const ctaId = await world.addCta(accountId, 'Close');
  const roleId = await world.addRole('Holder');
  await world.edit([createEdit('ctaRole', ctaRoleId(ctaId, roleId), { ctaId, projectRoleId: roleId })]);
  const deps = { model: world.model(), createdBy: 'ada', newId: world.nextId };
  const { objectId, edits } = duplicateObject(deps, world.objectOf(accountId));
  expect(await world.edit(edits)).toMatchObject({ ok: true });

  const model = world.model();
  expect(model.objects.map(({ name }) => name)).toEqual(['Account', 'Account (copy)', 'Household', 'Profile', 'Plan']);
  expect(model.tables.object.get(objectId)).toMatchObject({ purpose: 'To pay once', synonyms: [] });
  expect(model.attributesByObject.get(objectId)).toMatchObject([{ name: 'name' }]);
  const [cta] = model.ctasByObject.get(objectId) ?? [];
  expect([...(model.roleIdsByCta.get(cta?.id ?? '') ?? [])]).toEqual([roleId]);
});

test('an object that becomes an attribute stays as a rejected noun, with what hangs on it', async () => {
  const world = await setupObjects();
  const { accountId, planId } = world;
  const relationshipId = await world.addRelationship(accountId, planId);
  const deps = { model: world.model(), createdBy: 'ada', newId: world.nextId };
  const edits = downgradeObject(deps, world.objectOf(planId), world.objectOf(accountId));
  expect(await world.edit(edits)).toMatchObject({ ok: true });

  const model = world.model();
  expect(model.attributesByObject.get(accountId)).toMatchObject([{ name: 'Plan' }]);
  expect(model.rejected).toMatchObject([{ name: 'Plan', rejection: 'attribute' }]);
  expect(model.tables.relationship.has(relationshipId)).toBe(true);
});

test('copied contexts show what has the same name here', async () => {
  const world = await setupObjects();
  const { accountId, profileId } = world;
  const nameId = await world.addAttribute(accountId, 'name');
  const ownId = await world.addAttribute(profileId, 'Name');
  await world.addAttribute(profileId, 'avatar');
  await world.edit(addContexts({ model: world.model(), newId: world.nextId }, accountId, ['Card', 'card', ' ']));
  const [card] = world.model().contextsByObject.get(accountId) ?? [];
  const record = world.model().tables.attribute.get(nameId);
  assert(card !== undefined && record !== undefined, 'There is no card, or no name.');
  await world.edit([answerCell(world.model(), card.id, { kind: 'attribute', record }, { isVisible: true })]);
  await world.edit(copyContexts({ model: world.model(), newId: world.nextId }, accountId, profileId));

  const contexts = world.model().contextsByObject.get(profileId) ?? [];
  expect(contexts.map(({ name }) => name)).toEqual(['Card']);
  const shown = [...world.model().tables.contextVisibility.values()].filter(({ contextId }) => contextId !== card.id);
  expect(shown.map(({ id }) => id)).toEqual([contextVisibilityId(contexts[0]?.id ?? '', ownId)]);
});

/** Without the moments of writing, which an undo moves on. */
function plain(tables: ModelTables) {
  return Object.fromEntries(
    Object.entries(tables).map(([entity, table]) => [
      entity,
      [...table.values()].map(({ updatedAt: _updatedAt, ...record }) => record),
    ]),
  );
}
