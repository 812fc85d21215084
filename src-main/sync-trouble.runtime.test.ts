/*
 * What can befall a device and its server besides the network: clocks, back-ups, disks, and people who are let out.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import type { ApiClient } from '#shared/features.ts';

import { canMountDisk, mountSmallDisk } from '../build/small-disk.ts';
import { backUp, startAdaServer } from './ada-server.harness.ts';
import type { AdaServer } from './ada-server.harness.ts';
import { inStep, setupDevice, waitForDetails, waitForRecord, waitForSync } from './synced-devices.harness.ts';

let server: AdaServer;
beforeAll(async () => {
  server = await startAdaServer();
});
afterAll(async () => await server.dispose());

const dayMs = 24 * 60 * 60 * 1000;

async function rename(client: ApiClient, id: string, name: string): Promise<void> {
  await client.records.patch({ entity: 'workspace', id, patch: { name } });
}

async function isNamed(client: ApiClient, id: string, name: string): Promise<void> {
  await waitForRecord(client, 'workspace', (record) => record.id === id && record['name'] === name);
}

test('a device whose clock is days ahead, or behind, loses nothing and wins over nobody who edits later', async () => {
  const clockOff = (ms: number) => ({ clock: { nowMs: () => instantOf(Date.now() + ms) } });
  const right = await setupDevice(server);
  const ahead = await setupDevice(server, undefined, clockOff(3 * dayMs));
  const behind = await setupDevice(server, undefined, clockOff(-3 * dayMs));
  const { id } = await right.client.workspaces.create({ name: 'Clocks', description: '' });
  for (const { client } of [ahead, behind]) await isNamed(client, id, 'Clocks');

  await ahead.client.sync.pause({ isPaused: true });
  await rename(ahead.client, id, 'by the one ahead');
  await ahead.client.sync.pause({ isPaused: false });
  await inStep(ahead.client);
  for (const { client } of [right, behind]) await isNamed(client, id, 'by the one ahead');

  await rename(right.client, id, 'by the right one, later');
  for (const { client } of [ahead, behind]) await isNamed(client, id, 'by the right one, later');

  await rename(behind.client, id, 'by the one behind, last');
  for (const { client } of [right, ahead]) await isNamed(client, id, 'by the one behind, last');
  for (const { client } of [right, ahead, behind])
    expect((await inStep(client)).problems).toMatchObject({ rejected: 0 });
});

test("a server that was set back to yesterday's back-up has from the devices what came after it", async () => {
  const [first, second] = [await setupDevice(server), await setupDevice(server)];
  const { id } = await first.client.workspaces.create({ name: 'Yesterday', description: '' });
  await isNamed(second.client, id, 'Yesterday');
  await inStep(first.client);
  const restore = await backUp(server);
  for (const { client } of [first, second]) await client.connections.tryNow();

  await first.client.functions.create({ workspaceId: id, name: 'after', language: 'r' });
  await rename(second.client, id, 'Today');
  await isNamed(first.client, id, 'Today');
  await waitForRecord(second.client, 'function', (record) => record['name'] === 'after');
  for (const { client } of [first, second]) await inStep(client);

  await restore();
  for (const { client } of [first, second]) await client.connections.tryNow();
  // A device that has never been here sees what the server has.
  const third = await setupDevice(server);
  await isNamed(third.client, id, 'Today');
  await waitForRecord(third.client, 'function', (record) => record['name'] === 'after');
  for (const { client } of [first, second, third]) {
    expect((await inStep(client)).problems).toMatchObject({ rejected: 0, 'set-aside': 0 });
    await isNamed(client, id, 'Today');
  }
});

/** A device in step whose folder was copied at that moment, and which went on with the function `made_later`. */
async function setupCopied({ isPaused = false } = {}) {
  const [device, other] = [await setupDevice(server), await setupDevice(server)];
  const { id } = await device.client.workspaces.create({ name: 'Copied', description: '' });
  await isNamed(other.client, id, 'Copied');
  await inStep(device.client);
  await device.client.sync.pause({ isPaused });
  await device.close();
  const { dataFolder } = device.host;
  const copy = path.join(dataFolder, '..', `${path.basename(dataFolder)}-copy`);
  const accounts = path.join(dataFolder, 'accounts');
  cpSync(accounts, copy, { recursive: true });
  const later = await device.open();
  await later.client.sync.pause({ isPaused: false });
  await later.client.functions.create({ workspaceId: id, name: 'made_later', language: 'r' });
  await inStep(later.client);
  await hasFunction(other.client, id, 'made_later');
  await later.close();
  return {
    id,
    device,
    other,
    accounts,
    putBack: () => {
      // Onto the files that are there, as a disk that is taken back would have it: by nothing but what is in them do they differ.
      cpSync(copy, accounts, { recursive: true });
      rmSync(copy, { recursive: true });
    },
  };
}

async function hasFunction(client: ApiClient, workspaceId: string, name: string): Promise<void> {
  await waitForRecord(client, 'function', (record) => record['workspaceId'] === workspaceId && record['name'] === name);
}

