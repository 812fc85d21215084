import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

import type { RecordEvent } from '#shared/records/record-api.ts';
import type { ApiClient } from '#shared/features.ts';

import { failureOf } from '../../src-server/server-client.harness.ts';
import { partsOfInvitation, password, startAdaServer } from '../ada-server.harness.ts';
import type { AdaServer } from '../ada-server.harness.ts';
import { setupHostFolder } from '../host.harness.ts';
import { inStep } from '../synced-devices.harness.ts';

let server: AdaServer;
let ada: AdaServer['ada'];

beforeAll(async () => {
  server = await startAdaServer();
  ({ ada } = server);
}, 90_000);
afterAll(async () => await server.dispose());

/** Somebody whom Ada has invited, with the app open on a device of theirs. */
async function setupPerson(email: string, roleIds: string[]) {
  const { link } = await ada.invitations.create({ email, roleIds });
  const { connect } = await setupHostFolder().start();
  await connect().client.connections.acceptInvitation({
    address: server.address,
    ...partsOfInvitation(link),
    name: 'Grace Hopper',
    password,
  });
  const { client } = connect();
  const { userId } = await client.app.info();
  return { client, userId };
}

/** Until the app says of the permission what is wanted. */
async function whenHeld(client: ApiClient, permission: string, isWanted: boolean): Promise<void> {
  const stop = new AbortController();
  for await (const { permissions } of await client.app.watchInfo(undefined, { signal: stop.signal }))
    if (permissions.includes(permission) === isWanted) return stop.abort();
}

/** Resolves when the watched list has these names and no others. */
async function whenListed(watch: AsyncIterator<RecordEvent>, names: readonly string[]): Promise<void> {
  for (let event = await watch.next(); event.done !== true; event = await watch.next()) {
    const { value } = event;
    const listed = value.kind === 'reset' ? value.records : value.upserts;
    if (JSON.stringify(listed.map(({ name }) => name)) === JSON.stringify(names)) return;
  }
  throw new Error(`The list has ended without ${names.join(', ')}.`);
}

test('a right that an administrator takes away is gone at the next call, and comes back alike', async () => {
  const { client, userId } = await setupPerson('grace@example.org', ['analyst']);
  await client.workspaces.create({ name: 'Shelf', description: '' });
  await inStep(client); // A server that hears of it when it is no longer allowed refuses it.
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const watch = (await client.records.watch({ entity: 'workspace' }, { signal: stop.signal }))[Symbol.asyncIterator]();
  await whenListed(watch, ['Shelf']);

  await ada.users.assignRoles({ id: userId, roleIds: ['viewer'] });
  await whenHeld(client, 'workspace:create', false);
  const refused = { kind: 'not-permitted', permission: 'workspace:create' };
  expect(await failureOf(client.workspaces.create({ name: 'Second', description: '' }))).toEqual(refused);
  await whenListed(watch, ['Shelf']);

  // Of a role of the tenant's own, its permissions change; what is watched shrinks and grows.
  const role = await ada.roles.create({ name: 'Runner', description: '', permissions: ['function:read'] });
  await ada.users.assignRoles({ id: userId, roleIds: [role.id] });
  await whenHeld(client, 'workspace:read', false);
  await whenListed(watch, []);
  expect(await failureOf(client.records.list({ entity: 'workspace' }))).toMatchObject({ kind: 'not-permitted' });
  await ada.roles.edit({
    id: role.id,
    name: 'Runner',
    permissions: ['function:read', 'workspace:read', 'workspace:create'],
  });
  await whenHeld(client, 'workspace:create', true);
  await whenListed(watch, ['Shelf']);
  await client.workspaces.create({ name: 'Second', description: '' });
});

test('who is suspended reads what is on their device, and changes nothing until they are restored', async () => {
  const { client, userId } = await setupPerson('cleo@example.org', ['analyst']);
  await ada.users.suspend({ id: userId });
  await whenHeld(client, 'workspace:create', false);
  expect(await failureOf(client.workspaces.create({ name: 'Shelf', description: '' }))).toMatchObject({
    kind: 'not-permitted',
  });
  expect(await client.records.list({ entity: 'workspace' })).toEqual([]);
  await ada.users.restore({ id: userId });
  await client.connections.signIn({ address: server.address, email: 'cleo@example.org', password });
  await whenHeld(client, 'workspace:create', true);
  await client.workspaces.create({ name: 'Shelf', description: '' });
});

test('a watch of what somebody may not see any more ends', async () => {
  const { client, userId } = await setupPerson('lin@example.org', ['analyst']);
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const watch = (await client.runtimes.watch(undefined, { signal: stop.signal }))[Symbol.asyncIterator]();
  expect((await watch.next()).done).toBe(false);
  const role = await ada.roles.create({ name: 'Reader', description: '', permissions: ['workspace:read'] });
  await ada.users.assignRoles({ id: userId, roleIds: [role.id] });
  await whenHeld(client, 'function:read', false);
  expect(await failureOf(client.runtimes.rescan({}))).toMatchObject({ kind: 'not-permitted' });
  expect(
    await failureOf(
      client.runtimes.watch(undefined, { signal: stop.signal }).then((events) => events[Symbol.asyncIterator]().next()),
    ),
  ).toMatchObject({ kind: 'not-permitted' });
});
