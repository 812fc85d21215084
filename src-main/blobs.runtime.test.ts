/* Bytes of attached files between real devices and a real server: whole or not at all, whatever comes in between. */
import { existsSync, statSync, writeFileSync } from 'node:fs';

import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

import { idFromKey } from '#shared/base/id.ts';
import { chunkBytes } from '#shared/blobs/blob-chunks.ts';

import { openNetwork } from './access/network.harness.ts';
import type { Weather } from './access/network.harness.ts';
import { startAdaServer } from './ada-server.harness.ts';
import type { AdaServer } from './ada-server.harness.ts';
import {
  attachFile,
  blobFilesIn,
  isBegun,
  isHere,
  isSent,
  readFileOf,
  setupShelf,
  waitForBlob,
  waitForSummary,
} from './attached-files.harness.ts';
import { inStep, setupDevice, waitForGone, waitForRecord } from './synced-devices.harness.ts';
import { startWholeServer } from '../src-server/whole-server.harness.ts';

let server: AdaServer;
beforeAll(async () => {
  server = await startAdaServer();
});
afterAll(async () => await server.dispose());

const roundMs = 120_000;
const megabyte = 1024 * 1024;

test('a small file comes by itself, an empty one too, and a large one when somebody asks for it', async () => {
  const [first, second] = [await setupDevice(server), await setupDevice(server)];
  const { functionId } = await setupShelf(first.client, 'Sizes');
  const small = await attachFile(first.client, functionId, Buffer.from('a,b\n1,2\n'.repeat(20_000)), 'small.csv');
  const empty = await attachFile(first.client, functionId, Buffer.alloc(0), 'empty.csv');
  const large = await attachFile(first.client, functionId, 3 * megabyte + 5, 'large.bin');
  for (const { sha256 } of [small, empty, large]) await waitForBlob(first.client, sha256, isSent);
  for (const { id, sha256, bytes } of [small, empty]) {
    await waitForRecord(second.client, 'attachment', (record) => record.id === id);
    await waitForBlob(second.client, sha256, isHere);
    expect(await readFileOf(second.client, id)).toEqual(bytes);
  }
  await waitForRecord(second.client, 'attachment', ({ id }) => id === large.id);
  const absent = await waitForBlob(second.client, large.sha256, ({ isAtServer }) => isAtServer === true);
  expect(absent).toMatchObject({ state: 'absent', isHere: false, bytesDone: 0, bytesTotal: large.bytes.length });
  expect(await waitForSummary(second.client, ({ elsewhere }) => elsewhere.count === 1)).toMatchObject({
    toFetch: { count: 0 },
    elsewhere: { bytes: large.bytes.length },
  });
  await second.client.blobs.fetch({ sha256: large.sha256 });
  await waitForBlob(second.client, large.sha256, isHere);
  expect(await readFileOf(second.client, large.id)).toEqual(large.bytes);
  const { items } = await server.ada.audit.search({ resourceId: large.id });
  expect(items.map(({ action }) => action).filter((action) => action === 'blob.sent')).toEqual(['blob.sent']);
});

test('whoever wants all of them has large ones fetched too, also those that come later', async () => {
  const [first, second] = [await setupDevice(server), await setupDevice(server)];
  const { functionId } = await setupShelf(first.client, 'All');
  const before = await attachFile(first.client, functionId, 2 * megabyte);
  await waitForRecord(second.client, 'attachment', ({ id }) => id === before.id);
  await second.client.blobs.setFetchesAll({ fetchesAll: true });
  const after = await attachFile(first.client, functionId, 2 * megabyte, 'after.bin');
  for (const { id, sha256, bytes } of [before, after]) {
    await waitForBlob(second.client, sha256, isHere);
    expect(await readFileOf(second.client, id)).toEqual(bytes);
  }
});

