/* Every call of the contract, asked with texts that would break a careless program, and with rubbish in the place of everything. */
import { expect, test } from 'vitest';

import { apiPath } from '#shared/rpc/server-contract.ts';

import { addPerson } from './access/people-world.harness.ts';
import type { PeopleWorld } from './access/people-world.harness.ts';
import { sampleInput, textsIn } from './contract-inputs.harness.ts';
import type { ContractCall, Input } from './contract-inputs.harness.ts';
import { asked, outcomeOf, refusalOf } from './contract-outcomes.harness.ts';
import type { ServerClient } from './server-client.harness.ts';

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

async function spareTenant(client: ServerClient): Promise<string> {
  const [known] = (await client.tenants.list({ search: 'spare-for-hostile' })).items;
  if (known !== undefined) return known.id;
  const draft = { name: 'Spare', slug: 'spare-for-hostile', administratorEmail: 'spare@example.org' };
  return (await client.tenants.create(draft)).tenant.id;
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
