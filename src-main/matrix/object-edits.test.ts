import { expect, test } from 'vitest';

import { ctaRoleId } from '#shared/matrix/matrix-keys.ts';
import { createEdit, patchEdit } from '#shared/matrix/model-edits.ts';
import { downgradeObject, duplicateObject } from '#shared/matrix/object-edits.ts';

import { setupObjects } from './objects.harness.ts';

test('a duplicate has attributes, calls to action and their roles, but no synonyms', async () => {
  const world = await setupObjects();
  const { accountId } = world;
  await world.edit([patchEdit('object', accountId, { synonyms: ['Home'], purpose: 'To pay once' })]);
  await world.addAttribute(accountId, 'name');
  const ctaId = await world.addCta(accountId, 'Close');
  const roleId = await world.addRole('Holder');
  await world.edit([createEdit('ctaRole', ctaRoleId(ctaId, roleId), { ctaId, projectRoleId: roleId })]);
  const deps = { model: world.model(), createdBy: 'ada', newId: world.nextId };
  const { objectId, edits } = duplicateObject(deps, world.objectOf(accountId));
  expect(await world.edit(edits)).toMatchObject({ ok: true });

  const model = world.model();
  expect(model.objects.map(({ name }) => name)).toEqual(['Account', 'Account (copy)', 'Household', 'Profile', 'Plan']);
  expect(model.tables.object.get(objectId)).toMatchObject({ purpose: 'To pay once', synonyms: [] });
  expect(model.attributesByObject.get(objectId)).toMatchObject([{ name: 'name' }]);
  const [cta] = model.ctasByObject.get(objectId) ?? [];
  expect([...(model.roleIdsByCta.get(cta?.id ?? '') ?? [])]).toEqual([roleId]);
});

test('an object that becomes an attribute stays as a rejected noun, with what hangs on it', async () => {
  const world = await setupObjects();
  const { accountId, planId } = world;
  const relationshipId = await world.addRelationship(accountId, planId);
  const deps = { model: world.model(), createdBy: 'ada', newId: world.nextId };
  const edits = downgradeObject(deps, world.objectOf(planId), world.objectOf(accountId));
  expect(await world.edit(edits)).toMatchObject({ ok: true });

  const model = world.model();
  expect(model.attributesByObject.get(accountId)).toMatchObject([{ name: 'Plan' }]);
  expect(model.rejected).toMatchObject([{ name: 'Plan', rejection: 'attribute' }]);
  expect(model.tables.relationship.has(relationshipId)).toBe(true);
});
