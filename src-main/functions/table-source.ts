import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A file as Arrow's reader asks for it: the part of a FileHandle that it uses. */
export type TableSource = {
  readonly fd: number;
  readonly stat: () => Promise<{ readonly size: number }>;
  readonly read: <B extends Uint8Array>(
    buffer: B,
    offset: number,
    length: number,
    position: number | null,
  ) => Promise<{ readonly bytesRead: number; readonly buffer: B }>;
  readonly close: () => Promise<void>;
};

/**
 * Opens, reads and closes without a turn in between: a thread that is ended while Node opens or closes a file for it
 * asynchronously leaves the file open for ever (Node 24), while what it has opened synchronously is closed with it.
 */
export function openTableSource(path: string): TableSource {
  const fd = openSync(path, 'r');
  return {
    fd,
    async stat() {
      return fstatSync(fd);
    },
    async read(buffer, offset, length, position) {
      return { bytesRead: readSync(fd, buffer, offset, length, position), buffer };
    },
    async close() {
      closeSync(fd);
    },
  };
}
