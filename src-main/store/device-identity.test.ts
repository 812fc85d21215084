import { copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { functionEntity } from '#shared/functions/function-entities.ts';
import { isDeviceId } from '#shared/changes/stamp.ts';
import type { Store } from './store.ts';
import { functionDraft, setupFolder } from './store.harness.ts';

function setupWorld(seed = 1) {
  const world = setupFolder(seed);
  onTestFinished(world.dispose);
  return { ...world, identityFile: join(world.folder, 'accounts', 'personal.device.json') };
}

function addFunction(store: Store): void {
  store.write({ actorId: 'ada' }, (tx) => tx.create(functionEntity, functionDraft()));
}

test('a file that is opened again speaks for the same device', async () => {
  const { open } = setupWorld();
  const first = await open();
  addFunction(first);
  first.close();
  const second = await open();
  expect(isDeviceId(first.deviceId)).toBe(true);
  expect(second.deviceId).toBe(first.deviceId);
});

test('a file whose program was killed speaks for the same device', async () => {
  const { open, folder, options, identityFile } = setupWorld();
  const store = await open();
  const asOpened = readFileSync(identityFile);
  addFunction(store);
  store.close();
  writeFileSync(identityFile, asOpened); // Nobody noted at the end how far the device had counted.
  expect((await open()).deviceId).toBe(store.deviceId);
  expect(options.file.startsWith(folder)).toBe(true);
});

test('a copied folder speaks for a new device, and the first one goes on', async () => {
  const { open, folder, options } = setupWorld();
  const other = setupWorld(2);
  const store = await open();
  addFunction(store);
  store.close();
  cpSync(folder, other.folder, { recursive: true });
  const copy = await other.open();
  expect(copy.deviceId).not.toBe(store.deviceId);
  expect(copy.list(functionEntity)).toHaveLength(1);
  addFunction(copy);
  expect((await open(options)).deviceId).toBe(store.deviceId);
});

test('a file that was put back to an earlier state speaks for a new device', async () => {
  const { open, folder, options } = setupWorld();
  (await open()).close();
  const store = await open();
  addFunction(store);
  store.close();
  const copy = join(folder, 'copy.sqlite');
  copyFileSync(options.file, copy);
  const again = await open();
  addFunction(again);
  again.close();
  copyFileSync(copy, options.file);
  const restored = await open();
  expect(restored.deviceId).not.toBe(store.deviceId);
  expect(restored.list(functionEntity)).toHaveLength(1);
});

test('a file that was put back to an earlier moment of its last opening speaks for a new device', async () => {
  const { open, folder, options } = setupWorld();
  const store = await open();
  addFunction(store);
  const copy = join(folder, 'copy.sqlite');
  const { default: Database } = await import('better-sqlite3');
  const reader = new Database(options.file);
  reader.prepare('VACUUM INTO ?').run(copy);
  reader.close();
  addFunction(store);
  store.close();
  copyFileSync(copy, options.file);
  expect((await open()).deviceId).not.toBe(store.deviceId);
});

test('a file without its identity beside it, or with a damaged one, speaks for a new device', async () => {
  const { open, identityFile } = setupWorld();
  const first = await open();
  first.close();
  rmSync(identityFile);
  const second = await open();
  second.close();
  writeFileSync(identityFile, 'rubbish');
  const third = await open();
  expect(new Set([first.deviceId, second.deviceId, third.deviceId]).size).toBe(3);
});

test('a new device counts its changes anew and stamps them later than all before', async () => {
  const { open, identityFile, options, clock } = setupWorld();
  const first = await open();
  addFunction(first);
  first.close();
  rmSync(identityFile);
  clock.advance(-5000);
  const second = await open();
  addFunction(second);
  second.close();
  const { default: Database } = await import('better-sqlite3');
  const database = new Database(options.file, { readonly: true });
  const changes = database.prepare('SELECT device_id, number FROM changes ORDER BY stamp').all();
  database.close();
  expect(changes).toEqual([
    { device_id: first.deviceId, number: 1 },
    { device_id: second.deviceId, number: 1 },
  ]);
});
