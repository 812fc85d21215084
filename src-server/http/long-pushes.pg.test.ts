import { connect } from 'node:net';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { apiPath, largeBody } from '#shared/rpc/server-contract.ts';

import { createTestDevice, newId } from '../sync/test-device.harness.ts';
import { startWholeServer } from '../whole-server.harness.ts';
import type { WholeServer } from '../whole-server.harness.ts';

let server: WholeServer;

beforeAll(async () => {
  server = await startWholeServer({ 'requests-per-minute': '100000' });
}, 90_000);
afterAll(async () => await server.close());

async function push(body: string, more: { readonly [header: string]: string } = {}) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${server.ada.token}`, ...more };
  const answer = await fetch(`${server.address}${apiPath}${largeBody.path}`, { method: 'POST', body, headers });
  return { status: answer.status, text: await answer.text() };
}

/** A push that is read in pieces: of some two thousand changes. */
async function setupPush() {
  const { tenant, user } = server.ada.me;
  const device = createTestDevice(server.client(server.ada.token), { tenantId: tenant.id, userId: user.id });
  const place = { tenantId: tenant.id, workspaceId: newId(), projectId: newId() };
  const changes = [
    ...device.workspace('Long', place.workspaceId),
    ...device.project(place.workspaceId, 'Long', place.projectId),
    ...Array.from({ length: 2000 }, (_, index) => device.comment(place, `"${String(index)}" ]}, \\ ä`)),
  ];
  return { changes, after: { [device.deviceId]: 0 }, fence: await device.fence() };
}

test('a push that is read in pieces is taken, word for word', async () => {
  const given = await setupPush();
  const { status, text } = await push(JSON.stringify(given, null, 1));
  expect(status).toBe(200);
  const { outcomes } = JSON.parse(text) as { readonly outcomes: readonly { readonly kind: string }[] }; // The contract's.
  expect(outcomes).toHaveLength(given.changes.length);
  expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['applied']));
  // Asked for again, it is answered from what the server remembers: that is in the words that were sent.
  expect((await push(JSON.stringify(given))).text).toContain('"applied"');
});

test('a push under a key is answered alike when it comes again, and another one under it is refused', async () => {
  const key = { 'idempotency-key': 'key-of-a-long-push' };
  const given = await setupPush();
  const first = await push(JSON.stringify(given), key);
  expect(first.status).toBe(200);
  expect(await push(JSON.stringify(given), key)).toEqual(first);
  expect(await push(JSON.stringify(await setupPush()), key)).toMatchObject({ status: 409 });
});

test('of a push that is read in pieces what is wrong is said, wherever it is', async () => {
  const { changes, ...rest } = await setupPush();
  for (const at of [0, 1000, changes.length - 1]) {
    const wrong = changes.with(at, { ...changes[at], stamp: 'yesterday' } as never); // As nobody sends who means it well.
    const { status, text } = await push(JSON.stringify({ ...rest, changes: wrong }));
    expect(status).toBe(400);
    expect(text).toContain(`"path":["changes",${String(at)},"stamp"]`);
  }
  expect((await push(JSON.stringify({ ...rest, fence: 7, changes }))).text).toContain('"path":["fence"]');
});

test('a long body that is none of these is refused with a sentence', async () => {
  const given = JSON.stringify(await setupPush());
  const refused = { status: 400, text: '{"message":"The request is not JSON as the API document describes it."}' };
  for (const body of [
    given.slice(0, -1),
    given.replace('"changes":[', '"changes":[,'),
    given.replace('"changes":[', '"changes":[{"__proto__":{"isAdmin":true}},'),
    JSON.stringify(['x'.repeat(100_000)]),
    JSON.stringify({ changes: [], after: { long: 'x'.repeat(100_000) } }),
  ])
    expect(await push(body)).toEqual(refused);
});

test('a push that is longer than one may be is refused, and so is one that is cut off; the next one is taken', async () => {
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(0x20)),
  });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${server.ada.token}` };
  const path = `${server.address}${apiPath}${largeBody.path}`;
  // The server may close before all has been sent: then there is no answer to read.
  const status = await fetch(path, { method: 'POST', headers, body: endless, duplex: 'half' } as RequestInit).then(
    (answer) => answer.status,
    () => 413,
  );
  expect(status).toBe(413);
  const socket = connect(Number(new URL(server.address).port), '127.0.0.1');
  const head = `POST ${apiPath}${largeBody.path} HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n`;
  socket.write(
    `${head}content-type: application/json\r\nauthorization: Bearer ${server.ada.token}\r\n\r\n{"changes":[`,
  );
  await new Promise((sent) => void socket.write(' '.repeat(500_000), sent));
  socket.destroy();
  expect((await push(JSON.stringify(await setupPush()))).status).toBe(200);
});
