import { statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { ORPCError } from '@orpc/client';
import { expect, test } from 'vitest';

import { accountIdOf } from '#shared/base/account-id.ts';
import { assert } from '#shared/base/assert.ts';

import { skipWithoutLanguage } from '../build/skip-without-language.ts';
import type { NewAccount } from './access/account-desk.ts';
import { acme, beech, setupHostFolder } from './host.harness.ts';
import { dataFolderAt } from './store/data-folder.ts';
import { lockDataFolder } from './store/data-folder-lock.ts';

type Setup = ReturnType<typeof setupHostFolder>;

async function setupAcme(setup: Setup = setupHostFolder(), account: NewAccount = acme) {
  const started = await setup.start();
  const added = await started.host.accounts.add(account);
  assert(added.ok, 'The account could not be added');
  return { ...setup, ...started, id: added.value.id };
}

async function failureOf(calling: Promise<unknown>): Promise<unknown> {
  try {
    return await calling;
  } catch (error) {
    return error instanceof ORPCError ? error.data : error;
  }
}

const list = { entity: 'workspace', order: [{ field: 'name' as const, direction: 'up' as const }] };

test('another account opens in the place of the one before, with a file, folders and a person of its own', async () => {
  const { host, connect, close, start, has, readAccounts, dataFolder, id } = await setupAcme();
  const before = connect();
  const other = connect();
  expect(await before.client.app.info()).toMatchObject({ accountId: 'personal' });
  await before.client.accounts.switch({ id });
  expect(await Promise.all([before.closed, other.closed])).toEqual(Array(2).fill('another account is open'));
  const { client } = connect();
  const { userId, tenantId, userName } = acme;
  expect(await client.app.info()).toMatchObject({ accountId: id, userId, tenantId, userName });
  expect(await client.records.list({ entity: 'tenant' })).toMatchObject([{ id: tenantId, name: 'Acme' }]);
  expect(await client.records.list({ entity: 'user' })).toMatchObject([{ id: userId, email: 'ada@acme.example' }]);
  expect(await client.records.list(list)).toEqual([]);
  await client.workspaces.create({ name: 'Shelf' });
  for (const name of ['blobs', 'files', 'exports', 'backups']) expect(has('accounts', id, name)).toBe(true);
  expect(statSync(path.join(dataFolder, 'accounts.json')).mode & 0o777).toBe(0o600);
  expect(readAccounts()).not.toContain('permissions');
  expect((await host.accounts.switchTo('personal')).ok).toBe(true);
  expect(await connect().client.records.list(list)).toMatchObject([{ name: 'Examples' }]);
  expect((await host.accounts.switchTo(id)).ok).toBe(true);
  await close();
  // Which one is open is known at the next start.
  const again = await start();
  expect(await again.connect().client.records.list(list)).toMatchObject([{ name: 'Shelf' }]);
});

test('what a server has said of its tenant and its person is no change of this device', async () => {
  const { host, connect, id } = await setupAcme();
  await host.accounts.switchTo(id);
  const { client } = connect();
  expect(await client.undo.undo()).toMatchObject({ label: null });
  const [user] = await client.records.list({ entity: 'user' });
  expect(user).toMatchObject({ createdAt: 0, updatedAt: 0 });
});

test('the data folder is held while accounts change', async () => {
  const { host, dataFolder, id, close } = await setupAcme();
  const lock = () => lockDataFolder(dataFolderAt(dataFolder));
  const switching = host.accounts.switchTo(id);
  expect(lock().ok).toBe(false);
  await switching;
  expect(lock().ok).toBe(false);
  await close();
  const free = lock();
  assert(free.ok, 'The folder is still held');
  free.value.release();
});

test('an account whose file is damaged or of a newer program is not opened, and the open one goes on', async () => {
  const { host, connect, close, start, create, dataFolder, readAccounts, id } = await setupAcme();
  await host.accounts.switchTo(id);
  await host.accounts.switchTo('personal');
  const { client } = connect();
  const file = path.join(dataFolder, 'accounts', `${id}.sqlite`);
  // Waits until its file is closed.
  expect((await host.accounts.forget(id, { keepsCopy: true })).ok).toBe(true);
  await host.accounts.add(acme);
  writeFileSync(file, 'this is no database');
  expect(await failureOf(client.accounts.switch({ id }))).toMatchObject({
    kind: 'account-not-opened',
    reason: expect.stringContaining('cannot be read'),
  });
  await client.workspaces.create({ name: 'Still here' });
  expect(readAccounts()).toContain('"currentId": "personal"');
  await close();
  // Where it was open last, the personal one is opened and says so; a command does not go on with another account.
  writeFileSync(path.join(dataFolder, 'accounts.json'), readAccounts().replace('"personal"', `"${id}"`));
  expect(await create({ mayFallBack: false })).toMatchObject({ failure: { kind: 'database-unreadable', file } });
  const again = await start();
  expect(await again.connect().client.accounts.list()).toMatchObject({
    currentId: 'personal',
    accounts: [{ id }],
    notice: expect.stringContaining('could not be opened, so the personal one is.'),
  });
});

test('an account that nobody knows is named, with those that there are', async () => {
  const { close, create, id } = await setupAcme();
  await close();
  const unknown = accountIdOf({ ...acme, userId: 'nobody' });
  expect(await create({ accountId: unknown })).toMatchObject({
    failure: { kind: 'account-unusable', sentence: expect.stringContaining(`${id}  Ada Lovelace, Acme`) },
  });
});

test('a damaged list of accounts is set aside, and what an account had is found again', async () => {
  const { host, connect, close, start, dataFolder, id } = await setupAcme();
  await host.accounts.switchTo(id);
  await connect().client.workspaces.create({ name: 'Shelf' });
  await close();
  truncateSync(path.join(dataFolder, 'accounts.json'), 20);
  const again = await start();
  expect(again.host.accounts.list()).toMatchObject({
    currentId: 'personal',
    accounts: [],
    notice: expect.stringMatching(/set aside as .*accounts-damaged-.*\.json/),
  });
  expect(await again.host.accounts.add(acme)).toEqual({ ok: true, value: { id } });
  await again.host.accounts.switchTo(id);
  expect(await again.connect().client.records.list(list)).toMatchObject([{ name: 'Shelf' }]);
});

test('what a server does not let a person do is not done here either', async () => {
  const { host, connect, id } = await setupAcme(setupHostFolder(), beech);
  await host.accounts.switchTo(id);
  const { client } = connect();
  expect((await client.app.info()).permissions).not.toContain('of:a-newer-server');
  expect(await failureOf(client.workspaces.create({ name: 'Shelf' }))).toMatchObject({ kind: 'not-permitted' });
});

test('an account is forgotten with its copy or without, also the open one, and the personal one stays', async () => {
  const { host, connect, has, id } = await setupAcme();
  const second = await host.accounts.add(beech);
  assert(second.ok, 'The account could not be added');
  await host.accounts.switchTo(second.value.id);
  await host.accounts.switchTo(id);
  expect(await host.accounts.forget(second.value.id, { keepsCopy: true })).toMatchObject({ ok: true });
  expect(has('accounts', `${second.value.id}.sqlite`)).toBe(true);
  const open = connect();
  await open.client.accounts.forget({ id, keepsCopy: false });
  expect(await open.closed).toBe('another account is open');
  expect(host.accounts.list()).toMatchObject({ currentId: 'personal', accounts: [] });
  // Adding it again waits until the copy is gone.
  await host.accounts.add(acme);
  expect(has('accounts', `${id}.sqlite`)).toBe(false);
  expect(has('accounts', id)).toBe(false);
  expect(await host.accounts.forget('personal', { keepsCopy: true })).toMatchObject({
    failure: { kind: 'account-not-forgettable' },
  });
  expect(await host.accounts.forget(second.value.id, { keepsCopy: true })).toMatchObject({
    failure: { kind: 'account-missing' },
  });
});

test('a copy that was to be deleted when the program was ended is deleted at the next start', async () => {
  const { close, start, has, readAccounts, dataFolder, host, id } = await setupAcme();
  await host.accounts.switchTo(id);
  await host.accounts.switchTo('personal');
  await close();
  const half = { ...(JSON.parse(readAccounts()) as object), accounts: [], removingIds: [id] };
  writeFileSync(path.join(dataFolder, 'accounts.json'), JSON.stringify(half));
  expect(has('accounts', id)).toBe(true);
  await start();
  expect([has('accounts', id), has('accounts', `${id}.sqlite`)]).toEqual([false, false]);
  expect(JSON.parse(readAccounts())).toMatchObject({ removingIds: [] });
});

test('a run that is under way ends with its account, and its record is kept', async () => {
  skipWithoutLanguage('python');
  const { host, connect, id } = await setupAcme();
  const { client } = connect();
  const [workspace] = await client.records.list(list);
  const { id: functionId } = await client.functions.create({
    workspaceId: workspace?.id ?? '',
    name: 'slow',
    language: 'python',
    source: 'import time\ndef slow():\n    time.sleep(600)\n',
    folder: '',
  });
  const { runId } = await client.runs.start({ functionId, arguments: {} });
  const stateOf = async () =>
    (await connect().client.records.list({ entity: 'run', where: { id: runId } }))[0]?.['state'];
  await expect.poll(stateOf).toBe('running');
  await host.accounts.switchTo(id);
  await host.accounts.switchTo('personal');
  expect(await stateOf()).toBe('failed');
});