test('while it is paused nothing is sent, and afterwards all of it is', async () => {
  const first = await setupDevice(server);
  const { functionId } = await setupShelf(first.client, 'Pause');
  await inStep(first.client);
  await first.client.sync.pause({ isPaused: true });
  const file = await attachFile(first.client, functionId, 2 * chunkBytes);
  expect(await waitForSummary(first.client, ({ toSend }) => toSend.count === 1)).toMatchObject({
    toSend: { bytes: 2 * chunkBytes },
    failureCount: 0,
  });
  await first.client.sync.pause({ isPaused: false });
  await waitForBlob(first.client, file.sha256, isSent);
  await waitForSummary(first.client, ({ toSend }) => toSend.count === 0);
});

const weathers: readonly Weather[] = ['slow', 'stalled', 'cutting', 'dropping'];

test.each(weathers)(
  'over a network that is %s, and then fine again, a file arrives whole, and once',
  { timeout: 2 * roundMs },
  async (weather) => {
    const seed = 4_711 + weathers.indexOf(weather);
    const network = await openNetwork(server.address, seed);
    onTestFinished(async () => await network.close());
    const [first, second] = [await setupDevice({ address: network.address }), await setupDevice(server)];
    const { functionId } = await setupShelf(first.client, weather);
    await inStep(first.client);
    // Something goes, or is lost, in that weather, be it only the question whether the server is there.
    const live = async (bad: Weather): Promise<void> => {
      const before = network.pieces();
      network.set(bad);
      await first.client.connections.tryNow();
      await expect.poll(() => network.pieces()).toBeGreaterThan(before);
      network.set('fine');
    };
    const sent = await attachFile(first.client, functionId, 6 * chunkBytes + 100);
    await isBegun(first.client, sent.sha256, 'sending');
    await live(weather);
    await first.client.connections.tryNow();
    await waitForBlob(first.client, sent.sha256, isSent);
    await waitForRecord(second.client, 'attachment', ({ id }) => id === sent.id);
    await second.client.blobs.fetch({ sha256: sent.sha256 });
    await waitForBlob(second.client, sent.sha256, isHere);
    expect(await readFileOf(second.client, sent.id)).toEqual(sent.bytes);
    // And the other way.
    const coming = await attachFile(second.client, functionId, 6 * chunkBytes + 100, 'coming.bin');
    await waitForBlob(second.client, coming.sha256, isSent);
    await waitForRecord(first.client, 'attachment', ({ id }) => id === coming.id);
    await first.client.blobs.fetch({ sha256: coming.sha256 });
    await isBegun(first.client, coming.sha256, 'fetching');
    await live(weather);
    await first.client.connections.tryNow();
    await waitForBlob(first.client, coming.sha256, isHere);
    expect(await readFileOf(first.client, coming.id)).toEqual(coming.bytes);
    const { items } = await server.ada.audit.search({ resourceId: sent.id });
    expect(items.filter(({ action }) => action === 'blob.sent')).toHaveLength(1);
  },
);

test('what had begun to come is gone on with after a restart, and a part that is not what it should be is fetched anew', async () => {
  const [first, second] = [await setupDevice(server), await setupDevice(server)];
  const { functionId } = await setupShelf(first.client, 'Parts');
  const file = await attachFile(first.client, functionId, 5 * chunkBytes + 1);
  const spoilt = await attachFile(first.client, functionId, 3 * chunkBytes, 'spoilt.bin');
  for (const { id, sha256 } of [file, spoilt]) {
    await waitForBlob(first.client, sha256, isSent);
    await waitForRecord(second.client, 'attachment', (record) => record.id === id);
  }
  await inStep(second.client);
  await second.close();
  // As a program leaves it that is ended in the middle of a chunk.
  const { part } = blobFilesIn(second.host.dataFolder, file.sha256);
  writeFileSync(part, file.bytes.subarray(0, 2 * chunkBytes + 1_000));
  writeFileSync(blobFilesIn(second.host.dataFolder, spoilt.sha256).part, Buffer.alloc(chunkBytes));
  // And what nobody asks for any more.
  const forgotten = blobFilesIn(second.host.dataFolder, 'a'.repeat(64)).part;
  writeFileSync(forgotten, 'forgotten');
  const { client } = await second.open();
  for (const { id, sha256, bytes } of [file, spoilt]) {
    await waitForBlob(client, sha256, isHere);
    expect(await readFileOf(client, id)).toEqual(bytes);
  }
  expect([part, forgotten].filter((one) => existsSync(one))).toEqual([]);
});

