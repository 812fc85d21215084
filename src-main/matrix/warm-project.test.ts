import { expect, test } from 'vitest';

import { createEdit } from '#shared/matrix/model-edits.ts';
import { newRelationship } from '#shared/matrix/new-records.ts';
import { entities } from '#shared/features.ts';

import { createRecordHandlers } from '../records/record-handlers.ts';
import { setupProject } from './matrix.harness.ts';
import { createProjectGate } from './project-gate.ts';
import { warmLargestProject } from './warm-project.ts';

async function setupWarming(relationships: number) {
  const world = await setupProject();
  const { store, call, edit, nextId } = world;
  const ends = { sourceObjectId: await world.addObject('Book'), targetObjectId: await world.addObject('Author') };
  await edit(Array.from({ length: relationships }, () => createEdit('relationship', nextId(), newRelationship(ends))));
  const records = createRecordHandlers(store, entities, createProjectGate(store));
  return { ...world, warm: () => warmLargestProject({ store, records }, call.actor) };
}

test('the project of the most relationships is read, once they are thousands', async () => {
  const { warm, projectId } = await setupWarming(1000);
  expect(await warm()).toBe(projectId);
});

test('small projects are left alone', async () => {
  const { warm } = await setupWarming(999);
  expect(await warm()).toBeUndefined();
});
