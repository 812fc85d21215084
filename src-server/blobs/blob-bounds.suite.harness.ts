/* How much may be sent and kept, and when bytes that nobody names go. */
import { expect, test } from 'vitest';

import { blobBytesMax, chunkBytes } from '#shared/blobs/blob-chunks.ts';

import { passDay } from '../access/people-world.harness.ts';
import type { PeopleWorld } from '../access/people-world.harness.ts';
import { failureOf } from '../server-client.harness.ts';
import { attach, fetchWhole, lookAt, named, put, rowsOf, send, setupSender, someBytes } from './blob-world.harness.ts';
import type { BlobWorld } from './blob-world.harness.ts';
import { unfinishedMax } from './put-chunk.ts';

export function blobBoundsSuite(world: () => PeopleWorld): void {
  test('too much is refused with what there is room for, and records go on', async () => {
    const { ada, mine, client, ...rest } = await setupSender(world());
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
    await passDay(world());
    await world().server.app.forgetOld();
    expect(await lookAt(client, another)).toEqual({ kind: 'missing', maySend: true, held: [] });
    expect(await lookAt(client, blob)).toMatchObject({ kind: 'whole' });
  });

  test('bytes that no record has named for a day go, and those that one names stay', async () => {
    const { ada, mine, client } = await setupSender(world());
    const { app } = world().server;
    const bytes = someBytes(chunkBytes + 1);
    const blob = await attach(ada, mine, named(bytes));
    await send(client, blob, bytes);
    await ada.push([ada.patch('attachment', blob.recordId, { deletedAt: 1 })]);
    await app.forgetOld();
    // Taken back within the day, it is there.
    await ada.push([ada.patch('attachment', blob.recordId, { deletedAt: null })]);
    await passDay(world());
    await app.forgetOld();
    expect(await fetchWhole(client, blob, bytes.length)).toEqual(bytes);
    await ada.push([ada.patch('attachment', blob.recordId, { deletedAt: 1 })]);
    await app.forgetOld();
    await passDay(world());
    await app.forgetOld();
    expect(await rowsOf(world(), blob.sha256)).toEqual([]);
    await ada.push([ada.patch('attachment', blob.recordId, { deletedAt: null })]);
    expect(await lookAt(client, blob)).toEqual({ kind: 'missing', maySend: true, held: [] });
  });
}

/** `world`'s tenant may have as much as three chunks. */
export function fullSuite(world: () => PeopleWorld): void {
  test('where there is no more room, bytes are refused with a sentence and records go on', async () => {
    const { ada, mine, client } = await setupSender(world());
    const bytes = someBytes(2 * chunkBytes);
    const blob = await attach(ada, mine, named(bytes));
    await send(client, blob, bytes);
    expect(await client.blobs.room({})).toEqual({ bytes: 2 * chunkBytes, bytesMax: 3 * chunkBytes });
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
