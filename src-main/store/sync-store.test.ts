import { expect, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import type { Change } from '#shared/changes/change.ts';
import { changeToVersion, mergeVersions, storedToVersion, versionToStored } from '#shared/changes/merge.ts';
import { formatStamp, stampMs } from '#shared/changes/stamp.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import { functionDraft, setupFolder, setupStore } from './store.harness.ts';
import type { Store } from './store.ts';

const ada = { actorId: 'ada' };
const limits = { changesMax: 4, bytesMax: 1_000_000, transactionChangesMax: 10 };
const otherDevice = '00000002bbbbbbbb';

function createFunctions(store: Store, count: number): readonly string[] {
  return store.write(ada, (tx) => Array.from({ length: count }, () => tx.create(functionEntity, functionDraft()).id));
}

function renamed(
  store: Store,
  id: string,
  { name, ms, number = 1 }: { name: string; ms: number; number?: number },
): Change {
  const stamp = formatStamp({ ms: instantOf(ms), counter: 0, deviceId: otherDevice });
  return {
    deviceId: otherDevice,
    number,
    transactionNumber: number,
    undoGroup: 'theirs',
    actorId: 'grace',
    sessionId: null,
    entity: 'function',
    recordId: id,
    patch: { name },
    before: { name: store.get(functionEntity, id).name },
    stamp,
    schemaVersion: 6,
  };
}

/** Does with a change from elsewhere what synchronisation does. */
function hear(store: Store, change: Change): void {
  store.sync.transact((tx) => {
    const stored = tx.findStored(functionEntity, change.recordId);
    const known = stored === undefined ? {} : storedToVersion(functionEntity, stored);
    const merged = mergeVersions(functionEntity, known, changeToVersion(functionEntity, change));
    tx.put(functionEntity, versionToStored(functionEntity, change.recordId, merged));
    tx.keepChange(change);
    tx.receive(change.stamp);
    tx.setCursor({ epoch: 'first', seq: change.number });
  });
}

test('what waits is listed by whole transactions, and less of it once the server has answered', async () => {
  const { store } = await setupStore();
  createFunctions(store, 3);
  store.sync.begin();
  createFunctions(store, 3);
  const [pushed] = store.sync.listPushed();
  expect(pushed).toEqual({ deviceId: store.deviceId, number: 0 });
  expect(store.sync.listWaiting(store.deviceId, limits).map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(store.sync.countWaiting(100)).toBe(6);
  expect(store.sync.countWaiting(4)).toBe(4);
  store.sync.transact((tx) => tx.setPushed(store.deviceId, 3));
  expect(store.sync.listWaiting(store.deviceId, limits).map(({ number }) => number)).toEqual([4, 5, 6]);
  store.sync.transact((tx) => tx.setPushed(store.deviceId, 6));
  expect(store.sync.listWaiting(store.deviceId, limits)).toEqual([]);
});

test('a transaction that is larger than a push comes whole, and a huge one in parts', async () => {
  const { store } = await setupStore();
  store.sync.begin();
  createFunctions(store, 7);
  createFunctions(store, 25);
  expect(store.sync.listWaiting(store.deviceId, limits)).toHaveLength(7);
  store.sync.transact((tx) => tx.setPushed(store.deviceId, 7));
  const parts = [10, 10, 5];
  let number = 7;
  for (const part of parts) {
    expect(store.sync.listWaiting(store.deviceId, limits)).toHaveLength(part);
    number += part;
    const reached = number;
    store.sync.transact((tx) => tx.setPushed(store.deviceId, reached));
  }
  expect(store.sync.countWaiting(100)).toBe(0);
});

test('a change from elsewhere is told to live queries and history, and is no step of undo and not sent', async () => {
  const { store } = await setupStore();
  store.sync.begin();
  const [id = ''] = createFunctions(store, 1);
  const commits: unknown[] = [];
  store.onCommit(({ touched }) =>
    commits.push(touched.map(({ before, after }) => [before?.['name'], after?.['name']])),
  );
  hear(store, renamed(store, id, { name: 'theirs', ms: 1_800_000_000_000 }));
  expect(store.get(functionEntity, id).name).toBe('theirs');
  expect(commits).toEqual([[['simulate', 'theirs']]]);
  expect(store.listChangeHeads({ recordId: id, limit: 1 })[0]).toMatchObject({
    actorId: 'grace',
    deviceId: otherDevice,
  });
  expect(store.sync.countWaiting(100)).toBe(1);
  expect(store.undoState('ada').undo).toBe('Create function simulate');
  expect(store.undoState('grace').undo).toBeNull();
});

test('what is edited after hearing of an edit from the future is later than it, also after opening the file again', async () => {
  const { open, clock } = setupFolder();
  const store = await open();
  store.sync.begin();
  const [id = ''] = createFunctions(store, 1);
  hear(store, renamed(store, id, { name: 'theirs', ms: clock.nowMs() + 60_000 }));
  store.close();
  const again = await open();
  again.write(ada, (tx) => tx.patch(functionEntity, id, { name: 'mine' }));
  expect(again.get(functionEntity, id).name).toBe('mine');
});

test('a change cannot be taken for one of this device that is still to be sent', async () => {
  const { store } = await setupStore();
  store.sync.begin();
  const [id = ''] = createFunctions(store, 1);
  const forged = {
    ...renamed(store, id, { name: 'forged', ms: 1_700_000_000_001, number: 9 }),
    deviceId: store.deviceId,
  };
  store.sync.transact((tx) => tx.keepChange(forged));
  expect(store.sync.countWaiting(100)).toBe(1);
});

test('what a transaction has put, noted and counted is taken back together', async () => {
  const { store } = await setupStore();
  store.sync.begin();
  const [id = ''] = createFunctions(store, 1);
  expect(() =>
    store.sync.transact((tx) => {
      tx.setCursor({ epoch: 'first', seq: 5 });
      tx.setPushed(store.deviceId, 1);
      tx.erase(functionEntity, id);
      throw new Error('in the middle');
    }),
  ).toThrow('in the middle');
  expect(store.sync.cursor()).toBeUndefined();
  expect(store.sync.countWaiting(100)).toBe(1);
  expect(store.get(functionEntity, id).name).toBe('simulate');
});

test('what is erased leaves neither history nor a step of undo, but what waits of it waits', async () => {
  const { store } = await setupStore();
  store.sync.begin();
  const [id = '', other = ''] = createFunctions(store, 2);
  store.sync.transact((tx) => tx.erase(functionEntity, other));
  expect(store.sync.countWaiting(10)).toBe(2);
  store.sync.transact((tx) => {
    tx.setPushed(store.deviceId, 2);
    tx.erase(functionEntity, other);
    tx.erase(functionEntity, id);
  });
  expect(store.sync.findStored(functionEntity, id)).toBeUndefined();
  expect(store.listChangeHeads({ limit: 10 })).toEqual([]);
  expect(store.undoState('ada').undo).toBeNull();
});

test('a waiting change is said in other words, and the clock counts on from where it is set', async () => {
  const { store, clock } = await setupStore();
  store.sync.begin();
  const dayMs = 24 * 3600_000;
  const now = clock.nowMs();
  clock.advance(dayMs);
  createFunctions(store, 1);
  store.sync.setClockAheadMs(dayMs);
  const [change] = store.sync.listAllWaiting();
  const stamp = formatStamp({ ms: now, counter: 0, deviceId: store.deviceId });
  store.sync.transact((tx) => {
    if (change !== undefined) tx.rewriteChange({ ...change, stamp });
    tx.restartClock(stamp);
  });
  expect(store.sync.listAllWaiting()).toEqual([{ ...change, stamp }]);
  expect(store.sync.lastSettledStamp()).toBeNull();
  createFunctions(store, 1);
  expect(store.sync.listAllWaiting().map((one) => stampMs(one.stamp))).toEqual([now, now]);
  store.sync.transact((tx) => tx.setPushed(store.deviceId, 1));
  expect(store.sync.lastSettledStamp()).toBe(stamp);
});

test('the part of a scope that is held, and what somebody has to look at, are written down', async () => {
  const { store } = await setupStore();
  store.sync.begin();
  const part = { scopeKind: 'workspace', scopeId: 'w1', entity: 'function', afterId: 'f3', isWhole: false };
  const problem = {
    id: 'p1',
    kind: 'rejected',
    deviceId: 'd',
    number: 4,
    entity: 'function',
    recordId: 'f1',
    detail: '{}',
  };
  store.sync.transact((tx) => {
    tx.setHeld({ ...part, afterId: null });
    tx.setHeld(part);
    tx.addProblem({ ...problem, at: instantOf(5) });
    tx.addProblem({ ...problem, id: 'p2', at: instantOf(6) });
  });
  expect(store.sync.listHeld()).toEqual([part]);
  expect(store.sync.listProblems(10).map(({ id }) => id)).toEqual(['p2', 'p1']);
  store.sync.transact((tx) => {
    tx.settleProblem('p2');
    tx.forgetHeld(part);
  });
  expect(store.sync.countProblems()).toEqual([{ kind: 'rejected', count: 1 }]);
  expect(store.sync.findProblem('p2')).toBeUndefined();
  expect(store.sync.listHeld()).toEqual([]);
});

test('of each kind the newest are kept to be looked at, and all of one can be taken off the list at once', async () => {
  const { store } = await setupStore();
  store.sync.begin();
  const problem = { deviceId: 'd', entity: 'function', recordId: 'f1', detail: '{}' };
  store.sync.transact((tx) => {
    tx.addProblem({ ...problem, id: 'other', kind: 'rejected', number: 1, at: instantOf(1) });
    for (let number = 1; number <= 2_300; number += 1)
      tx.addProblem({ ...problem, id: `p${String(number)}`, kind: 'overwritten', number, at: instantOf(number) });
  });
  const [overwritten, rejected] = store.sync.countProblems();
  // Trimmed once in a hundred.
  expect(overwritten?.count).toBeLessThan(2_100);
  expect(overwritten?.count).toBeGreaterThanOrEqual(2_000);
  expect(rejected).toEqual({ kind: 'rejected', count: 1 });
  expect(store.sync.listProblems(1).map(({ id }) => id)).toEqual(['p2300']);
  store.sync.transact((tx) => tx.settleProblemsOf('overwritten'));
  expect(store.sync.countProblems()).toEqual([{ kind: 'rejected', count: 1 }]);
});
