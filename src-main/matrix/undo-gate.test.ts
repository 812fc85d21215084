import { expect, test } from 'vitest';

import { objectEntity } from '#shared/matrix/object-entities.ts';
import { projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import { membershipId } from '#shared/matrix/matrix-keys.ts';
import { createEdit, patchEdit } from '#shared/matrix/model-edits.ts';
import { newObject } from '#shared/matrix/new-records.ts';
import type { MembershipPermissions } from '#shared/matrix/project-settings.ts';

import { createUndoHandlers } from '../records/undo-handlers.ts';
import { setupProject } from './matrix.harness.ts';
import { createUndoGate } from './undo-gate.ts';

/** A project of Ada's, and Bob in it as an editor. */
async function setup() {
  const world = await setupProject();
  const { store, admit, callOf } = world;
  const undo = createUndoHandlers(store, createUndoGate(store));
  const bobId = admit('bob', { role: 'editor', isUndoable: false });
  function setBob(role: 'owner' | 'editor' | 'viewer', permissions: MembershipPermissions): void {
    store.write({ actorId: 'ada', isUndoable: false }, (tx) =>
      tx.patch(projectMembershipEntity, bobId, { role, permissions }),
    );
  }
  const takeBack = async (userId: string) => await undo.undo(undefined, callOf(userId));
  const doAgain = async (userId: string) => await undo.redo(undefined, callOf(userId));
  return { ...world, bobId, setBob, takeBack, doAgain };
}

test.each<[string, 'viewer' | 'editor', MembershipPermissions]>([
  ['who may only read any more', 'viewer', { artifacts: {}, objects: {} }],
  ['who may not edit objects any more', 'editor', { artifacts: { objects: 'view' }, objects: {} }],
])('%s does not write by undo', async (_who, role, permissions) => {
  const { edit, nextId, nextRank, store, setBob, takeBack, doAgain } = await setup();
  const id = nextId();
  await edit([createEdit('object', id, newObject({ name: 'Account', rank: nextRank(), createdBy: 'bob' }))], 'bob');
  await edit([patchEdit('object', id, { name: 'Household' })], 'bob');
  setBob(role, permissions);
  await expect(takeBack('bob')).rejects.toMatchObject({ failure: { kind: 'undo-refused' } });
  expect(store.get(objectEntity, id).name).toBe('Household');
  setBob('editor', { artifacts: {}, objects: {} });
  expect(await takeBack('bob')).toMatchObject({ ok: true });
  expect(store.get(objectEntity, id).name).toBe('Account');
  setBob(role, permissions);
  await expect(doAgain('bob')).rejects.toMatchObject({ failure: { kind: 'undo-refused' } });
});

test('who was an owner once does not take the project back by undo', async () => {
  const { store, projectId, bobId, takeBack } = await setup();
  // Ada makes Bob an owner, hands the project over, and is made an editor.
  store.write({ actorId: 'ada', label: 'Members' }, (tx) =>
    tx.patch(projectMembershipEntity, bobId, { role: 'owner' }),
  );
  store.write({ actorId: 'bob' }, (tx) => {
    tx.patch(projectMembershipEntity, membershipId(projectId, 'ada'), { role: 'editor' });
    tx.patch(projectEntity, projectId, { ownerId: 'bob' });
  });
  await expect(takeBack('ada')).rejects.toMatchObject({ failure: { kind: 'undo-refused' } });
  expect(store.get(projectMembershipEntity, bobId).role).toBe('owner');
});

test('a deleted project comes back to who deleted it, and goes again', async () => {
  const { handlers, store, projectId, call, addObject, takeBack, doAgain } = await setup();
  const id = await addObject('Account');
  await handlers.remove({ projectId }, call);
  expect(await takeBack('ada')).toMatchObject({ ok: true });
  expect(store.find(objectEntity, id)).toMatchObject({ name: 'Account' });
  expect(await doAgain('ada')).toMatchObject({ ok: true });
  expect(store.find(projectEntity, projectId)).toBeUndefined();
  await takeBack('ada');
  await takeBack('ada'); // The object.
  await takeBack('ada'); // The project itself.
  expect(store.find(projectEntity, projectId)).toBeUndefined();
});
