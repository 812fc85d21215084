/*
 * Memory that large columns are read into, used again.
 *
 * Memory that the kernel has to make first costs two to four times the copying into it, and each new block brings V8's
 * collector, which takes as long again on its own threads. So whoever has done with a table gives its memory back (`release` of
 * a CallOutcome), and the next table is read into it. A buffer that was given back is detached from everything that still
 * looks at it: a column that is used too late is empty, and never another table's. What is not given back is the
 * collector's, like all other memory.
 */

/** One large table and what is read while it is being kept. */
const freeBytesMax = 128 * 1024 * 1024;
const idleUsualMs = 20_000;
/** Columns of about the same length then fit into the same buffers; what is not touched is not made. */
const roundBytes = 1024 * 1024;
/** A small column does not take the place of a large one. */
const roomShareMax = 2;

export type ColumnMemory = {
  /** So many bytes of any content, at the start of a buffer that may be longer. */
  readonly lend: (bytes: number) => Uint8Array<ArrayBuffer>;
  /** Empties every view of the buffer. */
  readonly giveBack: (buffer: ArrayBuffer) => void;
  /** What waits to be used again; gone after a while unused. */
  readonly freeBytes: () => number;
};

export function createColumnMemory(idleMs = idleUsualMs): ColumnMemory {
  let free: readonly ArrayBuffer[] = [];
  let idle: NodeJS.Timeout | undefined;

  function freeBytes(): number {
    return free.reduce((sum, buffer) => sum + buffer.byteLength, 0);
  }

  function dropLater(): void {
    idle?.refresh();
    idle ??= setTimeout(() => {
      idle = undefined;
      for (const buffer of free) dropNow(buffer);
      free = [];
    }, idleMs).unref();
  }

  return {
    lend(bytes) {
      const fitting = free
        .filter(({ byteLength }) => byteLength >= bytes && byteLength <= Math.max(bytes, roundBytes) * roomShareMax)
        .toSorted((left, right) => left.byteLength - right.byteLength)[0];
      free = free.filter((buffer) => buffer !== fitting);
      // Not filled with zeros: each byte is written before it is read.
      const buffer = fitting ?? Buffer.allocUnsafeSlow(Math.ceil(bytes / roundBytes) * roundBytes).buffer;
      return new Uint8Array(buffer, 0, bytes);
    },
    giveBack(buffer) {
      if (buffer.detached) return;
      if (freeBytes() + buffer.byteLength > freeBytesMax) {
        dropNow(buffer);
        return;
      }
      free = [...free, buffer.transfer()];
      dropLater();
    },
    freeBytes,
  };
}

/** Not when the collector comes by, which may take minutes in a program that does nothing. */
function dropNow(buffer: ArrayBuffer): void {
  buffer.transfer(0);
}
