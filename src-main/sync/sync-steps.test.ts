import { expect, onTestFinished, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { fail, ok } from '#shared/base/result.ts';
import { instantOf } from '#shared/base/instant.ts';
import { formatStamp } from '#shared/changes/stamp.ts';
import { entities } from '#shared/features.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import { defineEntity } from '#shared/schema/entity.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { text } from '#shared/schema/field.ts';
import { migrations } from '#shared/schema/migrations/migrations.ts';
import { createTableSql } from '#shared/schema/table-sql.ts';
import type { ToldChange } from '#shared/sync/sync-protocol.ts';

import { functionDraft, setupFolder } from '../store/store.harness.ts';
import type { Store, StoreOptions } from '../store/store.ts';
import { pageOfRecords } from './record-page.ts';
import { syncedEntities } from './sync-entities.ts';
import type { SyncServer } from './sync-server.ts';
import { createSyncSteps } from './sync-steps.ts';
import type { SyncSteps } from './sync-steps.ts';

const latest = migrations.length;
const otherDevice = '00000002bbbbbbbb';
const place = { tenantId: 'tenant-1', workspaceId: 'workspace-1' };
const stepsMax = 50;

/** What the program of the next version has. */
const sketch = defineEntity('sketch', {
  scope: 'workspace',
  fields: { title: text() },
  permissions: { read: 'function:read', write: 'function:edit' },
});
const newer = {
  entities: [...entities, sketch],
  migrations: [
    ...migrations,
    {
      number: latest + 1,
      name: 'sketches',
      sqlite: { up: [createTableSql(sketch, 'sqlite')], down: ['DROP TABLE sketches'] },
      postgres: { up: [], down: [] },
    },
  ],
} satisfies Partial<StoreOptions>;

const stamp = formatStamp({ ms: instantOf(1_600_000_000_000), counter: 0, deviceId: otherDevice });
const told: ToldChange = {
  seq: 1,
  actorId: 'grace',
  deviceId: otherDevice,
  number: 1,
  transactionNumber: 1,
  undoGroup: 'theirs',
  sessionId: null,
  entity: 'sketch',
  recordId: 'sketch-1',
  patch: { ...place, title: 'Draft', deletedAt: null },
  before: null,
  stamp,
  schemaVersion: latest + 1,
};

/** A server of some version, on which somebody has made a sketch; and what it is asked. */
function serverOf(schemaVersion: number) {
  const asked: string[] = [];
  const head = { epoch: 'first', seq: 1 };
  const reach = [{ kind: 'workspace' as const, id: place.workspaceId, entities: ['function', 'sketch'] }];
  const server: SyncServer = {
    greet: async ({ deviceIds }) => {
      const lastNumbers = Object.fromEntries(deviceIds.map((id) => [id, 0]));
      const greeting = { head: { ...head, seq: 0 }, reach, lastNumbers, fence: 'f', serverMs: 1_700_000_000_000 };
      return await Promise.resolve(ok({ ...greeting, schemaVersion }));
    },
    push: async ({ changes }) => {
      asked.push('push');
      return await Promise.resolve(ok({ outcomes: changes.map(() => ({ kind: 'applied' as const })), serverMs: 0 }));
    },
    pull: async ({ cursor }) => {
      asked.push('pull');
      const changes = cursor.seq < 1 ? [told] : [];
      return await Promise.resolve(
        ok({ kind: 'changes' as const, changes, cursor: head, isEnd: true, reach, serverMs: 0 }),
      );
    },
    snapshot: async ({ entity }) => {
      asked.push(entity);
      const { patch: values, recordId: id } = told;
      const record = { entity, id, values, clocks: { '*': stamp }, states: {} };
      const records = entity === 'sketch' ? [record] : [];
      return await Promise.resolve(ok(pageOfRecords({ records, isEnd: true, epoch: 'first' })));
    },
  };
  return { server, asked };
}

/** Asks until there is nothing left to ask. */
async function getInStep(
  store: Store,
  server: SyncServer,
  { known, schemaVersion }: { readonly known: readonly AnyEntity[]; readonly schemaVersion: number },
) {
  store.sync.begin();
  const steps = createSyncSteps({
    sync: store.sync,
    entities: syncedEntities(known),
    entityByName: new Map(known.map((entity) => [entity.name, entity])),
    clock: { nowMs: () => instantOf(1_700_000_000_000) },
    log: () => undefined,
    keptIds: new Set(),
    server,
    schemaVersion,
    purgeOnDevice: async () => await Promise.resolve(true),
    elapsedMs: () => 0,
    giveWay: async () => await Promise.resolve(),
  });
  await askAll(steps);
  await steps.close();
  return steps;
}

async function askAll(steps: SyncSteps): Promise<void> {
  let count = 0;
  for (let step = steps.next(); step !== undefined; step = steps.next()) {
    expect(await step()).toEqual(ok(undefined));
    count += 1;
    assert(count < stepsMax, 'It comes to an end');
  }
}

function setupDevice() {
  const world = setupFolder();
  onTestFinished(world.dispose);
  return world;
}

test('records of a kind that this program does not have are passed over, and fetched from the first one when it has', async () => {
  const { open } = setupDevice();
  const store = await open();
  const before = serverOf(latest + 1);
  await getInStep(store, before.server, { known: entities, schemaVersion: latest });
  expect(before.asked.filter((what) => what === 'sketch')).toEqual([]);
  expect(store.sync.cursor()).toEqual({ epoch: 'first', seq: 1 });
  store.close();
  const updated = await open(newer);
  const after = serverOf(latest + 1);
  await getInStep(updated, after.server, { known: newer.entities, schemaVersion: latest + 1 });
  expect(after.asked).toContain('sketch');
  expect(updated.list(sketch)).toMatchObject([{ id: 'sketch-1', title: 'Draft' }]);
});

test.each([
  ['a server that is more than two versions ahead', 3, 'This program is too old'],
  ['a server that is behind', -1, 'The server is older than this program'],
])('of %s it only reads, says so, and keeps what waits', async (_, ahead, sentence) => {
  const { open } = setupDevice();
  const store = await open();
  store.write({ actorId: 'ada' }, (tx) => tx.create(functionEntity, functionDraft({ ...place })));
  const { server, asked } = serverOf(latest + ahead);
  const steps = await getInStep(store, server, { known: entities, schemaVersion: latest });
  expect(steps.whatWaits()).toEqual({ activity: 'read-only', problem: expect.stringContaining(sentence) as unknown });
  expect(asked).toContain('pull');
  expect(asked).not.toContain('push');
  expect(store.sync.countWaiting(10)).toBe(1);
  expect(store.list(functionEntity)).toHaveLength(1);
});

test('a server that was away is greeted before it is sent anything, for it may have been updated meanwhile', async () => {
  const { open } = setupDevice();
  const store = await open();
  const before = serverOf(latest);
  let { server } = before;
  const passing: SyncServer = {
    greet: async (input) => await server.greet(input),
    push: async (input) => await server.push(input),
    pull: async (input) => await server.pull(input),
    snapshot: async (input) => await server.snapshot(input),
  };
  const steps = await getInStep(store, passing, { known: entities, schemaVersion: latest });
  const after = serverOf(latest + 3);
  ({ server } = after);
  steps.greetAnew();
  store.write({ actorId: 'ada' }, (tx) => tx.create(functionEntity, functionDraft({ ...place })));
  await askAll(steps);
  expect(after.asked).not.toContain('push');
  expect(steps.whatWaits()?.problem).toContain('This program is too old');
  expect(store.sync.countWaiting(10)).toBe(1);
});

test('what a server that is being updated does not give whole is loaded later, and everything else goes on', async () => {
  const { open } = setupDevice();
  const store = await open();
  store.sync.begin();
  store.write({ actorId: 'ada' }, (tx) => tx.create(functionEntity, functionDraft({ ...place })));
  const { server, asked } = serverOf(latest);
  let isBehind = true;
  const updated: SyncServer = {
    ...server,
    snapshot: async (input) => (isBehind ? fail({ kind: 'server-behind' as const }) : await server.snapshot(input)),
  };
  const steps = await getInStep(store, updated, { known: entities, schemaVersion: latest });
  expect(steps.whatWaits()).toEqual({
    activity: 'stuck',
    problem: expect.stringContaining('being updated') as unknown,
  });
  expect(asked).toEqual(expect.arrayContaining(['push', 'pull']));
  expect(store.sync.findUnfinished()).toBeDefined();
  isBehind = false;
  steps.greetAnew();
  await askAll(steps);
  expect(steps.whatWaits()).toBeUndefined();
  expect(store.sync.findUnfinished()).toBeUndefined();
});

test.each([0, 1, 2])('a server that is %i versions ahead is sent what waits', async (ahead) => {
  const { open } = setupDevice();
  const store = await open();
  store.sync.begin();
  store.write({ actorId: 'ada' }, (tx) => tx.create(functionEntity, functionDraft({ ...place })));
  const { server } = serverOf(latest + ahead);
  const steps = await getInStep(store, server, { known: entities, schemaVersion: latest });
  expect(steps.whatWaits()).toBeUndefined();
  expect(store.sync.countWaiting(10)).toBe(0);
});
