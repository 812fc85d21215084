/*
 * The end of a transfer: all chunks are there, and together they are what their name says. Only then is it there for others. What
 * differs is dropped whole: which of its chunks was the wrong one nobody can tell.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { blobBytesMax, chunkCount } from '#shared/blobs/blob-chunks.ts';
import type { NamedBlob, SendFailure } from '#shared/blobs/blob-server-api.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';

import { changesChannel } from '../rpc/live-channels.ts';
import { askerOf, asServer } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import { writeAnnouncement } from '../sync/change-announcement.ts';
import { readHead } from '../sync/tenant-log.ts';
import { blobAct } from './blob-act.ts';
import {
  blobAt,
  dropBlobs,
  findBlobs,
  holdBlob,
  holdName,
  insertBlob,
  listHeld,
  listOvertaken,
  markWhole,
  readChunk,
} from './blob-rows.ts';
import type { BlobRow } from './blob-rows.ts';
import { findToSend } from './put-chunk.ts';
import type { SendDeps } from './put-chunk.ts';

const unpack = promisify(zstdDecompress);

export async function finishBlob(
  deps: SendDeps,
  call: ServerCall,
  { sizeBytes, ...blob }: NamedBlob & { readonly sizeBytes: number },
): Promise<Result<{ readonly [nothing: string]: never }, SendFailure | CommonFailure>> {
  const { tenantId } = askerOf(call);
  if (sizeBytes > blobBytesMax) return fail({ kind: 'blob-too-large', bytesMax: blobBytesMax });
  await holdName(call.sql, tenantId, blob.sha256);
  const found = await findToSend(deps, call, blob);
  if (!found.ok) return found;
  const { named } = found.value;
  if (found.value.known?.isWhole === true) return ok({});
  // Of an empty file there is no chunk that would have begun it.
  if (sizeBytes === 0 && found.value.known === undefined)
    await insertBlob(call.sql, { id: deps.newId(), named, sizeBytes, nowMs: call.nowMs });
  const known = found.value.known ?? blobAt(await findBlobs(call.sql, tenantId, [named]), named);
  const held = known === undefined ? undefined : await holdBlob(call.sql, known.id);
  const missing = await countMissing(call, held, sizeBytes);
  if (held === undefined || missing > 0) return fail({ kind: 'blob-incomplete', missing });
  const sha256 = await hashOf(deps, call, held);
  if (sha256 !== held.sha256) {
    call.keepOnFailure();
    await dropBlobs(call.sql, [held.id]);
    return fail({ kind: 'blob-differs' });
  }
  await complete(deps, call, held);
  await call.audit(blobAct('blob.sent', named, held));
  return ok({});
}

async function countMissing(call: ServerCall, held: BlobRow | undefined, sizeBytes: number): Promise<number> {
  const all = chunkCount(sizeBytes);
  if (held?.sizeBytes !== sizeBytes) return Math.max(1, all);
  const runs = (await listHeld(call.sql, [held.id])).get(held.id) ?? [];
  return all - runs.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** Read once more where it was not taken while it came: chunk by chunk, so that no more than one is in memory. */
async function hashOf({ hashes }: SendDeps, call: ServerCall, { id, sizeBytes, revision }: BlobRow): Promise<string> {
  const chunks = chunkCount(sizeBytes);
  const known = hashes.take(id, { chunks, revision });
  if (known !== undefined) return known;
  const sha256 = createHash('sha256');
  for (let number = 0; number < chunks; number += 1) {
    // oxlint-disable-next-line no-await-in-loop -- One chunk in memory at a time.
    const chunk = await readChunk(call.sql, id, number);
    if (chunk === undefined) throw new Error(`Chunk ${String(number)} of a blob that is held has gone.`);
    // oxlint-disable-next-line no-await-in-loop -- The same.
    sha256.update(chunk.isPacked ? await unpack(chunk.bytes) : chunk.bytes);
  }
  return sha256.digest('hex');
}

async function complete(deps: SendDeps, call: ServerCall, held: BlobRow): Promise<void> {
  await markWhole(call.sql, held, call.nowMs);
  await asServer(call, ['user:erase'], async () => {
    await dropBlobs(call.sql, await listOvertaken(call.sql, held));
  });
  // Whoever waits for it asks again, as for a change.
  const { tenantId, sessionId } = askerOf(call);
  const { seq } = await readHead(call.sql, tenantId, deps.newId);
  // Of no news, and of nothing on which it depends who sees what.
  const ticket = deps.newId();
  await call.sql.announce(changesChannel, writeAnnouncement({ tenantId, seq, sessionId, ticket }));
}
