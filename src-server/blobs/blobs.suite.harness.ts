/*
 * Bytes that records name, sent and fetched over HTTP: whole or not at all, by who reaches a record that names them, and by nobody else.
 */
import { request } from 'node:http';

import { expect, test } from 'vitest';

import { blobBytesMax, chunkBytes } from '#shared/blobs/blob-chunks.ts';
import type { NamedBlob } from '#shared/blobs/blob-server-api.ts';
import { apiPath } from '#shared/rpc/server-contract.ts';

import { actionsOn } from '../access/people-world.harness.ts';
import type { PeopleWorld } from '../access/people-world.harness.ts';
import { failureOf } from '../server-client.harness.ts';
import { letIn } from '../sync/sync.suite.harness.ts';
import { createTestDevice, newId } from '../sync/test-device.harness.ts';
import {
  attach,
  attachToProject,
  chunkOf,
  fetchWhole,
  lookAt,
  named,
  put,
  send,
  setupBlobs,
  sha256Of,
  someBytes,
} from './blob-world.harness.ts';
import type { BlobWorld } from './blob-world.harness.ts';
import { unfinishedMax } from './put-chunk.ts';

const unknown = { kind: 'unknown' };
const missing = { kind: 'record-missing', entity: 'blob' };
const dayMs = 86_400_000;

async function setup(world: PeopleWorld) {
  const blobs = await setupBlobs(world);
  const mine = { workspaceId: blobs.place.workspaceId, functionId: blobs.functionId, createdBy: world.ada.me.user.id };
  return { ...blobs, mine, client: world.client };
}

export function transferSuite(world: () => PeopleWorld): void {
  test.each([0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 3 * chunkBytes + 17])(
    '%d bytes arrive as they were sent, for whoever reads the record, and are audited once',
    async (sizeBytes) => {
      const { ada, mine, client, bobIs, ...rest } = await setup(world());
      await letIn({ ada, bobIs, ...rest });
      const bytes = someBytes(sizeBytes);
      const blob = await attach(ada, mine, named(bytes));
      expect(await lookAt(client, blob)).toEqual({ kind: 'missing', maySend: true, held: [] });
      await send(client, blob, bytes);
      // Once more is no harm, and nothing new.
      await send(client, blob, bytes);
      expect(await lookAt(bobIs.client, blob)).toEqual({ kind: 'whole', sizeBytes });
      expect(await fetchWhole(bobIs.client, blob, sizeBytes)).toEqual(bytes);
      expect((await actionsOn(client, blob.recordId)).filter((action) => action === 'blob.sent')).toEqual([
        'blob.sent',
      ]);
    },
  );

  test('what is packed is kept packed, and unpacked for whoever does not take it so', async () => {
    const { ada, mine, client } = await setup(world());
    const bytes = Buffer.from(`${String(Math.random())}\n`.repeat(60_000));
    const blob = await attach(ada, mine, named(bytes));
    await send(client, blob, bytes, { isPacked: true });
    expect(await fetchWhole(client, blob, bytes.length)).toEqual(bytes);
    const { address } = world().server;
    const path = `${apiPath}/blobs/${blob.entity}/${blob.recordId}/${blob.sha256}/chunks/0`;
    const plain = await rawChunk(address + path, world().ada.token, 'identity');
    expect([plain.encoding, plain.bytes.equals(chunkOf(bytes, 0))]).toEqual([undefined, true]);
    const packed = await rawChunk(address + path, world().ada.token, 'gzip, zstd');
    expect(packed.encoding).toBe('zstd');
    expect(packed.bytes.length).toBeLessThan(chunkBytes / 4);
  });

  test('a transfer goes on where it was cut off, in whatever order its chunks come', async () => {
    const { ada, mine, client } = await setup(world());
    const bytes = someBytes(5 * chunkBytes + 5);
    const blob = await attach(ada, mine, named(bytes));
    for (const number of [4, 0, 1]) await put(client, blob, { bytes, number });
    expect(await lookAt(client, blob)).toEqual({
      kind: 'missing',
      maySend: true,
      held: [
        [0, 1],
        [4, 4],
      ],
    });
    expect(await failureOf(client.blobs.finish({ ...blob, sizeBytes: bytes.length }))).toEqual({
      kind: 'blob-incomplete',
      missing: 3,
    });
    for (const number of [5, 3, 1, 2]) await put(client, blob, { bytes, number });
    await client.blobs.finish({ ...blob, sizeBytes: bytes.length });
    expect(await fetchWhole(client, blob, bytes.length)).toEqual(bytes);
  });

  test('two who send the same at once are both content, and it is there once', async () => {
    const { ada, mine, client, bobIs, bob, ...rest } = await setup(world());
    await letIn({ ada, bobIs, bob, ...rest });
    const bytes = someBytes(4 * chunkBytes);
    const blob = await attach(ada, mine, named(bytes));
    const another = await attach(bob, { ...mine, createdBy: bobIs.id }, named(bytes));
    await Promise.all(
      [
        send(client, blob, bytes),
        send(bobIs.client, another, bytes),
        send(client, another, bytes),
        send(bobIs.client, blob, bytes),
      ].map(async (sent) => await sent),
    );
    expect(await fetchWhole(bobIs.client, blob, bytes.length)).toEqual(bytes);
    expect(await rowsOf(world(), blob.sha256)).toEqual([{ is_whole: true, chunks: 4 }]);
  });
}

