/*
 * Large columns between the core and one worker, as files in a folder of theirs: in shared memory where there is some.
 *
 * Fresh memory is the dear part (three times the copying, measured on a shared machine), so a file that has been read is not
 * deleted but becomes a spare, `spare-BYTES-NAME`, for whoever writes next on either side. Renaming is the whole protocol: a
 * worker that knows nothing of spares deletes what it has read, and loses nothing but time. Spares go after a while unused.
 */
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  unlinkSync,
  writevSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

import type { ColumnMemory } from './column-memory.ts';
import type { TableFiles } from './worker-language.ts';

/** Enough for one large table in each direction. */
const spareBytesMax = 192 * 1024 * 1024;
const spareIdleUsualMs = 20_000;

/** Node reads no more at once. */
const readBytesMax = 1024 * 1024 * 1024;

type Spare = { readonly path: string; readonly bytes: number };

export type SessionTableFiles = TableFiles & {
  /** After a call that failed: what its worker has left in the middle of writing takes no more room. */
  readonly tidy: () => void;
  /**
   * What gives back the memory of all that was taken since it was last asked for; undefined when nothing was. It may be called
   * once nothing looks at the columns any more.
   */
  readonly endLoan: () => (() => void) | undefined;
};

type TableFilesDeps = {
  /** Belongs to one session, and is removed by whoever made it. */
  readonly folder: string;
  readonly memory: ColumnMemory;
  readonly spareIdleMs?: number;
};

export function createTableFiles({
  folder,
  memory,
  spareIdleMs = spareIdleUsualMs,
}: TableFilesDeps): SessionTableFiles {
  let nextFile = 0;
  let lent: ArrayBuffer[] = [];
  let idle: NodeJS.Timeout | undefined;

  function dropSparesLater(): void {
    idle?.refresh();
    idle ??= setTimeout(() => {
      idle = undefined;
      dropSpares();
    }, spareIdleMs).unref();
  }

  function nextPath(prefix: string): string {
    nextFile += 1;
    return join(folder, `${prefix}-${String(nextFile)}`);
  }

  function dropSpares(): void {
    for (const spare of sparesIn(folder)) rmSync(spare.path, { force: true });
  }

  function write(buffers: readonly Uint8Array[]): string {
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
  }

  return {
    folder,
    put(buffers) {
      dropSparesLater(); // What the worker has read is a spare too.
      try {
        return write(buffers);
      } catch (error) {
        if (!isFull(error) || sparesIn(folder).length === 0) throw error;
        dropSpares(); // They may be what there is no room beside.
        return write(buffers);
      }
    },
    take(path) {
      // The path comes out of a worker, so it may lead only to a file of this folder itself.
      if (dirname(path) !== folder || basename(path).startsWith('.')) {
        throw new TypeError('The worker named a file that is not a table file.');
      }
      const bytes = readInto(memory, path);
      lent.push(bytes.buffer);
      const spareBytes = sparesIn(folder).reduce((sum, spare) => sum + spare.bytes, bytes.byteLength);
      if (spareBytes > spareBytesMax) unlinkSync(path);
      else renameSync(path, nextPath(`spare-${String(bytes.byteLength)}-core`));
      dropSparesLater();
      return bytes;
    },
    endLoan() {
      const buffers = lent;
      lent = [];
      if (buffers.length === 0) return undefined;
      return () => {
        for (const buffer of buffers) memory.giveBack(buffer);
      };
    },
    tidy() {
      for (const name of namesIn(folder)) if (!name.startsWith('spare-')) rmSync(join(folder, name), { force: true });
    },
  };
}

function readInto(memory: ColumnMemory, path: string): Uint8Array<ArrayBuffer> {
  const file = openSync(path, 'r');
  try {
    const bytes = memory.lend(fstatSync(file).size);
    for (let place = 0; place < bytes.byteLength;) {
      const read = readSync(file, bytes, place, Math.min(readBytesMax, bytes.byteLength - place), place);
      if (read === 0) throw new RangeError('A table file has become shorter while it was read.');
      place += read;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC';
}

/** None when the folder has gone with its session. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function sparesIn(folder: string): readonly Spare[] {
  return namesIn(folder).flatMap((name) => {
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
