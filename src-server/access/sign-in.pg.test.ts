import { afterAll, beforeAll, expect, test } from 'vitest';

import type { SignedIn } from '#shared/access/me.ts';
import { assert } from '#shared/base/assert.ts';

import { startTestMailServer } from '../mail/smtp.harness.ts';
import type { TestMailServer } from '../mail/smtp.harness.ts';
import { setUpTenant, startTestServer } from '../server.harness.ts';
import { failureOf, testDevice, testPassword } from '../server-client.harness.ts';
import type { TestServer } from '../server.harness.ts';

let mails: TestMailServer;
let server: TestServer;
let ada: SignedIn;
const email = 'ada@example.org';

beforeAll(async () => {
  mails = await startTestMailServer();
  server = await startTestServer({ mailServer: mails });
  ada = await setUpTenant(server, email);
});
afterAll(async () => {
  await server.close();
  await mails.close();
});

async function signIn(password = testPassword): Promise<SignedIn> {
  const answer = await server.client().access.signIn({ email, password, device: testDevice });
  assert(answer.kind === 'signed-in', 'Ada is in one tenant.');
  return answer;
}

test('a server is set up once, by its link, and its administrator may do everything', async () => {
  expect(ada.me.user).toMatchObject({ email, name: 'Ada Lovelace' });
  expect(ada.me.permissions).toContain('tenant:manage');
  expect((await server.client().access.info({})).isSetUp).toBe(true);
});

test('who signs in is asked who they are, and is nobody after signing out', async () => {
  const { token } = await signIn();
  const client = server.client(token);
  expect((await client.access.me({})).tenant).toMatchObject({ slug: 'example', status: 'active' });
  await client.access.signOut({});
  expect(await failureOf(client.access.me({}))).toEqual({ kind: 'signed-out', reason: 'signed-out' });
  // Who does not hold the whole token is not told how it ended.
  const forged = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
  expect(await failureOf(server.client(forged).access.me({}))).toEqual({ kind: 'signed-out', reason: null });
});

test('who has just been given a token is no stranger when they show it for the first time', async () => {
  const { token } = await signIn();
  const { token: machines } = await server.client(token).tokens.create({ name: 'Nightly', scopes: ['user:read'] });
  expect([token, machines, `${token}x`].map((each) => server.app.isSeen(each))).toEqual([true, true, false]);
});

test('a session ends when its time is over, and before when nobody uses it', async () => {
  const { token } = await signIn();
  const client = server.client(token);
  const dayMs = 86_400_000;
  server.passMs(13 * dayMs);
  expect((await client.access.me({})).user.email).toBe(email);
  await expect
    .poll(async () => (await client.sessions.mine({})).find(({ isThis }) => isThis)?.lastSeenAt ?? 0)
    .toBeGreaterThan(Date.now() + 12 * dayMs);
  server.passMs(13 * dayMs);
  expect((await client.access.me({})).user.email).toBe(email);
  server.passMs(5 * dayMs);
  expect(await failureOf(client.access.me({}))).toEqual({ kind: 'signed-out', reason: 'expired' });
  server.passMs(-31 * dayMs);
  const unused = await signIn();
  server.passMs(15 * dayMs);
  expect(await failureOf(server.client(unused.token).access.me({}))).toEqual({ kind: 'signed-out', reason: 'expired' });
  server.passMs(-15 * dayMs);
});

test('sessions are listed and ended one by one and all at once', async () => {
  const first = await signIn();
  const second = await signIn();
  const client = server.client(second.token);
  const sessions = await client.sessions.mine({});
  expect(sessions.find(({ isThis }) => isThis)?.id).toBe(second.me.sessionId);
  assert(first.me.sessionId !== null, 'A person has a session.');
  await client.sessions.endMine({ id: first.me.sessionId });
  expect(await failureOf(server.client(first.token).access.me({}))).toMatchObject({ kind: 'signed-out' });
  await client.sessions.endMyOthers({});
  expect((await client.sessions.mine({})).map(({ id }) => id)).toEqual([second.me.sessionId]);
});

