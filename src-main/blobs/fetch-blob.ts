/*
 * Fetches one file, a chunk at a time, onto a part that stays over restarts; it has its name only when all of it is what the name
 * says. Cut off anywhere, it goes on after the last chunk that is whole.
 */
import { open } from 'node:fs/promises';

import { freeBytes } from '#shared/base/free-bytes.ts';
import { fail, ok } from '#shared/base/result.ts';
import { chunkBytes, chunkCount, chunkLength } from '#shared/blobs/blob-chunks.ts';

import { diskFailureOf } from '../store/store-failure.ts';
import type { FetchJob, TransferDeps, Transferred } from './transfer.ts';

export async function fetchBlob(deps: TransferDeps, job: FetchJob): Promise<Transferred> {
  try {
    const fetched = await fetchChunks(deps, job);
    if (!fetched.ok) return fetched;
    return (await deps.blobs.keepPart(job.blob.sha256)) ? ok(undefined) : fail({ kind: 'bytes-differ' });
  } catch (error) {
    const kind = diskFailureOf(error);
    if (kind === undefined) throw error;
    return fail({ kind });
  }
}

async function fetchChunks(deps: TransferDeps, { blob, sizeBytes }: FetchJob): Promise<Transferred> {
  const part = await open(deps.blobs.partPath(blob.sha256), 'a+', 0o600);
  try {
    const { size } = await part.stat();
    // What was being written when it was cut off is no whole chunk.
    const begun = Math.floor(Math.min(size, sizeBytes) / chunkBytes);
    if (size !== begun * chunkBytes) await part.truncate(begun * chunkBytes);
    for (let number = begun; number < chunkCount(sizeBytes); number += 1) {
      deps.onProgress(number * chunkBytes);
      // oxlint-disable-next-line no-await-in-loop -- Chunk after chunk.
      if (!(await deps.mayGoOn())) return fail({ kind: 'given-up' });
      // oxlint-disable-next-line no-await-in-loop -- The same.
      const chunk = await deps.server.fetch(blob, number, deps.signal);
      if (!chunk.ok) return chunk;
      if (chunk.value.length !== chunkLength(sizeBytes, number)) return fail({ kind: 'chunk-damaged' });
      // oxlint-disable-next-line no-await-in-loop -- The same.
      await part.appendFile(chunk.value);
      freeBytes(chunk.value);
    }
    return ok(undefined);
  } finally {
    await part.close();
  }
}
