/* A sign-in that waits for a code: whose it is, how often, for how long. */
import { expect, test } from 'vitest';

import { failureOf, testDevice, testPassword } from '../server-client.harness.ts';
import { begin, giveCode, mailed, minuteMs, newPerson, refused, setUp, withTime } from './factor-world.harness.ts';
import { actionsOn } from './people-world.harness.ts';
import type { PeopleWorld } from './people-world.harness.ts';

export function halfSignInSuite(world: () => PeopleWorld): void {
  test('a wrong password tells nothing of a second factor', async () => {
    await withTime(world(), async (time) => {
      const { server } = world();
      const person = await newPerson(world());
      await setUp(person.client, time);
      const asked = async (email: string) =>
        await failureOf(server.client().access.signIn({ email, password: 'wrong', device: testDevice }));
      expect(await asked(person.email)).toEqual(await asked('nobody-at-all@example.org'));
    });
  });

  test('a half-done sign-in is good once, soon, from its device, and with its secret', async () => {
    await withTime(world(), async (time) => {
      const { server } = world();
      const person = await newPerson(world());
      const { secret } = await setUp(person.client, time);
      const half = await begin(world(), person.email);
      const over = { kind: 'sign-in-over' };
      const give = async (given: object = {}, client = server.client()) =>
        await client.access.giveCode({ ...half.given, code: time.code(secret), device: testDevice, ...given });
      expect(await failureOf(give({ device: { ...testDevice, name: 'Another machine' } }))).toEqual(over);
      expect(await failureOf(give({}, server.client(null, { 'user-agent': 'another' })))).toEqual(over);
      expect(await failureOf(give({ secret: `${half.given.secret.slice(0, -1)}_` }))).toEqual(over);
      expect(await failureOf(give({ id: 'nothing' }))).toEqual(over);
      time.pass(5 * minuteMs + 1000);
      expect(await failureOf(give())).toEqual(over);
      const twice = await begin(world(), person.email);
      const both = await Promise.allSettled(
        [1, 2].map(async () => await giveCode(world(), twice.given, time.code(secret))),
      );
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    });
  });

  test('wrong codes are counted, whoever knows the password, and the person is told', async () => {
    await withTime(world(), async (time) => {
      const { client } = world();
      const person = await newPerson(world());
      const { secret } = await setUp(person.client, time);
      const { given } = await begin(world(), person.email);
      const give = async (code: string, half = given) => await giveCode(world(), half, code);
      expect(await failureOf(give(time.code(secret, -5 * minuteMs)))).toEqual(refused('clock'));
      for (let count = 1; count < 5; count += 1) {
        expect(await failureOf(give(time.wrongCode(secret)))).toEqual(refused('wrong'));
      }
      expect(await failureOf(give(time.code(secret)))).toEqual({ kind: 'sign-in-over' });
      // The password does not forgive what was guessed of the code.
      const again = (await begin(world(), person.email)).given;
      expect(await failureOf(give(time.code(secret), again))).toMatchObject({ kind: 'too-many-requests' });
      expect((await actionsOn(client, person.id)).filter((action) => action === 'access.code-refused')).toHaveLength(5);
      await mailed(world(), person.email, 'wrong several times');
      time.pass(minuteMs);
      await give(time.code(secret), again);
    });
  });

  test('a password that is changed voids the sign-ins that the old one has begun', async () => {
    await withTime(world(), async (time) => {
      const person = await newPerson(world());
      const { secret } = await setUp(person.client, time);
      const { given } = await begin(world(), person.email);
      await person.client.access.changePassword({ current: testPassword, next: 'seven wet herons stand' });
      expect(await failureOf(giveCode(world(), given, time.code(secret)))).toEqual({ kind: 'sign-in-over' });
      const anew = await begin(world(), person.email, 'seven wet herons stand');
      await giveCode(world(), anew.given, time.code(secret));
    });
  });
}
