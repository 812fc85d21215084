/* Who has fetched bytes stands in the audit: once for each person and file. */
import { expect, test } from 'vitest';

import { chunkBytes } from '#shared/blobs/blob-chunks.ts';
import type { NamedBlob } from '#shared/blobs/blob-server-api.ts';

import { addPerson, passDay } from '../access/people-world.harness.ts';
import type { PeopleWorld } from '../access/people-world.harness.ts';
import { failureOf } from '../server-client.harness.ts';
import { letIn } from '../sync/sync.suite.harness.ts';
import { attach, fetchWhole, named, send, setupSender, someBytes } from './blob-world.harness.ts';

export function blobReadsSuite(world: () => PeopleWorld): void {
  test('who fetches a file is in the audit, once for each person and file, with what it is called', async () => {
    const { ada, mine, client, bobIs, ...rest } = await setupSender(world());
    await letIn({ ada, bobIs, ...rest });
    const bytes = someBytes(3 * chunkBytes + 17);
    const blob = await attach(ada, mine, named(bytes));
    await send(client, blob, bytes);
    expect(await readersOf(world(), blob)).toEqual([]);
    const fetchChunk = async (number: number) => await bobIs.client.blobs.fetch({ params: { ...blob, number } });
    // All at once, then again as after a break, and by the next device.
    await Promise.all([3, 0, 1, 2, 0].map(fetchChunk));
    await fetchWhole(bobIs.client, blob, bytes.length);
    await fetchWhole(bobIs.client, blob, bytes.length);
    const once = {
      action: 'blob.fetched',
      resourceType: 'attachment',
      resourceId: blob.recordId,
      userId: bobIs.id,
      details: { name: 'data.csv', bytes: bytes.length, sha256: blob.sha256 },
    };
    expect(await readersOf(world(), blob)).toMatchObject([once]);
    await fetchWhole(client, blob, bytes.length);
    expect((await readersOf(world(), blob)).map(({ userId }) => userId)).toEqual([world().ada.me.user.id, bobIs.id]);
    const found = await client.audit.search({
      search: blob.sha256.slice(0, 20),
      action: 'blob.fetched',
      userId: bobIs.id,
    });
    expect(found.items).toMatchObject([once]);
    expect((await client.audit.search({ search: 'data.csv', action: 'blob.fetched' })).items).not.toEqual([]);
  });

  test('who is given nothing has fetched nothing', async () => {
    const { ada, mine, client, bobIs } = await setupSender(world());
    const bytes = someBytes(10);
    const blob = await attach(ada, mine, named(bytes));
    await send(client, blob, bytes);
    expect(await failureOf(bobIs.client.blobs.fetch({ params: { ...blob, number: 0 } }))).toMatchObject({
      kind: 'record-missing',
    });
    expect(await failureOf(client.blobs.fetch({ params: { ...blob, number: 1 } }))).toMatchObject({
      kind: 'record-missing',
    });
    expect(await readersOf(world(), blob)).toEqual([]);
    expect(await rowsOfReads(world(), blob)).toBe(0);
  });

  test('what somebody has fetched is given to them and erased with them, and the chain stays whole', async () => {
    const { ada, mine, client, ...rest } = await setupSender(world());
    const eve = await addPerson(world(), 'reader.eve@example.org', ['developer']);
    await letIn({ ada, ...rest, bobIs: eve });
    const bytes = someBytes(10);
    const blob = await attach(ada, mine, named(bytes));
    await send(client, blob, bytes);
    await fetchWhole(eve.client, blob, bytes.length);
    const { records } = await client.users.exportData({ id: eve.id });
    expect(records['blobRead']).toMatchObject([{ userId: eve.id, entity: 'attachment', recordId: blob.recordId }]);
    const { erased } = await client.users.erase({ id: eve.id, confirmEmail: 'reader.eve@example.org' });
    expect(erased).toMatchObject({ blobRead: 1 });
    expect(await rowsOfReads(world(), blob)).toBe(0);
    expect(await readersOf(world(), blob)).toMatchObject([{ userId: null, details: null, isErased: true }]);
    await world().server.app.audit.settle();
    expect(await client.audit.verify({})).toMatchObject({ isWhole: true, problems: [] });
  });

  test('bytes that have gone take along who fetched them, and are told of anew when they have come again', async () => {
    const { ada, mine, client } = await setupSender(world());
    const { app } = world().server;
    const bytes = someBytes(10);
    const blob = await attach(ada, mine, named(bytes));
    await send(client, blob, bytes);
    // More than once: by then the process knows it by itself.
    for (let time = 0; time < 3; time += 1) await fetchWhole(client, blob, bytes.length);
    await ada.push([ada.patch('attachment', blob.recordId, { deletedAt: 1 })]);
    await app.forgetOld();
    await passDay(world());
    await app.forgetOld();
    expect(await rowsOfReads(world(), blob)).toBe(0);
    await ada.push([ada.patch('attachment', blob.recordId, { deletedAt: null })]);
    await send(client, blob, bytes);
    await fetchWhole(client, blob, bytes.length);
    expect(await readersOf(world(), blob)).toHaveLength(2);
  });
}

/** The events of its being fetched, the latest first. */
async function readersOf({ client }: PeopleWorld, { recordId }: NamedBlob) {
  return (await client.audit.search({ resourceId: recordId, action: 'blob.fetched' })).items;
}

async function rowsOfReads({ server }: PeopleWorld, { sha256 }: NamedBlob): Promise<number> {
  return await server.app.database.asOwner(async ({ query }) => {
    const [row] = await query('SELECT count(*)::int AS number FROM blob_reads WHERE sha256 = $1', [sha256]);
    return Number(row?.['number']);
  });
}
