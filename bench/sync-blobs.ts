/*
 * Bytes of files: how many megabytes a second one device sends to a server and fetches from it, with the code that the program does
 * it with, and what that takes of memory. Beside them the same bytes in one plain HTTP upload to a file, and written to the disk.
 */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { fetchBlob } from '../src-main/blobs/fetch-blob.ts';
import { sendBlob } from '../src-main/blobs/send-blob.ts';
import { attach } from '../src-server/blobs/blob-world.harness.ts';
import { newId } from '../src-server/sync/test-device.harness.ts';
import type { NamedBlob } from '../src-shared/blobs/blob-server-api.ts';
import { carryBlob, openBlobDevice } from './blob-device.ts';
import type { BlobDevice, BlobOrder } from './blob-device.ts';
import { median, timeMs } from './harness.ts';
import type { BenchResult, IsWanted } from './harness.ts';
import type { SyncWorld } from './sync-world.ts';

export const blobFigures: readonly string[] = ['blob-send', 'blob-fetch'];
export const blobMemoryFigures: readonly string[] = ['blob-memory/first', 'blob-memory/next'];

const megabyte = 1024 * 1024;
const fileBytes = 32 * megabyte;
const largeBytes = 256 * megabyte;
const runs = 3;

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
      const sender = openBlobDevice(addressOf(world), join(folder, `send-${String(run)}`));
      const blob = await makeBlob(world, sender, fileBytes);
      sends.push(
        await timeMs(
          async () => await carryBlob(async (transfer) => await sendBlob(transfer, { blob, held: [] }), sender),
        ),
      );
      const fetcher = openBlobDevice(addressOf(world), join(folder, `fetch-${String(run)}`));
      const job = { blob, sizeBytes: fileBytes };
      fetches.push(
        await timeMs(async () => await carryBlob(async (transfer) => await fetchBlob(transfer, job), fetcher)),
      );
    }
    const limit = await bareUpload(folder);
    const rivals = { 'the disk alone': await diskWrite(folder) };
    const perSecond = (times: readonly number[]): number => (fileBytes / megabyte / median(times)) * 1000;
    results.push(
      { name: `blob-send/${database}`, unit: 'MB/s', ours: perSecond(sends), limit, rivals, runs },
      { name: `blob-fetch/${database}`, unit: 'MB/s', ours: perSecond(fetches), limit, rivals, runs },
    );
  }
  if (database === 'postgres' && isWanted(...blobMemoryFigures)) results.push(...(await measureMemory(world, folder)));
  return results;
}

/**
 * How much more memory a device's process takes while a file goes through it, once each way: the first, with which the young part of
 * the heap grows to its size as with whatever else a process does first, and one that comes after.
 */
async function measureMemory(world: SyncWorld, folder: string): Promise<readonly BenchResult[]> {
  const [sendFolder, fetchFolder] = [join(folder, 'large-send'), join(folder, 'large-fetch')];
  const sender = openBlobDevice(addressOf(world), sendFolder);
  const carried = async (sizeBytes: number) => ({ sizeBytes, blob: await makeBlob(world, sender, sizeBytes) });
  const warmUp = await carried(megabyte);
  const measured = [await carried(largeBytes), await carried(largeBytes - megabyte)];
  const grownMb = await askBlobDevice({ ...addressOf(world), sendFolder, fetchFolder, warmUp, measured });
  return blobMemoryFigures.map((name, index) => ({
    name,
    unit: 'MB',
    ours: grownMb[index] ?? Number.NaN,
    rivals: {},
    runs: 1,
  }));
}

function addressOf({ server: { address }, token }: SyncWorld): { readonly address: string; readonly token: string } {
  return { address, token };
}

/** A process that does nothing else, so that what it takes is what a transfer takes. */
async function askBlobDevice(order: BlobOrder): Promise<readonly number[]> {
  const child = fork(join(import.meta.dirname, 'blob-device-process.ts'), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  child.send(order);
  const [grownMb]: (readonly number[])[] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error('The device ended before it had told anything.');
    }),
  ]);
  return grownMb ?? [];
}

/** Bytes that nothing makes smaller, kept on the device, and a record that names them. */
async function makeBlob(
  { device, place, userId }: SyncWorld,
  { blobs }: BlobDevice,
  length: number,
): Promise<NamedBlob> {
  const piece = randomBytes(megabyte);
  // The same megabyte again and again: the database does not notice, and a quarter of a gigabyte is not held here.
  const sha256 = await blobs.put(Array.from({ length: length / megabyte }, () => piece));
  const { workspaceId } = place;
  return await attach(device, { workspaceId, functionId: newId(), createdBy: userId }, { length, sha256 });
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
