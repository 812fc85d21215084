import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { networkInterfaces } from 'node:os';
import path from 'node:path';

import { expect, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { apiPath } from '#shared/rpc/server-contract.ts';

import { makeCertificate } from '../build/test-certificate.ts';
import { openDatabase } from './db/open-database.ts';
import { failureOf, testDevice, testPassword, takeSetUpLink } from './server-client.harness.ts';
import { setupServerFolder } from './server-process.harness.ts';
import type { RunningProcess } from './server-process.harness.ts';

const email = 'ada@example.org';

async function setUp({ setUpLink, client }: RunningProcess) {
  assert(setUpLink !== undefined, 'The server is new.');
  return await takeSetUpLink(client(), setUpLink, email);
}

async function signIn({ client }: RunningProcess, password = testPassword): Promise<string> {
  const answer = await client().access.signIn({ email, password, device: testDevice });
  assert(answer.kind === 'signed-in', 'Ada is in one tenant.');
  return answer.token;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  answer.setEncoding('utf8');
  let text = '';
  for await (const part of answer) text += String(part);
  return text;
}

test('a start prints the address and the way in, and the server tells how it is, to this machine alone', async () => {
  await using setup = setupServerFolder();
  const server = await setup.start();
  expect(server.out()).toContain(
    `Triptych's server listens on ${server.address}; people reach it at ${server.address}.\n`,
  );
  expect(server.out()).toContain(`${server.address}/join#setup_`);
  const get = async (where: string, headers: { readonly [name: string]: string } = {}) =>
    await fetch(`${server.address}${where}`, { headers });
  expect(await (await get('/health/live')).json()).toEqual({ status: 'live' });
  expect(await (await get('/health/ready')).json()).toEqual({ status: 'ready' });
  expect(await (await get('/metrics')).text()).toContain('triptych_sockets 0');
  // A proxy on this machine passes on what comes from elsewhere.
  expect((await get('/metrics', { 'x-forwarded-for': '203.0.113.5' })).status).toBe(404);
  expect((await get('/join')).headers.get('content-security-policy')).toContain("default-src 'none'");
  expect((await get(`${apiPath}/openapi.json`)).status).toBe(200);

  const { token } = await setUp(server);
  const second = await signIn(server);
  expect(
    await failureOf(server.client().access.signIn({ email, password: 'wrong and secret', device: testDevice })),
  ).toEqual({
    kind: 'sign-in-refused',
  });
  await server.client(second).access.signOut({});
  const { code, out, err } = await server.stop();
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const lines = out.split('\n').filter((line) => line.startsWith('{'));
  const calls = lines.map((line) => JSON.parse(line) as { readonly call?: string; readonly outcome?: string });
  expect(calls.filter(({ call }) => call === 'access.signIn').map(({ outcome }) => outcome)).toEqual([
    'ok',
    'sign-in-refused',
  ]);
  for (const secret of [token, second, testPassword, 'wrong and secret', email]) expect(out).not.toContain(secret);
});

test('a server that is told to end while it still starts ends in order', async () => {
  await using setup = setupServerFolder();
  const server = setup.run('--port', '0');
  const isStarting = (): boolean => existsSync(path.join(setup.dataFolder, 'keys'));
  await expect.poll(isStarting, { timeout: 30_000, interval: 1 }).toBe(true);
  server.child.kill('SIGTERM');
  const { code, out, err } = await server.ended;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('Ending, because of SIGTERM');
});

test('a request that is under way when the server is told to end is answered, and the process ends well', async () => {
  await using setup = setupServerFolder();
  await setup.prepare();
  const server = await setup.start();
  await setUp(server);
  const body = JSON.stringify({ email, password: testPassword, device: testDevice });
  const request = requestHttp(`${server.address}${apiPath}/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' },
  });
  const answered = once(request, 'response');
  request.flushHeaders();
  await once(request, 'continue'); // It has read the headers, and waits for the body.
  server.child.kill('SIGTERM');
  await server.waitFor(/Ending, because of SIGTERM/);
  request.end(body);
  const [answer] = (await answered) as [IncomingMessage];
  expect({ status: answer.statusCode, text: await textOf(answer) }).toEqual({
    status: 200,
    text: expect.stringContaining('"kind":"signed-in"') as string,
  });
  expect(await server.ended).toMatchObject({ code: 0, err: '' });
});

test('a client that listens to its session keeps no server from ending', async () => {
  await using setup = setupServerFolder();
  await setup.prepare();
  const server = await setup.start();
  const { token } = await setUp(server);
  const events = await server.client(token).live.watch({});
  expect((await events.next()).value).toEqual({ kind: 'begun' });
  const over = events.next().then(
    () => 'ended',
    () => 'cut off',
  );
  expect(await server.stop()).toMatchObject({ code: 0, err: '' });
  expect(['ended', 'cut off']).toContain(await over);
});

test('two servers share no data folder, and what was acknowledged is there after a kill', async () => {
  await using setup = setupServerFolder();
  const server = await setup.start();
  const { token } = await setUp(server);
  expect(await setup.run('--port', '0').ended).toEqual({
    code: 1,
    out: '',
    err: `The database in ${path.join(setup.dataFolder, 'database')} is open in another process. End that one first: two at once would destroy it.\n`,
  });
  const client = server.client(token);
  let acknowledged = '';
  for (let number = 1; number <= 20; number += 1) {
    acknowledged = (await client.access.editProfile({ name: `Ada the ${String(number)}` })).user.name;
  }
  server.child.kill('SIGKILL');
  await server.ended;
  const again = await setup.start();
  expect(again.setUpLink).toBeUndefined();
  expect((await again.client(token).access.me({})).user.name).toBe(acknowledged);
  expect((await again.stop()).code).toBe(0);
});

test('beyond this machine the server speaks TLS or does not start, and behind a proxy only with that', async () => {
  await using setup = setupServerFolder();
  const refused = await setup.run('--host', '0.0.0.0', '--public-address', 'https://triptych.example.org').ended;
  expect(refused).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^Beyond this machine the server speaks only TLS\./) as string,
  });

  const { cert, key } = makeCertificate(setup.folder);
  const server = setup.run('--port', '0', '--tls-cert', cert, '--tls-key', key);
  const [, address = ''] = await server.waitFor(/listens on (https:\S+);.*\n/);
  const request = requestHttps(`${address}/health/ready`, { ca: execFileSync('cat', [cert]) });
  request.end();
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  expect({ status: answer.statusCode, hsts: answer.headers['strict-transport-security'] }).toEqual({
    status: 200,
    hsts: 'max-age=31536000; includeSubDomains',
  });
  server.child.kill('SIGTERM');
  expect((await server.ended).code).toBe(0);

  const own = Object.values(networkInterfaces())
    .flat()
    .find((place) => place?.family === 'IPv4' && !place.internal)?.address;
  if (own === undefined) return; // A machine without a network has no way past the proxy.
  const behind = setup.run(
    '--port',
    '0',
    '--host',
    own,
    '--trusted-proxies',
    '192.0.2.1',
    '--public-address',
    'https://a.example',
  );
  const [, plain = ''] = await behind.waitFor(/listens on (http:\S+);.*\n/);
  const passedBy = await fetch(`${plain}${apiPath}/server`);
  expect({ status: passedBy.status, body: await passedBy.json() }).toEqual({
    status: 403,
    body: { message: 'This server is reached through its proxy, which does TLS.' },
  });
});

test('commands show and change tenants and people, keep and bring back the data, and check the audit', async () => {
  await using setup = setupServerFolder();
  await setup.prepare();
  const { dataFolder } = setup;
  const command = async (...words: readonly string[]) => await setup.run(...words).ended;
  const first = await setup.start();
  await setUp(first);
  await first.stop();

  expect((await command('tenants')).out).toMatch(/^slug .*\nexample +Example Institute +active +\d{4}-\d\d-\d\d\n$/);
  expect((await command('users', 'example')).out).toMatch(/\nada@example\.org +Ada Lovelace +\S+ +active +no\n$/);
  expect(await command('users', 'nowhere')).toEqual({ code: 1, out: '', err: 'There is no tenant "nowhere".\n' });
  expect(await command('dance')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^There is no command "dance"\.\nThere are: tenants, /) as string,
  });
  expect((await command('rotate-keys')).out).toMatch(/^\d+ values are sealed with the key /);
  expect(await command('verify-audit')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^example: \d+ events, \d+ signed digests, whole\n$/) as string,
  });
  const made = await command('backup');
  const [, file = ''] = /^(\S+) {2}\d+ bytes\n$/.exec(made.out) ?? [];
  expect(file).toContain(path.join(dataFolder, 'backups'));

  const reset = await command('users', 'example', 'reset', email, '--public-address', 'https://triptych.example.org');
  const [, id = '', secret = ''] =
    /https:\/\/triptych\.example\.org\/join#reset_([0-9a-f-]{36})_([\w-]{43})\n/.exec(reset.out) ?? [];
  const second = await setup.start();
  const password = 'seven herons over a cold quarry';
  expect(await second.client().access.resetPassword({ id, secret, password })).toEqual({ email });
  expect(await signIn(second, password)).toMatch(/^tps_/);
  await second.stop();

  expect(await command('restore', path.join(dataFolder, 'nothing'))).toEqual({
    code: 1,
    out: '',
    err: `There is no back-up ${path.join(dataFolder, 'nothing')}.\n`,
  });
  expect(await command('restore', file)).toMatchObject({
    code: 0,
    out: expect.stringMatching(
      /^The database is what it was in \S+\. What was there before lies in \S+\. \d+ events of the audit that were written after it are gone, and verify-audit will say so\.\n$/,
    ) as string,
  });
  expect(readdirSync(dataFolder).some((name) => name.startsWith('database.before-'))).toBe(true);
  const third = await setup.start();
  expect(await signIn(third)).toMatch(/^tps_/); // The password of the back-up.
  await third.stop();

  // What happened after the back-up is gone, and that is told as what it is.
  const afterwards = await command('verify-audit');
  expect(afterwards).toMatchObject({
    code: 0,
    out: expect.stringMatching(
      /, whole\n {2}restored from a back-up made at \S+ \(triptych-\S+\) at \S+, by the command restore, as \S+; \d+ events after it are gone: the chain went back to \d+\n$/,
    ) as string,
  });
  const database = await openDatabase(path.join(dataFolder, 'database'));
  // As somebody who has the owner's password, and passes over what keeps events unchanged.
  await database.asOwner(async ({ run }) => {
    await run('SET LOCAL session_replication_role = replica');
    await run(
      `UPDATE audit_events SET action = 'nothing.happened' WHERE id = (SELECT event_id FROM audit_links WHERE number = 2)`,
    );
  });
  await database.close();
  const found = await command('verify-audit');
  expect(found.code).toBe(2);
  expect(found.out).toMatch(/NOT WHOLE\n {2}event-changed at 2 /);

  expect(await command('rollback')).toMatchObject({
    code: 1,
    err: expect.stringContaining('Say "rollback yes"') as string,
  });
  expect((await command('rollback', 'yes')).out).toMatch(
    /^The database has version \d+\. What it was before lies in \S+\.\n$/,
  );
  const fourth = await setup.start();
  expect((await fetch(`${fourth.address}/health/ready`)).status).toBe(200);
  expect((await fourth.stop()).code).toBe(0);
}, 600_000);
