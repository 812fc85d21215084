/* What a device sends, packed with zstd where that is worth it: what waits to be pushed after a day away is megabytes of JSON. */
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';

/** Smaller ones gain nothing. */
const packedFrom = 1_024;

const pack = promisify(zstdCompress);

/** The request as it is sent, and that its answer may come packed too. */
export async function packRequest(request: Request): Promise<Request> {
  request.headers.set('accept-encoding', 'zstd, gzip');
  if (request.body === null || !new URL(request.url).pathname.includes('/sync/')) return request;
  const body = Buffer.from(await request.clone().arrayBuffer());
  if (body.length < packedFrom) return request;
  const headers = new Headers(request.headers);
  headers.set('content-encoding', 'zstd');
  headers.delete('content-length');
  const { method, signal } = request;
  return new Request(request.url, { method, headers, body: new Uint8Array(await pack(body)), signal });
}
