// What tests of two objects that become one stand on: a project with four objects, and the call that combines the first two.
import { assert } from '#shared/base/assert.ts';
import { combineObjects } from '#shared/matrix/combine-objects.ts';
import type { Between } from '#shared/matrix/combine-relationships.ts';
import { createProjectModel } from '#shared/matrix/project-model.ts';

import { setupProject } from './matrix.harness.ts';

export async function setupObjects() {
  const world = await setupProject();
  const [accountId, householdId, profileId, planId] = [
    await world.addObject('Account'),
    await world.addObject('Household'),
    await world.addObject('Profile'),
    await world.addObject('Plan'),
  ];
  const model = () => createProjectModel(world.readTables());
  const objectOf = (id: string) => {
    const object = world.readTables().object.get(id);
    assert(object !== undefined, 'The object is gone.');
    return object;
  };
  const combine = async (between?: Between, userId?: string) => {
    const combined = { kept: objectOf(accountId), gone: objectOf(householdId) };
    return await world.edit(combineObjects({ model: model(), newId: world.nextId }, combined, between), userId);
  };
  return { ...world, accountId, householdId, profileId, planId, model, objectOf, combine };
}
