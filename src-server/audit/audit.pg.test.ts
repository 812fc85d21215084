import { afterAll, beforeAll, expect, test } from 'vitest';

import { setUpTenant, startTestServer } from '../server.harness.ts';
import { testDevice, testPassword } from '../server-client.harness.ts';
import type { TestServer } from '../server.harness.ts';
import type { ServerClient } from '../server-client.harness.ts';

let server: TestServer;
let client: ServerClient;
let tenantId: string;

beforeAll(async () => {
  server = await startTestServer();
  const ada = await setUpTenant(server);
  tenantId = ada.me.tenant.id;
  client = server.client(ada.token);
  for (let count = 0; count < 3; count += 1) {
    // oxlint-disable-next-line no-await-in-loop -- One after the other, so that the events have an order.
    await server.client().access.signIn({ email: 'ada@example.org', password: testPassword, device: testDevice });
  }
});
afterAll(async () => await server.close());

/** Does to the database what no role of the server can: somebody with the owner's password. */
async function tamper(sql: string): Promise<void> {
  await server.app.database.asOwner(async ({ run }) => {
    await run('SET LOCAL session_replication_role = replica');
    await run(sql);
  });
}

async function problems() {
  return (await client.audit.verify({})).problems.map(({ kind, number }) => `${kind} ${String(number)}`);
}

test('what was done is in the chain, and the chain is whole', async () => {
  await server.app.audit.settle();
  const report = await client.audit.verify({});
  expect(report).toMatchObject({ isWhole: true, problems: [] });
  expect(report.events).toBeGreaterThanOrEqual(5);
  expect(report.digests).toBe(1);
  const { items } = await client.audit.search({ action: 'access.signed-in' });
  expect(items[0]).toMatchObject({ userName: 'Ada Lovelace', resourceType: 'session', isErased: false });
  expect(items.every(({ number, hash }) => number !== null && hash !== null)).toBe(true);
  expect((await client.audit.search({ search: 'no such words' })).items).toEqual([]);
});

test('an edited event, a missing one, a forged link and a cut tail each show', async () => {
  await server.app.audit.settle();
  const kept = await server.app.database.asOwner(async ({ query }) => await query('SELECT * FROM audit_events'));
  expect(kept.length).toBeGreaterThan(4);
  await tamper(
    `UPDATE audit_events SET action = 'access.nothing' WHERE id = (SELECT event_id FROM audit_links WHERE number = 2)`,
  );
  expect(await problems()).toEqual(['event-changed 2']);
  await tamper(
    `UPDATE audit_events SET details = '{"by":"nobody"}' WHERE id = (SELECT event_id FROM audit_links WHERE number = 3)`,
  );
  expect(await problems()).toEqual(['event-changed 2', 'event-changed 3']);
  await tamper(`DELETE FROM audit_events WHERE id = (SELECT event_id FROM audit_links WHERE number = 2)`);
  expect(await problems()).toEqual(['event-missing 2', 'event-changed 3']);
  await tamper(`DELETE FROM audit_links WHERE number = 2`);
  expect(await problems()).toEqual(['link-missing 2', 'event-changed 3']);
  await tamper(`DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_links WHERE number > 3);
    DELETE FROM audit_links WHERE number > 3; DELETE FROM audit_digests`);
  // Chained anew, the later events take the numbers of those that were cut; the digest outside the database knows better.
  await server.app.audit.settle();
  expect(
    (await problems()).some((problem) => problem.startsWith('tail-cut') || problem.startsWith('link-changed')),
  ).toBe(true);
  expect(tenantId).not.toBe('');
});
