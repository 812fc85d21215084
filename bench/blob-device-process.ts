/*
 * The process of a device that sends files and fetches them, one after the other, and tells of each by how many megabytes its memory
 * had grown at most. A small file goes both ways before: what the first transfer loads, and what is compiled then, is no part of it.
 */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';

import { fetchBlob } from '../src-main/blobs/fetch-blob.ts';
import { sendBlob } from '../src-main/blobs/send-blob.ts';
import { carryBlob, openBlobDevice } from './blob-device.ts';
import type { BlobOrder } from './blob-device.ts';
import { residentMb } from './harness.ts';

const [order]: BlobOrder[] = await once(process, 'message');
if (order === undefined) throw new Error('An order comes with its message.');
const sender = openBlobDevice(order, order.sendFolder);
const fetcher = openBlobDevice(order, order.fetchFolder);
await bothWays(order.warmUp);
const grownMb: number[] = [];
for (const carried of order.measured) {
  // The kernel's own highest mark, from here on: whoever looks at it now and then misses what comes between.
  writeFileSync('/proc/self/clear_refs', '5');
  const before = residentMb(process.pid);
  await bothWays(carried);
  grownMb.push(mostResidentMb() - before);
}
process.send?.(grownMb);
process.disconnect();

async function bothWays({ blob, sizeBytes }: BlobOrder['warmUp']): Promise<void> {
  await carryBlob(async (transfer) => await sendBlob(transfer, { blob, held: [] }), sender);
  await carryBlob(async (transfer) => await fetchBlob(transfer, { blob, sizeBytes }), fetcher);
}

function mostResidentMb(): number {
  const kb = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kb) / 1024;
}
