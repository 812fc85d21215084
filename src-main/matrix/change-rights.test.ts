import { expect, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import { commentEntity } from '#shared/matrix/question-entities.ts';
import { membershipId } from '#shared/matrix/matrix-keys.ts';
import { createEdit, patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import { newCta } from '#shared/matrix/new-records.ts';

import { createChangeHandlers } from './change-handlers.ts';
import { setupProject } from './matrix.harness.ts';

async function setup() {
  const world = await setupProject();
  const { store, clock, projectId, callOf } = world;
  const changes = createChangeHandlers({ store, clock });
  async function pageFor(userId: string) {
    const read = await changes.page({ projectId, filter: {}, limit: 100 }, callOf(userId));
    assert(read.ok, 'The changes were refused.');
    return read.value;
  }
  async function lastGroup(userId = 'ada') {
    const { entries } = await pageFor(userId);
    return entries[0]?.undoGroup ?? '';
  }
  async function coverageFor(userId: string) {
    const read = await changes.coverage({ projectId }, callOf(userId));
    assert(read.ok, 'Coverage was refused.');
    return read.value;
  }
  async function revert(userId: string, undoGroup: string, recordId?: string) {
    return await changes.revert(
      { projectId, undoGroup, isForced: true, ...(recordId === undefined ? {} : { recordId }) },
      callOf(userId),
    );
  }
  return { ...world, pageFor, lastGroup, coverageFor, revert };
}

test('coverage over time counts only what the member may see', async () => {
  const { addObject, edit, admit, coverageFor, clock } = await setup();
  const account = await addObject('Account');
  clock.advance(3_600_000);
  const secret = await addObject('Secret');
  await edit([patchEdit('object', secret, { description: 'Nobody knows.', states: ['hidden'], instances: ['It'] })]);
  clock.advance(3_600_000);
  admit('bob', { role: 'viewer', permissions: { artifacts: {}, objects: { [secret]: 'none' } } });
  admit('eve', { role: 'viewer', permissions: { artifacts: {}, objects: { [account]: 'none', [secret]: 'none' } } });
  const owner = (await coverageFor('ada')).points.at(-1);
  expect(owner?.objects).toBeGreaterThan(0);
  expect((await coverageFor('bob')).points.map(({ objects }) => objects)).toSatisfy((counts: readonly number[]) =>
    counts.every((count) => count === 0),
  );
  expect((await coverageFor('eve')).points.at(-1)).toMatchObject({ objects: null });
});

test('what hung on a hidden object stays hidden when it has been deleted with it', async () => {
  const { addObject, addCta, addAttribute, edit, nextId, admit, pageFor } = await setup();
  const secret = await addObject('Secret');
  const said = { parentId: null, isResolved: false, authorId: 'ada' } as const;
  const onCta = { ...said, subjectKind: 'cta', subjectId: await addCta(secret, 'Leak'), body: 'Psst.' } as const;
  const attributeId = await addAttribute(secret, 'code');
  const onAttribute = { ...said, subjectKind: 'attribute', subjectId: attributeId, body: '1234' } as const;
  await edit([createEdit('comment', nextId(), onCta), createEdit('comment', nextId(), onAttribute)]);
  admit('bob', { role: 'viewer', permissions: { artifacts: {}, objects: { [secret]: 'none' } } });
  await edit([removeEdit('object', secret)]);
  const text = JSON.stringify(await pageFor('bob'));
  for (const hidden of ['Secret', 'Leak', 'Psst.', 'code', '1234']) expect(text).not.toContain(hidden);
});

test('a change does not name what the member may not see', async () => {
  const { addObject, addAttribute, edit, admit, pageFor, nextRank, nextId } = await setup();
  const [secret, account] = [await addObject('Secret'), await addObject('Account')];
  const attributeId = await addAttribute(secret, 'code');
  await edit([patchEdit('attribute', attributeId, { objectId: account })]);
  const cta = { ...newCta({ objectId: account, name: 'Open', rank: nextRank() }), functionId: null };
  await edit([createEdit('cta', nextId(), cta)]);
  admit('bob', { role: 'viewer', permissions: { artifacts: {}, objects: { [secret]: 'none' } } });
  const { names } = await pageFor('bob');
  expect(names).toMatchObject({ [secret]: 'something that you may not see', [account]: 'Account' });
  expect((await pageFor('ada')).names).toMatchObject({ [secret]: 'Secret' });
});

test('a former owner does not take the project back from the log', async () => {
  const { store, projectId, admit, lastGroup, revert } = await setup();
  admit('bob', { role: 'owner' });
  store.write({ actorId: 'ada' }, (tx) => {
    tx.patch(projectMembershipEntity, membershipId(projectId, 'ada'), { role: 'editor' });
    tx.patch(projectEntity, projectId, { ownerId: 'bob' });
  });
  expect(store.get(projectEntity, projectId).ownerId).toBe('bob');
  const group = await lastGroup('bob');
  expect(await revert('ada', group, projectId)).toMatchObject({ ok: false, failure: { kind: 'edit-refused' } });
  expect(store.get(projectEntity, projectId).ownerId).toBe('bob');
});

test('the log gives nobody the words of another', async () => {
  const { edit, nextId, projectId, admit, lastGroup, revert, store } = await setup();
  admit('bob', { role: 'editor' });
  const id = nextId();
  const comment = { subjectKind: 'project', subjectId: projectId, parentId: null, isResolved: false } as const;
  await edit([createEdit('comment', id, { ...comment, body: 'No.', authorId: 'ada' })]);
  await edit([patchEdit('comment', id, { body: 'Yes.' })]);
  const changed = await lastGroup();
  const refused = { ok: false, failure: { kind: 'edit-refused' } };
  expect(await revert('bob', changed)).toMatchObject(refused);
  await edit([removeEdit('comment', id)]);
  const deleted = await lastGroup();
  expect(await revert('bob', deleted)).toMatchObject(refused);
  expect(await revert('ada', deleted)).toMatchObject({ ok: true });
  expect(store.get(commentEntity, id).body).toBe('Yes.');
});
