import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { apiPath } from '#shared/rpc/server-contract.ts';

import { testDevice, testPassword } from '../server-client.harness.ts';
import { pushReading } from '../sync/push-reading.ts';
import { startWholeServer } from '../whole-server.harness.ts';
import type { WholeServer } from '../whole-server.harness.ts';
import { openHttp } from './open-http.ts';
import type { HttpOptions } from './open-http.ts';

let server: WholeServer;

beforeAll(async () => {
  server = await startWholeServer({ 'requests-per-minute': '100000', 'user-requests-per-minute': '100000' });
}, 90_000);
afterAll(async () => await server.close());

const json = 'application/json';
const goodSignIn = { email: 'ada@example.org', password: testPassword, device: testDevice };

async function post(body: BodyInit, type: string | null = json, where = '/sign-in') {
  const headers = new Headers(type === null ? {} : { 'content-type': type });
  const streaming = body instanceof ReadableStream ? { duplex: 'half' as const } : {};
  const answer = await fetch(`${server.address}${apiPath}${where}`, { method: 'POST', headers, body, ...streaming });
  return { status: answer.status, text: await answer.text() };
}

/** What a server answers to bytes that no well-behaved client sends. */
async function tell(address: string, ...parts: readonly (string | Buffer)[]): Promise<string> {
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (bytes: Buffer) => (answer += bytes.toString('latin1')));
  socket.on('error', () => undefined); // Closed while it was being written to.
  for (const part of parts) socket.write(part);
  await new Promise((resolve) => void socket.once('close', resolve));
  return answer;
}

async function expectAlive(): Promise<void> {
  expect((await server.client(server.ada.token).access.me({})).user.name).toBe('Ada Lovelace');
}

const tooLarge = { status: 413, text: '{"message":"A request may have 1048576 bytes at most."}' };
const notJson = { status: 415, text: '{"message":"Requests are JSON: send content-type application/json."}' };
const malformed = { status: 400, text: '{"message":"The request is not JSON as the API document describes it."}' };

test('a body that is too large is refused, whether or not it says how large it is', async () => {
  expect(await post(JSON.stringify({ ...goodSignIn, more: 'x'.repeat(2 ** 21) }))).toEqual(tooLarge);
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(0x20)),
  });
  // The server may close before all has been sent: then there is no answer to read.
  const answer = await post(endless).catch(() => tooLarge);
  expect(answer).toEqual(tooLarge);
  await expectAlive();
});

test.each([
  'text/plain',
  'text/xml',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'application/octet-stream',
  'application/jsonp',
  'nonsense',
])('a request of %s is refused', async (type) => {
  expect(await post(JSON.stringify(goodSignIn), type)).toEqual(notJson);
});

test.each([
  ['half of an object', '{"email":'],
  ['nothing', ''],
  ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00])],
  ['a hundred thousand brackets', '['.repeat(100_000)],
  ['a key that would reach every object', '{"__proto__":{"isAdministrator":true}}'],
  ['another one', '{"constructor":{"prototype":{"isAdministrator":true}}}'],
])('%s is no JSON of the API', async (_name, body) => {
  expect(await post(body)).toEqual(malformed);
  expect('isAdministrator' in {}).toBe(false);
});

test('nesting without end in a field is refused or passed over, and the server goes on', async () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const extra = await post(`{"more":${deep},${JSON.stringify(goodSignIn).slice(1)}`);
  expect(extra.status).toBe(200);
  const inField = await post(`{"email":${deep}}`);
  expect(inField.status).toBe(400);
  const inQuery = await fetch(
    `${server.address}${apiPath}/users?after${'[a]'.repeat(4000)}=1&__proto__[isAdministrator]=1`,
    {
      headers: { authorization: `Bearer ${server.ada.token}` },
    },
  );
  expect(inQuery.status).toBeLessThan(500);
  expect('isAdministrator' in {}).toBe(false);
  await expectAlive();
});

