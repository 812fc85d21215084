import { expect, onTestFinished, test } from 'vitest';

import { functionEntity, runEntity } from '#shared/functions/function-entities.ts';
import type { DraftOf } from '#shared/schema/entity.ts';

import { functionDraft, setupFolder } from './store.harness.ts';

const run: DraftOf<typeof runEntity> = {
  functionName: 'f',
  language: 'r',
  checksum: '',
  arguments: {},
  runBy: 'ada',
  origin: 'app',
  state: 'waiting',
  runNumber: 1,
  logBytes: 0,
};

async function setup() {
  const world = setupFolder();
  onTestFinished(world.dispose);
  return { ...world, store: await world.open() };
}

test('what may be on the disk a moment later is read, announced and found again like everything else', async () => {
  const { store, open } = await setup();
  const announced: number[] = [];
  store.onCommit(({ touched }) => announced.push(touched.length));
  const { id } = store.write({ actorId: 'ada', durability: 'soon' }, (tx) => tx.create(runEntity, run));
  store.write({ actorId: 'ada' }, (tx) => tx.create(functionEntity, functionDraft()));
  store.write({ actorId: 'ada', durability: 'soon' }, (tx) => tx.patch(runEntity, id, { state: 'done' }));
  expect(announced).toEqual([1, 1, 1]);
  store.close();
  const again = await open();
  expect(again.get(runEntity, id).state).toBe('done');
  expect(again.count(functionEntity)).toBe(1);
});

test('what a person typed may not wait, and nothing of such a write stays', async () => {
  const { store } = await setup();
  expect(() =>
    store.write({ actorId: 'ada', durability: 'soon' }, (tx) => {
      tx.create(runEntity, run);
      tx.create(functionEntity, functionDraft());
    }),
  ).toThrow('Only records of the device may be on the disk later');
  expect([store.count(runEntity), store.count(functionEntity)]).toEqual([0, 0]);
});
