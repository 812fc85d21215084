/*
 * Bodies packed with zstd: what a device sends where it says so, and what synchronisation answers where the device takes it. A push
 * of 500 changes shrinks to a sixth. Nothing else is packed: an answer that holds a secret beside what somebody else has chosen
 * would tell of it by its length.
 */
import { Transform } from 'node:stream';
import { constants, createZstdDecompress, zstdCompress } from 'node:zlib';
import { promisify } from 'node:util';

import type { FastifyInstance } from 'fastify';

import { apiPath, chunkBody } from '#shared/rpc/server-contract.ts';

/** What a frame may demand of memory to be unpacked, as a power of two: 8 MB, as much as the largest body has. */
const windowLogMax = 23;
/** Where chunks are sent to, as Fastify writes it. */
export const chunkRoute = `${apiPath}${chunkBody.path}`.replaceAll(/\{(\w+)\}/g, ':$1');
/** Smaller ones gain nothing. */
const packedFrom = 1_024;

const pack = promisify(zstdCompress);

export function packBodies(server: FastifyInstance): void {
  server.addHook('preParsing', async (request, _reply, payload) => {
    // A chunk is kept as it comes, and unpacked by who holds it against what is said of it.
    const isKept = request.routeOptions.url === chunkRoute;
    if (isKept || request.headers['content-encoding'] !== 'zstd') return await Promise.resolve(payload);
    // Fastify holds both lengths against the limit of the route, so that a small body that unpacks to a huge one ends there.
    const counted = Object.assign(createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: windowLogMax } }), {
      receivedEncodedLength: 0,
    });
    const counting = new Transform({
      transform: (piece: Buffer, _encoding, done) => {
        counted.receivedEncodedLength += piece.length;
        done(null, piece);
      },
    });
    payload.on('error', (error) => counted.destroy(error));
    payload.pipe(counting).pipe(counted);
    // Of one that is cut off, fewer bytes come than were announced; it ends here as what cannot be read.
    counted.on('error', () => payload.unpipe(counting));
    return counted;
  });
  server.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < packedFrom || !request.url.startsWith(`${apiPath}/sync/`))
      return payload;
    if (!takesZstd(request.headers['accept-encoding'])) return payload;
    reply.header('content-encoding', 'zstd').header('vary', 'accept-encoding').removeHeader('content-length');
    return await pack(payload);
  });
}

export function takesZstd(header: string | string[] | undefined): boolean {
  return String(header ?? '')
    .split(',')
    .some((one) => one.trim() === 'zstd');
}
