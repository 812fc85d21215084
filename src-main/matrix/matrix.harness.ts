// What tests of projects stand on: a real store with a workspace, its owner, and a second person who is asked by name.
import path from 'node:path';

import { assert } from '#shared/base/assert.ts';
import { createId } from '#shared/base/id.ts';
import type { ModelEdit } from '#shared/matrix/model-edits.ts';
import { createEdit } from '#shared/matrix/model-edits.ts';
import { newAttribute, newCta, newObject, newRelationship, newRole } from '#shared/matrix/new-records.ts';
import { emptyTables } from '#shared/matrix/project-model.ts';
import type { ModelTables } from '#shared/matrix/project-model.ts';
import { modelEntities } from '#shared/matrix/matrix-entities.ts';
import { permissions } from '#shared/rpc/permission-rules.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import { orderKeyBetween } from '#shared/schema/order-key.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import type { CallContext } from '../rpc/handlers.ts';
import { setupFolder, testRandom } from '../store/store.harness.ts';
import { createProjectHandlers } from './project-handlers.ts';

const examplesFolder = path.join(import.meta.dirname, '../../resources/examples');

export async function setupProject() {
  const world = setupFolder();
  const store = await world.open();
  const random = testRandom(7);
  const { clock } = world;
  const handlers = createProjectHandlers({ store, clock, random, examplesFolder });
  const tenantId = 'tenant-1';
  const actorOf = (userId: string): Actor => ({
    userId,
    tenantId,
    deviceId: store.deviceId,
    permissions: new Set(permissions),
  });
  const callOf = (userId: string): CallContext => ({ actor: actorOf(userId), signal: new AbortController().signal });
  const call = callOf('ada');
  const workspaceId = createId(clock.nowMs(), random);
  store.write({ actorId: 'ada' }, (tx) =>
    tx.create(workspaceEntity, {
      id: workspaceId,
      tenantId,
      workspaceId,
      name: 'Work',
      description: '',
      ownerId: 'ada',
      settings: { historyDays: null },
    }),
  );
  const made = await handlers.create({ workspaceId, name: 'Streaming', description: '' }, call);
  assert(made.ok, 'The project was not made.');
  const projectId = made.value.id;
  let rank: string | null = null;
  const nextRank = (): string => (rank = orderKeyBetween(rank, null));
  const nextId = (): string => createId(clock.nowMs(), random);

  async function edit(edits: readonly ModelEdit[], userId = 'ada') {
    return await handlers.edit({ projectId, edits: [...edits] }, callOf(userId));
  }

  async function add(edits: ModelEdit): Promise<string> {
    const done = await edit([edits]);
    assert(done.ok, `The edit was refused: ${JSON.stringify(done)}`);
    return edits.id;
  }

  return {
    ...world,
    store,
    handlers,
    call,
    callOf,
    projectId,
    workspaceId,
    random,
    nextId,
    nextRank,
    edit,
    addObject: async (name: string) =>
      await add(createEdit('object', nextId(), newObject({ name, rank: nextRank(), createdBy: 'ada' }))),
    addRelationship: async (sourceObjectId: string, targetObjectId: string) =>
      await add(createEdit('relationship', nextId(), newRelationship({ sourceObjectId, targetObjectId }))),
    addCta: async (objectId: string, name: string) =>
      await add(createEdit('cta', nextId(), newCta({ objectId, name, rank: nextRank() }))),
    addAttribute: async (objectId: string, name: string) =>
      await add(createEdit('attribute', nextId(), newAttribute({ objectId, name, rank: nextRank() }))),
    addRole: async (name: string) =>
      await add(createEdit('projectRole', nextId(), newRole({ name, rank: nextRank() }))),
    readTables: (ofProjectId = projectId): ModelTables => {
      const tables = modelEntities.map((entity) => [
        entity.name,
        new Map(store.list(entity, { where: { projectId: ofProjectId } }).map((record) => [record.id, record])),
      ]);
      return { ...emptyTables, ...Object.fromEntries(tables) } as ModelTables;
    },
    close: () => {
      store.close();
      world.dispose();
    },
  };
}
