/*
 * Sends what the server lacks of one file, a chunk at a time, so that no more than a chunk of it is in memory. Cut off anywhere, it
 * goes on with what the server says that it has.
 */
import { hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';

import { freeBytes } from '#shared/base/free-bytes.ts';
import { fail, ok } from '#shared/base/result.ts';
import { chunkBytes, chunkCount, chunkLength } from '#shared/blobs/blob-chunks.ts';

import type { SentChunk } from './blob-server.ts';
import type { SendJob, TransferDeps, Transferred } from './transfer.ts';

const pack = promisify(zstdCompress);
/** The quickest: what gains much by zstd gains it at once, and nothing else is worth a processor. */
const packing = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** A chunk that shrinks by less is sent as it is. */
const packedPartMax = 0.9;
/** After one that did not shrink, so many are not tried: a film is a film to its end. */
const unpackedInARow = 15;

export async function sendBlob(deps: TransferDeps, { blob, held }: SendJob): Promise<Transferred> {
  const file = await openOwn(deps, blob.sha256);
  if (file === undefined) return fail({ kind: 'bytes-missing' });
  try {
    const { size: sizeBytes } = await file.stat();
    const sent = await sendChunks(deps, file, { blob, held, sizeBytes });
    if (!sent.ok || sent.value === 'elsewhere') return sent.ok ? ok(undefined) : sent;
    if (!(await deps.mayGoOn())) return fail({ kind: 'given-up' });
    const finished = await deps.server.finish(blob, sizeBytes, deps.signal);
    return finished.ok ? ok(undefined) : finished;
  } finally {
    await file.close();
  }
}

async function openOwn({ blobs }: TransferDeps, sha256: string): Promise<FileHandle | undefined> {
  try {
    return await open(blobs.path(sha256), 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** `elsewhere`: somebody else has brought it to its end. */
async function sendChunks(
  deps: TransferDeps,
  file: FileHandle,
  { blob, held, sizeBytes }: SendJob & { readonly sizeBytes: number },
) {
  const isHeld = (number: number): boolean => held.some(([first, last]) => number >= first && number <= last);
  let doneBytes = 0;
  let untried = 0;
  const piece = new Uint8Array(chunkBytes);
  for (let number = 0; number < chunkCount(sizeBytes); number += 1) {
    const length = chunkLength(sizeBytes, number);
    if (!isHeld(number)) {
      // oxlint-disable-next-line no-await-in-loop -- Chunk after chunk.
      if (!(await deps.mayGoOn())) return fail({ kind: 'given-up' as const });
      // oxlint-disable-next-line no-await-in-loop -- The same.
      const { bytesRead } = await file.read(piece, 0, length, number * chunkBytes);
      if (bytesRead < length) return fail({ kind: 'bytes-missing' as const });
      // oxlint-disable-next-line no-await-in-loop -- The same.
      const chunk = await makeChunk(piece.subarray(0, length), { number, sizeBytes, isTried: untried === 0 });
      untried = chunk.isPacked ? 0 : untried === 0 ? unpackedInARow : untried - 1;
      // oxlint-disable-next-line no-await-in-loop -- The same.
      const answer = await deps.server.put(blob, chunk, deps.signal);
      if (chunk.isPacked) freeBytes(chunk.bytes);
      if (!answer.ok) return answer;
      if (answer.value.isWhole) return ok('elsewhere' as const);
    }
    doneBytes += length;
    deps.onProgress(doneBytes);
  }
  return ok('sent' as const);
}

async function makeChunk(
  bytes: Uint8Array<ArrayBuffer>,
  { number, sizeBytes, isTried }: { readonly number: number; readonly sizeBytes: number; readonly isTried: boolean },
): Promise<SentChunk> {
  const digest = hash('sha256', bytes);
  const packed = isTried ? new Uint8Array(await pack(bytes, packing)) : undefined;
  return packed !== undefined && packed.length < bytes.length * packedPartMax
    ? { number, sizeBytes, digest, isPacked: true, bytes: packed }
    : { number, sizeBytes, digest, isPacked: false, bytes };
}
