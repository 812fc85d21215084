/* Bytes of attached files in back-ups of the server: what was in it is there again, and what came after it the devices send anew. */
import { expect, onTestFinished, test } from 'vitest';

import { chunkBytes } from '#shared/blobs/blob-chunks.ts';

import { failureOf } from '../src-server/server-client.harness.ts';
import { attach, fetchWhole, lookAt, named, put, someBytes } from '../src-server/blobs/blob-world.harness.ts';
import { sharedPostgres } from '../src-server/db/postgres.harness.ts';
import { createTestDevice } from '../src-server/sync/test-device.harness.ts';
import { backUp, startAdaServer } from './ada-server.harness.ts';
import type { AdaServer } from './ada-server.harness.ts';
import { attachFile, isHere, isSent, readFileOf, setupShelf, waitForBlob } from './attached-files.harness.ts';
import type { AttachedFile } from './attached-files.harness.ts';
import { inStep, setupDevice, waitForRecord } from './synced-devices.harness.ts';

const postgres = sharedPostgres();
const megabyte = 1024 * 1024;
const roundMs = 240_000;

type Device = Awaited<ReturnType<typeof setupDevice>>;

/** As a person does who opens the file there. */
async function fetchOn({ client }: Device, { id, sha256 }: AttachedFile): Promise<Buffer> {
  await waitForRecord(client, 'attachment', (record) => record.id === id);
  await waitForBlob(client, sha256, ({ isHere: isThere, isAtServer }) => isThere || isAtServer === true);
  await client.blobs.fetch({ sha256 });
  await waitForBlob(client, sha256, isHere);
  return await readFileOf(client, id);
}

/** A record of which only the second chunk of three has come. */
async function sendHalf({ ada }: AdaServer, place: { readonly workspaceId: string; readonly functionId: string }) {
  const me = await ada.access.me({});
  const device = createTestDevice(ada, { tenantId: me.tenant.id, userId: me.user.id });
  const bytes = someBytes(2 * chunkBytes + 1);
  const blob = await attach(device, { ...place, createdBy: me.user.id }, named(bytes));
  await put(ada, blob, { bytes, number: 1 });
  return { blob, bytes };
}

test.each(['pglite', 'postgres'] as const)(
  'on %s a back-up gives every file back whole, nothing of a half one, and devices send what came after it again',
  async (kind) => {
    const server = await startAdaServer(kind === 'postgres' ? await (await postgres()).createDatabase() : undefined);
    onTestFinished(async () => await server.dispose());
    const first = await setupDevice(server);
    const place = await setupShelf(first.client, 'Kept');
    const kept = [
      await attachFile(first.client, place.functionId, 3 * megabyte + 5, 'large.bin'),
      await attachFile(first.client, place.functionId, Buffer.from('a,b\n1,2\n'.repeat(200_000)), 'packed.csv'),
      await attachFile(first.client, place.functionId, Buffer.alloc(0), 'empty.csv'),
    ];
    for (const { sha256 } of kept) await waitForBlob(first.client, sha256, isSent);
    await inStep(first.client);
    const half = await sendHalf(server, place);
    const restore = await backUp(server);
    await first.client.connections.tryNow();
    const after = await attachFile(first.client, place.functionId, 2 * megabyte, 'after.bin');
    await waitForBlob(first.client, after.sha256, isSent);

    // What is there now is from the back-up, and not from a device that has sent it again.
    await first.client.sync.pause({ isPaused: true });
    await restore();
    expect(await lookAt(server.ada, half.blob)).toEqual({ kind: 'missing', maySend: true, held: [[1, 1]] });
    expect(await failureOf(server.ada.blobs.fetch({ params: { ...half.blob, number: 1 } }))).toMatchObject({
      kind: 'record-missing',
    });
    for (const { id, sha256, bytes } of kept) {
      const blob = { entity: 'attachment', recordId: id, sha256 };
      expect((await fetchWhole(server.ada, blob, bytes.length)).equals(bytes)).toBe(true);
    }
    for (const number of [0, 2]) await put(server.ada, half.blob, { bytes: half.bytes, number });
    await server.ada.blobs.finish({ ...half.blob, sizeBytes: half.bytes.length });
    expect((await fetchWhole(server.ada, half.blob, half.bytes.length)).equals(half.bytes)).toBe(true);

    await first.client.sync.pause({ isPaused: false });
    await first.client.connections.tryNow();
    const other = await setupDevice(server);
    for (const file of [...kept, after]) expect((await fetchOn(other, file)).equals(file.bytes)).toBe(true);
  },
  roundMs,
);
