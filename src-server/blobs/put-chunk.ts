/*
 * Takes one chunk of what somebody sends. What it says of itself is held against what came, so that a chunk that was changed on its
 * way is refused by itself; what was sent before stays. A chunk that comes again takes the place of the one before.
 */
import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdDecompress } from 'node:zlib';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { blobBytesMax, chunkBytes, chunkCount, chunkLength } from '#shared/blobs/blob-chunks.ts';
import type { NamedBlob, SendFailure } from '#shared/blobs/blob-server-api.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';

import { askerOf, asServer } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import type { BlobDeps } from './blob-deps.ts';
import { blobAt, countBlobs, dropBlobs, findBlobs, holdBlob, holdName, insertBlob, writeChunk } from './blob-rows.ts';
import type { BlobRow, Chunk } from './blob-rows.ts';
import { findNamed } from './find-named.ts';
import type { Named } from './find-named.ts';
import type { RunningHashes } from './running-hashes.ts';

export type SendDeps = BlobDeps & { readonly hashes: RunningHashes };

type Put = {
  readonly blob: NamedBlob;
  readonly number: number;
  readonly sizeBytes: number;
  readonly digest: string;
  readonly isPacked: boolean;
  readonly bytes: Uint8Array<ArrayBuffer>;
};

type Failure = SendFailure | CommonFailure;

/** What one person may have begun to send and not brought to an end. A device sends two at once. */
export const unfinishedMax = 50;
/** What a chunk may demand of memory to be unpacked, as a power of two: no more than it has. */
const windowLogMax = 20;

const unpack = promisify(zstdDecompress);

export async function putChunk(
  deps: SendDeps,
  call: ServerCall,
  put: Put,
): Promise<Result<{ readonly isWhole: boolean }, Failure>> {
  const found = await findToSend(deps, call, put.blob);
  if (!found.ok) return found;
  const { named, known } = found.value;
  if (known?.isWhole === true) return ok({ isWhole: true });
  const read = await readPut(put);
  if (!read.ok) return read;
  const held = await holdSame(deps, call, { named, known, sizeBytes: put.sizeBytes });
  if (!held.ok) return held;
  if (held.value.isWhole) return ok({ isWhole: true });
  const { number, digest, isPacked, bytes } = put;
  const chunk: Chunk = { number, digest, isPacked, bytes };
  const revision = deps.newId();
  await writeChunk(call.sql, held.value, { chunk, revision, nowMs: call.nowMs });
  deps.hashes.note(held.value.id, { number, before: held.value.revision, after: revision, bytes: read.value });
  return ok({ isWhole: false });
}

/** The record that names it, which the person may write, and what is here of the bytes. */
export async function findToSend(
  deps: BlobDeps,
  call: ServerCall,
  blob: NamedBlob,
): Promise<Result<{ readonly named: Named; readonly known: BlobRow | undefined }, Failure>> {
  const [named] = await findNamed(deps, call, [blob]);
  if (named === undefined) return fail({ kind: 'record-missing', entity: 'blob', id: blob.sha256 });
  if (!named.maySend) return fail({ kind: 'not-permitted', permission: named.entity.permissions.write ?? 'signed-in' });
  const known = blobAt(await findBlobs(call.sql, askerOf(call).tenantId, [named]), named);
  return ok({ named, known });
}

/** The chunk, unpacked, when it is what it says that it is. */
async function readPut(put: Put): Promise<Result<Uint8Array, Failure>> {
  const { number, sizeBytes, digest, isPacked, bytes } = put;
  if (sizeBytes > blobBytesMax) return fail({ kind: 'blob-too-large', bytesMax: blobBytesMax });
  if (number >= chunkCount(sizeBytes))
    return refused(`Of ${String(sizeBytes)} bytes there is no chunk ${String(number)}.`);
  const unpacked = isPacked ? await unpackChunk(bytes) : bytes;
  if (unpacked === undefined) return refused('It does not unpack to a chunk.');
  const length = chunkLength(sizeBytes, number);
  if (unpacked.length !== length)
    return refused(`Chunk ${String(number)} has ${String(length)} bytes, and ${String(unpacked.length)} came.`);
  if (hash('sha256', unpacked) !== digest) return refused('It was changed on its way: its SHA-256 is another one.');
  return ok(unpacked);
}

function refused(problem: string): Result<never, SendFailure> {
  return fail({ kind: 'chunk-refused', problem });
}

/** Undefined where it is no zstd, or would unpack to more than a chunk has. */
async function unpackChunk(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array | undefined> {
  try {
    const params = { [constants.ZSTD_d_windowLogMax]: windowLogMax };
    return await unpack(bytes, { maxOutputLength: chunkBytes, params });
  } catch {
    return undefined; // What is wrong with it is whoever sent it to know.
  }
}

type Wanted = { readonly named: Named; readonly known: BlobRow | undefined; readonly sizeBytes: number };

/**
 * What the person is sending, held; begun where it is not yet, or where they said that it has another size. Where somebody else has
 * brought it to its end at this moment, what is whole.
 */
async function holdSame(
  deps: SendDeps,
  call: ServerCall,
  { named, known, sizeBytes }: Wanted,
): Promise<Result<BlobRow, Failure>> {
  const held = known === undefined ? undefined : await holdBlob(call.sql, known.id);
  if (held?.sizeBytes === sizeBytes) return ok(held);
  if (held !== undefined) await dropBlobs(call.sql, [held.id]);
  const { tenantId, userId } = askerOf(call);
  // Whoever begins at the same time is counted too.
  await holdName(call.sql, tenantId, 'begins');
  const now = blobAt(await findBlobs(call.sql, tenantId, [named]), named);
  if (now?.isWhole === true) return ok(now);
  const counted = await asServer(call, ['user:erase'], async () => await countBlobs(call.sql, userId));
  if (counted.bytes + sizeBytes > deps.tenantBytesMax)
    return fail({ kind: 'blobs-full', bytesMax: deps.tenantBytesMax });
  if (counted.unfinished >= unfinishedMax) return fail({ kind: 'blobs-unfinished', countMax: unfinishedMax });
  await insertBlob(call.sql, { id: deps.newId(), named, sizeBytes, nowMs: call.nowMs });
  const begun = blobAt(await findBlobs(call.sql, tenantId, [named]), named);
  if (begun?.isWhole === true) {
    await dropOwn(call, named);
    return ok(begun);
  }
  const row = begun === undefined ? undefined : await holdBlob(call.sql, begun.id);
  if (row?.sizeBytes === sizeBytes) return ok(row);
  // Brought to its end while it was waited for; or begun otherwise by the same person, who is told so when they ask again.
  const ended = blobAt(await findBlobs(call.sql, tenantId, [named]), named);
  return ended?.isWhole === true ? ok(ended) : refused('Somebody else is sending it. Ask what is here of it.');
}

/** What was begun beside something that is whole by now. */
async function dropOwn(call: ServerCall, named: Named): Promise<void> {
  const rows = await findBlobs(call.sql, askerOf(call).tenantId, [named]);
  const begun = rows.filter(({ isWhole }) => !isWhole).map(({ id }) => id);
  await dropBlobs(call.sql, begun);
}
