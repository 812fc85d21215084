import { afterAll, beforeAll, expect, test } from 'vitest';

import type { SignedIn } from '#shared/access/me.ts';
import { apiPath } from '#shared/rpc/server-contract.ts';

import { addPerson } from '../access/people-world.harness.ts';
import { setUpTenant, startTestServer } from '../server.harness.ts';
import { failureOf, testDevice, testPassword } from '../server-client.harness.ts';
import type { TestServer } from '../server.harness.ts';

let server: TestServer;
let ada: SignedIn;

beforeAll(async () => {
  server = await startTestServer({ requestsPerMinute: { user: 100, tenant: 100_000 } }); // A burst of 20.
  ada = await setUpTenant(server);
}, 90_000);
afterAll(async () => await server.close());

async function rename(
  key: string,
  name: string,
  token = ada.token,
): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(`${server.address}${apiPath}/me`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ name }),
  });
  return { status: answer.status, text: await answer.text() };
}

const editsSql = `SELECT count(*) AS edits FROM audit_events WHERE action = 'user.profile-edited'`;
async function countEdits(): Promise<number> {
  return await server.app.database.asOwner(async ({ query }) => Number((await query(editsSql))[0]?.['edits']));
}

test('the same request twice at once, under one key, has one effect and one answer', async () => {
  const before = await countEdits();
  const answers = await Promise.all(Array.from({ length: 4 }, async () => await rename('key-number-1', 'Ada King')));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect((await countEdits()) - before).toBe(1);
  server.passMs(60_000);
});

test('another request under a key that was used is refused, and changes nothing', async () => {
  await rename('key-number-2', 'Ada Byron');
  const { status, text } = await rename('key-number-2', 'Somebody else');
  expect({ status, data: (JSON.parse(text) as { readonly data: unknown }).data }).toEqual({
    status: 409,
    data: { kind: 'request-differs' },
  });
  expect((await server.client(ada.token).access.me({})).user.name).toBe('Ada Byron');
  server.passMs(60_000);
});

test('a key that cannot be one is refused, not passed over', async () => {
  const { status, text } = await rename('short', 'Ada');
  expect({ status, text }).toEqual({
    status: 400,
    text: '{"message":"An idempotency-key is 8 to 100 letters, digits and signs of . : _ -."}',
  });
});

test('who asks too much is told how long to wait, on every session together, and others go on', async () => {
  const second = await server
    .client()
    .access.signIn({ email: 'ada@example.org', password: testPassword, device: testDevice });
  if (second.kind !== 'signed-in') throw new Error('Ada is in one tenant.');
  const ask = async (token: string) =>
    await fetch(`${server.address}${apiPath}/me`, { headers: { authorization: `Bearer ${token}` } });
  server.stopClock(true);
  const answers = await Promise.all(
    Array.from({ length: 60 }, async (_, number) => await ask(number % 2 === 0 ? ada.token : second.token)),
  );
  server.stopClock(false);
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.length - refused.length).toBe(20);
  expect(refused[0]?.headers.get('retry-after')).toBe('1');
  expect(await refused[0]?.json()).toMatchObject({ data: { kind: 'too-many-requests', retryAfterSeconds: 1 } });
  expect(await server.client().access.info({})).toMatchObject({ product: 'triptych' });
  server.passMs(60_000);
  expect((await ask(ada.token)).status).toBe(200);
});

test('who asks too much for what they may not is told to wait as well', async () => {
  const viewer = await addPerson({ server, client: server.client(ada.token) }, 'viewer@example.org', ['viewer']);
  server.passMs(60_000);
  server.stopClock(true);
  const statuses: number[] = [];
  for (let count = 0; count < 25; count += 1) {
    const { status } = await fetch(`${server.address}${apiPath}/audit/events`, {
      headers: { authorization: `Bearer ${viewer.token}` },
    });
    statuses.push(status);
  }
  server.stopClock(false);
  expect(statuses.filter((status) => status === 403)).toHaveLength(20);
  expect(statuses.slice(20)).toEqual([429, 429, 429, 429, 429]);
});

test('who they are is asked anew at each call, whoever they were at the last one', async () => {
  const grace = await addPerson({ server, client: server.client(ada.token) }, 'grace@example.org', ['viewer']);
  const asAda = server.client(ada.token);
  const ask = async () => await failureOf(grace.client.audit.search({ limit: 1 }));
  const denied = { kind: 'not-permitted', permission: 'audit:read' };
  expect(await ask()).toEqual(denied);
  expect((await grace.client.access.me({})).roleIds).toEqual(['viewer']);
  await asAda.users.assignRoles({ id: grace.id, roleIds: ['admin'] });
  expect((await grace.client.access.me({})).roleIds).toEqual(['admin']);
  expect((await grace.client.audit.search({ limit: 1 })).items).toHaveLength(1);
  await asAda.users.assignRoles({ id: grace.id, roleIds: ['viewer'] });
  expect(await ask()).toEqual(denied);
  await asAda.users.suspend({ id: grace.id });
  expect(await failureOf(grace.client.access.me({}))).toMatchObject({ kind: 'signed-out' });
  server.passMs(60_000);
});

test('a refused request is told by its kind, and the failure of a sign-in by a header too', async () => {
  const signIn = async () =>
    await fetch(`${server.address}${apiPath}/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'nobody@example.org', password: 'wrong password', device: testDevice }),
    });
  const answers: Response[] = [];
  server.stopClock(true);
  for (let count = 0; count < 6; count += 1) answers.push(await signIn());
  server.stopClock(false);
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
  expect(answers.at(-1)?.headers.get('retry-after')).toBe('30');
  expect(await failureOf(server.client('nonsense').access.me({}))).toEqual({ kind: 'signed-out', reason: null });
});
