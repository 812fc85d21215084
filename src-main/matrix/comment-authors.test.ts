import { expect, test } from 'vitest';

import { cellKey, pairKey } from '#shared/matrix/matrix-keys.ts';
import { createEdit, removeEdit } from '#shared/matrix/model-edits.ts';

import { setupObjects } from './objects.harness.ts';

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

const asked = { answer: '', risk: 'low', isOpen: true, ownerId: null, metadata: {} } as const;