test('a fetch that is given up leaves nothing behind', async () => {
  const network = await openNetwork(server.address, 5);
  onTestFinished(async () => await network.close());
  const [first, second] = [await setupDevice(server), await setupDevice({ address: network.address })];
  const { functionId } = await setupShelf(first.client, 'Given up');
  const file = await attachFile(first.client, functionId, 4 * chunkBytes);
  await waitForBlob(first.client, file.sha256, isSent);
  await waitForRecord(second.client, 'attachment', ({ id }) => id === file.id);
  await waitForBlob(second.client, file.sha256, ({ isAtServer }) => isAtServer === true);
  // The first chunk comes, and nothing after it.
  network.stallAt('/chunks/1');
  await second.client.blobs.fetch({ sha256: file.sha256 });
  await waitForBlob(second.client, file.sha256, ({ state }) => state === 'fetching');
  const { part, whole } = blobFilesIn(second.host.dataFolder, file.sha256);
  await second.client.blobs.cancel({ sha256: file.sha256 });
  await waitForBlob(second.client, file.sha256, ({ state }) => state === 'absent');
  expect([part, whole].filter((one) => existsSync(one))).toEqual([]);
});

test(
  'who does not reach a file any more has its bytes no more, and what else names them stays',
  { timeout: roundMs },
  async () => {
    await server.signUp('bob@example.org', 'Bob', 'developer');
    const ada = await setupDevice(server);
    const bob = await setupDevice(server, 'bob@example.org');
    const { workspaceId, functionId } = await setupShelf(ada.client, 'Let in');
    const { userId, tenantId } = await bob.client.app.info();
    const memberId = idFromKey('workspaceMember', workspaceId, userId);
    const draft = { id: memberId, tenantId, workspaceId, userId, role: 'editor' };
    await ada.client.records.create({ entity: 'workspaceMember', draft });
    await waitForRecord(bob.client, 'function', ({ id }) => id === functionId);
    const own = await setupShelf(bob.client, 'His own');
    const [gone, kept] = [
      await attachFile(ada.client, functionId, 1_000),
      await attachFile(ada.client, functionId, 2_000, 'kept.bin'),
    ];
    await attachFile(bob.client, own.functionId, kept.bytes, 'kept.bin');
    for (const { sha256 } of [gone, kept]) await waitForBlob(bob.client, sha256, isSent);
    await ada.client.records.remove({ entity: 'workspaceMember', id: memberId });
    await waitForGone(bob.client, 'attachment', gone.id);
    await expect.poll(() => existsSync(blobFilesIn(bob.host.dataFolder, gone.sha256).whole)).toBe(false);
    expect(statSync(blobFilesIn(bob.host.dataFolder, kept.sha256).whole).size).toBe(2_000);
  },
);

test('where the server has no more room, the file says so, and everything else goes on', async () => {
  const full = await startWholeServer({ 'tenant-files-mb': '1' });
  onTestFinished(async () => await full.close());
  const device = await setupDevice(full);
  const { workspaceId, functionId } = await setupShelf(device.client, 'Full');
  const file = await attachFile(device.client, functionId, megabyte + 1, 'too-much.bin');
  const failed = await waitForBlob(device.client, file.sha256, ({ state }) => state === 'failed');
  expect(failed.problem).toBe(
    'There is no more room on the server: the files of your organisation may have 1 MB together.',
  );
  expect(await waitForSummary(device.client, ({ failureCount }) => failureCount === 1)).toMatchObject({
    toSend: { count: 1, bytes: megabyte + 1 },
    failures: [{ title: 'too-much.bin', problem: failed.problem }],
  });
  const fits = await attachFile(device.client, functionId, 1_000, 'fits.bin');
  await waitForBlob(device.client, fits.sha256, isSent);
  await device.client.functions.create({ workspaceId, name: 'another', language: 'r' });
  expect((await inStep(device.client)).problems).toMatchObject({ rejected: 0 });
});
