import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

import type { ConnectionState } from '#shared/access/connection-api.ts';
import { assert } from '#shared/base/assert.ts';
import type { ApiClient } from '#shared/features.ts';

import { failureOf } from '../../src-server/server-client.harness.ts';
import { adaEmail, password, startAdaServer } from '../ada-server.harness.ts';
import type { AdaServer } from '../ada-server.harness.ts';
import { setupHostFolder } from '../host.harness.ts';
import { openServerDoor } from './server-door.harness.ts';
import type { DoorMode } from './server-door.harness.ts';

const email = adaEmail;
let server: AdaServer;

beforeAll(async () => {
  server = await startAdaServer();
});
afterAll(async () => await server.dispose());

/** A device that is signed in to the server by a door of its own. */
async function setupDevice() {
  const door = await openServerDoor(server.address);
  onTestFinished(async () => await door.close());
  const host = setupHostFolder();
  const { connect, close } = await host.start();
  const entered = await connect().client.connections.signIn({ address: door.address, email, password });
  assert(entered.kind === 'signed-in', 'Ada is in one tenant.');
  const { client } = connect();
  await waitFor(client, 'connected');
  return { door, client, connect, close, host };
}

async function waitFor<K extends ConnectionState['kind']>(
  client: ApiClient,
  kind: K,
): Promise<Extract<ConnectionState, { readonly kind: K }>> {
  const stop = new AbortController();
  for await (const state of await client.connections.watch(undefined, { signal: stop.signal })) {
    if (state.kind !== kind) continue;
    stop.abort();
    return state as Extract<ConnectionState, { readonly kind: K }>; // Of that kind, as was just asked.
  }
  throw new Error(`The connection was never ${kind}.`);
}

async function editsSince(client: ApiClient, name: string): Promise<number> {
  await client.server.own.editProfile({ name });
  const { items } = await client.server.audit.search({ action: 'user.profile-edited', limit: 500 });
  return items.length;
}

test('a write whose answer is lost on the way is sent again under the same key, and takes effect once', async () => {
  const { door, client } = await setupDevice();
  const before = await editsSince(client, 'Ada King');
  const keysBefore = door.keys().length;
  door.set('cut');
  expect((await client.server.own.editProfile({ name: 'Ada Lovelace' })).user.name).toBe('Ada Lovelace');
  const keys = door.keys().slice(keysBefore);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
  await waitFor(client, 'connected'); // The socket was cut too.
  // One by the write that was cut, one by this.
  expect(await editsSince(client, 'Ada Lovelace')).toBe(before + 2);
});

test('nothing in the app waits for a server that takes everything and says nothing', async () => {
  const { door, client, close } = await setupDevice();
  door.set('silent');
  const asked = client.server.own.me({}).catch(() => 'refused');
  await door.asked();
  const first = await Promise.race([asked.then(() => 'server'), client.accounts.list().then(() => 'app')]);
  expect(first).toBe('app');
  await client.workspaces.create({ name: 'Shelf', description: '' });
  await client.connections.signOut({ keeps: 'account' });
  await waitFor(client, 'signed-out');
  await close();
});

test('a call is refused at once while the server is known to be away, and goes through when it is back', async () => {
  const { door, client } = await setupDevice();
  door.set('html');
  const state = await waitFor(client, 'unreachable');
  expect(state.problem).toBe('What answers there is no Triptych server.');
  expect(state.triesAgainAt).toBeGreaterThan(state.triedAt);
  expect(await failureOf(client.server.own.me({}))).toMatchObject({ kind: 'server-unreachable' });
  door.set('pass');
  await client.connections.tryNow();
  await waitFor(client, 'connected');
  expect((await client.server.own.me({})).user.email).toBe(email);
});

test('a server that leads elsewhere is not followed, and so the token goes nowhere else', async () => {
  const { door, client } = await setupDevice();
  door.set('redirect');
  const { problem } = await waitFor(client, 'unreachable');
  expect(problem).toBe('It leads on to another address, which is not followed. Connect to that one.');
  expect(await failureOf(client.connections.look({ address: door.address }))).toMatchObject({ problem });
  expect(door.redirected()).toEqual([]);
});

test.each<DoorMode>(['rubbish', 'html', 'huge'])('what answers %s is no Triptych server', async (mode) => {
  const { door, client, host } = await setupDevice();
  door.set(mode);
  expect(await failureOf(client.connections.look({ address: door.address }))).toEqual({
    kind: 'server-not-triptych',
    address: door.address,
  });
  await waitFor(client, 'unreachable');
  door.set('pass');
  await client.connections.tryNow();
  await waitFor(client, 'connected');
  expect(host.log.filter((line) => line.includes('broke'))).toEqual([]);
});

test.each([
  { mode: 'newer', tooOld: 'device', version: '9.0.0', kind: 'server-too-new' },
  { mode: 'older', tooOld: 'server', version: '0.0.1', kind: 'server-too-old' },
] as const)('of a server that is $mode it is told what to update, and all is well when that is done', async (each) => {
  const { mode, tooOld, version, kind } = each;
  const { door, client } = await setupDevice();
  door.set(mode);
  expect(await failureOf(client.connections.look({ address: door.address }))).toEqual({ kind, version });
  expect(await failureOf(client.connections.signIn({ address: door.address, email, password }))).toEqual({
    kind,
    version,
  });
  expect(await waitFor(client, 'other-version')).toEqual({
    kind: 'other-version',
    address: door.address,
    version,
    tooOld,
  });
  expect(await failureOf(client.server.own.me({}))).toEqual({ kind, version });
  door.set('pass');
  await client.connections.tryNow();
  await waitFor(client, 'connected');
  expect((await client.server.own.me({})).user.email).toBe(email);
});

test.each(['http://192.0.2.1', 'http://example.org/join#invite_x'])(
  '%s is refused before anything is sent',
  async (address) => {
    const { client } = (await setupHostFolder().start()).connect();
    expect(await failureOf(client.connections.look({ address }))).toMatchObject({ kind: 'address-insecure' });
    expect(await failureOf(client.connections.signIn({ address, email, password }))).toMatchObject({
      kind: 'address-insecure',
    });
  },
);

test('who signs in again on a device is known at the server as that device, once', async () => {
  const { door, client } = await setupDevice();
  const devices = await client.server.devices.mine({});
  await client.connections.signOut({ keeps: 'account' });
  await waitFor(client, 'signed-out');
  await client.connections.signIn({ address: door.address, email, password });
  await waitFor(client, 'connected');
  expect((await client.server.devices.mine({})).map(({ id }) => id).toSorted()).toEqual(
    devices.map(({ id }) => id).toSorted(),
  );
});

test('a session that is ended elsewhere is told at once, with its reason', async () => {
  const { client } = await setupDevice();
  const other = await setupDevice();
  await other.client.server.sessions.endMyOthers({});
  expect(await waitFor(client, 'signed-out')).toMatchObject({ email, reason: 'signed-out' });
});

test('with a vault that is locked nobody is signed in, and once it is open the account is connected', async () => {
  const { door, client, close, host } = await setupDevice();
  await client.secrets.createVault({ passphrase: 'four words by chance' });
  await close();
  const again = (await host.start()).connect().client;
  expect(await waitFor(again, 'locked')).toMatchObject({ place: 'vault' });
  expect(await failureOf(again.connections.signIn({ address: door.address, email, password }))).toEqual({
    kind: 'secrets-locked',
    place: 'vault',
  });
  await again.secrets.unlock({ passphrase: 'four words by chance' });
  await waitFor(again, 'connected');
});
