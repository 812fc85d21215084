// Files that are attached on one device and fetched on another, for tests of what carries their bytes.
import { createHash, randomBytes } from 'node:crypto';
import { globSync } from 'node:fs';
import path from 'node:path';

import { assert } from '#shared/base/assert.ts';
import { uploadPieceBytes } from '#shared/attachments/attachment-api.ts';
import type { BlobState, BlobSummary } from '#shared/blobs/blob-api.ts';
import type { ApiClient } from '#shared/features.ts';

import { waitForRecord } from './synced-devices.harness.ts';

export type AttachedFile = { readonly id: string; readonly sha256: string; readonly bytes: Buffer };

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A workspace with a function that files can hang on. */
export async function setupShelf(
  client: ApiClient,
  name: string,
): Promise<{ workspaceId: string; functionId: string }> {
  const { id: workspaceId } = await client.workspaces.create({ name, description: '' });
  const { id: functionId } = await client.functions.create({ workspaceId, name: 'f', language: 'r' });
  return { workspaceId, functionId };
}

/** A number stands for so many bytes that nobody else has. */
export async function attachFile(
  client: ApiClient,
  functionId: string,
  given: Buffer | number,
  name = 'data.bin',
): Promise<AttachedFile> {
  const bytes = typeof given === 'number' ? randomBytes(given) : given;
  const place = { kind: 'function' as const, functionId };
  const { uploadId } = await client.attachments.openUpload({ place, name, sizeBytes: bytes.length });
  for (let at = 0; at < bytes.length; at += uploadPieceBytes)
    await client.attachments.sendUpload({
      uploadId,
      base64: bytes.subarray(at, at + uploadPieceBytes).toString('base64'),
    });
  const { id } = await client.attachments.finishUpload({ uploadId });
  return { id, sha256: sha256Of(bytes), bytes };
}

/** Resolves with the first state that fits, now or later. */
export async function waitForBlob(
  client: ApiClient,
  sha256: string,
  fits: (state: BlobState) => boolean,
): Promise<BlobState> {
  const stop = new AbortController();
  for await (const [state] of await client.blobs.watch({ sha256s: [sha256] }, { signal: stop.signal })) {
    if (state === undefined || !fits(state)) continue;
    stop.abort();
    return state;
  }
  throw new Error('The bytes have never come to that.');
}

type Summary = Extract<BlobSummary, { readonly kind: 'on' }>;

export async function waitForSummary(client: ApiClient, fits: (summary: Summary) => boolean): Promise<Summary> {
  const stop = new AbortController();
  for await (const summary of await client.blobs.watchSummary(undefined, { signal: stop.signal })) {
    if (summary.kind !== 'on' || !fits(summary)) continue;
    stop.abort();
    return summary;
  }
  throw new Error('The summary has never come to that.');
}

export const isSent = ({ isHere, isAtServer }: BlobState): boolean => isHere && isAtServer === true;
export const isHere = ({ state }: BlobState): boolean => state === 'here';

export async function readFileOf(client: ApiClient, id: string): Promise<Buffer> {
  await waitForRecord(client, 'attachment', (record) => record.id === id);
  const pieces: Buffer[] = [];
  for await (const { base64 } of await client.attachments.read({ kind: 'function', id }))
    pieces.push(Buffer.from(base64, 'base64'));
  return Buffer.concat(pieces);
}

/** Where the account of a server on that device has the bytes, or has begun to: the whole file, or its part. */
export function blobFilesIn(dataFolder: string, sha256: string): { readonly whole: string; readonly part: string } {
  const [folder] = globSync(path.join(dataFolder, 'accounts', '*', 'blobs'));
  assert(folder !== undefined, 'The account has no folder of blobs yet.');
  return { whole: path.join(folder, sha256.slice(0, 2), sha256), part: path.join(folder, `${sha256}.part`) };
}

/** Resolves in the middle of a transfer, or when it is over already: how quick the machine is, nobody knows. */
export async function isBegun(client: ApiClient, sha256: string, how: 'sending' | 'fetching'): Promise<void> {
  const isOver = how === 'sending' ? isSent : isHere;
  await waitForBlob(client, sha256, (state) => (state.state === how && state.bytesDone > 0) || isOver(state));
}
