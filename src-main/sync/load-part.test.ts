import { expect, onTestFinished, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { ok } from '#shared/base/result.ts';
import { entities } from '#shared/features.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import { sentNames, storedToSent } from '#shared/sync/sent-record.ts';
import { sentToRow } from '#shared/sync/snapshot-rows.ts';

import { functionDraft, setupFolder, setupStore } from '../store/store.harness.ts';
import type { Store } from '../store/store.ts';
import { createPartLoader } from './load-part.ts';
import { pageOfRecords, pageOfRows } from './record-page.ts';
import { syncedEntities } from './sync-entities.ts';

const part = { scopeKind: 'workspace', scopeId: 'workspace-1', entity: 'function' };
const pageMax = 3;

function createFunctions(store: Store, ...names: readonly string[]): readonly string[] {
  return names.map((name) =>
    store.write({ actorId: 'ada' }, (tx) => tx.create(functionEntity, functionDraft({ name })).id),
  );
}

/** A store that plays the server, one that loads from it, and what was asked. */
async function setupLoad(...names: readonly string[]) {
  const { store, clock } = await setupStore();
  const other = setupFolder(2);
  onTestFinished(other.dispose);
  const server = await other.open();
  createFunctions(server, ...names);
  store.sync.begin();
  store.sync.transact((tx) => {
    tx.setCursor({ epoch: 'first', seq: 1 });
    tx.setHeld({ ...part, afterId: null, isWhole: false });
  });
  const asked: (string | null)[] = [];
  const deps = {
    sync: store.sync,
    entities: syncedEntities(entities),
    clock: other.clock,
    log: () => undefined,
    schemaVersion: 7,
    keptIds: new Set<string>(),
    elapsedMs: () => 0,
    giveWay: async () => await Promise.resolve(),
  };
  const loader = createPartLoader({
    ...deps,
    server: {
      snapshot: async ({ afterId }) => {
        asked.push(afterId);
        const ids = server.listIds(functionEntity, afterId === null ? {} : { afterId });
        const records = ids.slice(0, pageMax).flatMap((id) => {
          const stored = server.sync.findStored(functionEntity, id);
          return stored === undefined ? [] : [storedToSent(functionEntity, stored)];
        });
        return await Promise.resolve(ok(pageOfRecords({ records, isEnd: ids.length <= pageMax, epoch: 'first' })));
      },
    },
  });
  async function loadPage(): Promise<void> {
    const held = store.sync.findUnfinished();
    assert(held !== undefined, 'There is something to load');
    expect(await loader.load(held)).toEqual(ok('page'));
  }
  return {
    store,
    clock,
    server,
    loader,
    deps,
    asked,
    loadPage,
    names: () => store.list(functionEntity).map(({ name }) => name),
  };
}

test('a first load asks for each page once, and has the next one sent while it writes one', async () => {
  const { store, asked, loadPage, names } = await setupLoad('a', 'b', 'c', 'd', 'e', 'f', 'g');
  await loadPage();
  expect([names().length, asked.length]).toEqual([3, 2]);
  await loadPage();
  await loadPage();
  expect(names().toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  expect(asked.length).toBe(3);
  expect(store.sync.listHeld()).toMatchObject([{ isWhole: true }]);
});

test('a page that was on its way while something came in or went out is asked for again', async () => {
  const { server, loader, loadPage, names, asked } = await setupLoad('a', 'b', 'c', 'd');
  await loadPage();
  const last = server.listIds(functionEntity).at(-1);
  assert(last !== undefined, 'There are four');
  server.write({ actorId: 'grace' }, (tx) => tx.patch(functionEntity, last, { name: 'newer' }));
  loader.forget();
  await loadPage();
  expect(names()).toHaveLength(4);
  expect(names()).toContain('newer');
  expect(asked.length).toBe(3);
});

test('what is here and not at the server goes with the page in which it would be, unless it waits', async () => {
  const { store, loadPage, names } = await setupLoad('a', 'b', 'c', 'd', 'e');
  createFunctions(store, 'gone', 'gone too');
  store.sync.transact((tx) => {
    for (const { deviceId } of tx.listPushed()) tx.setPushed(deviceId, 2);
  });
  createFunctions(store, 'waits');
  await loadPage();
  await loadPage();
  expect(names().toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'waits']);
});

test('a part of which the server had nothing is looked through again when it is fetched anew', async () => {
  const { store, loadPage, names } = await setupLoad();
  await loadPage();
  createFunctions(store, 'gone');
  store.sync.transact((tx) => {
    for (const { deviceId } of tx.listPushed()) tx.setPushed(deviceId, 1);
    tx.setHeld({ ...part, afterId: null, isWhole: false });
  });
  await loadPage();
  expect(names()).toEqual([]);
});

test('what comes to be here during a load is not missing at the server', async () => {
  const { store, clock, loadPage, names } = await setupLoad('a', 'b', 'c', 'd', 'e');
  await loadPage();
  clock.advance(1); // Its id comes after all that the server has.
  createFunctions(store, 'made meanwhile');
  // The server has it, but has sent the page before.
  store.sync.transact((tx) => {
    for (const { deviceId } of tx.listPushed()) tx.setPushed(deviceId, 1);
  });
  await loadPage();
  expect(names().toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'made meanwhile']);
});

test('of a page with a row that is none, what comes before it is written, and the load goes on from there', async () => {
  const { store, server, loadPage, names, deps } = await setupLoad();
  createFunctions(server, ...Array.from({ length: 50 }, (_, index) => `f${String(index).padStart(2, '0')}`));
  const fields = sentNames(functionEntity);
  const rows = server.listIds(functionEntity).map((id) => {
    const stored = server.sync.findStored(functionEntity, id);
    assert(stored !== undefined, 'It was just made');
    return sentToRow(fields, storedToSent(functionEntity, stored));
  });
  const broken = rows.map((row, index) => (index === 45 ? row.slice(0, -1) : row));
  const page = pageOfRows('function', { names: [...fields], rows: broken, isEnd: true, epoch: 'first' });
  const bad = createPartLoader({ ...deps, server: { snapshot: async () => await Promise.resolve(ok(page)) } });
  const held = store.sync.findUnfinished();
  assert(held !== undefined, 'There is something to load');
  expect(await bad.load(held)).toEqual(ok('unreadable'));
  expect(names()).toHaveLength(40);
  expect(store.sync.listHeld()).toMatchObject([{ isWhole: false, afterId: server.listIds(functionEntity)[39] }]);
  while (store.sync.findUnfinished() !== undefined) await loadPage();
  expect(names().toSorted()).toHaveLength(50);
});
