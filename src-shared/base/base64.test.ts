import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { base64ToBytes, bytesToBase64 } from './base64.ts';

test('bytes come back from their text, which is what Node writes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = bytesToBase64(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64'));
      expect(base64ToBytes(text)).toEqual(bytes);
    }),
  );
});
