/** One bit a row, least significant first, in whole 64-bit words as Arrow likes them. */
export function packBits(flags: Uint8Array, wanted = 1): Uint8Array {
  const bits = new Uint8Array(((flags.length + 63) >> 6) << 3);
  for (let index = 0; index < flags.length; index += 1) {
    if (flags[index] === wanted) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return bits;
}

/** A byte a row: 1 where the bit is `wanted`. */
export function unpackBits(bits: Uint8Array, offset: number, length: number, wanted = 1): Uint8Array {
  const flags = new Uint8Array(length);
  for (let index = 0; index < length; index += 1) {
    const bit = offset + index;
    flags[index] = (((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1) === wanted ? 1 : 0;
  }
  return flags;
}
