/* What a device asks its server about bytes, each answer parsed by the contract and each failure told, never thrown. */
import { hash } from 'node:crypto';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { chunkDigestHeader } from '#shared/blobs/blob-server-api.ts';
import type { BlobServerState, NamedBlob, SendFailure } from '#shared/blobs/blob-server-api.ts';
import type { ServerFailure } from '#shared/rpc/server-contract.ts';

import type { AskServer } from '../sync/ask-server.ts';

/** What was fetched is not what the server says that it is: it was changed on its way, or where it is kept. */
export type DamagedFailure = { readonly kind: 'chunk-damaged' };
export type BlobFailure = ServerFailure | SendFailure | DamagedFailure;

type Answer<T> = Promise<Result<T, BlobFailure>>;

export type SentChunk = {
  readonly number: number;
  readonly sizeBytes: number;
  readonly digest: string;
  readonly isPacked: boolean;
  readonly bytes: Uint8Array<ArrayBuffer>;
};

/** One question at a time for each transfer; the signal gives it up. */
export type BlobServer = {
  /** How many more bytes the server takes of the organisation. */
  readonly room: () => Answer<number>;
  /** In the order of what is asked. */
  readonly look: (blobs: readonly NamedBlob[], signal: AbortSignal) => Answer<readonly BlobServerState[]>;
  /** Whether somebody else has brought it to its end meanwhile. */
  readonly put: (blob: NamedBlob, chunk: SentChunk, signal: AbortSignal) => Answer<{ readonly isWhole: boolean }>;
  readonly finish: (blob: NamedBlob, sizeBytes: number, signal: AbortSignal) => Answer<unknown>;
  readonly fetch: (blob: NamedBlob, number: number, signal: AbortSignal) => Answer<Uint8Array>;
};

export function createBlobServer(ask: AskServer): BlobServer {
  return {
    room: async () => {
      const answer = await ask(async (server, late) => await server.blobs.room({}, { signal: late }));
      return answer.ok ? ok(Math.max(0, answer.value.bytesMax - answer.value.bytes)) : answer;
    },
    look: async (blobs, end) => {
      const answer = await ask(
        async (server, late) =>
          await server.blobs.look({ blobs: [...blobs] }, { signal: AbortSignal.any([late, end]) }),
      );
      return answer.ok ? ok(answer.value.blobs) : answer;
    },
    put: async (blob, { number, sizeBytes, digest, isPacked, bytes }, end) => {
      const context = { bytes }; // See LinkContext: in the place of the empty file.
      return await ask(
        async (server, late) =>
          await server.blobs.put(
            {
              params: { ...blob, number },
              query: { digest, sizeBytes },
              ...(isPacked ? { headers: { 'content-encoding': 'zstd' } } : {}),
              body: new File([], 'chunk', { type: 'application/octet-stream' }),
            },
            { signal: AbortSignal.any([late, end]), context },
          ),
      );
    },
    finish: async (blob, sizeBytes, end) =>
      await ask(
        async (server, late) =>
          await server.blobs.finish({ ...blob, sizeBytes }, { signal: AbortSignal.any([late, end]) }),
      ),
    fetch: async (blob, number, end) => {
      let bytes = new Uint8Array(0);
      const context = { takeBytes: (taken: Uint8Array<ArrayBuffer>) => void (bytes = taken) };
      const answer = await ask(
        async (server, late) =>
          await server.blobs.fetch({ params: { ...blob, number } }, { signal: AbortSignal.any([late, end]), context }),
      );
      if (!answer.ok) return answer;
      return hash('sha256', bytes) === answer.value.headers[chunkDigestHeader]
        ? ok(bytes)
        : fail({ kind: 'chunk-damaged' });
    },
  };
}
