/*
 * Bytes of files: how many megabytes a second one device sends to a server and fetches from it, with the code that the program does
 * it with, and what that takes of memory. Beside them the same bytes in one plain HTTP upload to a file, and written to the disk.
 */
import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { ask, createServerLink } from '../src-main/access/server-link.ts';
import { createBlobServer } from '../src-main/blobs/blob-server.ts';
import type { BlobServer } from '../src-main/blobs/blob-server.ts';
import { fetchBlob } from '../src-main/blobs/fetch-blob.ts';
import { sendBlob } from '../src-main/blobs/send-blob.ts';
import type { TransferDeps, Transferred } from '../src-main/blobs/transfer.ts';
import { openBlobFolder } from '../src-main/store/blob-folder.ts';
import type { BlobFolder } from '../src-main/store/blob-folder.ts';
import { attach } from '../src-server/blobs/blob-world.harness.ts';
import { newId } from '../src-server/sync/test-device.harness.ts';
import type { NamedBlob } from '../src-shared/blobs/blob-server-api.ts';
import { median, timeMs } from './harness.ts';
import type { BenchResult, IsWanted } from './harness.ts';
import type { SyncWorld } from './sync-world.ts';

export const blobFigures: readonly string[] = ['blob-send', 'blob-fetch'];
export const blobMemoryFigures: readonly string[] = ['blob-memory'];

const megabyte = 1024 * 1024;
const fileBytes = 32 * megabyte;
const largeBytes = 256 * megabyte;
const runs = 3;

type Device = { readonly blobs: BlobFolder; readonly server: BlobServer };

export async function measureBlobs(
  world: SyncWorld,
  folder: string,
  isWanted: IsWanted,
): Promise<readonly BenchResult[]> {
  const { database } = world;
  const results: BenchResult[] = [];
  mkdirSync(folder, { recursive: true });
  if (isWanted(...blobFigures.map((figure) => `${figure}/${database}`))) {
    const [sends, fetches]: [number[], number[]] = [[], []];
    for (let run = 0; run < runs; run += 1) {
      const sender = openDevice(world, join(folder, `send-${String(run)}`));
      const blob = await makeBlob(world, sender, fileBytes);
      sends.push(
        await timeMs(async () => await carry(async (transfer) => await sendBlob(transfer, { blob, held: [] }), sender)),
      );
      const fetcher = openDevice(world, join(folder, `fetch-${String(run)}`));
      const job = { blob, sizeBytes: fileBytes };
      fetches.push(await timeMs(async () => await carry(async (transfer) => await fetchBlob(transfer, job), fetcher)));
    }
    const limit = await bareUpload(folder);
    const rivals = { 'the disk alone': await diskWrite(folder) };
    const perSecond = (times: readonly number[]): number => (fileBytes / megabyte / median(times)) * 1000;
    results.push(
      { name: `blob-send/${database}`, unit: 'MB/s', ours: perSecond(sends), limit, rivals, runs },
      { name: `blob-fetch/${database}`, unit: 'MB/s', ours: perSecond(fetches), limit, rivals, runs },
    );
  }
  if (database === 'postgres' && isWanted(...blobMemoryFigures)) results.push(await measureMemory(world, folder));
  return results;
}

/** How much more memory this process takes while the largest file there may be goes through it, once each way. */
async function measureMemory(world: SyncWorld, folder: string): Promise<BenchResult> {
  const sender = openDevice(world, join(folder, 'large-send'));
  const fetcher = openDevice(world, join(folder, 'large-fetch'));
  const blob = await makeBlob(world, sender, largeBytes);
  const before = process.memoryUsage.rss();
  let most = before;
  const onProgress = (): void => void (most = Math.max(most, process.memoryUsage.rss()));
  await carry(async (transfer) => await sendBlob(transfer, { blob, held: [] }), sender, onProgress);
  const job = { blob, sizeBytes: largeBytes };
  await carry(async (transfer) => await fetchBlob(transfer, job), fetcher, onProgress);
  return { name: 'blob-memory', unit: 'MB', ours: (most - before) / megabyte, rivals: {}, runs: 1 };
}

function openDevice({ server: { address }, token }: SyncWorld, folder: string): Device {
  const link = createServerLink({ address, token, version: 'bench' });
  const server = createBlobServer(
    async (question) => await ask(address, async () => await question(link, AbortSignal.timeout(30_000))),
  );
  return { blobs: openBlobFolder(folder), server };
}

/** Bytes that nothing makes smaller, kept on the device, and a record that names them. */
async function makeBlob({ device, place, userId }: SyncWorld, { blobs }: Device, length: number): Promise<NamedBlob> {
  const piece = randomBytes(megabyte);
  // The same megabyte again and again: the database does not notice, and a quarter of a gigabyte is not held here.
  const sha256 = await blobs.put(Array.from({ length: length / megabyte }, () => piece));
  const { workspaceId } = place;
  return await attach(device, { workspaceId, functionId: newId(), createdBy: userId }, { length, sha256 });
}

async function carry(
  work: (transfer: TransferDeps) => Promise<Transferred>,
  { blobs, server }: Device,
  onProgress: () => void = () => undefined,
): Promise<void> {
  const { signal } = new AbortController();
  const done = await work({ blobs, server, signal, onProgress, mayGoOn: async () => await Promise.resolve(true) });
  if (!done.ok) throw new Error(JSON.stringify(done.failure));
}

async function bareUpload(folder: string): Promise<number> {
  const file = join(folder, 'uploaded');
  const server = createServer((request, response) => {
    void pipeline(request, createWriteStream(file, { flush: true })).then(() => response.end());
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => void server.once('listening', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}`;
  const body = randomBytes(fileBytes);
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1)
    times.push(
      await timeMs(async () => await (await fetch(url, { method: 'PUT', body: new Uint8Array(body) })).text()),
    );
  server.close();
  if (statSync(file).size !== fileBytes) throw new Error('Not all of it arrived.');
  return (fileBytes / megabyte / median(times)) * 1000;
}

/** As `dd conv=fsync` does it. */
async function diskWrite(folder: string): Promise<number> {
  const path = join(folder, 'written');
  const piece = Buffer.alloc(megabyte);
  const tookMs = await timeMs(async () => {
    const file = await open(path, 'w');
    for (let written = 0; written < fileBytes; written += megabyte) await file.write(piece);
    await file.sync();
    await file.close();
  });
  rmSync(path);
  return (fileBytes / megabyte / tookMs) * 1000;
}
