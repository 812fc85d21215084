import { closeSync, openSync, readFileSync, unlinkSync, writevSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import type { TableFiles } from './worker-language.ts';

/** Large columns between the core and its workers, as files in `folder`: in shared memory where there is some. */
export function createTableFiles(folder: string): TableFiles {
  let nextFile = 0;
  return {
    folder,
    put(buffers) {
      nextFile += 1;
      const path = join(folder, `core-${String(nextFile)}`);
      const file = openSync(path, 'wx', 0o600);
      try {
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
      unlinkSync(path);
      return bytes;
    },
  };
}

function writeAll(file: number, buffers: readonly Uint8Array[]): void {
  let rest = buffers.filter((buffer) => buffer.byteLength > 0);
  while (rest.length > 0) {
    let written = writevSync(file, rest);
    rest = rest.flatMap((buffer) => {
      const skipped = Math.min(written, buffer.byteLength);
      written -= skipped;
      return skipped === buffer.byteLength ? [] : [buffer.subarray(skipped)];
    });
  }
}
