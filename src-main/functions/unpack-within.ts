/*
 * Packed data that unpack to no more than is allowed: a few kilobytes of a broken or hostile file can stand for gigabytes of
 * zeros, so who unpacks says beforehand how much there may be.
 */
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';

const unpackers = { brotli: brotliDecompressSync, gzip: gunzipSync, zstd: zstdDecompressSync };

/** Throws an Error with a sentence when there is more than `bytesMax`. */
export function unpackWithin(packing: keyof typeof unpackers, packed: Uint8Array, bytesMax: number): Uint8Array {
  try {
    // zlib takes no limit of 0.
    return unpackers[packing](packed, { maxOutputLength: Math.max(1, bytesMax) });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Error(`a packed part of it unpacks to more than the ${String(bytesMax)} bytes that it may have`, {
      cause: error,
    });
  }
}
