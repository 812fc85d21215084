import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { Socket, connect } from 'node:net';

import { expect, test } from 'vitest';

import { tokenRefusedCode } from '#shared/rpc/wire.ts';

import { setupCore } from './core.harness.ts';
import { openWebServer } from './web-server.ts';

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };

// Not fetch, which tidies a path up before it sends it.
function ask(
  port: number,
  path: string,
  options: { readonly method?: string; readonly host?: string } = {},
): Promise<Answer> {
  const { method = 'GET', host = `127.0.0.1:${String(port)}` } = options;
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers: { host } }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (body += piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

function closeCode(socket: { once(event: 'close', listener: (code: number) => void): unknown }): Promise<number> {
  return new Promise((resolve) => {
    socket.once('close', resolve);
  });
}

// ws hides the TCP connection below it, which is what a hostile client would write to.
function rawSocketOf(socket: object): Socket {
  const raw: unknown = Reflect.get(socket, '_socket');
  if (raw instanceof Socket) return raw;
  throw new Error('ws keeps its TCP connection elsewhere now.');
}

test('the page is served with a policy under which no foreign or inline script runs', async () => {
  await using core = await setupCore();
  const page = await ask(core.port, '/');
  expect({
    status: page.status,
    type: page.headers['content-type'],
    cache: page.headers['cache-control'],
    body: page.body,
  }).toEqual({
    status: 200,
    type: 'text/html; charset=utf-8',
    cache: 'no-cache',
    body: '<!doctype html><title>Triptych</title>',
  });
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(/script-src ([^;]*)/.exec(policy)?.[1]).toBe("'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(page.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  expect(page.headers['access-control-allow-origin']).toBeUndefined();
});

test('an asset, whose name holds the hash of its content, is kept for ever', async () => {
  await using core = await setupCore();
  const asset = await ask(core.port, '/assets/main-a1b2.js');
  expect([asset.status, asset.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
  expect((await ask(core.port, '/assets/main-a1b2.js', { method: 'HEAD' })).body).toBe('');
});

test.each([
  '/../secret.js',
  '/..%2fsecret.js',
  '/%2e%2e/secret.js',
  '/..\\secret.js',
  '/assets/../../secret.js',
  '/%00',
  '//secret.js',
  '/.hidden.js',
])('no path leads out of the folder of the page: %s', async (path) => {
  await using core = await setupCore();
  const answer = await ask(core.port, path);
  expect([answer.status, answer.body.includes('secret')]).toEqual([404, false]);
});

test('files are given and not taken', async () => {
  await using core = await setupCore();
  expect((await ask(core.port, '/', { method: 'POST' })).status).toBe(405);
});

test('a page that reaches the server under a name of its own (DNS rebinding) gets nothing', async () => {
  await using core = await setupCore();
  expect((await ask(core.port, '/', { host: 'evil.example' })).status).toBe(403);
  expect((await ask(core.port, '/', { host: `evil.example:${String(core.port)}` })).status).toBe(403);
  await expect(core.openSocket({ host: `evil.example:${String(core.port)}` })).rejects.toThrow('403');
});

test.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://localhost'])(
  'a WebSocket from another page is refused: %s',
  async (origin) => {
    await using core = await setupCore();
    await expect(core.openSocket({ origin })).rejects.toThrow('403');
    expect(core.log.join()).toContain('was refused');
  },
);

test('a WebSocket with a wrong token is closed with a code that the page can see', async () => {
  await using core = await setupCore();
  const socket = await core.openSocket({ token: 'x'.repeat(43) });
  expect(await closeCode(socket)).toBe(tokenRefusedCode);
  expect(core.log).toEqual(['A connection with a wrong token was refused.']);
});

test('a frame that says it has 1 GB ends its connection, and the others go on', async () => {
  await using core = await setupCore();
  const { client } = await core.openClient();
  const socket = await core.openSocket();
  const closed = closeCode(socket);
  // The head of a masked text frame of 2^30 bytes, of which none follows.
  const head = Buffer.alloc(14);
  head.writeUInt8(0x81, 0);
  head.writeUInt8(0xff, 1);
  head.writeBigUInt64BE(1n << 30n, 2);
  rawSocketOf(socket).write(head);
  expect(await closed).toBe(1009);
  expect(core.log.join()).toContain('Max payload size exceeded');
  expect(await client.records.list({ entity: 'workspace' })).toEqual([]);
});

test('a frame of rubbish ends its connection with a sentence in the log', async () => {
  await using core = await setupCore();
  const socket = await core.openSocket();
  const closed = closeCode(socket);
  rawSocketOf(socket).write(Buffer.from('rubbish\r\n\r\n'));
  await closed;
  expect(core.log.join()).toContain('A connection was closed because of what came in on it');
});

test('text that is no call ends its connection with a sentence in the log', async () => {
  await using core = await setupCore();
  const socket = await core.openSocket();
  const closed = closeCode(socket);
  socket.send('{"hello":"world"}');
  expect(await closed).toBe(4400);
  expect(core.log).toEqual(['A client sent something that is not a call of Triptych; its connection was closed.']);
});

test('a client that is no HTTP client is sent away', async () => {
  await using core = await setupCore();
  const socket = connect(core.port, '127.0.0.1', () => socket.write('\u0000\u0001rubbish\r\n\r\n'));
  socket.resume();
  await new Promise((resolve) => socket.once('close', resolve));
  expect((await ask(core.port, '/')).status).toBe(200);
});

test('a port that is taken is a failure that names it', async () => {
  await using core = await setupCore();
  const { port, pageFolder } = core;
  const second = await openWebServer({
    port,
    token: 't',
    pageFolder,
    onConnection: () => undefined,
    log: () => undefined,
  });
  expect(second).toEqual({ ok: false, failure: { kind: 'port-taken', port } });
});
