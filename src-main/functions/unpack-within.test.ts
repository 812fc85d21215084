import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { unpackWithin } from './unpack-within.ts';

test.each([
  ['gzip', gzipSync],
  ['brotli', brotliCompressSync],
  ['zstd', zstdCompressSync],
] as const)('what %s has packed unpacks to just as much as it may, and to no byte more', (packing, pack) => {
  const plain = Buffer.alloc(100_000, 'row ');
  const packed = pack(plain);
  expect(Buffer.from(unpackWithin(packing, packed, 100_000))).toEqual(plain);
  expect(() => unpackWithin(packing, packed, 99_999)).toThrow('unpacks to more than the 99999 bytes that it may have');
  expect(unpackWithin(packing, pack(Buffer.alloc(0)), 0)).toHaveLength(0);
  expect(() => unpackWithin(packing, packed.subarray(0, 10), 100_000)).toThrow(
    /unexpected end|not complete|incorrect|failed/i,
  );
});
