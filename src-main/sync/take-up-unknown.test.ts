import { cpSync } from 'node:fs';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { ok } from '#shared/base/result.ts';
import { entities } from '#shared/features.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { mergedText, optional, text } from '#shared/schema/field.ts';
import type { Migration } from '#shared/schema/migrations/migration.ts';
import { migrations } from '#shared/schema/migrations/migrations.ts';
import { changeToSent, storedToSent } from '#shared/sync/sent-record.ts';

import { functionDraft, setupFolder } from '../store/store.harness.ts';
import type { Store } from '../store/store.ts';
import { createPartLoader } from './load-part.ts';
import { pageOfRecords } from './record-page.ts';
import { receiveChanges } from './receive-page.ts';
import { settlePush } from './settle-push.ts';
import { syncedEntities } from './sync-entities.ts';
import { takeUpUnknown } from './take-up-unknown.ts';

const latest = migrations.length;
const limits = { changesMax: 100, bytesMax: 1_000_000, transactionChangesMax: 100 };
const part = { scopeKind: 'workspace', scopeId: 'workspace-1', entity: 'function' };
const ada = { actorId: 'ada' };

/** A function of the next version. */
const newerFunction: AnyEntity = {
  ...functionEntity,
  fields: { ...functionEntity.fields, colour: optional(text()), motto: optional(mergedText()), dye: optional(text()) },
};
const newerEntities = entities.map((entity) => (entity.name === 'function' ? newerFunction : entity));
const newerMigrations: readonly Migration[] = [
  ...migrations,
  {
    number: latest + 1,
    name: 'colours',
    sqlite: {
      up: ['colour TEXT', 'motto TEXT', 'motto_state BLOB', 'dye TEXT'].map(
        (column) => `ALTER TABLE functions ADD COLUMN ${column}`,
      ),
      down: ['colour', 'motto', 'motto_state', 'dye'].map((column) => `ALTER TABLE functions DROP COLUMN ${column}`),
    },
    postgres: { up: [], down: [] },
  },
];
const newer = { entities: newerEntities, migrations: newerMigrations };

/** A device of today, and a store of the next version that plays the server and whoever edits there. */
async function setupTwoAges() {
  const [here, there] = [setupFolder(1), setupFolder(2)];
  onTestFinished(here.dispose);
  onTestFinished(there.dispose);
  const [store, server] = [await here.open(), await there.open(newer)];
  store.sync.begin();
  server.sync.begin();
  const draft = { ...functionDraft(), colour: 'red', motto: 'one two', dye: null };
  // Its type has no fields, only what every record has.
  const { id } = server.write(ada, (tx) => tx.create(newerFunction, draft)) as { readonly id: string };
  const deps = {
    sync: store.sync,
    entities: syncedEntities(entities),
    entityByName: new Map(entities.map((entity) => [entity.name, entity])),
    clock: here.clock,
    log: () => undefined,
    schemaVersion: latest,
    keptIds: new Set<string>(),
    elapsedMs: () => 0,
    giveWay: async () => await Promise.resolve(),
  };
  function sent() {
    const stored = server.sync.findStored(newerFunction, id);
    assert(stored !== undefined, 'The server has it');
    return storedToSent(newerFunction, stored);
  }
  async function load(): Promise<void> {
    const snapshot = async () =>
      await Promise.resolve(ok(pageOfRecords({ records: [sent()], isEnd: true, epoch: 'first' })));
    store.sync.transact((tx) => {
      tx.setCursor({ epoch: 'first', seq: 0 });
      tx.setHeld({ ...part, afterId: null, isWhole: false });
    });
    const held = store.sync.findUnfinished();
    assert(held !== undefined, 'There is something to load');
    expect(await createPartLoader({ ...deps, server: { snapshot } }).load(held)).toEqual(ok('page'));
  }
  let told = 1;
  /** Edits there, and tells it here. */
  function edit(patch: { readonly [field: string]: unknown }): void {
    server.write(ada, (tx) => tx.patch(newerFunction, id, patch));
    const changes = server.sync.listAllWaiting().slice(told);
    const page = changes.map((change, index) => ({
      ...changeToSent(change, latest + 1),
      seq: told + index,
      actorId: 'grace',
    }));
    Array.from(receiveChanges(deps, page, { epoch: 'first', seq: told }));
    told += changes.length;
  }
  /** The device is updated; nobody asks the server. */
  async function update(file = here.options.file): Promise<Store> {
    store.close();
    const updated = await here.open({ ...newer, file });
    updated.sync.begin();
    takeUpUnknown(updated.sync, syncedEntities(newerEntities));
    return updated;
  }
  await load();
  return { here, store, server, deps, id, sent, load, edit, update };
}

