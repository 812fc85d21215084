/*
 * Large columns between the core and one worker, as files in a folder of theirs: in shared memory where there is some.
 *
 * Fresh memory is the dear part (three times the copying, measured on a shared machine), so a file that has been read is not
 * deleted but becomes a spare, `spare-BYTES-NAME`, for whoever writes next on either side. Renaming is the whole protocol: a
 * worker that knows nothing of spares deletes what it has read, and loses nothing but time. Spares go after a while unused.
 */
import {
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  unlinkSync,
  writevSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

import type { TableFiles } from './worker-language.ts';

/** Enough for one large table in each direction. */
const spareBytesMax = 192 * 1024 * 1024;
const spareIdleMs = 20_000;

type Spare = { readonly path: string; readonly bytes: number };

/** `folder` belongs to one session, and is removed by whoever made it. */
export function createTableFiles(folder: string): TableFiles {
  let nextFile = 0;
  let idle: NodeJS.Timeout | undefined;

  function dropSparesLater(): void {
    idle?.refresh();
    idle ??= setTimeout(() => {
      idle = undefined;
      for (const spare of sparesIn(folder)) rmSync(spare.path, { force: true });
    }, spareIdleMs).unref();
  }

  function nextPath(prefix: string): string {
    nextFile += 1;
    return join(folder, `${prefix}-${String(nextFile)}`);
  }

  return {
    folder,
    put(buffers) {
      const bytes = buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
      const path = nextPath('core');
      const spare = bestSpare(sparesIn(folder), bytes);
      if (spare !== undefined) renameSync(spare.path, path);
      const file = openSync(path, spare === undefined ? 'wx' : 'r+', 0o600);
      try {
        if (spare !== undefined && spare.bytes !== bytes) ftruncateSync(file, bytes);
        writeAll(file, buffers);
      } catch (error) {
        unlinkSync(path);
        throw error;
      } finally {
        closeSync(file);
      }
      return path;
    },
    take(path) {
      // The path comes out of a worker, so it may lead only to a file of this folder itself.
      if (dirname(path) !== folder || basename(path).startsWith('.')) {
        throw new TypeError('The worker named a file that is not a table file.');
      }
      const bytes = readFileSync(path);
      const spareBytes = sparesIn(folder).reduce((sum, spare) => sum + spare.bytes, bytes.byteLength);
      if (spareBytes > spareBytesMax) unlinkSync(path);
      else renameSync(path, nextPath(`spare-${String(bytes.byteLength)}-core`));
      dropSparesLater();
      return bytes;
    },
  };
}

function sparesIn(folder: string): readonly Spare[] {
  return readdirSync(folder).flatMap((name) => {
    const bytes = /^spare-(\d+)-/.exec(name)?.[1];
    return bytes === undefined ? [] : [{ path: join(folder, name), bytes: Number(bytes) }];
  });
}

/** The smallest that is large enough, otherwise the largest. */
function bestSpare(spares: readonly Spare[], bytes: number): Spare | undefined {
  const bySize = spares.toSorted((left, right) => left.bytes - right.bytes);
  return bySize.find((spare) => spare.bytes >= bytes) ?? bySize.at(-1);
}

function writeAll(file: number, buffers: readonly Uint8Array[]): void {
  let rest = buffers.filter((buffer) => buffer.byteLength > 0);
  let position = 0;
  while (rest.length > 0) {
    let written = writevSync(file, rest, position);
    position += written;
    rest = rest.flatMap((buffer) => {
      const skipped = Math.min(written, buffer.byteLength);
      written -= skipped;
      return skipped === buffer.byteLength ? [] : [buffer.subarray(skipped)];
    });
  }
}
