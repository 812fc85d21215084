/* Who reaches a record that names bytes has them, and nobody else; whoever sends rubbish is refused and does no harm. */
import { request } from 'node:http';

import { expect, test } from 'vitest';

import { chunkBytes } from '#shared/blobs/blob-chunks.ts';
import type { NamedBlob } from '#shared/blobs/blob-server-api.ts';
import { apiPath } from '#shared/rpc/server-contract.ts';

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
  rowsOf,
  send,
  setupSender,
  sha256Of,
  someBytes,
} from './blob-world.harness.ts';

const unknown = { kind: 'unknown' };
const missing = { kind: 'record-missing', entity: 'blob' };

export function hostileBlobSuite(world: () => PeopleWorld): void {
  test('whoever only knows the SHA-256 is answered as for bytes that there are not', async () => {
    const { ada, mine, client, bobIs, bob } = await setupSender(world());
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
    const { ada, mine, client } = await setupSender(world());
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
    const { ada, client, bobIs, place, ...rest } = await setupSender(world());
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
    const { ada, mine, client } = await setupSender(world());
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
    const { ada, mine, client, bobIs, bob, ...rest } = await setupSender(world());
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

  test('a session of another tenant gets nothing, and its own tenant takes its bytes along when it goes', async () => {
    const { ada, mine, client } = await setupSender(world());
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
    const { ada, mine } = await setupSender(world());
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
    const { ada, mine, client } = await setupSender(world());
    const { server, ada: signedIn } = world();
    const bytes = someBytes(100);
    const blob = await attach(ada, mine, named(bytes));
    const path = `${apiPath}/blobs/attachment/${blob.recordId}/${blob.sha256}/chunks/0?digest=${blob.sha256}&sizeBytes=100`;
    // Four more than are let in, so that all places are taken when four have been turned away.
    const slow = Array.from({ length: 20 }, () =>
      request(server.address + path, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${signedIn.token}`,
          'content-type': 'application/octet-stream',
          'content-length': 100,
        },
      }),
    );
    const turnedAway: (number | undefined)[] = [];
    for (const one of slow) {
      one.on('error', () => undefined);
      one.on('response', ({ statusCode }) => void turnedAway.push(statusCode));
      one.write(bytes.subarray(0, 1));
    }
    await expect.poll(() => turnedAway, { timeout: 10_000 }).toEqual([429, 429, 429, 429]);
    // The next one is told to come again; asking goes on meanwhile.
    expect((await rawPut(server.address + path, signedIn.token, bytes)).status).toBe(429);
    expect(await lookAt(client, blob)).toMatchObject({ kind: 'missing' });
    for (const one of slow) one.destroy();
    await expect.poll(async () => (await rawPut(server.address + path, signedIn.token, bytes)).status).toBe(200);
  });
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
