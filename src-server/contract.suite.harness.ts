/*
 * Every call of the contract, asked by who may not ask it and with what is not to be sent: generated from the contract, so that a
 * new call is covered by being in it.
 */
import { expect, test } from 'vitest';

import type { SignedIn } from '#shared/access/me.ts';
import { assert } from '#shared/base/assert.ts';
import { isPermission, permissions } from '#shared/rpc/permission-rules.ts';
import { apiPath } from '#shared/rpc/server-contract.ts';

import { addPerson } from './access/people-world.harness.ts';
import type { PeopleWorld } from './access/people-world.harness.ts';
import { contractCalls, sampleInput, textsIn } from './contract-inputs.harness.ts';
import type { ContractCall, Input } from './contract-inputs.harness.ts';
import type { ServerClient } from './server-client.harness.ts';

/** A stream of events, which is asked by itself in the tests of it. */
const isStream = ({ name }: ContractCall): boolean => name === 'live.watch' || name === 'presence.watch';
const asked = contractCalls.filter((call) => !isStream(call));
const demanding = asked.filter(({ meta }) => meta.demand !== 'nobody');

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

/** What may come within a text, and what a program that puts its queries together from texts would make of it. */
const hostileTexts: { readonly [name: string]: string } = {
  sql: `'; DROP TABLE users; -- ") OR 1=1 /*`,
  format: String.raw`%s %d %n \x00 \u0000 $1 {{7*7}} ${'$'}{7*7} ../../etc/passwd`,
  control: 'a\u0001\u0008\u001B[31m\u007F\u0085\u2028b',
  lines: 'a\r\nBcc: everybody@example.org\r\n\r\nb',
  nul: 'a\0b',
  halfPair: 'a\uD800b',
  unicode: 'Ａ\u202Eäß\u0301 𝔘𝔫𝔦 👩‍🔬 עברית \uFEFF\u200D',
  long: 'x'.repeat(100_000),
};

export function hostileSuite(world: () => PeopleWorld): void {
  test.each(Object.entries(hostileTexts))(
    '%s in any text of any call is refused with a reason, or taken',
    async (_name, text) => {
      const { server, client } = world();
      const acting = server.client((await client.access.actIn({ tenantId: await spareTenant(client) })).token);
      const email = `victim-${String(Math.random()).slice(2)}@example.org`;
      const person = await addPerson({ server, client: acting }, email, ['developer']);
      const failedBefore = server.ends.filter(({ outcome }) => outcome === 'error').length;
      for (const call of asked.filter(({ name }) => !endsOneself.has(name))) {
        const sample = sampleInput(call, { id: person.id, userId: person.id, roleIds: ['viewer'] });
        for (const { put } of textsIn(sample)) await outcomeOf(call, acting, put(text));
      }
      const failed = server.ends.filter(({ outcome }) => outcome === 'error').slice(failedBefore);
      expect(failed.map(({ call, error }) => [call, String(error?.cause)])).toEqual([]);
      // Nothing was dropped, and whoever is honest is served.
      expect((await acting.users.get({ id: person.id })).status).toBe('active');
    },
  );

  test('rubbish in the place of anything in any call is refused with a sentence, or taken', async () => {
    const { server, client } = world();
    const acting = await client.access.actIn({ tenantId: await spareTenant(client) });
    const failedBefore = server.ends.filter(({ outcome }) => outcome === 'error').length;
    const answers: string[] = [];
    for (const call of asked.filter(({ name }) => !endsOneself.has(name))) {
      for (const body of rubbishOf(sampleInput(call, {}))) {
        const { status, message } = await askRaw(server.address, acting.token, { call, body });
        const isAnswered = status === 200 || (status >= 400 && status < 500 && /^[A-Z].+\.?$/s.test(message));
        if (!isAnswered) answers.push(`${call.name} ${body.slice(0, 100)}: ${String(status)} ${message}`);
      }
    }
    expect(answers).toEqual([]);
    const failed = server.ends.filter(({ outcome }) => outcome === 'error').slice(failedBefore);
    expect(failed.map(({ call, error }) => [call, String(error?.cause)])).toEqual([]);
  }, 120_000);

  test.each(Object.entries(hostileTexts))('%s is stored exactly, or refused', async (_name, text) => {
    const { client } = world();
    const person = await addPerson(world(), `target-${String(Math.random()).slice(2)}@example.org`, ['developer']);
    const { id: userId } = person;
    const stored: { readonly [what: string]: () => Promise<unknown> } = {
      preference: async () => {
        await client.preferences.set({ key: 'hostile', value: { [text.slice(0, 200)]: [text] } });
        return (await client.preferences.list({})).find(({ key }) => key === 'hostile')?.value;
      },
      preferenceKey: async () => {
        await client.preferences.set({ key: text, value: 1 });
        return (await client.preferences.list({})).find(({ key }) => key === text)?.key;
      },
      note: async () => {
        await client.userData.set({ userId, key: 'hostile', value: text });
        return (await client.userData.list({ userId })).find(({ key }) => key === 'hostile')?.value;
      },
      setting: async () => {
        await client.tenant.setConfig({ key: 'hostile', value: text });
        return (await client.tenant.current({})).config.find(({ key }) => key === 'hostile')?.value;
      },
      billing: async () => {
        await client.tenant.setBilling({ billingInfo: { text } });
        return (await client.tenant.billing({}))['text'];
      },
      name: async () => (await client.users.edit({ id: userId, name: text })).name,
      role: async () => {
        const role = await client.roles.create({ name: 'Hostile', description: text, permissions: [] });
        await client.roles.remove({ id: role.id });
        return role.description;
      },
      token: async () => (await client.tokens.create({ name: text, scopes: ['user:read'] })).view.name,
      invitation: async () => {
        const { invitation } = await client.invitations.create({
          email: 'hostile@example.org',
          name: text,
          roleIds: ['viewer'],
        });
        await client.invitations.revoke({ id: invitation.id });
        return invitation.name;
      },
    };
    for (const [what, store] of Object.entries(stored)) {
      const outcome = await store().catch((error: unknown) => refusalOf(error));
      const isExact = what === 'preference' ? { [text.slice(0, 200)]: [text] } : text;
      // A name is stored without what is white around it.
      const trimmed = typeof isExact === 'string' ? [isExact, isExact.trim()] : [isExact];
      expect([what, outcome]).toEqual([
        what,
        isRefusal(outcome) ? outcome : trimmed.find((one) => JSON.stringify(one) === JSON.stringify(outcome)),
      ]);
    }
  });
}

