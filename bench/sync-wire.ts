/* Bodies as devices send them. */
import { zstdCompressSync } from 'node:zlib';

export function packBody(body: unknown): Buffer {
  return zstdCompressSync(JSON.stringify(body));
}
