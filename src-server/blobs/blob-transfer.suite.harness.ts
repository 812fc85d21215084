/* Bytes that records name, sent and fetched over HTTP: whole or not at all. */
import { request } from 'node:http';

import { expect, test } from 'vitest';

import { chunkBytes } from '#shared/blobs/blob-chunks.ts';
import { apiPath } from '#shared/rpc/server-contract.ts';

import { actionsOn } from '../access/people-world.harness.ts';
import type { PeopleWorld } from '../access/people-world.harness.ts';
import { failureOf } from '../server-client.harness.ts';
import { letIn } from '../sync/sync.suite.harness.ts';
import {
  attach,
  chunkOf,
  fetchWhole,
  lookAt,
  named,
  put,
  rowsOf,
  send,
  setupSender,
  someBytes,
} from './blob-world.harness.ts';

export function transferSuite(world: () => PeopleWorld): void {
  test.each([0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 3 * chunkBytes + 17])(
    '%d bytes arrive as they were sent, for whoever reads the record, and are audited once',
    async (sizeBytes) => {
      const { ada, mine, client, bobIs, ...rest } = await setupSender(world());
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
    const { ada, mine, client } = await setupSender(world());
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
    const { ada, mine, client } = await setupSender(world());
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
    const { ada, mine, client, bobIs, bob, ...rest } = await setupSender(world());
    await letIn({ ada, bobIs, bob, ...rest });
    const bobs = { ...mine, createdBy: bobIs.id };
    // Who writes a chunk while another brings the same to its end is a matter of moments, and so they do it several times.
    for (let round = 0; round < 3; round += 1) {
      const bytes = someBytes(4 * chunkBytes);
      const blob = await attach(ada, mine, named(bytes));
      const another = await attach(bob, bobs, named(bytes));
      await Promise.all([
        send(client, blob, bytes),
        send(bobIs.client, another, bytes),
        send(client, another, bytes),
        send(bobIs.client, blob, bytes),
      ]);
      expect(await fetchWhole(bobIs.client, blob, bytes.length)).toEqual(bytes);
      expect(await rowsOf(world(), blob.sha256)).toEqual([{ is_whole: true, chunks: 4 }]);
    }
  });
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
