/*
 * Commands beside a server that runs, as an administrator types them: on PostgreSQL, where both may work at once. What they do
 * on the embedded database, with the server ended, is in server-process.runtime.test.ts.
 */
import { once } from 'node:events';

import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';

import { assert } from '#shared/base/assert.ts';
import { socketPath } from '#shared/rpc/server-contract.ts';
import { protocolsWithToken } from '#shared/rpc/wire.ts';

import { sharedPostgres } from './db/postgres.harness.ts';
import { showCode } from './access/authenticator.harness.ts';
import { failureOf, signedInOf, takeSetUpLink, testDevice, testPassword } from './server-client.harness.ts';
import { setupServerFolder } from './server-process.harness.ts';

const postgres = sharedPostgres();
const email = 'grace@example.org';

/** A server on PostgreSQL with Ada, who administers it, and Grace; and how commands are given to its database. */
async function setupWorld() {
  const url = await (await postgres()).createDatabase();
  const setup = setupServerFolder();
  onTestFinished(async () => await setup[Symbol.asyncDispose]());
  const server = await setup.start('--database', url);
  assert(server.setUpLink !== undefined, 'The server is new.');
  const { token } = await takeSetUpLink(server.client(), server.setUpLink);
  const ada = server.client(token);
  const { link } = await ada.invitations.create({ email, roleIds: ['analyst'] });
  const [, id = '', secret = ''] = /#invite_([^_]+)_(\S+)$/.exec(link) ?? [];
  const person = { name: 'Grace Hopper', password: testPassword, device: testDevice };
  const joined = signedInOf(await server.client().access.acceptInvitation({ id, secret, ...person }));
  const command = async (...words: readonly string[]) => await setup.run(...words, '--database', url).ended;
  return { server, ada, grace: { id: joined.me.user.id, token: joined.token }, command };
}

test('whoever is suspended by command is out at once, and back when they are restored', async () => {
  const { server, ada, grace, command } = await setupWorld();
  const socket = new WebSocket(`${server.address.replace('http', 'ws')}${socketPath}`, protocolsWithToken(grace.token));
  await once(socket, 'open');
  const watch = await server.client(grace.token).live.watch({});
  expect((await watch.next()).value).toEqual({ kind: 'begun' });
  const closed = once(socket, 'close');
  expect(await command('users', 'example', 'suspend', 'Grace@Example.org')).toEqual({
    code: 0,
    out: `${email} is suspended.\n`,
    err: '',
  });
  // It is told, and its connection ends.
  const told: unknown[] = [];
  for await (const event of watch) told.push(event);
  expect(told).toContainEqual({ kind: 'session-ended', reason: 'user-disabled' });
  await closed;
  expect(await failureOf(server.client(grace.token).access.me({}))).toEqual({
    kind: 'signed-out',
    reason: 'user-disabled',
  });
  const refused = await command('users', 'example', 'reset', email);
  expect(refused).toEqual({ code: 1, out: '', err: `${email} may not sign in. Restore the account first.\n` });
  expect((await command('users', 'example', 'restore', email)).out).toBe(`${email} is active.\n`);
  const back = await server.client().access.signIn({ email, password: testPassword, device: testDevice });
  expect(back.kind).toBe('signed-in');
  const { items } = await ada.audit.search({ resourceId: grace.id });
  expect(items.filter(({ userAgent }) => userAgent === 'command line').map(({ action }) => action)).toEqual([
    'user.restored',
    'user.suspended',
  ]);
}, 120_000);

test('a lost second factor is taken away by command, also of the only administrator', async () => {
  const { server, ada, command } = await setupWorld();
  const { secret } = await ada.secondFactor.begin({});
  await ada.secondFactor.confirm({ code: showCode(secret, Date.now()) });
  const signIn = async () =>
    await server.client().access.signIn({ email: 'ada@example.org', password: testPassword, device: testDevice });
  expect((await signIn()).kind).toBe('code-needed');
  expect((await command('users', 'example')).out).toMatch(/^ada@example\.org .* yes$/m);
  expect(await command('users', 'example', 'reset-factor', 'ada@example.org')).toEqual({
    code: 0,
    out: 'ada@example.org has no second factor any more, and is signed out everywhere.\n',
    err: '',
  });
  expect(await failureOf(ada.access.me({}))).toMatchObject({ kind: 'signed-out', reason: 'by-administrator' });
  const { token, me } = signedInOf(await signIn());
  const { items } = await server.client(token).audit.search({ resourceId: me.user.id });
  expect(items.find(({ action }) => action === 'user.second-factor-reset')?.userAgent).toBe('command line');
  // There is none now, which is no failure.
  expect((await command('users', 'example', 'reset-factor', 'ada@example.org')).code).toBe(0);
}, 120_000);

test('the last administrator is not suspended, and what cannot be done is told in a sentence', async () => {
  const { server, ada, command } = await setupWorld();
  const last = await command('users', 'example', 'suspend', 'ada@example.org');
  expect(last).toMatchObject({ code: 1, out: '' });
  expect(last.err).toMatch(/^[A-Z][^\n]+\. [A-Z][^\n]+\.\n$/);
  expect(last.err).toContain('administrator');
  expect((await ada.access.me({})).user.email).toBe('ada@example.org');
  for (const [words, sentence] of [
    [['users', 'example', 'suspend'], 'Say users SLUG [suspend|restore|reset|reset-factor EMAIL].\n'],
    [['users', 'example', 'dance', email], 'Say users SLUG [suspend|restore|reset|reset-factor EMAIL].\n'],
    [
      ['users', 'example', 'suspend', 'eve@example.org'],
      'There is nobody with the e-mail eve@example.org in this tenant.\n',
    ],
    [['users', 'nowhere', 'suspend', email], 'There is no tenant "nowhere".\n'],
    [
      ['tenants', 'dance', 'example'],
      'Say tenants, or tenants suspend SLUG, tenants open SLUG, tenants cancel SLUG.\n',
    ],
    [['tenants', 'suspend', 'nowhere'], 'There is no tenant "nowhere".\n'],
  ] as const)
    expect(await command(...words)).toEqual({ code: 1, out: '', err: sentence });
  // Its listeners end one after another: pg warns of statements upon one another.
  expect(await server.stop()).toMatchObject({ code: 0, err: '' });
}, 120_000);

test('a tenant that is suspended by command is read and not changed, one that is cancelled neither, and opened both', async () => {
  const { server, grace, command } = await setupWorld();
  const client = server.client(grace.token);
  expect((await command('tenants', 'suspend', 'example')).out).toMatch(/\nexample +Example Institute +suspended /);
  expect((await client.access.me({})).tenant.status).toBe('suspended');
  const edit = async () => await failureOf(client.access.editProfile({ name: 'G. Hopper' }));
  expect(await edit()).toEqual({ kind: 'tenant-closed', status: 'suspended' });
  expect((await command('tenants', 'cancel', 'example')).out).toMatch(/\nexample +Example Institute +cancelled /);
  expect(await failureOf(client.access.me({}))).toMatchObject({ kind: 'tenant-closed' });
  expect((await command('tenants', 'open', 'example')).out).toMatch(/\nexample +Example Institute +active /);
  expect((await command('tenants', 'open', 'example')).code).toBe(0);
  expect((await client.access.editProfile({ name: 'Grace H.' })).user.name).toBe('Grace H.');
}, 120_000);
