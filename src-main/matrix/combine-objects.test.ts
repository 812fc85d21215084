import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { combineObjects } from '#shared/matrix/combine-objects.ts';
import { relationshipsBetween } from '#shared/matrix/combine-relationships.ts';
import type { Between } from '#shared/matrix/combine-relationships.ts';
import { cellKey, contextVisibilityId, ctaRoleId, pairKey, pairOf, pairReviewId } from '#shared/matrix/matrix-keys.ts';
import { createEdit, patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import { downgradeObject, duplicateObject } from '#shared/matrix/object-edits.ts';
import { createProjectModel } from '#shared/matrix/project-model.ts';
import type { ModelTables } from '#shared/matrix/project-model.ts';
import { addContexts, answerCell, copyContexts, shapeshifterOf } from '#shared/matrix/shapeshifter-rules.ts';

import { createUndoHandlers } from '../records/undo-handlers.ts';
import { setupProject } from './matrix.harness.ts';

async function setupObjects() {
  const world = await setupProject();
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
  const combine = async (between?: Between, userId?: string) => {
    const combined = { kept: objectOf(accountId), gone: objectOf(householdId) };
    return await world.edit(combineObjects({ model: model(), newId: world.nextId }, combined, between), userId);
  };
  return { ...world, accountId, householdId, profileId, planId, model, objectOf, combine };
}

test('everything that hangs on the second object moves to the first, and its name becomes a synonym', async () => {
  const world = await setupObjects();
  const { accountId, householdId, profileId, planId } = world;
  await world.edit([
    patchEdit('object', householdId, { description: 'Who lives together', synonyms: ['Home'], states: ['active'] }),
  ]);
  const has = await world.addRelationship(householdId, profileId);
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
  expect(tables.cta.get(ctaId)).toMatchObject({ objectId: accountId });
  expect(tables.attribute.get(attributeId)).toMatchObject({ objectId: accountId });
  expect([...tables.pairReview.values()].map(({ id, note }) => [id, note])).toEqual([
    [pairReviewId(projectId, accountId, planId), 'Paid by accounts'],
  ]);
  expect([...tables.openQuestion.values()].map(({ subjectId, question }) => [subjectId, question])).toEqual([
    [accountId, 'May it move?'],
  ]);
});

test('what was said of the second and of all that goes with it is said of what takes its place, by who said it', async () => {
  const world = await setupObjects();
  const { accountId, householdId, planId, nextId } = world;
  world.admit('bob', { role: 'editor' });
  const own = await world.addCta(accountId, 'Close');
  const twin = await world.addCta(householdId, 'close');
  const between = await world.addRelationship(accountId, householdId);
  const [root, reply] = [nextId(), nextId()].toSorted() as [string, string];
  const said = { parentId: null, isResolved: true, authorId: 'ada' } as const;
  await world.edit([
    createEdit('comment', root, { ...said, subjectKind: 'object', subjectId: householdId, body: 'Why?' }),
    createEdit('comment', nextId(), { ...said, subjectKind: 'cta', subjectId: twin, body: 'When?' }),
    createEdit('comment', nextId(), {
      ...said,
      subjectKind: 'cell',
      subjectId: cellKey(householdId, accountId),
      body: 'How many?',
    }),
    createEdit('comment', nextId(), {
      ...said,
      subjectKind: 'pair',
      subjectId: pairKey(householdId, planId),
      body: 'Who?',
    }),
    createEdit('comment', nextId(), { ...said, subjectKind: 'relationship', subjectId: between, body: 'Really?' }),
    createEdit('openQuestion', nextId(), { ...asked, subjectKind: 'cta', subjectId: twin, question: 'At night?' }),
  ]);
  const answer = { ...said, subjectKind: 'object', subjectId: householdId, authorId: 'bob', parentId: root } as const;
  expect(await world.edit([createEdit('comment', reply, { ...answer, body: 'Because.' })], 'bob')).toMatchObject({
    ok: true,
  });
  // Bob, who is no owner, moves Ada's words too.
  expect(await world.combine('delete', 'bob')).toMatchObject({ ok: true });

  const { tables } = world.model();
  const comments = [...tables.comment.values()];
  const shown = comments.map(({ authorId, body, subjectKind, subjectId }) => [authorId, body, subjectKind, subjectId]);
  expect(shown.toSorted(([, left = ''], [, right = '']) => (left < right ? -1 : 1))).toEqual([
    ['bob', 'Because.', 'object', accountId],
    ['ada', 'How many?', 'object', accountId],
    ['ada', 'Really?', 'object', accountId],
    ['ada', 'When?', 'cta', own],
    ['ada', 'Who?', 'pair', pairKey(accountId, planId)],
    ['ada', 'Why?', 'object', accountId],
  ]);
  const parentId = comments.find(({ body }) => body === 'Because.')?.parentId;
  expect(comments.find(({ id }) => id === parentId)).toMatchObject({ body: 'Why?', isResolved: true });
  expect([...tables.openQuestion.values()]).toMatchObject([{ subjectId: own, question: 'At night?' }]);
});

test('words that do not move with what they are about are not said again in the name of who wrote them', async () => {
  const world = await setupObjects();
  const { accountId, householdId, nextId } = world;
  world.admit('bob', { role: 'editor' });
  const id = nextId();
  const comment = {
    subjectKind: 'object',
    subjectId: householdId,
    body: 'No.',
    parentId: null,
    isResolved: false,
  } as const;
  await world.edit([createEdit('comment', id, { ...comment, authorId: 'ada' })]);
  const moved = createEdit('comment', nextId(), { ...comment, subjectId: accountId, authorId: 'ada' });
  const refused = { ok: false, failure: { kind: 'edit-refused' } };
  expect(await world.edit([moved, removeEdit('comment', id)], 'bob')).toMatchObject(refused);
  const changed = createEdit('comment', nextId(), { ...comment, body: 'Yes.', subjectId: accountId, authorId: 'ada' });
  const going = [removeEdit('comment', id), removeEdit('object', householdId)];
  expect(await world.edit([changed, ...going], 'bob')).toMatchObject(refused);
  const twice = [moved, createEdit('comment', nextId(), { ...comment, subjectId: accountId, authorId: 'ada' })];
  expect(await world.edit([...twice, ...going], 'bob')).toMatchObject(refused);
  expect(await world.edit([moved, ...going], 'bob')).toMatchObject({ ok: true });
});

test('a comment that was deleted does not come back with other words in the name of who wrote it', async () => {
  const world = await setupObjects();
  world.admit('bob', { role: 'editor' });
  const id = world.nextId();
  const comment = { subjectKind: 'object', subjectId: world.accountId, parentId: null, isResolved: false } as const;
  await world.edit([createEdit('comment', id, { ...comment, body: 'No.', authorId: 'ada' })]);
  await world.edit([removeEdit('comment', id)]);
  const forged = createEdit('comment', id, { ...comment, body: 'Yes.', authorId: 'bob' });
  expect(await world.edit([forged], 'bob')).toMatchObject({ ok: false, failure: { kind: 'edit-refused' } });
});

test('a relationship between the two becomes one of the object with itself, or goes where that is wanted', async () => {
  const world = await setupObjects();
  const { accountId, householdId } = world;
  const between = await world.addRelationship(accountId, householdId);
  const kind = await world.addRelationship(householdId, accountId);
  await world.edit([
    patchEdit('relationship', between, { description: 'shares', targetEnd: '0..*' }),
    patchEdit('relationship', kind, { relationshipType: 'is_a' }),
  ]);
  const combined = { kept: world.objectOf(accountId), gone: world.objectOf(householdId) };
  expect(relationshipsBetween(world.model(), combined).map(({ id }) => id)).toEqual([between]);
  expect(await world.combine()).toMatchObject({ ok: true });
  expect([...world.readTables().relationship.values()]).toMatchObject([
    { id: between, sourceObjectId: accountId, targetObjectId: accountId, description: 'shares', targetEnd: '0..*' },
  ]);
  await createUndoHandlers(world.store).undo(undefined, world.call);
  expect(world.readTables().relationship.size).toBe(2);
  expect(await world.combine('delete')).toMatchObject({ ok: true });
  expect(world.readTables().relationship.size).toBe(0);
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
  await world.addRelationship(world.accountId, world.householdId);
  const subject = { subjectKind: 'object', subjectId: world.householdId } as const;
  const comment = { ...subject, body: 'Why?', authorId: 'ada', parentId: null, isResolved: false };
  await world.edit([createEdit('comment', world.nextId(), comment)]);
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

const asked = { answer: '', risk: 'low', isOpen: true, ownerId: null, metadata: {} } as const;

/** Without the moments of writing, which an undo moves on. */
function plain(tables: ModelTables) {
  return Object.fromEntries(
    Object.entries(tables).map(([entity, table]) => [
      entity,
      [...table.values()].map(({ updatedAt: _updatedAt, ...record }) => record),
    ]),
  );
}
