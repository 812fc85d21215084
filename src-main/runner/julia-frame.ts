import { tableFileBytesMin } from './worker-language.ts';
import type { TableFiles } from './worker-language.ts';

/** Julia maps each column by itself, and a mapping starts at a page. Apple's processors have the largest, 16 KB. */
const pageBytes = 16 * 1024;

export type JuliaFrame = ReturnType<typeof createJuliaFrame>;

/** Bytes that grow, and beside them the buffers that are too large for a frame. */
export function createJuliaFrame() {
  let room = Buffer.allocUnsafe(1024);
  let size = 0;
  let fileBytes = 0;
  const forFile: Uint8Array[] = [];

  function makeRoom(more: number): void {
    if (size + more <= room.length) return;
    const larger = Buffer.allocUnsafe(Math.max(room.length * 2, size + more));
    larger.set(room.subarray(0, size));
    room = larger;
  }

  function byte(value: number): void {
    makeRoom(1);
    room[size++] = value;
  }
  function count(value: number): void {
    makeRoom(4);
    size = room.writeUInt32LE(value, size);
  }
  function int32(value: number): void {
    makeRoom(4);
    size = room.writeInt32LE(value, size);
  }
  function int64(value: bigint): void {
    makeRoom(8);
    size = room.writeBigInt64LE(value, size);
  }
  function float(value: number): void {
    makeRoom(8);
    size = room.writeDoubleLE(value, size);
  }
  function raw(from: Uint8Array): void {
    makeRoom(from.length);
    room.set(from, size);
    size += from.length;
  }
  function text(value: string): void {
    makeRoom(4 + value.length * 3); // No character of UTF-16 takes more than three bytes of UTF-8.
    const written = room.write(value, size + 4, 'utf8');
    room.writeUInt32LE(written, size);
    size += 4 + written;
  }
  function data(elements: NodeJS.TypedArray): void {
    const view = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
    if (view.length < tableFileBytesMin) {
      byte(0);
      raw(view);
      return;
    }
    byte(1);
    const padding = -fileBytes & (pageBytes - 1);
    if (padding > 0) forFile.push(new Uint8Array(padding));
    int64(BigInt(fileBytes + padding));
    forFile.push(view);
    fileBytes += padding + view.length;
  }
  function end(files: TableFiles): Uint8Array {
    const path = Buffer.from(forFile.length === 0 ? '' : files.put(forFile));
    raw(path);
    count(path.length);
    return bytes();
  }
  /** What was written so far, without a table file. */
  function bytes(): Uint8Array {
    return room.subarray(0, size);
  }
  return { bytes, byte, count, int32, int64, float, text, data, end };
}