test('ten thousand headers, a header that holds a line, and what is no HTTP are refused by the parser', async () => {
  const many = Array.from({ length: 10_000 }, (_, index) => `x-${String(index)}: 1\r\n`).join('');
  const head = 'GET /health/live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n';
  expect(await tell(server.address, head, many, '\r\n')).toMatch(/^(HTTP\/1\.1 431 |$)/);
  expect(await tell(server.address, head, 'user-agent: a\r\n forged: line\r\n\r\n')).toMatch(/^HTTP\/1\.1 (400|200) /);
  expect(await tell(server.address, head, 'user-agent: a\rb\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await tell(server.address, Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]), '\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 400 /,
  );
  expect(
    await tell(server.address, 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n'),
  ).toMatch(/^HTTP\/1\.1 400 /);
  await expectAlive();
});

test("a user agent's signs for a terminal are in no list and no log", async () => {
  const answer = await fetch(`${server.address}${apiPath}/sign-in`, {
    method: 'POST',
    headers: { 'content-type': json, 'user-agent': 'Good \u009b31mred\u00e9 {"level":"error"}' },
    body: JSON.stringify(goodSignIn),
  });
  expect(answer.status).toBe(200);
  const sessions = await server.client(server.ada.token).sessions.mine({});
  expect(sessions.map(({ userAgent }) => userAgent)).toContain('Good ?31mred? {"level":"error"}');
});

/** The server's HTTP with nothing behind it. */
async function openBareHttp(given: Pick<HttpOptions, 'patience'> & Partial<Pick<HttpOptions, 'document'>>) {
  return await openHttp({
    router: {},
    document: async () => await Promise.resolve(Buffer.from('{}')),
    joinPage: { html: '', css: '' },
    tls: null,
    trustedProxies: [],
    problem: async () => await Promise.resolve(null),
    metrics: async () => await Promise.resolve(''),
    turnAway: { judge: () => null, charge: () => undefined, isHolding: () => false, close: () => undefined },
    isSeen: () => false,
    longList: pushReading,
    ...given,
  });
}

test('who drips headers or a body is cut off, and who asks meanwhile is answered', async () => {
  const http = await openBareHttp({
    patience: { headerMsMax: 1_000, requestMsMax: 1_500, idleMsMax: 60_000, checkEveryMs: 50 },
  });
  try {
    const address = await http.listen({ host: '127.0.0.1', port: 0 });
    const slowHeaders = Array.from(
      { length: 50 },
      async () => await tell(address, 'GET /health/live HTTP/1.1\r\nx-a: '),
    );
    const slowBodies = Array.from(
      { length: 50 },
      async () =>
        await tell(
          address,
          `POST ${apiPath}/x HTTP/1.1\r\nhost: a\r\ncontent-type: ${json}\r\ncontent-length: 100\r\n\r\n{`,
        ),
    );
    expect((await fetch(`${address}/health/live`)).status).toBe(200);
    const answers = await Promise.all([...slowHeaders, ...slowBodies]);
    expect(new Set(answers.map((answer) => answer.slice(0, 12)))).toEqual(new Set(['HTTP/1.1 408']));
  } finally {
    await http.close();
  }
});

test("the API's document is made once, however many ask for it, and who does not take it is let go", async () => {
  let made = 0;
  // More than the system keeps for a connection that nobody reads.
  const large = { text: 'x'.repeat(40_000_000) };
  const http = await openBareHttp({
    document: async () => {
      made += 1;
      return await Promise.resolve(Buffer.from(JSON.stringify(large)));
    },
    patience: { headerMsMax: 10_000, requestMsMax: 10_000, idleMsMax: 3_000, checkEveryMs: 50 },
  });
  try {
    const address = await http.listen({ host: '127.0.0.1', port: 0 });
    const slow = connect(Number(new URL(address).port), '127.0.0.1');
    slow.on('error', () => undefined);
    slow.pause();
    slow.write(`GET ${apiPath}/openapi.json HTTP/1.1\r\nhost: a\r\n\r\n`);
    const countConnections = async () =>
      await new Promise<number>((resolve) => void http.server.getConnections((_error, count) => resolve(count)));
    await expect.poll(countConnections).toBe(1);
    // Let go while most of it still waits.
    await expect.poll(countConnections).toBe(0);
    slow.destroy();
    const asked = Array.from({ length: 3 }, async () => {
      const answer = await fetch(`${address}${apiPath}/openapi.json`);
      return ((await answer.json()) as typeof large).text.length;
    });
    expect(new Set(await Promise.all(asked))).toEqual(new Set([40_000_000]));
    expect(made).toBe(1);
  } finally {
    await http.close();
  }
}, 60_000);

test('a flood of sign-ins is turned away in part, fails nobody, and leaves those who are signed in their turn', async () => {
  const flood = Array.from({ length: 400 }, async (_, number) => {
    return await post(
      JSON.stringify({ ...goodSignIn, email: `nobody${String(number)}@example.org`, password: 'a guess' }),
    );
  });
  const answers = Promise.all(flood);
  let honest = 0;
  // On a connection of its own: `fetch` would keep it behind those of the flood, in this process.
  const agent = new Agent({ keepAlive: true });
  const alive = async () => {
    const headers = { authorization: `Bearer ${server.ada.token}` };
    const [answer] = (await once(request(`${server.address}${apiPath}/me`, { agent, headers }).end(), 'response')) as [
      IncomingMessage,
    ];
    expect(answer.statusCode).toBe(200);
    await once(answer.resume(), 'end');
    return 'alive';
  };
  while ((await Promise.race([answers.then(() => 'over'), alive()])) === 'alive') honest += 1;
  agent.destroy();
  const statuses = (await answers).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
  // What is behind the bound of the row is told at once; of the others, fifty failures are free for one address.
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(60);
  // Behind the whole flood it would be one.
  expect(honest).toBeGreaterThan(2);
  expect(server.ends.filter(({ error }) => error !== undefined)).toEqual([]);
}, 60_000);
