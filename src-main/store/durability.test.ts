import { expect, test } from 'vitest';

import { functionEntity, runEntity } from '#shared/functions/function-entities.ts';

import { functionDraft, runDraft, setupStore } from './store.harness.ts';

test('what may be on the disk a moment later is read, announced and found again like everything else', async () => {
  const { store, open } = await setupStore();
  const announced: number[] = [];
  store.onCommit(({ touched }) => announced.push(touched.length));
  const { id } = store.write({ actorId: 'ada', durability: 'soon' }, (tx) => tx.create(runEntity, runDraft()));
  store.write({ actorId: 'ada' }, (tx) => tx.create(functionEntity, functionDraft()));
  store.write({ actorId: 'ada', durability: 'soon' }, (tx) => tx.patch(runEntity, id, { state: 'done' }));
  expect(announced).toEqual([1, 1, 1]);
  store.close();
  const again = await open();
  expect(again.get(runEntity, id).state).toBe('done');
  expect(again.count(functionEntity)).toBe(1);
});

test('what a person typed may not wait, and nothing of such a write stays', async () => {
  const { store } = await setupStore();
  expect(() =>
    store.write({ actorId: 'ada', durability: 'soon' }, (tx) => {
      tx.create(runEntity, runDraft());
      tx.create(functionEntity, functionDraft());
    }),
  ).toThrow('Only records of the device may be on the disk later');
  expect([store.count(runEntity), store.count(functionEntity)]).toEqual([0, 0]);
});
