// What tests of projects stand on: a real store with a workspace, its owner, and a second person who is asked by name.
import path from 'node:path';

import { onTestFinished } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { createId } from '#shared/base/id.ts';
import type { ModelEdit } from '#shared/matrix/model-edits.ts';
import { createEdit } from '#shared/matrix/model-edits.ts';
import { newAttribute, newCta, newObject, newRelationship, newRole } from '#shared/matrix/new-records.ts';
import { emptyTables } from '#shared/matrix/project-model.ts';
import type { ModelTables } from '#shared/matrix/project-model.ts';
import { noExceptions } from '#shared/matrix/project-settings.ts';
import type { MembershipPermissions } from '#shared/matrix/project-settings.ts';
import { modelEntities } from '#shared/matrix/model-entities.ts';
import { projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import type { MembershipRole } from '#shared/matrix/project-entities.ts';
import { membershipId } from '#shared/matrix/matrix-keys.ts';
import { permissions } from '#shared/rpc/permission-rules.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import { orderKeyBetween } from '#shared/schema/order-key.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import type { CallContext } from '../rpc/handlers.ts';
import type { Store } from '../store/store.ts';
import { setupFolder, testRandom } from '../store/store.harness.ts';
import { createProjectHandlers } from './project-handlers.ts';

const tenantId = 'tenant-1';
const examplesFolder = path.join(import.meta.dirname, '../../resources/examples');

type Admission = {
  readonly role: MembershipRole;
  readonly permissions?: MembershipPermissions;
  /** The project of this world, unless another one is named. */
  readonly projectId?: string;
  /** Whether it is a step of Ada's undo; it is, unless it says otherwise. */
  readonly isUndoable?: boolean;
};

/** A project of Ada's; it goes when the test ends. */
export async function setupProject() {
  const world = await setupWorkspace();
  const { store, clock, random, callOf, workspaceId } = world;
  const handlers = createProjectHandlers({ store, clock, random, examplesFolder });
  const call = callOf('ada');
  const made = await handlers.create({ workspaceId, name: 'Streaming', description: '' }, call);
  assert(made.ok, 'The project was not made.');
  const projectId = made.value.id;
  let rank: string | null = null;
  const nextRank = (): string => (rank = orderKeyBetween(rank, null));
  const nextId = (): string => createId(clock.nowMs(), random);

  async function edit(edits: readonly ModelEdit[], userId = 'ada') {
    return await handlers.edit({ projectId, edits: [...edits] }, callOf(userId));
  }

  /** Takes somebody into a project. Returns the id of the membership. */
  function admit(userId: string, { projectId: into = projectId, ...admission }: Admission): string {
    const { role, permissions: exceptions = noExceptions, isUndoable = true } = admission;
    const id = membershipId(into, userId);
    const place = { id, tenantId, workspaceId, projectId: into };
    const membership = { ...place, userId, role, permissions: exceptions, joinedAt: clock.nowMs() };
    store.write({ actorId: 'ada', isUndoable }, (tx) => tx.create(projectMembershipEntity, membership));
    return id;
  }

  return {
    ...world,
    handlers,
    call,
    projectId,
    nextId,
    nextRank,
    edit,
    admit,
    ...recordAdders({ edit, nextId, nextRank }),
    readTables: (ofProjectId = projectId) => readTables(store, ofProjectId),
  };
}

/** A store with one workspace of Ada's, and calls in anybody's name. */
export async function setupWorkspace() {
  const world = setupFolder();
  const store = await world.open();
  onTestFinished(() => {
    store.close();
    world.dispose();
  });
  const random = testRandom(7);
  const actorOf = (userId: string): Actor => ({
    userId,
    tenantId,
    deviceId: store.deviceId,
    permissions: new Set(permissions),
  });
  const callOf = (userId: string): CallContext => ({ actor: actorOf(userId), signal: new AbortController().signal });
  const workspaceId = createId(world.clock.nowMs(), random);
  const workspace = { id: workspaceId, tenantId, workspaceId, name: 'Work', description: '', ownerId: 'ada' };
  store.write({ actorId: 'ada' }, (tx) =>
    tx.create(workspaceEntity, { ...workspace, settings: { historyDays: null } }),
  );
  return { ...world, store, random, callOf, workspaceId };
}

type Adding = {
  readonly edit: (edits: readonly ModelEdit[]) => Promise<{ readonly ok: boolean }>;
  readonly nextId: () => string;
  readonly nextRank: () => string;
};

/** Each adds one record of the model as Ada does, and returns its id. */
function recordAdders({ edit, nextId, nextRank }: Adding) {
  async function add(added: ModelEdit): Promise<string> {
    const done = await edit([added]);
    assert(done.ok, `The edit was refused: ${JSON.stringify(done)}`);
    return added.id;
  }
  return {
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
  };
}

function readTables(store: Store, projectId: string): ModelTables {
  const tables = modelEntities.map((entity) => [
    entity.name,
    new Map(store.list(entity, { where: { projectId } }).map((record) => [record.id, record])),
  ]);
  return { ...emptyTables, ...Object.fromEntries(tables) } as ModelTables;
}
