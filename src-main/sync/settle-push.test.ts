import { expect, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { instantOf } from '#shared/base/instant.ts';
import { formatStamp } from '#shared/changes/stamp.ts';
import { entities } from '#shared/features.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import { changeToSent } from '#shared/sync/sent-record.ts';
import type { Outcome, ToldChange } from '#shared/sync/sync-protocol.ts';
import { userPreferenceEntity } from '#shared/tenancy/tenancy-entities.ts';

import { functionDraft, setupStore, testClock } from '../store/store.harness.ts';
import type { Store } from '../store/store.ts';
import { readDetail } from './note-problems.ts';
import { receiveChanges } from './receive-page.ts';
import { repeatEdit } from './repeat-edit.ts';
import { settlePush } from './settle-push.ts';
import { syncedEntities } from './sync-entities.ts';

const schemaVersion = 6;
const limits = { changesMax: 10, bytesMax: 1_000_000, transactionChangesMax: 10 };
const otherDevice = '00000002bbbbbbbb';

function depsOf({ sync }: Store) {
  return {
    sync,
    entities: syncedEntities(entities),
    entityByName: new Map(entities.map((entity) => [entity.name, entity])),
    log: () => undefined,
    schemaVersion,
    keptIds: new Set<string>(),
    elapsedMs: () => 0,
  };
}

/** An edit that waits, and what the server says of it: somebody has written over it since, without having seen it. */
async function setupOverwritten(field: 'name' | 'draftChecksum' = 'name') {
  const { store, clock } = await setupStore();
  store.sync.begin();
  const { id } = store.write({ actorId: 'ada' }, (tx) => tx.create(functionEntity, functionDraft({ name: 'first' })));
  const made = store.sync.listWaiting(store.deviceId, limits).at(-1);
  store.sync.transact((tx) => tx.setPushed(store.deviceId, made?.number ?? 0));
  store.write({ actorId: 'ada' }, (tx) => tx.patch(functionEntity, id, { [field]: 'mine' }));
  const batch = store.sync.listWaiting(store.deviceId, limits).map((change) => changeToSent(change, schemaVersion));
  const [own] = batch;
  assert(own !== undefined, 'The edit waits');
  const stamp = formatStamp({ ms: instantOf(clock.nowMs() + 1000), counter: 0, deviceId: otherDevice });
  const before = { [field]: 'first' };
  const identity = { deviceId: otherDevice, number: 1, transactionNumber: 1, actorId: 'grace', stamp };
  const told: ToldChange = { ...own, ...identity, patch: { [field]: 'theirs' }, before, seq: 1 };
  const outcome: Outcome = {
    kind: 'superseded',
    fields: { [field]: { value: 'theirs', stamp, actorId: 'grace' } },
  };
  const deps = { ...depsOf(store), clock };
  return {
    pull: () => Array.from(receiveChanges(deps, [told], { epoch: 'first', seq: 1 })),
    answer: () => settlePush(deps, { batch, outcomes: batch.map(() => outcome) }),
    kinds: () => store.sync.listProblems(10).map(({ kind }) => kind),
    value: () => store.get(functionEntity, id)[field],
  };
}

test('an edit that somebody has written over is told once, whether the page or the answer comes first', async () => {
  const pageFirst = await setupOverwritten();
  pageFirst.pull();
  expect(pageFirst.kinds()).toEqual(['overwritten']);
  pageFirst.answer();
  expect(pageFirst.kinds()).toEqual(['superseded']);

  const answerFirst = await setupOverwritten();
  answerFirst.answer();
  answerFirst.pull();
  expect(answerFirst.kinds()).toEqual(['superseded']);
  expect([pageFirst.value(), answerFirst.value()]).toEqual(['theirs', 'theirs']);
});

test('of what the program works out from a text that two type in, nobody is told', async () => {
  const pageFirst = await setupOverwritten('draftChecksum');
  pageFirst.pull();
  expect(pageFirst.kinds()).toEqual([]);
  pageFirst.answer();
  expect(pageFirst.kinds()).toEqual([]);
  expect(pageFirst.value()).toBe('theirs');
});

/** What waits is sent, and the server takes none of it. */
function refuseAll(store: Store) {
  const batch = store.sync.listWaiting(store.deviceId, limits).map((change) => changeToSent(change, schemaVersion));
  const outcome: Outcome = { kind: 'rejected', code: 'not-permitted', problems: [], record: null };
  settlePush({ ...depsOf(store), clock: testClock() }, { batch, outcomes: batch.map(() => outcome) });
}

test('a record of which the making was refused is told as one, as it was at last, and is made so when it is tried again', async () => {
  const { store } = await setupStore();
  store.sync.begin();
  const draft = { ...functionDraft({ name: 'first' }), draftSource: 'f <- 1\n' };
  const { id } = store.write({ actorId: 'ada' }, (tx) => tx.create(functionEntity, draft));
  store.write({ actorId: 'ada' }, (tx) => tx.patch(functionEntity, id, { draftSource: 'f <- 22\n' }));
  store.write({ actorId: 'ada' }, (tx) =>
    tx.patch(functionEntity, id, { name: 'second', draftSource: 'f <- 22\n# end\n' }),
  );
  refuseAll(store);
  expect(store.find(functionEntity, id)).toBeUndefined();
  const [problem, ...others] = store.sync.listProblems(10);
  assert(problem !== undefined, 'It is told');
  const detail = readDetail(problem);
  assert(detail !== undefined, 'It can be read');
  expect(others).toEqual([]);
  const edit = { actorId: 'ada' };
  repeatEdit(store, {
    entity: functionEntity,
    recordId: id,
    detail,
    edit,
    completeEdit: (_entity, _record, values) => values,
  });
  expect(store.find(functionEntity, id)).toMatchObject({ name: 'second', draftSource: 'f <- 22\n# end\n' });
});

test('of a record that was made and deleted again, and of settings of their own, nobody is told that they were refused', async () => {
  const { store } = await setupStore();
  store.sync.begin();
  const { id } = store.write({ actorId: 'ada' }, (tx) => tx.create(functionEntity, functionDraft({ name: 'first' })));
  store.write({ actorId: 'ada' }, (tx) => tx.remove(functionEntity, id));
  store.write({ actorId: 'ada' }, (tx) =>
    tx.create(userPreferenceEntity, {
      tenantId: 'home',
      userId: 'ada',
      preferenceKey: 'theme',
      preferenceValue: 'dark',
    }),
  );
  refuseAll(store);
  expect(store.sync.listProblems(10)).toEqual([]);
});
