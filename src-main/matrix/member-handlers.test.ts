import { expect, test } from 'vitest';

import { idFromKey } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';
import { projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import { membershipId } from '#shared/matrix/matrix-keys.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { setupProject } from './matrix.harness.ts';

const [ada, bob, eve] = [idFromKey('user', 'ada'), idFromKey('user', 'bob'), idFromKey('user', 'eve')];

/** A project that Ada owns alone. */
async function setup() {
  const world = await setupProject();
  world.store.write({ actorId: 'ada' }, (tx) => {
    for (const [id, name] of Object.entries({ [ada]: 'ada', [bob]: 'bob', [eve]: 'eve' })) {
      const tenantId = name === 'eve' ? 'tenant-2' : 'tenant-1';
      const names = { id, tenantId, name, email: `${name}@example.org`, role: 'user', status: 'active' } as const;
      const metadata = { publicMetadata: {}, unsafeMetadata: {} };
      tx.create(userEntity, { ...names, ...metadata, isSystem: false, dateJoined: instantOf(0) });
    }
  });
  const { projectId, handlers } = world;
  const maker = world.call.actor.userId;
  await handlers.setMember({ projectId, userId: ada, role: 'owner' }, world.call);
  const call = world.callOf(ada);
  await handlers.removeMember({ projectId, userId: maker }, call);
  const roleOf = (userId: string) =>
    world.store.find(projectMembershipEntity, membershipId(world.projectId, userId))?.role;
  return { ...world, call, roleOf };
}

test('an owner takes people in, changes their role and lets them go', async () => {
  const { handlers, call, projectId, roleOf } = await setup();
  await handlers.setMember({ projectId, userId: bob, role: 'viewer' }, call);
  expect(roleOf(bob)).toBe('viewer');
  await handlers.setMember({ projectId, userId: bob, role: 'editor' }, call);
  expect(roleOf(bob)).toBe('editor');
  await handlers.removeMember({ projectId, userId: bob }, call);
  expect(roleOf(bob)).toBeUndefined();
});

test('who is no owner changes no member', async () => {
  const { handlers, call, callOf, projectId, roleOf } = await setup();
  await handlers.setMember({ projectId, userId: bob, role: 'editor' }, call);
  const refused = { ok: false, failure: { kind: 'project-read-only' } };
  expect(await handlers.setMember({ projectId, userId: bob, role: 'owner' }, callOf(bob))).toMatchObject(refused);
  expect(await handlers.removeMember({ projectId, userId: ada }, callOf(bob))).toMatchObject(refused);
  expect(roleOf(bob)).toBe('editor');
});

test('the last owner stays, and one who goes hands the project to another', async () => {
  const { handlers, call, store, projectId } = await setup();
  const last = { ok: false, failure: { kind: 'last-owner' } };
  expect(await handlers.removeMember({ projectId, userId: ada }, call)).toEqual(last);
  expect(await handlers.setMember({ projectId, userId: ada, role: 'viewer' }, call)).toEqual(last);
  await handlers.setMember({ projectId, userId: bob, role: 'owner' }, call);
  await handlers.removeMember({ projectId, userId: ada }, call);
  expect(store.get(projectEntity, projectId).ownerId).toBe(bob);
});

test('nobody of another organisation is taken in', async () => {
  const { handlers, call, projectId, roleOf } = await setup();
  const answer = await handlers.setMember({ projectId, userId: eve, role: 'viewer' }, call);
  expect(answer).toMatchObject({ failure: { kind: 'record-missing' } });
  expect(roleOf(eve)).toBeUndefined();
});
