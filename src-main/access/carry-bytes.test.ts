import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer as createSealedServer } from 'node:https';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { zstdCompressSync } from 'node:zlib';

import { expect, onTestFinished, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';

import { makeCertificate } from '../../build/test-certificate.ts';
import { carryBytes } from './carry-bytes.ts';
import { ask, createServerLink } from './server-link.ts';

const megabyte = 1024 * 1024;

async function listen(server: Server, scheme = 'http'): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function')
      server.closeAllConnections();
    await closed;
  });
  const address = server.address();
  assert(typeof address === 'object' && address !== null, 'It listens on a port.');
  return `${scheme}://127.0.0.1:${String(address.port)}`;
}

const setupServer = async (answer: RequestListener): Promise<string> => await listen(createServer(answer));

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function carry(url: string, body?: Uint8Array, signal = new AbortController().signal) {
  const method = body === undefined ? 'GET' : 'PUT';
  return await carryBytes({ url, method, headers: new Headers(), body, answerBytesMax: megabyte, signal });
}

test('bytes go there and come back as they are, packed where the server packs them, on one connection', async () => {
  const ports = new Set<number | undefined>();
  const url = await setupServer((request, response) => {
    ports.add(request.socket.remotePort);
    void bodyOf(request).then((body) => {
      const isPacked = request.url === '/packed' && String(request.headers['accept-encoding']).includes('zstd');
      if (isPacked) response.setHeader('content-encoding', 'zstd');
      response.setHeader('x-length', String(body.length)).end(isPacked ? zstdCompressSync(body) : body);
    });
  });
  const sent = new Uint8Array(700_000).map((_, index) => index % 251);
  for (const place of ['/plain', '/packed', '/plain']) {
    const { status, headers, bytes } = await carry(url + place, sent);
    expect([status, headers.get('x-length')]).toEqual([200, '700000']);
    expect(Buffer.from(bytes).equals(sent)).toBe(true);
  }
  expect((await carry(`${url}/plain`)).bytes).toEqual(new Uint8Array(0));
  expect(ports.size).toBe(1);
});

test('what does not unpack, or to more than may come, or comes in an unknown packing, is not read', async () => {
  const url = await setupServer((request, response) => {
    response.setHeader('content-encoding', request.url === '/unknown' ? 'br' : 'zstd');
    response.end(request.url === '/huge' ? zstdCompressSync(Buffer.alloc(2 * megabyte)) : 'no zstd');
  });
  for (const place of ['/huge', '/broken', '/unknown'])
    expect(await ask(url, async () => await carry(url + place))).toMatchObject({
      failure: { kind: 'server-not-triptych' },
    });
  const long = await setupServer((_, response) => void response.end(Buffer.alloc(2 * megabyte)));
  expect(await ask(long, async () => await carry(long))).toMatchObject({ failure: { kind: 'server-not-triptych' } });
});

test('a question that meets a connection which the server has just let go of is asked again', async () => {
  let asked = 0;
  const url = await setupServer((request, response) => {
    asked += 1;
    // The second comes on the connection of the first.
    if (asked === 2) request.socket.destroy();
    else response.end('there');
  });
  for (let count = 0; count < 2; count += 1) expect(Buffer.from((await carry(url)).bytes).toString()).toBe('there');
  expect(asked).toBe(3);
});

test('what is given up ends at once with its reason, before the answer and in the middle of it', async () => {
  const begun = Promise.withResolvers<undefined>();
  const url = await setupServer((request, response) => {
    if (request.url === '/half') response.write('half');
    begun.resolve(undefined);
  });
  for (const place of ['/silent', '/half']) {
    const end = new AbortController();
    const carried = carry(url + place, undefined, end.signal);
    await begun.promise;
    end.abort(new DOMException('Enough.', 'TimeoutError'));
    await expect(carried).rejects.toBe(end.signal.reason);
    expect(await ask(url, async () => await carry(url + place, undefined, end.signal))).toEqual({
      ok: false,
      failure: { kind: 'server-unreachable', address: url, problem: 'It did not answer in time.' },
    });
  }
});

async function setupSealed(name: string): Promise<{ readonly url: string; readonly cert: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-certificate-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const made = makeCertificate(folder, name);
  const [key, cert] = [readFileSync(made.key, 'utf8'), readFileSync(made.cert, 'utf8')];
  const server = createSealedServer({ key, cert }, (_, response) => void response.end('sealed'));
  return { url: await listen(server, 'https'), cert };
}

/** Where nobody listens any more. */
async function closedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const closed = once(server, 'close');
  server.close();
  await closed;
  return `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}`;
}

test('a certificate is believed as `fetch` believes it, and whatever befalls a connection is told in the same words', async () => {
  const [untrusted, trusted, misnamed] = [
    await setupSealed('IP:127.0.0.1'),
    await setupSealed('IP:127.0.0.1'),
    await setupSealed('DNS:elsewhere.example'),
  ];
  const before = getCACertificates();
  setDefaultCACertificates([...before, trusted.cert, misnamed.cert]);
  onTestFinished(() => setDefaultCACertificates(before));
  expect(Buffer.from((await carry(trusted.url)).bytes).toString()).toBe('sealed');
  const cut = await setupServer((request) => void request.socket.destroy());
  const cutInBody = await setupServer((request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => request.socket.destroy());
  });
  const cases = {
    [untrusted.url]: /^Its certificate is signed by itself/,
    [misnamed.url]: 'Its certificate is for another name.',
    [await closedAddress()]: 'Nothing listens there.',
    [cut]: 'The connection was cut.',
    [cutInBody]: 'The connection was cut.',
    'http://nowhere.invalid': /looked up|There is no machine/,
  };
  for (const [address, problem] of Object.entries(cases)) {
    const ours = await ask(address, async () => await carry(address));
    expect(ours).toMatchObject({ failure: { kind: 'server-unreachable', problem: expect.stringMatching(problem) } });
    expect(await ask(address, async () => await (await fetch(address)).arrayBuffer())).toEqual(ours);
  }
});

const blob = { entity: 'attachment', recordId: 'b3f0c2de-0000-7000-8000-000000000000', sha256: '0'.repeat(64) };

test('chunks follow no redirection, and believe no answer that is none of the contract', async () => {
  const elsewhere: string[] = [];
  const other = await setupServer((request, response) => {
    elsewhere.push(String(request.headers.authorization));
    response.end();
  });
  const address = await setupServer((request, response) => {
    void bodyOf(request).then(() => {
      if (request.method === 'PUT') response.writeHead(307, { location: other }).end();
      else response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Sign in</p>');
    });
  });
  const { blobs } = createServerLink({ address, token: 'secret', version: 'test' });
  const params = { ...blob, number: 0 };
  const put = async () =>
    await blobs.put(
      { params, query: { digest: blob.sha256, sizeBytes: 3 }, body: new File([], 'chunk') },
      { context: { bytes: new Uint8Array(3) } },
    );
  expect(await ask(address, put)).toMatchObject({
    failure: { problem: 'It leads on to another address, which is not followed. Connect to that one.' },
  });
  const fetched = async () => await blobs.fetch({ params }, { context: { takeBytes: () => undefined } });
  expect(await ask(address, fetched)).toMatchObject({ failure: { kind: 'server-not-triptych' } });
  expect(elsewhere).toEqual([]);
});
