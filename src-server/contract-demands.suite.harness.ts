/*
 * Every call of the contract, asked by who may not ask it: generated from the contract, so that a new call is covered by being in
 * it.
 */
import { expect, test } from 'vitest';

import { isPermission, permissions } from '#shared/rpc/permission-rules.ts';
import { apiPath } from '#shared/rpc/server-contract.ts';

import { addPerson } from './access/people-world.harness.ts';
import type { PeopleWorld } from './access/people-world.harness.ts';
import { sampleInput } from './contract-inputs.harness.ts';
import type { ContractCall, Input } from './contract-inputs.harness.ts';
import { actingIn, demanding, failuresOf, outcomesOf } from './contract-outcomes.harness.ts';
import type { ServerClient } from './server-client.harness.ts';

export function demandSuite(world: () => PeopleWorld): void {
  test('no call that demands anybody is answered without a token, or with a wrong one', async () => {
    const { server } = world();
    const wrong = ['tps_01a21617-0ee7-7406-a681-9f6ed43d79f1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'nonsense'];
    for (const token of [null, ...wrong]) {
      const outcomes = await outcomesOf(demanding, server.client(token), () => ({}));
      expect(outcomes).toEqual(demanding.map(({ name }) => `${name}: signed-out`));
    }
  });

  test('no call is answered to who lacks what it demands', async () => {
    const { client } = world();
    const calls = demanding.filter(({ meta }) => isPermission(meta.demand));
    const role = await client.roles.create({ name: 'All but one', permissions: [] });
    const person = await addPerson(world(), 'all-but-one@example.org', [role.id]);
    const demands = new Set(calls.map(({ meta }) => meta.demand));
    for (const demand of demands) {
      // Their role is edited and counts at once: the same session.
      const others = permissions.filter((permission) => permission !== demand);
      await client.roles.edit({ id: role.id, name: 'All but one', permissions: others });
      const of = calls.filter(({ meta }) => meta.demand === demand);
      const failures = await failuresOf(of, person.client);
      expect(failures).toEqual(of.map(({ name }) => [name, { kind: 'not-permitted', permission: demand }]));
    }
    await client.users.remove({ id: person.id });
  });

  test('a refusal is told as one, and not as a failure of the server', async () => {
    const { server, ada } = world();
    const headers = { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ value: 'perhaps' });
    const address = `${server.address}${apiPath}/tenant/config/access.single-session`;
    const answer = await fetch(address, { method: 'PUT', headers, body });
    expect([answer.status, await answer.json()]).toMatchObject([422, { data: { kind: 'config-invalid' } }]);
  });

  test('what is for people is not answered to a machine, whatever its scopes', async () => {
    const { server, client } = world();
    const { token, view } = await client.tokens.create({ name: 'Everything', scopes: [...permissions] });
    const calls = demanding.filter(({ meta }) => meta.isForPeople);
    expect(calls.map(({ name }) => name)).toContain('tokens.create');
    expect(await failuresOf(calls, server.client(token))).toEqual(
      calls.map(({ name }) => [name, { kind: 'only-for-people' }]),
    );
    await client.tokens.revoke({ id: view.id });
  });

  test('a suspended tenant is read and not written, and a cancelled one neither', async () => {
    const { server, client } = world();
    const { tenant, link } = await client.tenants.create({
      name: 'Closing',
      slug: 'closing',
      administratorEmail: 'cl@example.org',
    });
    const signedIn = await actingIn(world(), tenant.id);
    const theirs = server.client(signedIn.token);
    await client.tenants.setStatus({ id: tenant.id, status: 'suspended' });
    const isClosed = (outcome: string) => outcome.endsWith(': tenant-closed');
    const writes = ({ isRead, meta }: ContractCall) => !isRead && !meta.isOpenWhenSuspended;
    // Signing out is open: it comes last.
    const inOrder = demanding.toSorted(
      (one, other) => Number(one.name === 'access.signOut') - Number(other.name === 'access.signOut'),
    );
    const outcomes = await outcomesOf(inOrder, theirs, () => ({ id: 'nothing' }));
    expect(outcomes.filter(isClosed)).toEqual(inOrder.filter(writes).map(({ name }) => `${name}: tenant-closed`));
    const again = server.client((await actingIn(world(), tenant.id)).token);
    await client.tenants.setStatus({ id: tenant.id, status: 'cancelled' });
    expect(await failuresOf(demanding, again)).toEqual(
      demanding.map(({ name }) => [name, { kind: 'tenant-closed', status: 'cancelled' }]),
    );
    expect(link).toContain('#invite_');
  });

  test("a session of another tenant finds nothing by this one's ids, and changes nothing", async () => {
    const { server, client, ada } = world();
    const { tenant } = await client.tenants.create({
      name: 'Abroad',
      slug: 'abroad',
      administratorEmail: 'ab@example.org',
    });
    const stranger = server.client((await actingIn(world(), tenant.id)).token);
    const bob = await addPerson(world(), 'bob-of-here@example.org', ['developer']);
    const { invitation } = await client.invitations.create({ email: 'open@example.org', roleIds: ['viewer'] });
    const role = await client.roles.create({ name: 'Ours', permissions: ['user:read'] });
    const { view } = await bob.client.tokens.create({ name: 'Ours', scopes: ['user:read'] });
    const [device] = await bob.client.devices.mine({});
    const [session] = await bob.client.sessions.mine({});
    const idsByGroup: { readonly [group: string]: Input } = {
      users: { id: bob.id, userId: bob.id, confirmEmail: bob.email },
      userData: { userId: bob.id },
      invitations: { id: invitation.id },
      roles: { id: role.id },
      tokens: { id: view.id },
      sessions: { id: session?.id, userId: bob.id },
      devices: { id: device?.id },
    };
    const isNamed = ({ name, schema }: ContractCall) => {
      const [group = ''] = name.split('.');
      const sample = sampleInput({ name, schema } as ContractCall, {}); // It reads these two.
      return group in idsByGroup && ('id' in sample || ('userId' in sample && !name.endsWith('.list')));
    };
    const calls = demanding.filter((call) => isNamed(call) || call.name === 'userData.list');
    expect(calls.length).toBeGreaterThan(15);
    const given = ({ name }: ContractCall) => ({
      roleIds: ['viewer'],
      permissions: ['user:read'],
      ...idsByGroup[name.split('.')[0] ?? ''],
    });
    const before = await everythingOf(client);
    const outcomes = await outcomesOf(calls, stranger, given);
    // Ending all sessions of nobody ends none, which is no failure.
    const harmless = ['sessions.endOfUser: ok'];
    expect(outcomes.filter((outcome) => !outcome.endsWith(': record-missing') && !harmless.includes(outcome))).toEqual(
      [],
    );
    expect(await everythingOf(client)).toEqual(before);
    expect(
      (await stranger.audit.search({ limit: 500 })).items.some(({ details }) =>
        JSON.stringify(details ?? '').includes(bob.email),
      ),
    ).toBe(false);
    expect(ada.me.tenant.id).not.toBe(tenant.id);
  });
}

async function everythingOf(client: ServerClient) {
  return {
    users: (await client.users.list({})).items,
    roles: await client.roles.list({}),
    tokens: (await client.tokens.list({})).items.map(({ id }) => id),
    // Their mails go out meanwhile.
    invitations: (await client.invitations.list({})).items.map(({ id, expiresAt, acceptedAt }) => [
      id,
      expiresAt,
      acceptedAt,
    ]),
    sessions: (await client.sessions.list({})).items.map(({ id, endedAt }) => [id, endedAt]),
  };
}
