import { afterAll, beforeAll, expect, test } from 'vitest';

import { startTestMailServer } from '../mail/smtp.harness.ts';
import type { TestMailServer } from '../mail/smtp.harness.ts';
import { setUpTenant, startTestServer } from '../server.harness.ts';
import type { TestServer } from '../server.harness.ts';
import { failureOf, testDevice, testPassword } from '../server-client.harness.ts';

const email = 'ada@example.org';
let server: TestServer;
let mails: TestMailServer;

beforeAll(async () => {
  mails = await startTestMailServer();
  server = await startTestServer({ mailServer: mails });
  await setUpTenant(server, email);
}, 90_000);
afterAll(async () => {
  await server.close();
  await mails.close();
});

async function counts() {
  const [row] = await server.app.database.asOwner(
    async ({ query }) =>
      await query(`SELECT (SELECT count(*)::int FROM audit_events) AS events,
        (SELECT count(*)::int FROM mails) AS mails, (SELECT count(*)::int FROM password_resets) AS resets`),
  );
  return row ?? {};
}

async function guess(who: string): Promise<{ readonly kind: string }> {
  return await failureOf(server.client().access.signIn({ email: who, password: 'a wrong guess', device: testDevice }));
}

test('what is done for nobody leaves nothing, and what is done for somebody is there', async () => {
  const before = await counts();
  expect(await guess('nobody@example.org')).toEqual({ kind: 'sign-in-refused' });
  await server.client().access.requestReset({ email: 'nobody@example.org' });
  expect(await counts()).toEqual(before);
  expect(await guess(email)).toEqual({ kind: 'sign-in-refused' });
  await server.client().access.requestReset({ email });
  const { events, mails: queued, resets } = before;
  expect(await counts()).toEqual({ events: Number(events) + 2, mails: Number(queued) + 1, resets: Number(resets) + 1 });
});

test('a clock that is put back makes nobody wait for longer than the longest wait', async () => {
  const who = 'eve@example.org';
  for (let count = 0; count < 5; count += 1) expect(await guess(who)).toEqual({ kind: 'sign-in-refused' });
  server.passMs(-3 * 3_600_000);
  const refused = await failureOf(
    server.client().access.signIn({ email: who, password: 'a wrong guess', device: testDevice }),
  );
  server.passMs(3 * 3_600_000);
  expect(refused).toEqual({ kind: 'too-many-requests', retryAfterSeconds: 30 });
});

test('a cancelled organisation is told to nobody, and guessing in it is counted', async () => {
  const status = async (next: string) =>
    await server.app.database.asOwner(async ({ query }) => await query('UPDATE tenants SET status = $1', [next]));
  await status('cancelled');
  for (let count = 0; count < 4; count += 1) expect(await guess(email)).toEqual({ kind: 'sign-in-refused' });
  expect(await guess(email)).toMatchObject({ kind: 'too-many-requests' });
  await server.client().access.requestReset({ email });
  await status('active');
});

test('whoever it is about, a refused sign-in and a forgotten password are answered at even moments, and a sign-in at once', async () => {
  const begun = server.held.length;
  const heldSince = () => server.held.slice(begun);
  const { client } = server;
  for (let count = 0; count < 5; count += 1) await client().access.requestReset({ email });
  await client().access.requestReset({ email: 'somebody@example.org' });
  expect(heldSince()).toEqual(Array.from({ length: 6 }, () => 'access.requestReset'));
  // More links than three are not sent, and that is told to nobody.
  const { resets } = await counts();
  await client().access.requestReset({ email });
  expect((await counts())['resets']).toBe(resets);
  expect(await guess('somebody@example.org')).toEqual({ kind: 'sign-in-refused' });
  expect(heldSince().slice(7)).toEqual(['access.signIn']);
  const known = 'grace@example.org';
  for (let count = 0; count < 5; count += 1) expect(await guess(known)).toEqual({ kind: 'sign-in-refused' });
  // Who has to wait is told at once.
  expect(await guess(known)).toMatchObject({ kind: 'too-many-requests' });
  expect(heldSince()).toHaveLength(7 + 1 + 5);
  server.passMs(3_600_000);
  await client().access.signIn({ email, password: testPassword, device: testDevice });
  expect(heldSince()).toHaveLength(7 + 1 + 5);
});
