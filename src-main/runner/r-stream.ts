/*
 * What R writes into its one FIFO: what the function prints, its messages, and the worker's frames, in the order in which
 * they happened. R diverts its standard output and its standard error (`sink`) into two connections on the same FIFO; the
 * second one is opened with the encoding UTF-32BE. So three kinds of bytes can be told apart without any work in R:
 *
 *   standard output    UTF-8, which never holds a byte 0, since no text in R does
 *   standard error     UTF-32BE: four bytes a character, of which the first is 0 and the second at most 0x10
 *   frame              the bytes 0 and 0xFF, a 4-byte little-endian length, the body
 *
 * Each run of text is passed on as one frame of its own: "o" or "e", then UTF-8. R's own frames start with "B".
 */
import { frameBodyBytesMax } from './frames.ts';

export const outputMark = 0x6f;
export const errorMark = 0x65;

const frameMark = 0xff;
const planeMax = 0x10;
const headerBytes = 6;
const characterBytes = 4;

export type RStreamParser = {
  /** Takes the next bytes, however they are cut. Throws a RangeError when they are not of the form above. */
  readonly push: (chunk: Uint8Array) => void;
};

export function createRStreamParser(onFrame: (body: Uint8Array) => void): RStreamParser {
  /** Bytes that wait for the rest of their character or header. */
  let waiting = Buffer.alloc(0);
  let body: Uint8Array | undefined;
  let bodyFilled = 0;

  function continueBody(chunk: Buffer): number {
    if (body === undefined) return 0;
    const take = Math.min(body.length - bodyFilled, chunk.length);
    body.set(chunk.subarray(0, take), bodyFilled);
    bodyFilled += take;
    if (bodyFilled === body.length) {
      const whole = body;
      body = undefined;
      onFrame(whole);
    }
    return take;
  }

  /** Takes one frame, or begins it; returns where it ends in the chunk, or undefined when even its header is not whole. */
  function takeFrame(chunk: Buffer, at: number): number | undefined {
    if (chunk.length - at < headerBytes) return undefined;
    const length = chunk.readUInt32LE(at + 2);
    if (length > frameBodyBytesMax) {
      throw new RangeError(
        `R announced a frame of ${String(length)} bytes; the limit is ${String(frameBodyBytesMax)}.`,
      );
    }
    const start = at + headerBytes;
    if (start + length <= chunk.length) {
      onFrame(chunk.subarray(start, start + length));
      return start + length;
    }
    body = new Uint8Array(length);
    bodyFilled = 0;
    return start + continueBody(chunk.subarray(start));
  }

  function push(bytes: Uint8Array): void {
    const fresh = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const chunk = waiting.length === 0 ? fresh : Buffer.concat([waiting, fresh]);
    waiting = Buffer.alloc(0);
    let at = continueBody(chunk);
    while (at < chunk.length) {
      const end =
        chunk[at] !== 0
          ? takeOutput(chunk, at, onFrame)
          : chunk[at + 1] === frameMark
            ? takeFrame(chunk, at)
            : takeError(chunk, at, onFrame);
      if (end === undefined) {
        waiting = Buffer.from(chunk.subarray(at));
        return;
      }
      at = end;
    }
  }

  return { push };
}

function takeOutput(chunk: Buffer, at: number, onFrame: (body: Uint8Array) => void): number | undefined {
  const zero = chunk.indexOf(0, at);
  // Text that goes on to the end of the chunk may be cut within a character.
  const end = zero === -1 ? chunk.length - unfinishedBytes(chunk, at) : zero;
  if (end === at) return undefined;
  onFrame(Buffer.concat([Buffer.of(outputMark), chunk.subarray(at, end)]));
  return end;
}

/** How many bytes at the end of the chunk begin a UTF-8 character without finishing it. */
function unfinishedBytes(chunk: Buffer, from: number): number {
  for (let back = 1; back <= 3 && chunk.length - back >= from; back += 1) {
    const byte = chunk[chunk.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needed > back ? back : 0;
  }
  return 0;
}

function takeError(chunk: Buffer, at: number, onFrame: (body: Uint8Array) => void): number | undefined {
  let text = '';
  let end = at;
  while (chunk.length - end >= characterBytes && chunk[end] === 0 && chunk[end + 1] !== frameMark) {
    if ((chunk[end + 1] ?? 0) > planeMax) throw new RangeError('R wrote something that is neither text nor a frame.');
    text += String.fromCodePoint(chunk.readUInt32BE(end));
    end += characterBytes;
  }
  if (end === at) return undefined;
  onFrame(Buffer.concat([Buffer.of(errorMark), Buffer.from(text, 'utf8')]));
  return end;
}
