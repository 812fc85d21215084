import { expect, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { contextVisibilityId } from '#shared/matrix/matrix-keys.ts';
import { addContexts, answerCell, copyContexts, shapeshifterOf } from '#shared/matrix/shapeshifter-rules.ts';

import { setupObjects } from './objects.harness.ts';

test('contexts come along, with what shows in them', async () => {
  const world = await setupObjects();
  const { accountId, householdId } = world;
  const name = await world.addAttribute(accountId, 'name');
  const twin = await world.addAttribute(householdId, 'Name');
  const address = await world.addAttribute(householdId, 'address');
  const deps = { model: world.model(), newId: world.nextId };
  await world.edit([...addContexts(deps, accountId, ['Card']), ...addContexts(deps, householdId, ['Card', 'Map'])]);
  const show = (subjectId: string, contextName: string) => {
    const model = world.model();
    const context = model.contextsByObject.get(householdId)?.find((one) => one.name === contextName);
    const record = model.tables.attribute.get(subjectId);
    assert(context !== undefined && record !== undefined, 'There is no such context or attribute.');
    return answerCell(model, context.id, { kind: 'attribute', record }, { isVisible: true });
  };
  await world.edit([show(twin, 'Card'), show(address, 'Map')]);
  expect(await world.combine()).toMatchObject({ ok: true });

  const { contexts, rows } = shapeshifterOf(world.model(), accountId);
  expect(contexts.map((context) => context.name)).toEqual(['Card', 'Map']);
  expect(rows.map(({ subject, cells }) => [subject.record.id, cells.map(({ isVisible }) => isVisible)])).toEqual([
    [name, [true, false]],
    [address, [false, true]],
  ]);
});

test('copied contexts show what has the same name here', async () => {
  const world = await setupObjects();
  const { accountId, profileId } = world;
  const nameId = await world.addAttribute(accountId, 'name');
  const ownId = await world.addAttribute(profileId, 'Name');
  await world.addAttribute(profileId, 'avatar');
  await world.edit(addContexts({ model: world.model(), newId: world.nextId }, accountId, ['Card', 'card', ' ']));
  const [card] = world.model().contextsByObject.get(accountId) ?? [];
  const record = world.model().tables.attribute.get(nameId);
  assert(card !== undefined && record !== undefined, 'There is no card, or no name.');
  await world.edit([answerCell(world.model(), card.id, { kind: 'attribute', record }, { isVisible: true })]);
  await world.edit(copyContexts({ model: world.model(), newId: world.nextId }, accountId, profileId));

  const contexts = world.model().contextsByObject.get(profileId) ?? [];
  expect(contexts.map(({ name }) => name)).toEqual(['Card']);
  const shown = [...world.model().tables.contextVisibility.values()].filter(({ contextId }) => contextId !== card.id);
  expect(shown.map(({ id }) => id)).toEqual([contextVisibilityId(contexts[0]?.id ?? '', ownId)]);
});