const rubbish: readonly unknown[] = [null, '', -1, 1e308, 2 ** 53, true, [], [[null]], {}, { toString: 1 }, ['a', 1]];

/** Bodies that are none, and the input with rubbish in the place of each field, as JSON. */
function rubbishOf(sample: Input): readonly string[] {
  const within = Object.keys(sample).flatMap((field) => rubbish.map((value) => ({ ...sample, [field]: value })));
  return [...rubbish, 'text', ...within].map((body) => JSON.stringify(body));
}

async function askRaw(
  address: string,
  token: string,
  { call, body }: { readonly call: ContractCall; readonly body: string },
): Promise<{ readonly status: number; readonly message: string }> {
  const given: unknown = JSON.parse(body);
  const field = (name: string): string => encodeURIComponent(JSON.stringify((given as Input | null)?.[name] ?? 'x')); // Of rubbish, nothing is known.
  const place = call.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => field(name));
  const query = call.isRead ? `?rubbish=${encodeURIComponent(body)}&limit=${encodeURIComponent(body)}` : '';
  const answer = await fetch(`${address}${apiPath}${place}${query}`, {
    method: call.method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(call.isRead ? {} : { body }),
  });
  const text = await answer.text();
  if (answer.status === 200) return { status: 200, message: '' };
  return { status: answer.status, message: String((JSON.parse(text) as { readonly message?: unknown }).message) };
}

/** They would end the session with which all others are asked. */
const endsOneself = new Set(['access.signOut', 'sessions.endMyOthers', 'users.exportData', 'upkeep.backUp']);

async function actingIn({ client }: PeopleWorld, tenantId: string): Promise<SignedIn> {
  return await client.access.actIn({ tenantId });
}

async function spareTenant(client: ServerClient): Promise<string> {
  const [known] = (await client.tenants.list({ search: 'spare-for-hostile' })).items;
  if (known !== undefined) return known.id;
  const draft = { name: 'Spare', slug: 'spare-for-hostile', administratorEmail: 'spare@example.org' };
  return (await client.tenants.create(draft)).tenant.id;
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

type Refused = { readonly kind: string };

async function outcomesOf(
  calls: readonly ContractCall[],
  client: ServerClient,
  given: (call: ContractCall) => Input,
): Promise<readonly string[]> {
  const outcomes: string[] = [];
  for (const call of calls) {
    const outcome = await outcomeOf(call, client, sampleInput(call, given(call)));
    outcomes.push(`${call.name}: ${outcome?.kind ?? 'ok'}`);
  }
  return outcomes;
}

async function failuresOf(calls: readonly ContractCall[], client: ServerClient) {
  const failures: [string, Refused | undefined][] = [];
  for (const call of calls) failures.push([call.name, await outcomeOf(call, client, sampleInput(call, {}))]);
  return failures;
}

/** What a call was refused with; undefined when it was answered. */
async function outcomeOf({ name }: ContractCall, client: ServerClient, input: Input): Promise<Refused | undefined> {
  const [group = '', call = ''] = name.split('.');
  // By its name of the contract, which the client is made from.
  const ask = (client as unknown as { [group: string]: { [call: string]: (input: Input) => Promise<unknown> } })[
    group
  ]?.[call];
  assert(ask !== undefined, `The client has no ${name}.`);
  return await ask(input).then(
    () => undefined,
    (error: unknown) => refusalOf(error),
  );
}

/** A failure of the contract, or what HTTP itself refuses (too long an address, no such input). */
function refusalOf(error: unknown): Refused {
  if (
    error instanceof Error &&
    'data' in error &&
    typeof error.data === 'object' &&
    error.data !== null &&
    'kind' in error.data
  )
    return error.data as Refused; // The contract's errors carry failures.
  return { kind: error instanceof Error && 'code' in error ? String(error.code) : String(error) };
}

const refusals = new Set([
  'record-invalid',
  'BAD_REQUEST',
  // In an address: longer than HTTP takes, and no text that an address can say at all.
  'MALFORMED_ORPC_ERROR_RESPONSE',
  'URIError: URI malformed',
]);

function isRefusal(outcome: unknown): boolean {
  const kind = typeof outcome === 'object' && outcome !== null && 'kind' in outcome ? outcome.kind : undefined;
  return refusals.has(String(kind));
}
