/* A second factor: set up, used, renewed, replaced, removed, reset, and kept. */
import { expect, test } from 'vitest';

import { failureOf, testDevice, testPassword } from '../server-client.harness.ts';
import {
  begin,
  giveCode,
  mailed,
  newPerson,
  refused,
  setUp,
  signInWith,
  step,
  withTime,
} from './factor-world.harness.ts';
import { actionsOn } from './people-world.harness.ts';
import type { PeopleWorld } from './people-world.harness.ts';

export function secondFactorSuite(world: () => PeopleWorld): void {
  test('a second factor counts when it has shown a code, and is asked for from then on', async () => {
    await withTime(world(), async (time) => {
      const { server, client } = world();
      const person = await newPerson(world());
      const own = person.client.secondFactor;
      expect(await own.read({})).toEqual({ since: null, recoveryCodesLeft: 0, isDemanded: false });
      const { secret, address } = await own.begin({});
      expect(address).toContain(`secret=${secret}`);
      expect(await failureOf(own.confirm({ code: time.wrongCode(secret) }))).toEqual(refused('wrong'));
      // Nothing is asked for before it counts.
      const before = await server
        .client()
        .access.signIn({ email: person.email, password: testPassword, device: testDevice });
      expect(before.kind).toBe('signed-in');
      const shown = time.code(secret);
      const { recoveryCodes } = await own.confirm({ code: shown });
      expect(recoveryCodes).toHaveLength(10);
      expect(new Set(recoveryCodes).size).toBe(10);
      expect(await own.read({})).toMatchObject({ recoveryCodesLeft: 10 });
      expect((await client.users.get({ id: person.id })).hasSecondFactor).toBe(true);
      expect(await actionsOn(client, person.id)).toContain('access.second-factor-set');
      // The one that set it up is used.
      const half = await begin(world(), person.email);
      expect(half.kind).toBe('code-needed');
      const give = async (code: string) => await giveCode(world(), half.given, code);
      expect(await failureOf(give(shown))).toEqual(refused('used'));
      time.pass(step);
      const { token, me } = await give(time.code(secret));
      expect(me.user.email).toBe(person.email);
      expect((await server.client(token).access.me({})).user.id).toBe(person.id);
      expect(await failureOf(give(time.code(secret)))).toEqual({ kind: 'sign-in-over' });
    });
  });

  test('a recovery code signs in once, and new ones void the old', async () => {
    await withTime(world(), async (time) => {
      const { server } = world();
      const person = await newPerson(world());
      const { secret, recoveryCodes } = await setUp(person.client, time);
      const [first = '', second = '', third = ''] = recoveryCodes;
      const signIn = async (code: string) => await signInWith(world(), person.email, code);
      await signIn(first.toLowerCase().replaceAll('-', ' '));
      await mailed(world(), person.email, '9 of them');
      expect(await failureOf(signIn(first))).toEqual(refused('wrong'));
      const { token } = await signIn(second);
      const own = server.client(token).secondFactor;
      expect((await own.read({})).recoveryCodesLeft).toBe(8);
      const renewed = await own.renewCodes({});
      expect(renewed.recoveryCodes).toHaveLength(10);
      expect(await failureOf(signIn(third))).toEqual(refused('wrong'));
      await signIn(renewed.recoveryCodes[0] ?? '');
      await signIn(time.code(secret));
    });
  });

  test('a second factor is removed with password and code', async () => {
    await withTime(world(), async (time) => {
      const { client, server } = world();
      const person = await newPerson(world());
      const { secret } = await setUp(person.client, time);
      const own = person.client.secondFactor;
      const remove = async (password: string, code: string) => await own.remove({ password, code });
      expect(await failureOf(remove('wrong', time.code(secret)))).toEqual({ kind: 'sign-in-refused' });
      expect(await failureOf(remove(testPassword, time.wrongCode(secret)))).toEqual(refused('wrong'));
      await remove(testPassword, time.code(secret));
      expect(await failureOf(remove(testPassword, time.code(secret)))).toEqual({ kind: 'second-factor-off' });
      expect(await actionsOn(client, person.id)).toContain('access.second-factor-removed');
      const { kind } = await server
        .client()
        .access.signIn({ email: person.email, password: testPassword, device: testDevice });
      expect(kind).toBe('signed-in');
    });
  });

  test('another authenticator takes the place of the first when it has shown a code', async () => {
    await withTime(world(), async (time) => {
      const person = await newPerson(world());
      const old = await setUp(person.client, time);
      const { secret } = await person.client.secondFactor.begin({});
      const signIn = async (code: string) => await signInWith(world(), person.email, code);
      await signIn(time.code(old.secret));
      time.pass(step);
      await person.client.secondFactor.confirm({ code: time.code(secret) });
      time.pass(step);
      expect(await failureOf(signIn(time.code(old.secret)))).toEqual(refused('wrong'));
      expect(await failureOf(signIn(old.recoveryCodes[0] ?? ''))).toEqual(refused('wrong'));
      await signIn(time.code(secret));
    });
  });

  test('an administrator resets a lost one: everything of it ends, and the person is told', async () => {
    await withTime(world(), async (time) => {
      const { server, client } = world();
      const person = await newPerson(world());
      const viewer = await newPerson(world());
      const weak = await newPerson(world(), ['admin']);
      const { secret } = await setUp(person.client, time);
      const { given } = await begin(world(), person.email);
      expect(await failureOf(viewer.client.users.resetSecondFactor({ id: person.id }))).toMatchObject({
        kind: 'not-permitted',
      });
      const { id: adasId } = world().ada.me.user;
      expect(await failureOf(weak.client.users.resetSecondFactor({ id: adasId }))).toMatchObject({
        kind: 'role-too-strong',
      });
      expect((await client.users.resetSecondFactor({ id: person.id })).hasSecondFactor).toBe(false);
      expect(await failureOf(person.client.access.me({}))).toMatchObject({ reason: 'by-administrator' });
      expect(await failureOf(giveCode(world(), given, time.code(secret)))).toEqual({ kind: 'sign-in-over' });
      expect(await actionsOn(client, person.id)).toContain('user.second-factor-reset');
      await mailed(world(), person.email, 'taken away the second factor');
      const { kind } = await server
        .client()
        .access.signIn({ email: person.email, password: testPassword, device: testDevice });
      expect(kind).toBe('signed-in');
    });
  });

  test('its secrets lie sealed or hashed, and are in no export, no audit and no log', async () => {
    await withTime(world(), async (time) => {
      const { server, client } = world();
      const person = await newPerson(world());
      const { secret, recoveryCodes } = await setUp(person.client, time);
      const next = await person.client.secondFactor.begin({});
      const half = await begin(world(), person.email);
      const rows = await server.app.database.asOwner(
        async ({ query }) => await query('SELECT * FROM second_factors WHERE user_id = $1', [person.id]),
      );
      expect(rows).toMatchObject([
        {
          totp_secret: expect.stringMatching(/^sealed\.1\.test\./),
          next_totp_secret: expect.stringMatching(/^sealed\.1\.test\./),
        },
      ]);
      const exported = await client.users.exportData({ id: person.id });
      expect(Object.keys(exported.records)).toEqual(expect.arrayContaining(['secondFactor', 'halfSignIn']));
      const audit = (await client.audit.search({ limit: 500 })).items;
      const told = JSON.stringify([rows, exported, audit, server.logged]);
      const secrets = [
        secret,
        next.secret,
        half.given.secret,
        ...recoveryCodes.flatMap((code) => [code, code.replaceAll('-', '')]),
      ];
      for (const each of secrets) expect(told).not.toContain(each);
      await client.users.erase({ id: person.id, confirmEmail: person.email });
      const [left] = await server.app.database.asOwner(
        async ({ query }) =>
          await query(
            `SELECT (SELECT count(*)::int FROM second_factors WHERE user_id = $1) AS factors,
              (SELECT count(*)::int FROM half_sign_ins WHERE user_id = $1) AS halves`,
            [person.id],
          ),
      );
      expect(left).toEqual({ factors: 0, halves: 0 });
    });
  });
}
