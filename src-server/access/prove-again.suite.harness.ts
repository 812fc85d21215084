/* Showing again who one is, before something that an unlocked machine would else give away. */
import { expect, test } from 'vitest';

import { tenantSettings } from '#shared/tenancy/tenancy-server-api.ts';

import { failureOf, testPassword } from '../server-client.harness.ts';
import { minuteMs, newPerson, refused, setUp, withTime } from './factor-world.harness.ts';
import { actionsOn } from './people-world.harness.ts';
import type { PeopleWorld } from './people-world.harness.ts';

export function proveAgainSuite(world: () => PeopleWorld): void {
  test('what ends sessions, gives rights or changes what one signs in with asks who signed in long ago to do it again', async () => {
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
        async () => await mine.users.assignRoles({ id: other.id, roleIds: ['admin'] }),
        async () => await mine.users.exportData({ id: other.id }),
        async () => await mine.users.erase({ id: other.id, confirmEmail: 'any@example.org' }),
        async () => await mine.invitations.create({ email: 'friend@example.org', roleIds: ['admin'] }),
        async () => await mine.invitations.resend({ id: 'any' }),
        async () => await mine.roles.create({ name: 'Mighty', permissions: ['user:edit'] }),
        async () => await mine.roles.edit({ id: 'any', name: 'Mighty', permissions: ['user:edit'] }),
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
