/*
 * The second factor over HTTP: set up, asked for, lost, demanded; and showing again who one is.
 */
import { expect, test } from 'vitest';

import type { HalfSignedIn } from '#shared/access/factor-server-api.ts';
import { assert } from '#shared/base/assert.ts';
import { tenantSettings } from '#shared/tenancy/tenancy-server-api.ts';

import { failureOf, testDevice, testPassword } from '../server-client.harness.ts';
import type { ServerClient } from '../server-client.harness.ts';
import { showCode, showWrongCode } from './authenticator.harness.ts';
import { actionsOn, addPerson, partsOf } from './people-world.harness.ts';
import type { PeopleWorld, Person } from './people-world.harness.ts';

const minuteMs = 60_000;
const refused = (reason: string) => ({ kind: 'code-refused', reason });

/** A telephone, and the clock of the server beside it. */
function setupTime({ server }: PeopleWorld) {
  let aheadMs = 0;
  return {
    pass: (ms: number): void => {
      server.passMs(ms);
      aheadMs += ms;
    },
    code: (secret: string, offMs = 0): string => showCode(secret, Date.now() + aheadMs + offMs),
    wrongCode: (secret: string): string => showWrongCode(secret, Date.now() + aheadMs),
    back: (): void => server.passMs(-aheadMs),
  };
}
type Time = ReturnType<typeof setupTime>;

/** Each code is good once: the next one comes with the next step. */
const step = 30_000;

async function setUp(client: ServerClient, time: Time) {
  const { secret } = await client.secondFactor.begin({});
  const { recoveryCodes } = await client.secondFactor.confirm({ code: time.code(secret) });
  time.pass(step);
  return { secret, recoveryCodes };
}

async function begin(
  { server }: PeopleWorld,
  email: string,
  password = testPassword,
): Promise<HalfSignedIn & { readonly given: { readonly id: string; readonly secret: string } }> {
  const answer = await server.client().access.signIn({ email, password, device: testDevice });
  assert(answer.kind === 'code-needed' || answer.kind === 'factor-needed', `It was ${answer.kind}.`);
  return { ...answer, given: { id: answer.id, secret: answer.secret } };
}

async function withTime(world: PeopleWorld, work: (time: Time) => Promise<void>): Promise<void> {
  const time = setupTime(world);
  try {
    await work(time);
  } finally {
    time.back();
  }
}

