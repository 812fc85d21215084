import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';

import { fail, ok } from '#shared/base/result.ts';
import { chunkDigestHeader } from '#shared/blobs/blob-server-api.ts';
import type { BlobServerState } from '#shared/blobs/blob-server-api.ts';
import type { ServerApi } from '#shared/server-api.ts';

import { takesZstd } from '../http/zstd-bodies.ts';
import { askerOf, asServer } from '../rpc/server-call.ts';
import type { ServerHandlersOf } from '../rpc/server-call.ts';
import type { BlobDeps } from './blob-deps.ts';
import { blobAt, countBlobs, findBlobs, listHeld, readChunk } from './blob-rows.ts';
import { findNamed } from './find-named.ts';
import { finishBlob } from './finish-blob.ts';
import { createBlobReads } from './note-blob-read.ts';
import { putChunk } from './put-chunk.ts';
import { createRunningHashes } from './running-hashes.ts';

const unpack = promisify(zstdDecompress);

export function createBlobHandlers(blobDeps: BlobDeps): ServerHandlersOf<ServerApi['blobs']> {
  const deps = { ...blobDeps, hashes: createRunningHashes() };
  const reads = createBlobReads();
  return {
    room: async (_input, call) => {
      const counted = await asServer(
        call,
        ['user:erase'],
        async () => await countBlobs(call.sql, askerOf(call).userId),
        'read',
      );
      return ok({ bytes: counted.bytes, bytesMax: deps.tenantBytesMax });
    },
    look: async ({ blobs: asked }, call) => {
      const named = await findNamed(deps, call, asked);
      const reached = named.filter((one) => one !== undefined);
      const rows = await findBlobs(call.sql, askerOf(call).tenantId, reached);
      const begun = reached.map((one) => blobAt(rows, one)).filter((row) => row?.isWhole === false);
      const held = await listHeld(
        call.sql,
        begun.flatMap((row) => (row === undefined ? [] : [row.id])),
      );
      return ok({
        blobs: named.map((one): BlobServerState => {
          if (one === undefined) return { kind: 'unknown' };
          const row = blobAt(rows, one);
          if (row?.isWhole === true) return { kind: 'whole', sizeBytes: row.sizeBytes };
          return { kind: 'missing', maySend: one.maySend, held: row === undefined ? [] : (held.get(row.id) ?? []) };
        }),
      });
    },
    put: async ({ params: { number, ...blob }, query, headers, body }, call) =>
      await putChunk(deps, call, {
        blob,
        number,
        ...query,
        isPacked: headers?.['content-encoding'] === 'zstd',
        bytes: new Uint8Array(await body.arrayBuffer()),
      }),
    finish: async (input, call) => await finishBlob(deps, call, input),
    fetch: async ({ params: { number, ...blob }, headers }, call) => {
      const missing = fail({ kind: 'record-missing' as const, entity: 'blob', id: blob.sha256 });
      const [named] = await findNamed(deps, call, [blob]);
      if (named === undefined) return missing;
      const row = blobAt(await findBlobs(call.sql, askerOf(call).tenantId, [named]), named);
      const chunk = row?.isWhole === true ? await readChunk(call.sql, row.id, number) : undefined;
      if (row === undefined || chunk === undefined) return missing;
      await reads.note(call, named, row);
      const isPacked = chunk.isPacked && takesZstd(headers?.['accept-encoding']);
      const bytes = chunk.isPacked && !isPacked ? await unpack(chunk.bytes) : chunk.bytes;
      return ok({
        headers: { [chunkDigestHeader]: chunk.digest, ...(isPacked ? { 'content-encoding': 'zstd' } : {}) },
        body: new File([new Uint8Array(bytes)], 'chunk', { type: 'application/octet-stream' }),
      });
    },
  };
}
