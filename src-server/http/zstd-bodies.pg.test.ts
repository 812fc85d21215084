import { constants, createZstdCompress, zstdCompressSync } from 'node:zlib';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { apiPath, largeBody } from '#shared/rpc/server-contract.ts';

import { testDevice, testPassword } from '../server-client.harness.ts';
import { startWholeServer } from '../whole-server.harness.ts';
import type { WholeServer } from '../whole-server.harness.ts';
import { createTestDevice, newId } from '../sync/test-device.harness.ts';

let server: WholeServer;

beforeAll(async () => {
  server = await startWholeServer({ 'requests-per-minute': '100000' });
}, 90_000);
afterAll(async () => await server.close());

async function post(place: string, body: Uint8Array<ArrayBuffer>, headers: { readonly [name: string]: string } = {}) {
  const answer = await fetch(`${server.address}${apiPath}${place}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'content-encoding': 'zstd',
      authorization: `Bearer ${server.ada.token}`,
      ...headers,
    },
  });
  return { status: answer.status, encoding: answer.headers.get('content-encoding'), text: await answer.text() };
}

const packed = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(zstdCompressSync(text));
const unreadable = {
  status: 400,
  encoding: null,
  text: '{"message":"The request is not JSON as the API document describes it."}',
};
const greeting = JSON.stringify({ deviceIds: ['00000000000000aa'], schemaVersion: 6 });

test('a body that is packed with zstd is read as the one that it was', async () => {
  const signIn = JSON.stringify({ email: 'ada@example.org', password: testPassword, device: testDevice });
  expect(await post('/sign-in', packed(signIn))).toMatchObject({ status: 200, encoding: null });
});

test('synchronisation answers packed where that is taken, and plainly where it is not', async () => {
  const { tenant, user } = server.ada.me;
  const device = createTestDevice(server.client(server.ada.token), { tenantId: tenant.id, userId: user.id });
  const { head } = await device.greet();
  const workspaceId = newId();
  const made = [
    ...device.workspace('Shelf', workspaceId),
    ...Array.from({ length: 10 }, (_, index) => device.project(workspaceId, `Model ${String(index)}`)[0]),
  ];
  await device.push(made.filter((change) => change !== undefined));
  const question = packed(JSON.stringify({ cursor: head, deviceId: '00000000000000aa' }));
  const taken = await post('/sync/pull', question, { 'accept-encoding': 'gzip, zstd' });
  const plain = await post('/sync/pull', question, { 'accept-encoding': 'gzip' });
  expect([taken.status, taken.encoding, plain.status, plain.encoding]).toEqual([200, 'zstd', 200, null]);
  const told = [taken, plain].map(({ text }) => JSON.parse(text) as { readonly changes: unknown[] }); // The contract's.
  expect(told[0]?.changes).toHaveLength(made.length);
  expect(told[0]?.changes).toEqual(told[1]?.changes);
});

test('a small body that unpacks to more than a request may have is refused, and not unpacked further', async () => {
  const bomb = zstdCompressSync(Buffer.alloc(256 * 1024 * 1024, 0x20));
  expect(bomb.length).toBeLessThan(100_000);
  expect(await post(largeBody.path, new Uint8Array(bomb))).toEqual({
    status: 413,
    encoding: null,
    text: `{"message":"A request may have ${String(largeBody.bytesMax)} bytes at most."}`,
  });
  expect(await post('/sync/greet', new Uint8Array(bomb))).toMatchObject({ status: 413 });
  expect(await post('/sync/greet', packed(greeting))).toMatchObject({ status: 200 });
});

test('what cannot be unpacked is refused: rubbish, a body that is cut off, one that demands too much memory', async () => {
  // In a stream nobody knows how long it will be, so that it demands all of its window.
  const greedy = createZstdCompress({ params: { [constants.ZSTD_c_windowLog]: 27 } });
  greedy.end(greeting);
  const pieces: Buffer[] = [];
  for await (const piece of greedy) pieces.push(piece as Buffer); // It is no stream of objects.
  expect(await post('/sync/greet', new TextEncoder().encode(greeting))).toEqual(unreadable);
  expect(await post('/sync/greet', packed(greeting).slice(0, -8))).toEqual(unreadable);
  expect(await post('/sync/greet', new Uint8Array(Buffer.concat(pieces)))).toEqual(unreadable);
  expect(await post('/sync/greet', packed(greeting))).toMatchObject({ status: 200 });
});
