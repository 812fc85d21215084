/*
 * Frames: a 4-byte little-endian length, then that many bytes. The same in both directions and in every language.
 */
import type { Writable } from 'node:stream';

/** The largest body either side may send. Larger columns go through table files; a larger list is refused by the worker. */
export const frameBodyBytesMax = 256 * 1024 * 1024;

const headerBytes = 4;

/** Below this size one copy is cheaper than handing several pieces to the kernel. */
const joinBytesMax = 64 * 1024;

/** The pieces of one frame, header first; a small frame becomes a single piece. */
export function frameOf(body: readonly Uint8Array[]): readonly Uint8Array[] {
  let bodyBytes = 0;
  for (const piece of body) bodyBytes += piece.byteLength;
  if (bodyBytes > frameBodyBytesMax) throw new RangeError(`A frame of ${String(bodyBytes)} bytes is too large.`);
  if (bodyBytes > joinBytesMax) {
    const header = Buffer.allocUnsafe(headerBytes);
    header.writeUInt32LE(bodyBytes, 0);
    return [header, ...body];
  }
  const frame = Buffer.allocUnsafe(headerBytes + bodyBytes);
  frame.writeUInt32LE(bodyBytes, 0);
  let at = headerBytes;
  for (const piece of body) {
    frame.set(piece, at);
    at += piece.byteLength;
  }
  return [frame];
}

export type FrameParser = {
  /** Takes the next bytes and calls back for each frame that is now whole. Throws a RangeError at a length beyond the limit. */
  readonly push: (chunk: Uint8Array) => void;
};

/**
 * Finds the frames in a stream of bytes, however it is cut.
 *
 * A body that lies whole within a chunk is a view of it, so a chunk must not be written to again after `push`.
 */
export function createFrameParser(onFrame: (body: Uint8Array) => void, bodyBytesMax = frameBodyBytesMax): FrameParser {
  const header = new Uint8Array(headerBytes);
  let headerFilled = 0;
  let body: Uint8Array | undefined;
  let bodyFilled = 0;

  /** Reads what is left of a frame that an earlier chunk began; returns where the rest of the chunk starts. */
  function continueFrame(chunk: Uint8Array): number {
    let at = 0;
    if (body === undefined) {
      while (headerFilled < headerBytes && at < chunk.length) header[headerFilled++] = chunk[at++] ?? 0;
      if (headerFilled < headerBytes) return at;
      body = new Uint8Array(checkedLength(header, 0, bodyBytesMax));
      bodyFilled = 0;
    }
    const take = Math.min(body.length - bodyFilled, chunk.length - at);
    body.set(chunk.subarray(at, at + take), bodyFilled);
    bodyFilled += take;
    if (bodyFilled === body.length) {
      const whole = body;
      body = undefined;
      headerFilled = 0;
      onFrame(whole);
    }
    return at + take;
  }

  function push(chunk: Uint8Array): void {
    let at = headerFilled > 0 ? continueFrame(chunk) : 0;
    while (chunk.length - at >= headerBytes) {
      const length = checkedLength(chunk, at, bodyBytesMax);
      const end = at + headerBytes + length;
      if (end > chunk.length) break;
      at = end;
      onFrame(chunk.subarray(end - length, end));
    }
    if (at < chunk.length) continueFrame(chunk.subarray(at));
  }

  return { push };
}

function checkedLength(bytes: Uint8Array, at: number, bodyBytesMax: number): number {
  const length = new DataView(bytes.buffer, bytes.byteOffset + at, headerBytes).getUint32(0, true);
  if (length > bodyBytesMax) {
    throw new RangeError(
      `The worker announced a frame of ${String(length)} bytes; the limit is ${String(bodyBytesMax)}.`,
    );
  }
  return length;
}

/** Sends a frame in one go: the pieces of a large one must not cost a system call each. */
export function writeFrame(stream: Writable, body: readonly Uint8Array[]): void {
  const pieces = frameOf(body);
  if (pieces.length > 1) stream.cork();
  for (const piece of pieces) stream.write(piece);
  if (pieces.length > 1) stream.uncork();
}