test('who fails too often has to wait, and so does who tries an e-mail that nobody has', async () => {
  const wrong = async (who: string) =>
    await failureOf(server.client().access.signIn({ email: who, password: 'wrong', device: testDevice }));
  for (const who of ['nobody@example.org', 'ada2@example.org']) {
    for (let count = 0; count < 5; count += 1) expect(await wrong(who)).toEqual({ kind: 'sign-in-refused' });
    expect(await wrong(who)).toMatchObject({ kind: 'too-many-requests' });
  }
});

test('a forgotten password is set anew by the mail, once, and every session ends', async () => {
  const old = await signIn();
  const before = mails.received.length;
  await server.client().access.requestReset({ email: 'nobody@example.org' });
  await server.client().access.requestReset({ email });
  await mails.waitFor(before + 1);
  const mail = mails.received.at(-1);
  expect(mail?.recipients).toEqual([email]);
  const [, id = '', secret = ''] = /#reset_([0-9a-f-]{36})_([\w-]{43})/.exec(mail?.text ?? '') ?? [];
  const password = 'seven wet herons stand';
  expect(await failureOf(server.client().access.resetPassword({ id, secret, password: 'password1234' }))).toEqual({
    kind: 'password-weak',
    reason: 'guessable',
  });
  expect(await server.client().access.resetPassword({ id, secret, password })).toEqual({ email });
  expect(await failureOf(server.client().access.resetPassword({ id, secret, password }))).toEqual({
    kind: 'link-unusable',
  });
  expect(await failureOf(server.client(old.token).access.me({}))).toMatchObject({ reason: 'password-changed' });
  const { token } = await signIn(password);
  await server.client(token).access.changePassword({ current: password, next: testPassword });
  expect((await server.client(token).access.me({})).user.email).toBe(email);
  expect(await failureOf(signIn(password))).toEqual({ kind: 'sign-in-refused' });
});

test('what is old is forgotten, and what counts is kept', async () => {
  const { token } = await signIn();
  const counts = async () =>
    await server.app.database.asOwner(
      async ({ query }) =>
        await query(`SELECT (SELECT count(*)::int FROM sign_in_failures) AS failures,
          (SELECT count(*)::int FROM sessions) AS sessions, (SELECT count(*)::int FROM mails) AS mails,
          (SELECT count(*)::int FROM password_resets) AS resets`),
    );
  const [before] = await counts();
  await server.app.forgetOld();
  expect((await counts())[0]).toEqual({ ...before, failures: before?.['failures'] });
  server.passMs(100 * 86_400_000);
  await server.app.forgetOld();
  // A session that was never ended goes when it could not have been used for long.
  expect((await counts())[0]).toMatchObject({ failures: 0, resets: 0, mails: 0 });
  server.passMs(-100 * 86_400_000);
  expect((await server.client(token).access.me({})).user.email).toBe(email);
});

test('a profile is changed by who it is of', async () => {
  const { token } = await signIn();
  const me = await server.client(token).access.editProfile({ name: 'Ada King', firstName: 'Ada', imageUrl: null });
  expect(me.user).toMatchObject({ name: 'Ada King', firstName: 'Ada' });
  expect(await failureOf(server.client(token).access.editProfile({ firstName: 'A' }))).toBeDefined();
});

test('a sign-in that is only rehearsed keeps nothing, however often', async () => {
  const countKept = async () =>
    await server.app.database.asOwner(
      async ({ query }) =>
        await query(`SELECT (SELECT count(*) FROM sign_in_failures) AS failures,
          (SELECT count(*) FROM audit_events) AS events, (SELECT count(*) FROM sessions) AS sessions`),
    );
  const before = await countKept();
  expect(Number(before[0]?.['sessions'])).toBeGreaterThan(0);
  // More often than anybody may fail without having to wait.
  for (let count = 0; count < 8; count += 1) await server.app.rehearse();
  expect(await countKept()).toEqual(before);
});
