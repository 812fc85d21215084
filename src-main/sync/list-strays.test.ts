import { expect, test } from 'vitest';

import { entities } from '#shared/features.ts';
import { projectEntity } from '#shared/matrix/project-entities.ts';
import { usualProjectSettings } from '#shared/matrix/project-settings.ts';
import type { ReachedScope } from '#shared/sync/sync-protocol.ts';

import { setupStore } from '../store/store.harness.ts';
import { listStrays } from './list-strays.ts';
import { syncedEntities } from './sync-entities.ts';

const tenantId = 'institute';

async function setupProject() {
  const { store } = await setupStore();
  store.sync.begin();
  const { id } = store.write({ actorId: 'ada' }, (tx) =>
    tx.create(projectEntity, {
      tenantId,
      workspaceId: 'shelf',
      name: 'Model',
      description: '',
      ownerId: 'ada',
      status: 'active',
      settings: usualProjectSettings,
    }),
  );
  const deps = { sync: store.sync, entities: syncedEntities(entities), keptIds: new Set([tenantId, 'ada']) };
  const send = (): void => {
    const limits = { changesMax: 10, bytesMax: 1_000_000, transactionChangesMax: 10 };
    const last = store.sync.listWaiting(store.deviceId, limits).at(-1);
    store.sync.transact((tx) => tx.setPushed(store.deviceId, last?.number ?? 0));
  };
  const strays = (reached: readonly ReachedScope[] = []): readonly string[] =>
    listStrays(deps, reached).map(({ scope, entity }) => `${scope.kind} ${scope.id} ${entity}`);
  return { store, id, send, strays };
}

test('a project that was made here and is not reached any more when the server has it is a stray, with all that lies in it', async () => {
  const { id, send, strays } = await setupProject();
  expect(strays()).toEqual([]);
  send();
  expect(strays()).toEqual(expect.arrayContaining([`project ${id} project`, `project ${id} object`]));
  expect(strays([{ kind: 'project', id, entities: ['project'] }])).toEqual([]);
});

test('what is held goes as what is held, and is no stray', async () => {
  const { store, id, send, strays } = await setupProject();
  send();
  store.sync.transact((tx) =>
    tx.setHeld({ scopeKind: 'project', scopeId: id, entity: 'project', afterId: null, isWhole: true }),
  );
  expect(strays()).toEqual([]);
});
