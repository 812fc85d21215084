import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { relationshipsBetween } from '#shared/matrix/combine-relationships.ts';
import { ctaRoleId, pairOf, pairReviewId } from '#shared/matrix/matrix-keys.ts';
import { createEdit, patchEdit } from '#shared/matrix/model-edits.ts';
import type { ModelTables } from '#shared/matrix/project-model.ts';

import { createUndoHandlers } from '../records/undo-handlers.ts';
import { setupObjects } from './objects.harness.ts';

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

test('the files of the second object are files of the first', async () => {
  const world = await setupObjects();
  const { accountId, householdId, projectId } = world;
  const file = { name: 'visit.md', note: 'In May', mediaType: 'text/markdown', sizeBytes: 3, createdBy: 'ada' };
  const content = 'a'.repeat(64);
  const ofProject = { subjectKind: 'project', subjectId: projectId } as const;
  await world.edit([
    createEdit('projectAttachment', world.nextId(), {
      ...file,
      content,
      subjectKind: 'object',
      subjectId: householdId,
    }),
    createEdit('projectAttachment', world.nextId(), { ...file, content, ...ofProject }),
  ]);
  expect(await world.combine()).toMatchObject({ ok: true });
  const files = [...world.model().tables.projectAttachment.values()];
  expect(files).toHaveLength(2);
  expect(files).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ ...file, content, subjectKind: 'object', subjectId: accountId }),
      expect.objectContaining({ ...file, content, ...ofProject }),
    ]),
  );
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

/** Without the moments of writing, which an undo moves on. */
function plain(tables: ModelTables) {
  return Object.fromEntries(
    Object.entries(tables).map(([entity, table]) => [
      entity,
      [...table.values()].map(({ updatedAt: _updatedAt, ...record }) => record),
    ]),
  );
}