let people = 0;
async function newPerson(world: PeopleWorld, roleIds = ['viewer']): Promise<Person> {
  people += 1;
  return await addPerson(world, `factor-${String(people)}@example.org`, roleIds);
}

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
      const { recoveryCodes } = await own.confirm({ code: time.code(secret) });
      expect(recoveryCodes).toHaveLength(10);
      expect(new Set(recoveryCodes).size).toBe(10);
      expect(await own.read({})).toMatchObject({ recoveryCodesLeft: 10 });
      expect((await client.users.get({ id: person.id })).hasSecondFactor).toBe(true);
      expect(await actionsOn(client, person.id)).toContain('access.second-factor-set');
      // The one that set it up is used.
      const half = await begin(world(), person.email);
      expect(half.kind).toBe('code-needed');
      const giveCode = async (code: string) =>
        await server.client().access.giveCode({ ...half.given, code, device: testDevice });
      expect(await failureOf(giveCode(time.code(secret)))).toEqual(refused('used'));
      time.pass(step);
      const { token, me } = await giveCode(time.code(secret));
      expect(me.user.email).toBe(person.email);
      expect((await server.client(token).access.me({})).user.id).toBe(person.id);
      expect(await failureOf(giveCode(time.code(secret)))).toEqual({ kind: 'sign-in-over' });
    });
  });

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
        [1, 2].map(
          async () =>
            await server.client().access.giveCode({ ...twice.given, code: time.code(secret), device: testDevice }),
        ),
      );
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    });
  });

  test('a recovery code signs in once, and new ones void the old', async () => {
    await withTime(world(), async (time) => {
      const { server, mails } = world();
      const person = await newPerson(world());
      const { secret, recoveryCodes } = await setUp(person.client, time);
      const [first = '', second = '', third = ''] = recoveryCodes;
      const signIn = async (code: string) => {
        const { given } = await begin(world(), person.email);
        return await server.client().access.giveCode({ ...given, code, device: testDevice });
      };
      await signIn(first.toLowerCase().replaceAll('-', ' '));
      await expect
        .poll(() =>
          mails.received.some(({ text, recipients }) => recipients[0] === person.email && text.includes('9 of them')),
        )
        .toBe(true);
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

  test('wrong codes are counted, whoever knows the password, and the person is told', async () => {
    await withTime(world(), async (time) => {
      const { server, client, mails } = world();
      const person = await newPerson(world());
      const { secret } = await setUp(person.client, time);
      const { given } = await begin(world(), person.email);
      const give = async (code: string, half = given) =>
        await server.client().access.giveCode({ ...half, code, device: testDevice });
      expect(await failureOf(give(time.code(secret, -5 * minuteMs)))).toEqual(refused('clock'));
      for (let count = 1; count < 5; count += 1) {
        expect(await failureOf(give(time.wrongCode(secret)))).toEqual(refused('wrong'));
      }
      expect(await failureOf(give(time.code(secret)))).toEqual({ kind: 'sign-in-over' });
      // The password does not forgive what was guessed of the code.
      const again = (await begin(world(), person.email)).given;
      expect(await failureOf(give(time.code(secret), again))).toMatchObject({ kind: 'too-many-requests' });
      expect((await actionsOn(client, person.id)).filter((action) => action === 'access.code-refused')).toHaveLength(5);
      await expect
        .poll(() =>
          mails.received.some(
            ({ text, recipients }) => recipients[0] === person.email && text.includes('wrong several times'),
          ),
        )
        .toBe(true);
      time.pass(minuteMs);
      await give(time.code(secret), again);
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
      const { server } = world();
      const person = await newPerson(world());
      const old = await setUp(person.client, time);
      const { secret } = await person.client.secondFactor.begin({});
      const signIn = async (code: string) => {
        const { given } = await begin(world(), person.email);
        return await server.client().access.giveCode({ ...given, code, device: testDevice });
      };
      await signIn(time.code(old.secret));
      time.pass(step);
      await person.client.secondFactor.confirm({ code: time.code(secret) });
      time.pass(step);
      expect(await failureOf(signIn(time.code(old.secret)))).toEqual(refused('wrong'));
      expect(await failureOf(signIn(old.recoveryCodes[0] ?? ''))).toEqual(refused('wrong'));
      await signIn(time.code(secret));
    });
  });

  test('what ends sessions or changes what one signs in with asks who signed in long ago to do it again', async () => {
    await withTime(world(), async (time) => {
      const { client, server } = world();
      const person = await newPerson(world(), ['admin']);
      const { secret } = await setUp(person.client, time);
      const [session] = await person.client.sessions.mine({});
      const other = await newPerson(world());
      const machine = server.client(
        (await person.client.tokens.create({ name: 'Ending', scopes: ['session:manage'] })).token,
      );
      time.pass(10 * minuteMs + 1000);
      const outdated = { kind: 'sign-in-outdated', minutes: 10 };
      const mine = person.client;
      const asked: readonly (() => Promise<unknown>)[] = [
        async () => await mine.sessions.endMine({ id: session?.id ?? '' }),
        async () => await mine.sessions.endMyOthers({}),
        async () => await mine.devices.forget({ id: 'any' }),
        async () => await mine.access.changePassword({ current: testPassword, next: 'seven wet herons stand' }),
        async () => await mine.tokens.create({ name: 'Later', scopes: ['user:read'] }),
        async () => await mine.secondFactor.begin({}),
        async () => await mine.secondFactor.renewCodes({}),
        async () => await mine.sessions.end({ id: session?.id ?? '' }),
        async () => await mine.sessions.endOfUser({ userId: other.id }),
        async () => await mine.users.edit({ id: other.id, email: 'moved@example.org' }),
        async () => await mine.users.resetSecondFactor({ id: other.id }),
        async () => await mine.tenant.setConfig({ key: tenantSettings.secondFactor, value: null }),
      ];
      for (const ask of asked) expect(await failureOf(ask())).toEqual(outdated);
      const again = async (password: string, code?: string) =>
        await mine.secondFactor.signInAgain({ password, ...(code === undefined ? {} : { code }) });
      expect(await failureOf(again('wrong', time.code(secret)))).toEqual({ kind: 'sign-in-refused' });
      expect(await failureOf(again(testPassword))).toEqual(refused('wrong'));
      expect(await failureOf(mine.sessions.endMyOthers({}))).toEqual(outdated);
      await again(testPassword, time.code(secret));
      expect(await mine.sessions.endMyOthers({})).toEqual({ ended: 0 });
      // A machine shows its token each time, and has nothing else to show.
      expect((await machine.sessions.endOfUser({ userId: other.id })).ended).toBe(1);
      expect(await actionsOn(client, (await mine.access.me({})).sessionId ?? '')).toContain('access.signed-in-again');
    });
  });
}

export function demandedFactorSuite(world: () => PeopleWorld): void {
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
      expect(
        await failureOf(
          server.client().access.giveCode({ ...half.given, code: time.code(secret), device: testDevice }),
        ),
      ).toEqual({ kind: 'sign-in-over' });
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

  test('an administrator resets a lost one: everything of it ends, and the person is told', async () => {
    await withTime(world(), async (time) => {
      const { server, client, mails } = world();
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
      expect(
        await failureOf(server.client().access.giveCode({ ...given, code: time.code(secret), device: testDevice })),
      ).toEqual({ kind: 'sign-in-over' });
      expect(await actionsOn(client, person.id)).toContain('user.second-factor-reset');
      await expect
        .poll(() =>
          mails.received.some(
            ({ text, recipients }) => recipients[0] === person.email && text.includes('taken away the second factor'),
          ),
        )
        .toBe(true);
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

  test('a password that is changed voids the sign-ins that the old one has begun', async () => {
    await withTime(world(), async (time) => {
      const { server } = world();
      const person = await newPerson(world());
      const { secret } = await setUp(person.client, time);
      const { given } = await begin(world(), person.email);
      await person.client.access.changePassword({ current: testPassword, next: 'seven wet herons stand' });
      expect(
        await failureOf(server.client().access.giveCode({ ...given, code: time.code(secret), device: testDevice })),
      ).toEqual({ kind: 'sign-in-over' });
      const anew = await begin(world(), person.email, 'seven wet herons stand');
      await server.client().access.giveCode({ ...anew.given, code: time.code(secret), device: testDevice });
    });
  });
}
