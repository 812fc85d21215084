import { expect, test } from 'vitest';

import { objectEntity } from '#shared/matrix/object-entities.ts';
import { exportJobEntity, projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import { membershipId } from '#shared/matrix/matrix-keys.ts';
import { createEdit } from '#shared/matrix/model-edits.ts';
import { entities } from '#shared/features.ts';

import { createRecordHandlers } from '../records/record-handlers.ts';
import { setupProject } from './matrix.harness.ts';
import { createProjectGate } from './project-gate.ts';

async function setup() {
  const world = await setupProject();
  const { store, projectId, callOf } = world;
  const records = createRecordHandlers(store, entities, createProjectGate(store));
  async function idsFor(userId: string, entity: string, where: Record<string, string> = { projectId }) {
    const listed = await records.list({ entity, where, order: [], limit: 100 }, callOf(userId));
    if (!listed.ok) throw new Error(JSON.stringify(listed.failure));
    return listed.value.map(({ id }) => id);
  }
  return { ...world, records, idsFor };
}

test('only members read a project and what is in it', async () => {
  const { projectId, workspaceId, addObject, admit, idsFor } = await setup();
  const account = await addObject('Account');
  expect(await idsFor('ada', objectEntity.name)).toEqual([account]);
  expect(await idsFor('bob', objectEntity.name)).toEqual([]);
  expect(await idsFor('bob', projectEntity.name, { workspaceId })).toEqual([]);
  expect(await idsFor('bob', exportJobEntity.name)).toEqual([]);
  admit('bob', { role: 'viewer' });
  expect(await idsFor('bob', objectEntity.name)).toEqual([account]);
  expect(await idsFor('bob', projectEntity.name, { workspaceId })).toEqual([projectId]);
});

test('an artifact or an object that a member may not read is not given, nor what is said of it', async () => {
  const { edit, nextId, addObject, addCta, addAttribute, addRelationship, admit, idsFor } = await setup();
  const [account, profile] = [await addObject('Account'), await addObject('Profile')];
  await addCta(profile, 'Switch');
  await addRelationship(account, profile);
  const hidden = await addAttribute(account, 'email');
  const shown = await addAttribute(profile, 'avatar');
  const comment = { body: 'Why?', authorId: 'ada', parentId: null, isResolved: false } as const;
  await edit([createEdit('comment', nextId(), { ...comment, subjectKind: 'attribute', subjectId: hidden })]);
  admit('bob', { role: 'viewer', permissions: { artifacts: { ctas: 'none' }, objects: { [account]: 'none' } } });
  expect(await idsFor('bob', 'object')).toEqual([profile]);
  expect(await idsFor('bob', 'attribute')).toEqual([shown]);
  expect(await idsFor('bob', 'cta')).toEqual([]);
  expect(await idsFor('bob', 'relationship')).toEqual([]);
  expect(await idsFor('bob', 'comment')).toEqual([]);
  expect(await idsFor('ada', 'comment')).toHaveLength(1);
});

test('a member who is taken out while they watch is given an empty list', async () => {
  const { store, projectId, records, addObject, admit, callOf } = await setup();
  const account = await addObject('Account');
  admit('bob', { role: 'viewer' });
  const stop = new AbortController();
  const watched = await records.watch(
    { entity: 'object', where: { projectId }, order: [], limit: 100 },
    { ...callOf('bob'), signal: stop.signal },
  );
  if (!watched.ok) throw new Error('The watch was refused.');
  const events = watched.value[Symbol.asyncIterator]();
  expect((await events.next()).value).toMatchObject({ kind: 'reset', records: [{ id: account }] });
  store.write({ actorId: 'ada' }, (tx) => tx.remove(projectMembershipEntity, membershipId(projectId, 'bob')));
  expect((await events.next()).value).toEqual({ kind: 'reset', records: [] });
  stop.abort();
});

test('an export is seen only by who asked for it', async () => {
  const { store, projectId, workspaceId, admit, idsFor } = await setup();
  admit('bob', { role: 'viewer' });
  const { id } = store.write({ actorId: 'bob', isUndoable: false }, (tx) =>
    tx.create(exportJobEntity, {
      workspaceId,
      projectId,
      requestedBy: 'bob',
      exportType: 'project',
      format: 'json',
      status: 'completed',
      parameters: {},
      progressPercent: 100,
    }),
  );
  expect(await idsFor('bob', exportJobEntity.name)).toEqual([id]);
  expect(await idsFor('ada', exportJobEntity.name)).toEqual([]);
});

test('no window writes where the file of an export is, or takes the job away without its file', async () => {
  const { records, store, projectId, workspaceId, call } = await setup();
  const draft = {
    workspaceId,
    projectId,
    requestedBy: 'ada',
    exportType: 'project',
    format: 'json',
    status: 'completed',
    parameters: {},
    progressPercent: 100,
  } as const;
  const forged = { ...draft, filePath: '/etc/passwd', completedAt: null, errorMessage: null };
  const refused = { ok: false, failure: { kind: 'not-permitted' } };
  expect(await records.create({ entity: exportJobEntity.name, draft: forged }, call)).toMatchObject(refused);
  const { id } = store.write({ actorId: 'ada', isUndoable: false }, (tx) => tx.create(exportJobEntity, draft));
  const patch = { filePath: '/etc/passwd' };
  expect(await records.patch({ entity: exportJobEntity.name, id, patch }, call)).toMatchObject(refused);
  expect(await records.remove({ entity: exportJobEntity.name, id }, call)).toMatchObject(refused);
  expect(store.get(exportJobEntity, id).filePath).toBeNull();
});
