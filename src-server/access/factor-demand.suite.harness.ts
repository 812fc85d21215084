/* A second factor that a tenant demands. */
import { expect, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { tenantSettings } from '#shared/tenancy/tenancy-server-api.ts';

import { failureOf, testDevice, testPassword } from '../server-client.harness.ts';
import { begin, giveCode, minuteMs, newPerson, refused, setUp, step, withTime } from './factor-world.harness.ts';
import { partsOf } from './people-world.harness.ts';
import type { PeopleWorld } from './people-world.harness.ts';

export function factorDemandSuite(world: () => PeopleWorld): void {
  const demand = async (value: 'administrators' | 'everyone' | null) =>
    await world().client.tenant.setConfig({ key: tenantSettings.secondFactor, value });

  test('a tenant demands one: whoever has none comes in by setting it up, and by nothing else', async () => {
    await withTime(world(), async (time) => {
      const { server, client } = world();
      const person = await newPerson(world());
      const machine = server.client((await client.tokens.create({ name: 'Goes on', scopes: ['user:read'] })).token);
      expect(await failureOf(demand('everyone'))).toEqual({ kind: 'second-factor-missing' });
      const { secret: adasSecret } = await setUp(client, time);
      await demand('everyone');
      expect(await failureOf(person.client.access.me({}))).toEqual({
        kind: 'signed-out',
        reason: 'second-factor-demanded',
      });
      expect((await machine.users.list({})).items.length).toBeGreaterThan(0);
      const half = await begin(world(), person.email);
      assert(half.kind === 'factor-needed', 'It is demanded.');
      expect(half).toMatchObject({ email: person.email, tenantName: 'Example Institute' });
      const { secret } = half.authenticator;
      const setUpFactor = async (code: string) =>
        await server.client().access.setUpFactor({ ...half.given, code, device: testDevice });
      // What waits for being set up is not finished by a code alone.
      expect(await failureOf(giveCode(world(), half.given, time.code(secret)))).toEqual({ kind: 'sign-in-over' });
      expect(await failureOf(setUpFactor(time.wrongCode(secret)))).toEqual(refused('wrong'));
      expect(await failureOf(setUpFactor(time.code(secret, 5 * minuteMs)))).toEqual(refused('clock'));
      const { token, recoveryCodes } = await setUpFactor(time.code(secret));
      expect(recoveryCodes).toHaveLength(10);
      const own = server.client(token).secondFactor;
      expect(await own.read({})).toMatchObject({ isDemanded: true, recoveryCodesLeft: 10 });
      time.pass(step);
      expect(await failureOf(own.remove({ password: testPassword, code: time.code(secret) }))).toEqual({
        kind: 'second-factor-demanded',
      });
      // Who is invited comes in the same way.
      const { link } = await client.invitations.create({ email: 'invited-factor@example.org', roleIds: ['viewer'] });
      const joined = await server
        .client()
        .access.acceptInvitation({ ...partsOf(link), name: 'Grace', password: testPassword, device: testDevice });
      expect(joined.kind).toBe('factor-needed');
      await demand(null);
      await client.secondFactor.remove({ password: testPassword, code: time.code(adasSecret) });
    });
  });

  test('it can be demanded of those who administer, and then also of who begins to', async () => {
    await withTime(world(), async (time) => {
      const { server, client } = world();
      const viewer = await newPerson(world());
      const admin = await newPerson(world(), ['admin']);
      const { secret } = await setUp(client, time);
      await demand('administrators');
      expect((await viewer.client.access.me({})).user.id).toBe(viewer.id);
      expect(await failureOf(admin.client.access.me({}))).toMatchObject({ reason: 'second-factor-demanded' });
      await client.users.assignRoles({ id: viewer.id, roleIds: ['admin'] });
      expect(await failureOf(viewer.client.access.me({}))).toMatchObject({ reason: 'second-factor-demanded' });
      // Also by a role of the tenant's own that becomes more.
      const role = await client.roles.create({ name: 'Growing', permissions: ['user:read'] });
      const grown = await newPerson(world(), [role.id]);
      expect((await grown.client.access.me({})).user.id).toBe(grown.id);
      await client.roles.edit({ id: role.id, name: 'Growing', permissions: ['user:read', 'user:invite'] });
      expect(await failureOf(grown.client.access.me({}))).toMatchObject({ reason: 'second-factor-demanded' });
      expect(server.logged).toEqual([]);
      await demand(null);
      await client.secondFactor.remove({ password: testPassword, code: time.code(secret) });
    });
  });
}