const newFields = (store: Store, id: string) => {
  const { colour, motto, dye } = store.get(newerFunction, id) as { readonly [field: string]: unknown };
  return { colour, motto, dye };
};

test('what a newer server tells of a record stays over edits here, and is in the record after the update, without a server', async () => {
  const { store, server, id, edit, update } = await setupTwoAges();
  edit({ colour: 'blue' });
  edit({ motto: 'one two three' });
  edit({ motto: 'zero one two three', dye: 'indigo' });
  store.write(ada, (tx) => tx.patch(functionEntity, id, { name: 'mine' }));
  // Nothing of it is said over what the server has.
  expect(store.sync.listWaiting(store.deviceId, limits).map(({ patch }) => Object.keys(patch))).toEqual([['name']]);
  const updated = await update();
  expect(newFields(updated, id)).toEqual({ colour: 'blue', motto: 'zero one two three', dye: 'indigo' });
  expect(updated.get(functionEntity, id).name).toBe('mine');
  // Field by field with the stamps of those who wrote it: what is told once more changes nothing.
  const [has, wants] = [updated, server].map((one) => one.sync.findStored(newerFunction, id)?.clocks);
  for (const field of ['colour', 'motto', 'dye']) expect(has?.[field]).toBe(wants?.[field]);
  expect(updated.sync.hasUnknown()).toBe(false);
  expect(updated.sync.findUnfinished()).toMatchObject({ entity: 'function', afterId: null });
});

test('a page takes the place of what was kept, and what was fetched anew is there after the update', async () => {
  const { server, id, load, update } = await setupTwoAges();
  server.write(ada, (tx) => tx.patch(newerFunction, id, { colour: null, motto: 'other' }));
  await load();
  expect(newFields(await update(), id)).toEqual({ colour: null, motto: 'other', dye: null });
});

test('it is in a copy of the file, and becomes values where that copy is updated', async () => {
  const { here, store, id, edit, update } = await setupTwoAges();
  edit({ colour: 'blue' });
  store.close();
  const file = join(here.folder, 'accounts', 'copy.sqlite');
  cpSync(here.options.file, file);
  expect(newFields(await update(file), id)).toEqual({ colour: 'blue', motto: 'one two', dye: null });
});

test('an update that brings only some of it keeps the rest', async () => {
  const { here, store, id, edit } = await setupTwoAges();
  edit({ colour: 'blue', dye: 'indigo' });
  store.close();
  const { dye: _, ...fields } = newerFunction.fields;
  const between = entities.map((entity) => (entity.name === 'function' ? { ...newerFunction, fields } : entity));
  const updated = await here.open({ ...newer, entities: between });
  takeUpUnknown(updated.sync, syncedEntities(between));
  expect(newFields(updated, id)).toMatchObject({ colour: 'blue', motto: 'one two' });
  expect(updated.sync.findUnknown('function', id)).toMatchObject({ dye: { value: 'indigo' } });
});

test('a record that comes back with a refusal brings it along, and nothing of it stays of a record that goes', async () => {
  const { store, server, deps, id, sent } = await setupTwoAges();
  server.write(ada, (tx) => tx.patch(newerFunction, id, { colour: 'green' }));
  store.write(ada, (tx) => tx.patch(functionEntity, id, { name: 'refused' }));
  const batch = store.sync.listWaiting(store.deviceId, limits).map((change) => changeToSent(change, latest));
  const refusal = { kind: 'rejected' as const, code: 'not-permitted' as const, problems: [] };
  settlePush(deps, { batch, outcomes: batch.map(() => ({ ...refusal, record: sent() })) });
  expect(store.get(functionEntity, id).name).toBe('simulate');
  expect(store.sync.findUnknown('function', id)).toMatchObject({ colour: { value: 'green' } });
  store.sync.transact((tx) => tx.erase(functionEntity, id));
  expect(store.sync.hasUnknown()).toBe(false);
});