test('a device on which an old copy of its folder was put back is in step again, and what it makes then is not taken for a replay', async () => {
  const { id, device, other, accounts, putBack } = await setupCopied();
  rmSync(accounts, { recursive: true });
  putBack();
  const again = await device.open();
  await again.client.functions.create({ workspaceId: id, name: 'made_after', language: 'r' });
  await hasFunction(again.client, id, 'made_later');
  await hasFunction(other.client, id, 'made_after');
  expect((await inStep(again.client)).problems).toMatchObject({ rejected: 0 });
  await again.close();
});

test('a device whose whole disk was taken back learns from the server that it was, and loses nothing', async () => {
  const { id, device, other, putBack } = await setupCopied();
  putBack();
  const again = await device.open();
  await hasFunction(again.client, id, 'made_later');
  await again.client.functions.create({ workspaceId: id, name: 'made_after', language: 'r' });
  await hasFunction(other.client, id, 'made_after');
  expect((await inStep(again.client)).problems).toMatchObject({ rejected: 0 });
  await again.close();
  const reopened = await device.open();
  await reopened.client.functions.create({ workspaceId: id, name: 'made_at_last', language: 'r' });
  await hasFunction(other.client, id, 'made_at_last');
  await reopened.close();
});

test('what was made on a disk that was taken back, before the server could tell, is refused where its number is taken, and said', async () => {
  const { id, device, other, putBack } = await setupCopied({ isPaused: true });
  putBack();
  const again = await device.open();
  await rename(again.client, id, 'Renamed away from the server');
  const names = ['first', 'second', 'third'].map((name) => `made_${name}`);
  for (const name of names) await again.client.functions.create({ workspaceId: id, name, language: 'r' });
  await again.client.sync.pause({ isPaused: false });
  await hasFunction(again.client, id, 'made_later');
  await inStep(again.client);
  const { problems } = await waitForDetails(again.client, () => true);
  expect(problems).toMatchObject([
    {
      kind: 'rejected',
      code: 'number-taken',
      canRepeat: true,
      fields: [{ name: 'name', mine: 'Renamed away from the server', theirs: 'Copied' }],
    },
  ]);
  for (const name of names) await hasFunction(other.client, id, name);
  await again.client.sync.settle({ id: problems[0]?.id ?? '', action: 'repeat' });
  await isNamed(other.client, id, 'Renamed away from the server');
  await again.client.functions.create({ workspaceId: id, name: 'made_at_last', language: 'r' });
  await hasFunction(other.client, id, 'made_at_last');
  await again.close();
});

test.skipIf(!canMountDisk())(
  'a device whose disk is full says so, and is in step when there is room again',
  async () => {
    const disk = mountSmallDisk('size=48m');
    const usual = process.env['TMPDIR'];
    process.env['TMPDIR'] = disk;
    const device = await setupDevice(server).finally(() => {
      if (usual === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = usual;
    });
    const other = await setupDevice(server);
    const { id } = await other.client.workspaces.create({ name: 'Large', description: '' });
    await isNamed(device.client, id, 'Large');
    const filler = path.join(disk, 'filler');
    fillDisk(filler);
    const source = `# ${'x'.repeat(900_000)}\n`;
    for (let number = 1; number <= 5; number += 1) {
      const name = `f${String(number)}`;
      const { id: functionId } = await other.client.functions.create({ workspaceId: id, name, language: 'r' });
      await other.client.functions.saveDraft({ functionId, source });
    }
    const { problem } = await waitForSync(device.client, ({ activity }) => activity === 'stuck');
    expect(problem).toBe('The disk of this device takes nothing more.');
    rmSync(filler);
    await device.client.sync.syncNow();
    await waitForRecord(
      device.client,
      'function',
      (record) => record['name'] === 'f5' && record['draftSource'] === source,
    );
    await inStep(device.client);
  },
);

function fillDisk(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  // Until there is no more.
  for (let size = 8 * 1024 * 1024; size >= 4096;)
    try {
      writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch {
      size /= 2;
    }
}

test('who is removed while they are away keeps what waits here, and it goes nowhere', async () => {
  const email = 'linus@example.org';
  await server.signUp(email, 'Linus', 'developer');
  const device = await setupDevice(server, email);
  const { id } = await device.client.workspaces.create({ name: 'Mine', description: '' });
  await inStep(device.client);
  const { userId } = await device.client.app.info();
  device.door.set('silent');
  await rename(device.client, id, 'Edited on the train');
  await server.ada.users.remove({ id: userId });
  device.door.set('pass');
  await device.client.connections.tryNow();
  for await (const state of await device.client.connections.watch()) if (state.kind === 'signed-out') break;
  await waitForSync(device.client, ({ activity, waiting }) => activity === 'away' && waiting > 0);
  const { waiting } = await waitForDetails(device.client, (details) => details.waiting.length > 0);
  expect(waiting).toMatchObject([{ entity: 'workspace', title: 'Edited on the train', fields: ['name'] }]);
});
