/*
 * LZ4 frames, read only: how pyarrow, R's arrow and polars compress Arrow files unless they are told otherwise. No package
 * that is still looked after does this without a native part, and it is not much: a header, then blocks of "so many new bytes,
 * then so many from so far back", which may reach back into the blocks before.
 *
 * Fails:  an Error with a sentence, for whatever is no such frame. Checksums are skipped: Arrow writes none.
 * Source: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md and lz4_Block_format.md
 */

const magic = 0x184d2204;
const blockSizes: { readonly [code: number]: number } = { 4: 1 << 16, 5: 1 << 18, 6: 1 << 20, 7: 1 << 22 };
/** `frameBytesMax`: what the frame may become, so that a broken or hostile one does not take all memory. */
export function decodeLz4Frame(input: Uint8Array, frameBytesMax: number): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  if (input.length < 7 || view.getUint32(0, true) !== magic) throw new Error('it is no LZ4 frame');
  const flags = input[4] ?? 0;
  const blockSizeMax = blockSizes[((input[5] ?? 0) >> 4) & 7];
  if (flags >> 6 !== 1 || blockSizeMax === undefined) throw new Error('its LZ4 frame is of an unknown version');
  const hasContentSize = (flags & 8) !== 0;
  const blockChecksumBytes = (flags & 16) === 0 ? 0 : 4;
  const contentSize = hasContentSize ? Number(view.getBigUint64(6, true)) : undefined;
  if (contentSize !== undefined && contentSize > frameBytesMax) throw new Error('its LZ4 frame is too large');
  let at = 7 + (hasContentSize ? 8 : 0) + ((flags & 1) === 0 ? 0 : 4); // The last is the number of a dictionary.
  let output = new Uint8Array(contentSize ?? Math.min(frameBytesMax, 4 * input.length));
  let length = 0;
  for (;;) {
    if (at + 4 > input.length) throw new Error('its LZ4 frame ends early');
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) return output.length === length ? output : output.slice(0, length);
    const isPlain = size >>> 31 === 1;
    const block = input.subarray(at, at + (size & 0x7fff_ffff));
    at += block.length + blockChecksumBytes;
    if (contentSize === undefined) output = withRoom(output, length, { blockBytes: blockSizeMax, frameBytesMax });
    if (!isPlain) length = decodeBlock(block, output, length);
    else {
      if (length + block.length > output.length) throw new Error('its LZ4 frame is longer than it says');
      output.set(block, length);
      length += block.length;
    }
  }
}

/** A block may be shorter than the room for it, so it is given what the limit leaves; one that is longer is told as broken. */
function withRoom(
  output: Uint8Array<ArrayBuffer>,
  length: number,
  { blockBytes, frameBytesMax }: { readonly blockBytes: number; readonly frameBytesMax: number },
): Uint8Array<ArrayBuffer> {
  const needed = Math.min(frameBytesMax, length + blockBytes);
  if (needed <= output.length) return output;
  const larger = new Uint8Array(Math.min(frameBytesMax, Math.max(2 * output.length, needed)));
  larger.set(output.subarray(0, length));
  return larger;
}

/** Answers where the output ends then. */
function decodeBlock(block: Uint8Array, output: Uint8Array, start: number): number {
  let at = 0;
  let end = start;

  /** The lengths beyond 15 go on in bytes, each 255 but the last. */
  function lengthFrom(nibble: number): number {
    let length = nibble;
    if (nibble < 15) return length;
    for (;;) {
      const more = block[at] ?? 0;
      at += 1;
      length += more;
      if (more !== 255) return length;
    }
  }

  while (at < block.length) {
    const token = block[at] ?? 0;
    at += 1;
    const literalCount = lengthFrom(token >> 4);
    if (at + literalCount > block.length || end + literalCount > output.length)
      throw new Error('its LZ4 frame is broken');
    if (literalCount > 32) output.set(block.subarray(at, at + literalCount), end);
    else for (let index = 0; index < literalCount; index += 1) output[end + index] = block[at + index] ?? 0;
    at += literalCount;
    end += literalCount;
    if (at >= block.length) break; // The last sequence has literals only.
    const back = (block[at] ?? 0) | ((block[at + 1] ?? 0) << 8);
    at += 2;
    const matchLength = lengthFrom(token & 15) + 4;
    if (back === 0 || back > end || end + matchLength > output.length) throw new Error('its LZ4 frame is broken');
    if (back >= matchLength && matchLength > 32) output.copyWithin(end, end - back, end - back + matchLength);
    else for (let index = 0; index < matchLength; index += 1) output[end + index] = output[end + index - back] ?? 0;
    end += matchLength;
  }
  return end;
}
