/*
 * Bytes that records name by their SHA-256 travel in chunks of one size, so that a transfer goes on where it was cut off, and
 * either side knows the place of each chunk without being told.
 */
import { chunkBody } from '../rpc/server-contract.ts';

/**
 * Of every chunk but the last. Smaller ones cost more calls (each asks who it is and what they may); larger ones do not get through
 * on a line of 20 kB a second, before the server takes whoever sends for one who never will.
 */
export const chunkBytes = chunkBody.bytesMax;

/** What one blob may have. */
export const blobBytesMax = 256 * 1024 * 1024;

export const chunksMax = blobBytesMax / chunkBytes;

/** Blobs that are asked about in one question. */
export const lookedAtMax = 200;

export const sha256Pattern = /^[0-9a-f]{64}$/;

/** None of an empty file. */
export function chunkCount(sizeBytes: number): number {
  return Math.ceil(sizeBytes / chunkBytes);
}

export function chunkLength(sizeBytes: number, number: number): number {
  return Math.max(0, Math.min(chunkBytes, sizeBytes - number * chunkBytes));
}