export function hostileBlobSuite(world: () => PeopleWorld): void {
  test('whoever only knows the SHA-256 is answered as for bytes that there are not', async () => {
    const { ada, mine, client, bobIs, bob } = await setup(world());
    const bytes = someBytes(chunkBytes + 1);
    const blob = await attach(ada, mine, named(bytes));
    await send(client, blob, bytes);
    // Bob reaches nothing of it: neither the record, nor with a record of his own that names the same.
    const place = { workspaceId: newId(), functionId: newId(), createdBy: bobIs.id };
    await bob.push(bob.workspace('His', place.workspaceId));
    const own = await attach(bob, place, named(bytes));
    const nothing = { ...own, sha256: 'f'.repeat(64) };
    for (const asked of [blob, { ...blob, recordId: newId() }, { ...own, entity: 'comment' }, nothing]) {
      expect(await lookAt(bobIs.client, asked)).toEqual(unknown);
      expect(await failureOf(bobIs.client.blobs.fetch({ params: { ...asked, number: 0 } }))).toEqual({
        ...missing,
        id: asked.sha256,
      });
      expect(await failureOf(put(bobIs.client, asked, { bytes, number: 0 }))).toEqual({ ...missing, id: asked.sha256 });
      const finished = bobIs.client.blobs.finish({ ...asked, sizeBytes: bytes.length });
      expect(await failureOf(finished)).toEqual({ ...missing, id: asked.sha256 });
    }
    // To name bytes that one does not have brings none.
    expect(await lookAt(bobIs.client, own)).toEqual({ kind: 'missing', maySend: true, held: [] });
    expect(await failureOf(bobIs.client.blobs.fetch({ params: { ...own, number: 0 } }))).toMatchObject(missing);
  });

  test('a record that is deleted, or names something else, brings nothing', async () => {
    const { ada, mine, client } = await setup(world());
    const bytes = someBytes(10);
    const blob = await attach(ada, mine, named(bytes));
    await send(client, blob, bytes);
    const other = await attach(ada, mine, named(someBytes(10)));
    expect(await lookAt(client, { ...other, sha256: blob.sha256 })).toEqual(unknown);
    await ada.push([ada.patch('attachment', blob.recordId, { deletedAt: 1 })]);
    expect(await lookAt(client, blob)).toEqual(unknown);
    expect(await failureOf(client.blobs.fetch({ params: { ...blob, number: 0 } }))).toMatchObject(missing);
  });

  test('who may only read fetches and does not send; who is hidden from does neither', async () => {
    const { ada, client, bobIs, place, ...rest } = await setup(world());
    const bytes = someBytes(10);
    const blob = await attachToProject(ada, { ...place, createdBy: world().ada.me.user.id }, named(bytes));
    await letIn({ ada, bobIs, place, ...rest }, 'viewer');
    expect(await lookAt(bobIs.client, blob)).toEqual({ kind: 'missing', maySend: false, held: [] });
    expect(await failureOf(put(bobIs.client, blob, { bytes, number: 0 }))).toMatchObject({ kind: 'not-permitted' });
    await send(client, blob, bytes);
    expect(await fetchWhole(bobIs.client, blob, bytes.length)).toEqual(bytes);
    const { id: userId } = bobIs;
    const hidden = { permissions: { artifacts: { texts: 'none' }, objects: {} } };
    const membership = await membershipOf(world(), { projectId: place.projectId, userId });
    expect(await ada.push([ada.patch('projectMembership', membership, hidden)])).toEqual([{ kind: 'applied' }]);
    expect(await lookAt(bobIs.client, blob)).toEqual(unknown);
    expect(await failureOf(bobIs.client.blobs.fetch({ params: { ...blob, number: 0 } }))).toMatchObject(missing);
  });

  test('a chunk that is not what is said of it is refused by itself, and the others stay', async () => {
    const { ada, mine, client } = await setup(world());
    const bytes = someBytes(2 * chunkBytes + 7);
    const blob = await attach(ada, mine, named(bytes));
    await put(client, blob, { bytes, number: 0 });
    const wrong = { ...named(bytes), bytes: someBytes(bytes.length) };
    const refusals = [
      async () => await put(client, blob, { bytes: wrong.bytes, number: 1 }, { digest: sha256Of(chunkOf(bytes, 1)) }),
      async () => await put(client, blob, { bytes, number: 2 }, { sizeBytes: 3 * chunkBytes }),
      async () => await put(client, blob, { bytes, number: 3 }),
      async () => await put(client, blob, { bytes, number: 1 }, { sizeBytes: 1 }),
      // What unpacks to more than a chunk.
      async () => await putPacked(client, blob, Buffer.alloc(40 * 1024 * 1024)),
      async () => await putPacked(client, blob, Buffer.alloc(0), someBytes(100)),
    ];
    for (const refusal of refusals) expect(await failureOf(refusal())).toMatchObject({ kind: 'chunk-refused' });
    expect(await lookAt(client, blob)).toEqual({ kind: 'missing', maySend: true, held: [[0, 0]] });
    for (const number of [1, 2]) await put(client, blob, { bytes, number });
    await client.blobs.finish({ ...blob, sizeBytes: bytes.length });
    expect(await fetchWhole(client, blob, bytes.length)).toEqual(bytes);
  });

  test('bytes under a name that is not theirs are nobody’s, and do no harm to who sends the right ones', async () => {
    const { ada, mine, client, bobIs, bob, ...rest } = await setup(world());
    await letIn({ ada, bobIs, bob, ...rest });
    const bytes = someBytes(2 * chunkBytes);
    const forged = someBytes(2 * chunkBytes);
    const blob = await attach(ada, mine, named(bytes));
    await put(client, blob, { bytes, number: 0 });
    for (const number of [0, 1]) await put(bobIs.client, blob, { bytes: forged, number });
    // Out of order too, so that it is read once more.
    await put(bobIs.client, blob, { bytes: forged, number: 0 });
    expect(await failureOf(bobIs.client.blobs.finish({ ...blob, sizeBytes: forged.length }))).toEqual({
      kind: 'blob-differs',
    });
    expect(await lookAt(bobIs.client, blob)).toEqual({ kind: 'missing', maySend: true, held: [] });
    expect(await lookAt(client, blob)).toEqual({ kind: 'missing', maySend: true, held: [[0, 0]] });
    await put(client, blob, { bytes, number: 1 });
    await client.blobs.finish({ ...blob, sizeBytes: bytes.length });
    expect(await fetchWhole(bobIs.client, blob, bytes.length)).toEqual(bytes);
    // Of what is whole nothing is replaced.
    expect(await put(bobIs.client, blob, { bytes: forged, number: 0 })).toEqual({ isWhole: true });
    expect(await fetchWhole(bobIs.client, blob, bytes.length)).toEqual(bytes);
  });

  test('too much is refused with what there is room for, and records go on', async () => {
    const { ada, mine, client, ...rest } = await setup(world());
    const bytes = someBytes(10);
    const blob = await attach(ada, mine, named(bytes));
    expect(await failureOf(put(client, blob, { bytes, number: 0 }, { sizeBytes: blobBytesMax + 1 }))).toEqual({
      kind: 'blob-too-large',
      bytesMax: blobBytesMax,
    });
    await begin(client, { ada, mine, ...rest }, unfinishedMax - 1, 1);
    await put(client, blob, { bytes, number: 0 });
    const another = await attach(ada, mine, named(someBytes(10)));
    expect(await failureOf(put(client, another, { bytes, number: 0 }))).toEqual({
      kind: 'blobs-unfinished',
      countMax: unfinishedMax,
    });
    await client.blobs.finish({ ...blob, sizeBytes: bytes.length });
    expect(await put(client, another, { bytes, number: 0 })).toEqual({ isWhole: false });
    // Not gone on with for a day, they are forgotten.
    world().server.passMs(dayMs + 1_000);
    await world().server.app.forgetOld();
    expect(await lookAt(client, another)).toEqual({ kind: 'missing', maySend: true, held: [] });
    expect(await lookAt(client, blob)).toMatchObject({ kind: 'whole' });
  });

  test('bytes that no record has named for a day go, and those that one names stay', async () => {
    const { ada, mine, client } = await setup(world());
    const { app, passMs } = world().server;
    const bytes = someBytes(chunkBytes + 1);
    const blob = await attach(ada, mine, named(bytes));
    await send(client, blob, bytes);
    await ada.push([ada.patch('attachment', blob.recordId, { deletedAt: 1 })]);
    await app.forgetOld();
    // Taken back within the day, it is there.
    await ada.push([ada.patch('attachment', blob.recordId, { deletedAt: null })]);
    passMs(dayMs + 1_000);
    await app.forgetOld();
    expect(await fetchWhole(client, blob, bytes.length)).toEqual(bytes);
    await ada.push([ada.patch('attachment', blob.recordId, { deletedAt: 1 })]);
    await app.forgetOld();
    passMs(dayMs + 1_000);
    await app.forgetOld();
    expect(await rowsOf(world(), blob.sha256)).toEqual([]);
    await ada.push([ada.patch('attachment', blob.recordId, { deletedAt: null })]);
    expect(await lookAt(client, blob)).toEqual({ kind: 'missing', maySend: true, held: [] });
  });

  test('a session of another tenant gets nothing, and its own tenant takes its bytes along when it goes', async () => {
    const { ada, mine, client } = await setup(world());
    const bytes = someBytes(100);
    const blob = await attach(ada, mine, named(bytes));
    await send(client, blob, bytes);
    const slug = `blobs-${newId()}`;
    const { tenant } = await client.tenants.create({ name: 'Abroad', slug, administratorEmail: 'ab@example.org' });
    const { token, me } = await client.access.actIn({ tenantId: tenant.id });
    const stranger = world().server.client(token);
    expect(await lookAt(stranger, blob)).toEqual(unknown);
    expect(await failureOf(stranger.blobs.fetch({ params: { ...blob, number: 0 } }))).toMatchObject(missing);
    const device = createTestDevice(stranger, { tenantId: tenant.id, userId: me.user.id });
    const workspaceId = newId();
    await device.push(device.workspace('Theirs', workspaceId));
    const theirs = await attach(device, { workspaceId, functionId: newId(), createdBy: me.user.id }, named(bytes));
    expect(await lookAt(stranger, theirs)).toEqual({ kind: 'missing', maySend: true, held: [] });
    await send(stranger, theirs, bytes);
    expect(await rowsOf(world(), blob.sha256)).toHaveLength(2);
    const { tenants } = await client.upkeep.storage({});
    expect(tenants.find(({ id }) => id === tenant.id)).toMatchObject({ files: 1, fileBytes: 100 });
    await client.tenants.setStatus({ id: tenant.id, status: 'cancelled' });
    await client.tenants.remove({ id: tenant.id, confirmSlug: slug });
    expect(await rowsOf(world(), blob.sha256)).toHaveLength(1);
    expect(await fetchWhole(client, blob, bytes.length)).toEqual(bytes);
  });

  test('what is no chunk at all is refused with a reason, and nothing fails', async () => {
    const { ada, mine } = await setup(world());
    const { server, ada: signedIn } = world();
    const bytes = someBytes(100);
    const blob = await attach(ada, mine, named(bytes));
    const failed = server.ends.filter(({ outcome }) => outcome === 'error').length;
    const path = `/blobs/attachment/${blob.recordId}/${blob.sha256}/chunks/`;
    const ask = async (number: string, body: Uint8Array<ArrayBuffer>, type = 'application/octet-stream') =>
      (
        await fetch(`${server.address}${apiPath}${path}${number}?digest=${sha256Of(body)}&sizeBytes=100`, {
          method: 'PUT',
          headers: { authorization: `Bearer ${signedIn.token}`, 'content-type': type },
          body,
        }).catch(() => ({ status: 413 }))
      ).status; // Closed before all of it was sent.
    expect(await ask('0', new Uint8Array(chunkBytes + 1))).toBe(413);
    expect(await ask('-1', new Uint8Array(bytes))).toBe(400);
    expect(await ask('1e9', new Uint8Array(bytes))).toBe(422);
    expect(await ask('zero', new Uint8Array(bytes))).toBe(400);
    expect(await ask('0', new Uint8Array(bytes), 'text/plain')).toBe(415);
    expect(await ask('0', new Uint8Array(Buffer.from('{}')), 'application/json')).toBe(400);
    expect(await ask('0', new Uint8Array(0))).toBe(422);
    expect(await ask('0', new Uint8Array(bytes))).toBe(200);
    expect(server.ends.filter(({ outcome }) => outcome === 'error').slice(failed)).toEqual([]);
  });

  test('who sends slowly holds up a few of their own, and nobody else', async () => {
    const { ada, mine, client } = await setup(world());
    const { server, ada: signedIn } = world();
    const bytes = someBytes(100);
    const blob = await attach(ada, mine, named(bytes));
    const path = `${apiPath}/blobs/attachment/${blob.recordId}/${blob.sha256}/chunks/0?digest=${blob.sha256}&sizeBytes=100`;
    const slow = Array.from({ length: 16 }, () =>
      request(server.address + path, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${signedIn.token}`,
          'content-type': 'application/octet-stream',
          'content-length': 100,
        },
      }),
    );
    for (const one of slow) {
      one.on('error', () => undefined);
      one.write(bytes.subarray(0, 1));
    }
    // The next one is told to come again, as soon as the others have arrived; asking goes on meanwhile.
    await expect.poll(async () => (await rawPut(server.address + path, signedIn.token, bytes)).status).toBe(429);
    expect(await lookAt(client, blob)).toMatchObject({ kind: 'missing' });
    for (const one of slow) one.destroy();
    await expect.poll(async () => (await rawPut(server.address + path, signedIn.token, bytes)).status).toBe(200);
  });
}

/** `world`'s tenant may have as much as three chunks. */
export function fullSuite(world: () => PeopleWorld): void {
  test('where there is no more room, bytes are refused with a sentence and records go on', async () => {
    const { ada, mine, client } = await setup(world());
    const bytes = someBytes(2 * chunkBytes);
    const blob = await attach(ada, mine, named(bytes));
    await send(client, blob, bytes);
    const more = someBytes(chunkBytes + 1);
    const another = await attach(ada, mine, named(more));
    expect(await failureOf(put(client, another, { bytes: more, number: 0 }))).toEqual({
      kind: 'blobs-full',
      bytesMax: 3 * chunkBytes,
    });
    // What was there already needs no room, and what fits is taken.
    await send(client, await attach(ada, mine, named(bytes)), bytes);
    const fits = someBytes(chunkBytes);
    await send(client, await attach(ada, mine, named(fits)), fits);
  });
}

async function begin(
  client: PeopleWorld['client'],
  { ada, mine }: Pick<BlobWorld, 'ada'> & { readonly mine: Parameters<typeof attach>[1] },
  count: number,
  sizeBytes: number,
): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const bytes = someBytes(sizeBytes + 8);
    await put(client, await attach(ada, mine, named(bytes)), { bytes, number: 0 });
  }
}

async function putPacked(
  client: PeopleWorld['client'],
  blob: NamedBlob,
  unpacked: Uint8Array,
  packed?: Uint8Array,
): Promise<unknown> {
  const { zstdCompressSync } = await import('node:zlib');
  return await client.blobs.put({
    params: { ...blob, number: 1 },
    query: { digest: sha256Of(unpacked), sizeBytes: 2 * chunkBytes + 7 },
    headers: { 'content-encoding': 'zstd' },
    body: new File([new Uint8Array(packed ?? zstdCompressSync(unpacked))], 'chunk', {
      type: 'application/octet-stream',
    }),
  });
}

async function rawPut(url: string, token: string, body: Uint8Array): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' };
  return await fetch(url, { method: 'PUT', headers, body: new Uint8Array(body) });
}

async function rawChunk(
  url: string,
  token: string,
  accepted: string,
): Promise<{ readonly encoding: string | undefined; readonly bytes: Buffer }> {
  return await new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'accept-encoding': accepted };
    request(url, { headers }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => resolve({ encoding: answer.headers['content-encoding'], bytes: Buffer.concat(pieces) }));
    })
      .on('error', reject)
      .end();
  });
}

async function rowsOf({ server }: PeopleWorld, sha256: string): Promise<readonly unknown[]> {
  return await server.app.database.asOwner(
    async ({ query }) =>
      await query(
        `SELECT is_whole, (SELECT count(*)::int FROM blob_chunks WHERE blob_id = blobs.id) AS chunks FROM blobs WHERE sha256 = $1`,
        [sha256],
      ),
  );
}

async function membershipOf(
  { server }: PeopleWorld,
  { projectId, userId }: { readonly projectId: string; readonly userId: string },
): Promise<string> {
  const [row] = await server.app.database.asOwner(
    async ({ query }) =>
      await query('SELECT id FROM project_memberships WHERE project_id = $1 AND user_id = $2', [projectId, userId]),
  );
  return String(row?.['id']);
}
