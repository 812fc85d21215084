import { expect, test } from 'vitest';

import { attributeEntity } from '#shared/matrix/attribute-entities.ts';
import { ctaEntity } from '#shared/matrix/cta-entities.ts';
import { objectEntity, pairReviewEntity, relationshipEntity } from '#shared/matrix/object-entities.ts';
import { projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import { assert } from '#shared/base/assert.ts';
import { membershipId, pairOf, pairReviewId } from '#shared/matrix/matrix-keys.ts';
import { createEdit, patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import type { ModelEdit } from '#shared/matrix/model-edits.ts';
import { newAttribute, newObject, newRelationship } from '#shared/matrix/new-records.ts';
import type { MembershipPermissions } from '#shared/matrix/project-settings.ts';

import { setupProject } from './matrix.harness.ts';

test('whoever makes a project is its owner and first member', async () => {
  const { store, projectId } = await setupProject();
  expect(store.get(projectEntity, projectId)).toMatchObject({ name: 'Streaming', ownerId: 'ada', status: 'active' });
  expect(store.get(projectMembershipEntity, membershipId(projectId, 'ada'))).toMatchObject({ role: 'owner' });
});

test('edits of one call are one transaction and one step of undo', async () => {
  const { store, projectId, edit, addObject } = await setupProject();
  const [one, two] = [await addObject('Account'), await addObject('Profile')];
  const edits = [patchEdit('object', one, { name: 'Household' }), patchEdit('object', two, { name: 'Person' })];
  expect(await edit(edits)).toMatchObject({
    ok: true,
    value: { written: [{ entity: 'object', record: { name: 'Household' } }, { record: { name: 'Person' } }] },
  });
  store.undo('ada');
  const names = store.list(objectEntity, { where: { projectId } }).map(({ name }) => name);
  expect(names.toSorted()).toEqual(['Account', 'Profile']);
});

test('an edit that does not fit takes the whole call back', async () => {
  const { store, edit, addObject, nextId } = await setupProject();
  const account = await addObject('Account');
  const edits = [
    patchEdit('object', account, { name: 'Household' }),
    createEdit('relationship', nextId(), newRelationship({ sourceObjectId: account, targetObjectId: nextId() })),
  ];
  expect(await edit(edits)).toMatchObject({
    ok: false,
    failure: { kind: 'edit-refused', problems: ['the object of a relationship is not in this project'] },
  });
  expect(store.get(objectEntity, account).name).toBe('Account');
});

test('what hangs on a removed object goes with it, and one undo brings all of it back', async () => {
  const { store, projectId, edit, addObject, addRelationship, addCta, addAttribute } = await setupProject();
  const [account, profile] = [await addObject('Account'), await addObject('Profile')];
  await addRelationship(account, profile);
  await addCta(account, 'Pause');
  await addAttribute(account, 'email');
  const [objectAId, objectBId] = pairOf(account, profile);
  const review = { objectAId, objectBId, verdict: 'no', note: '', reviewedBy: 'ada' } as const;
  await edit([createEdit('pairReview', pairReviewId(projectId, account, profile), review)]);
  await edit([removeEdit('object', account)]);
  const left = [objectEntity, relationshipEntity, ctaEntity, attributeEntity, pairReviewEntity].map((entity) =>
    store.count(entity, { projectId }),
  );
  expect(left).toEqual([1, 0, 0, 0, 0]);
  store.undo('ada');
  expect(store.count(relationshipEntity, { projectId })).toBe(1);
  expect(store.count(ctaEntity, { projectId })).toBe(1);
  expect(store.count(objectEntity, { projectId })).toBe(2);
});

test('to who is no member there is no such project', async () => {
  const { edit, addObject } = await setupProject();
  const account = await addObject('Account');
  expect(await edit([removeEdit('object', account)], 'bob')).toMatchObject({ failure: { kind: 'record-missing' } });
});

const exceptions: readonly (readonly [string, 'editor' | 'viewer', (id: string) => MembershipPermissions, boolean])[] =
  [
    ['an editor', 'editor', () => ({ artifacts: {}, objects: {} }), true],
    ['a viewer', 'viewer', () => ({ artifacts: {}, objects: {} }), false],
    ['a viewer who may edit objects', 'viewer', () => ({ artifacts: { objects: 'edit' }, objects: {} }), true],
    [
      'an editor who may only read this object',
      'editor',
      (id) => ({ artifacts: {}, objects: { [id]: 'view' } }),
      false,
    ],
    ['a viewer who may edit this object', 'viewer', (id) => ({ artifacts: {}, objects: { [id]: 'edit' } }), true],
  ];

test.each(exceptions)('%s may or may not edit an object', async (_who, role, permissionsFor, isAllowed) => {
  const { store, edit, addObject, admit } = await setupProject();
  const account = await addObject('Account');
  admit('bob', { role, permissions: permissionsFor(account) });
  const done = await edit([patchEdit('object', account, { name: 'Household' })], 'bob');
  expect(done).toMatchObject(isAllowed ? { ok: true } : { failure: { kind: 'project-read-only' } });
  expect(store.get(objectEntity, account).name).toBe(isAllowed ? 'Household' : 'Account');
});

test('validation rules that contradict themselves or their type are refused', async () => {
  const { edit, addObject, nextId, nextRank } = await setupProject();
  const objectId = await addObject('Account');
  const attribute = { ...newAttribute({ objectId, name: 'seats', rank: nextRank() }), dataType: 'integer' } as const;
  const give = async (given: object) => await edit([createEdit('attribute', nextId(), { ...attribute, ...given })]);
  expect(await give({ validationRules: { min: '9', max: '1' } })).toMatchObject({
    failure: { problems: ['seats: the least value 9 is above the greatest 1'] },
  });
  expect(await give({ validationRules: { values: ['a'] } })).toMatchObject({ failure: { kind: 'edit-refused' } });
  expect(await give({ defaultValue: 'many' })).toMatchObject({
    failure: { problems: ['seats: the default value "many" is no integer'] },
  });
  expect(await give({ validationRules: { min: '1', max: '9' }, defaultValue: '3' })).toMatchObject({ ok: true });
});

test('a removed project is gone with all of it, and one undo brings it back', async () => {
  const { store, projectId, handlers, call, addObject } = await setupProject();
  await addObject('Account');
  await handlers.remove({ projectId }, call);
  expect(store.find(projectEntity, projectId)).toBeUndefined();
  store.undo('ada');
  expect(store.get(projectEntity, projectId).name).toBe('Streaming');
  expect(store.count(objectEntity, { projectId })).toBe(1);
});

test("nobody speaks in another one's name, or changes another one's words", async () => {
  const { projectId, edit, nextId, admit } = await setupProject();
  admit('bob', { role: 'editor' });
  const [id, draft] = [
    nextId(),
    { subjectKind: 'project', subjectId: projectId, body: 'Why?', parentId: null } as const,
  ];
  const comment = { ...draft, authorId: 'ada', isResolved: false };
  const refused = { ok: false, failure: { kind: 'edit-refused' } };
  expect(await edit([createEdit('comment', id, comment)], 'bob')).toMatchObject(refused);
  expect(await edit([createEdit('comment', id, comment)])).toMatchObject({ ok: true });
  expect(await edit([patchEdit('comment', id, { body: 'Yes.' })], 'bob')).toMatchObject(refused);
  expect(await edit([removeEdit('comment', id)], 'bob')).toMatchObject(refused);
  expect(await edit([patchEdit('comment', id, { isResolved: true })], 'bob')).toMatchObject({ ok: true });
});

test('a deleted record of another project is not brought back by who knows its id', async () => {
  const { handlers, workspaceId, callOf, nextId, nextRank, store, edit } = await setupProject();
  const other = await handlers.create({ workspaceId, name: 'Private', description: '' }, callOf('eve'));
  assert(other.ok, 'The project was not made.');
  const id = nextId();
  const draft = newObject({ name: 'Secret', rank: nextRank(), createdBy: 'eve' });
  const given = { projectId: other.value.id };
  await handlers.edit({ ...given, edits: [createEdit('object', id, draft)] }, callOf('eve'));
  await handlers.edit({ ...given, edits: [removeEdit('object', id)] }, callOf('eve'));
  const stolen = createEdit('object', id, newObject({ name: 'Mine', rank: nextRank(), createdBy: 'ada' }));
  expect(await edit([stolen])).toMatchObject({ ok: false, failure: { kind: 'edit-refused' } });
  expect(store.find(objectEntity, id)).toBeUndefined();
});

test('a field that goes down without end is refused, and nothing of the edit is written', async () => {
  const { addObject, edit, store } = await setupProject();
  const id = await addObject('Account');
  const metadata: unknown = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`);
  const edits: readonly ModelEdit[] = [
    patchEdit('object', id, { name: 'Household' }),
    { kind: 'patch', entity: 'object', id, fields: { metadata } },
  ];
  await expect(edit(edits)).rejects.toMatchObject({ failure: { kind: 'record-invalid' } });
  expect(store.get(objectEntity, id).name).toBe('Account');
});

test("a comment does not take another one's answer along", async () => {
  const { projectId, edit, nextId, admit } = await setupProject();
  admit('bob', { role: 'editor' });
  const [root, answer] = [nextId(), nextId()];
  const said = { subjectKind: 'project', subjectId: projectId, isResolved: false } as const;
  await edit([createEdit('comment', root, { ...said, body: 'Why?', authorId: 'bob', parentId: null })], 'bob');
  await edit([createEdit('comment', answer, { ...said, body: 'So.', authorId: 'ada', parentId: root })]);
  const refused = { ok: false, failure: { kind: 'edit-refused' } };
  expect(await edit([removeEdit('comment', root)], 'bob')).toMatchObject(refused);
  expect(await edit([removeEdit('comment', answer)])).toMatchObject({ ok: true });
  expect(await edit([removeEdit('comment', root)], 'bob')).toMatchObject({ ok: true });
});
