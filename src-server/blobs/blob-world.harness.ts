/* What tests send bytes with: a workspace of Ada's with a function, attachments on it, and a client that speaks in chunks. */
import { createHash, randomBytes } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';

import { chunkBytes, chunkCount } from '#shared/blobs/blob-chunks.ts';
import type { NamedBlob } from '#shared/blobs/blob-server-api.ts';

import type { PeopleWorld } from '../access/people-world.harness.ts';
import type { ServerClient } from '../server-client.harness.ts';
import { setupSync } from '../sync/sync.suite.harness.ts';
import type { SyncWorld } from '../sync/sync.suite.harness.ts';
import { newId } from '../sync/test-device.harness.ts';
import type { Place, TestDevice } from '../sync/test-device.harness.ts';

export type BlobWorld = SyncWorld & { readonly functionId: string };

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** No two tests have the same. */
export const someBytes = (sizeBytes: number): Buffer => randomBytes(sizeBytes);

export async function setupBlobs(world: PeopleWorld): Promise<BlobWorld> {
  return { ...(await setupSync(world)), functionId: newId() };
}

/** A record that names the bytes, pushed by the device that made it. */
export async function attach(
  device: TestDevice,
  { workspaceId, functionId, createdBy }: { workspaceId: string; functionId: string; createdBy: string },
  bytes: Pick<Uint8Array, 'length'> & { readonly sha256: string },
): Promise<NamedBlob> {
  const change = device.create('attachment', {
    workspaceId,
    functionId,
    sharedResultId: null,
    resultPart: null,
    name: 'data.csv',
    note: '',
    mediaType: 'text/csv',
    content: bytes.sha256,
    sizeBytes: bytes.length,
    createdBy,
  });
  const [outcome] = await device.push([change]);
  if (outcome?.kind !== 'applied') throw new Error(`The attachment was not taken: ${JSON.stringify(outcome)}`);
  return { entity: 'attachment', recordId: change.recordId, sha256: bytes.sha256 };
}

export async function attachToProject(
  device: TestDevice,
  { workspaceId, projectId, createdBy }: Place & { readonly createdBy: string },
  bytes: Pick<Uint8Array, 'length'> & { readonly sha256: string },
): Promise<NamedBlob> {
  const change = device.create('projectAttachment', {
    workspaceId,
    projectId,
    subjectKind: 'project',
    subjectId: projectId,
    name: 'interview.md',
    note: '',
    mediaType: 'text/markdown',
    content: bytes.sha256,
    sizeBytes: bytes.length,
    createdBy,
  });
  const [outcome] = await device.push([change]);
  if (outcome?.kind !== 'applied') throw new Error(`The attachment was not taken: ${JSON.stringify(outcome)}`);
  return { entity: 'projectAttachment', recordId: change.recordId, sha256: bytes.sha256 };
}

export const named = (bytes: Uint8Array): { readonly length: number; readonly sha256: string } => ({
  length: bytes.length,
  sha256: sha256Of(bytes),
});

export function chunkOf(bytes: Uint8Array, number: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.subarray(number * chunkBytes, (number + 1) * chunkBytes));
}

type PutOptions = { readonly digest?: string; readonly sizeBytes?: number; readonly isPacked?: boolean };

export async function put(
  client: ServerClient,
  blob: NamedBlob,
  { bytes, number }: { readonly bytes: Uint8Array; readonly number: number },
  options: PutOptions = {},
) {
  const chunk = chunkOf(bytes, number);
  const { digest = sha256Of(chunk), sizeBytes = bytes.length, isPacked = false } = options;
  const body = new File([isPacked ? new Uint8Array(zstdCompressSync(chunk)) : chunk], 'chunk', {
    type: 'application/octet-stream',
  });
  return await client.blobs.put({
    params: { ...blob, number },
    query: { digest, sizeBytes },
    ...(isPacked ? { headers: { 'content-encoding': 'zstd' } } : {}),
    body,
  });
}

export async function send(client: ServerClient, blob: NamedBlob, bytes: Uint8Array, options: PutOptions = {}) {
  for (let number = 0; number < chunkCount(bytes.length); number += 1)
    await put(client, blob, { bytes, number }, options);
  await client.blobs.finish({ ...blob, sizeBytes: bytes.length });
}

export async function lookAt(client: ServerClient, blob: NamedBlob) {
  const { blobs } = await client.blobs.look({ blobs: [blob] });
  return blobs[0];
}

export async function fetchWhole(client: ServerClient, blob: NamedBlob, sizeBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let number = 0; number < chunkCount(sizeBytes); number += 1) {
    const { headers, body } = await client.blobs.fetch({ params: { ...blob, number } });
    const bytes = Buffer.from(await body.arrayBuffer());
    if (headers['chunk-digest'] !== sha256Of(bytes)) throw new Error(`Chunk ${String(number)} is not what it says.`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Ada's blobs, with what an attachment of hers says of its place. */
export async function setupSender(world: PeopleWorld) {
  const blobs = await setupBlobs(world);
  const mine = { workspaceId: blobs.place.workspaceId, functionId: blobs.functionId, createdBy: world.ada.me.user.id };
  return { ...blobs, mine, client: world.client };
}

/** The rows of one SHA-256, wherever they belong. */
export async function rowsOf({ server }: PeopleWorld, sha256: string): Promise<readonly unknown[]> {
  return await server.app.database.asOwner(
    async ({ query }) =>
      await query(
        `SELECT is_whole, (SELECT count(*)::int FROM blob_chunks WHERE blob_id = blobs.id) AS chunks FROM blobs WHERE sha256 = $1`,
        [sha256],
      ),
  );
}
