import { createORPCClient } from '@orpc/client';
import { expect, onTestFinished, test } from 'vitest';

import { entities } from '#shared/features.ts';
import type { ApiClient } from '#shared/features.ts';
import { createEdit, patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import { newObject, newRelationship, newRole } from '#shared/matrix/new-records.ts';
import { projectApi } from '#shared/matrix/project-api.ts';
import { recordApi } from '#shared/records/record-api.ts';

import { setupProject } from '../../src-main/matrix/matrix.harness.ts';
import { createProjectGate } from '../../src-main/matrix/project-gate.ts';
import { createRecordHandlers } from '../../src-main/records/record-handlers.ts';
import { failureOf } from '../rpc/client.ts';
import { setupPortCore } from '../rpc/port-core.harness.ts';
import { createProjectSource } from './project-source.ts';

/** A window on a project of three objects, whose core can be taken away; `dies` makes it die before it answers the next edit. */
async function setupWindow() {
  const world = await setupProject();
  const { store, handlers, call, projectId } = world;
  const ids = { book: await world.addObject('Book'), author: await world.addObject('Author') };
  const state = { dies: false, held: Promise.resolve(), editCount: 0 };
  const projects = {
    ...handlers,
    edit: async (...given: Parameters<typeof handlers.edit>) => {
      await state.held;
      state.editCount += 1;
      const answer = await handlers.edit(...given);
      if (state.dies) lose();
      state.dies = false;
      return answer;
    },
  };
  const records = createRecordHandlers(store, entities, createProjectGate(store));
  const api = { projects: projectApi, records: recordApi };
  const { core, lose, comeBack } = setupPortCore(api, { projects, records }, call.actor);
  const client: Pick<ApiClient, keyof typeof api> = createORPCClient(core.link);
  const refused: unknown[] = [];
  const onRefused = (error: unknown): void => void refused.push(failureOf(error));
  const source = createProjectSource({ client, connection: core, onEnd: () => undefined, onRefused }, projectId);
  onTestFinished(source.subscribe(() => undefined));
  onTestFinished(() => core.close());
  await core.whenOpen(AbortSignal.timeout(1000));
  await expect.poll(() => source.getSnapshot().isLoading).toBe(false);

  return {
    ...world,
    ...ids,
    core,
    comeBack,
    source,
    refused,
    state,
    shownName: () => source.getSnapshot().model.tables.object.get(ids.book)?.name,
    storedName: () => world.readTables().object.get(ids.book)?.name,
    rename: (name: string) => source.edit([patchEdit('object', ids.book, { name })]),
    lose: async (): Promise<void> => {
      lose();
      await expect.poll(core.getState).toBe('lost');
    },
    meet: async (): Promise<void> => {
      comeBack();
      await core.whenOpen(AbortSignal.timeout(2000));
      await source.sendUnsent();
    },
  };
}

test('what others edit while an edit is on its way is there when it has been answered', async () => {
  const { source, state, author, rename, edit } = await setupWindow();
  const authorName = () => source.getSnapshot().model.tables.object.get(author)?.name;
  const held = Promise.withResolvers<void>();
  state.held = held.promise;
  const renamed = rename('Volume');
  await edit([patchEdit('object', author, { name: 'Writer' })]);
  await expect.poll(authorName).toBe('Writer');
  held.resolve();
  await renamed;
  expect(authorName()).toBe('Writer');
});

test('what another window writes in one transaction is shown in one step', async () => {
  const { source, book, author, edit, nextId } = await setupWindow();
  const shown: (readonly number[])[] = [];
  const { objects, tables } = source.getSnapshot().model;
  expect([objects.length, tables.relationship.size]).toEqual([2, 0]);
  onTestFinished(
    source.subscribe(() => {
      const { object, relationship } = source.getSnapshot().model.tables;
      shown.push([object.size, relationship.size]);
    }),
  );
  const shelf = nextId();
  await edit([
    createEdit('object', shelf, newObject({ name: 'Shelf', rank: 'a5', createdBy: 'ada' })),
    createEdit('relationship', nextId(), newRelationship({ sourceObjectId: shelf, targetObjectId: book })),
    patchEdit('object', author, { name: 'Writer' }),
  ]);
  await expect.poll(() => shown).toEqual([[3, 1]]);
});

test('what is edited while there is no core stays on screen, and is carried out in its order when it is back', async () => {
  const { source, shownName, storedName, rename, lose, meet, readTables, nextId, refused } = await setupWindow();
  await lose();
  const roleId = nextId();
  const kept = Promise.all([
    source.edit([createEdit('projectRole', roleId, newRole({ name: 'Reader', rank: 'a0' }))]),
    source.edit([patchEdit('projectRole', roleId, { name: 'Member' })]),
    rename('Volume'),
    rename('Tome'),
  ]);
  expect([shownName(), storedName()]).toEqual(['Tome', 'Book']);
  await meet();
  await kept;
  expect(storedName()).toBe('Tome');
  await expect.poll(shownName).toBe('Tome');
  expect([...readTables().projectRole.values()]).toMatchObject([{ id: roleId, name: 'Member' }]);
  expect(refused).toEqual([]);
});

test('an edit that was under way when the core went is carried out once', async () => {
  const { source, core, state, meet, readTables, nextId, store, call } = await setupWindow();
  const roleId = nextId();
  state.dies = true;
  const kept = source.edit([createEdit('projectRole', roleId, newRole({ name: 'Reader', rank: 'a0' }))], {
    label: 'Add Reader',
  });
  await expect.poll(core.getState).toBe('lost');
  expect(readTables().projectRole.size).toBe(1);
  await meet();
  await kept;
  expect([...source.getSnapshot().model.tables.projectRole.keys()]).toEqual([roleId]);
  expect(store.undoState(call.actor.userId)).toMatchObject({ undo: 'Add Reader' });
});

test('a field that the core has written before it went is not written again', async () => {
  const { core, state, meet, rename, shownName, storedName } = await setupWindow();
  state.dies = true;
  const kept = rename('Volume');
  await expect.poll(core.getState).toBe('lost');
  await meet();
  await kept;
  expect([shownName(), storedName(), state.editCount]).toEqual(['Volume', 'Volume', 1]);
});

test('what the core refuses of it goes away again and is told to whoever made it; the rest is carried out', async () => {
  const { source, author, shownName, storedName, rename, lose, meet, edit } = await setupWindow();
  await lose();
  const gone = source.edit([patchEdit('object', author, { name: 'Writer' })]).then(() => undefined, failureOf);
  const kept = rename('Volume');
  // In another window meanwhile.
  await edit([removeEdit('object', author)]);
  await meet();
  await kept;
  expect(await gone).toMatchObject({ kind: 'edit-refused' });
  expect(storedName()).toBe('Volume');
  await expect.poll(shownName).toBe('Volume');
  await expect.poll(() => source.getSnapshot().model.objects.map(({ name }) => name)).toEqual(['Volume']);
});

test('what is edited while the rest is still being carried out comes behind it', async () => {
  const { shownName, storedName, rename, lose, comeBack, core, source } = await setupWindow();
  await lose();
  const first = rename('Volume');
  comeBack();
  await core.whenOpen(AbortSignal.timeout(2000));
  const sending = source.sendUnsent();
  const second = rename('Tome');
  await Promise.all([first, second, sending]);
  expect(storedName()).toBe('Tome');
  await expect.poll(shownName).toBe('Tome');
});
