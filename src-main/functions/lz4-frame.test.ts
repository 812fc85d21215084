import { createHash } from 'node:crypto';

import { expect, test } from 'vitest';

import { decodeLz4Frame } from './lz4-frame.ts';

// 180,000 bytes, "row 0 of many; row 1 of many; …", by the program `lz4 -B4 -BD`: three blocks, each of which reaches back
// into the one before.
const linked = Buffer.from(
  'BCJNGEBAwDUBAADwAHJvdyAwIG9mIG1hbnk7IA8AGjEPABoyDwAaMw8AGjQPABo1DwAaNg8AD2kA/////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////3tQbnk7IHIKAQAAD/D//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////+hQeTsgcm/zAAAA+gN3IDIgb2YgbWFueTsgcm93IDMPABo0DwAaNQ8AGjYPABowDwAaMQ8AD2kA//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////9cUGFueTsgAAAAAA=='.replaceAll(
    ' ',
    '',
  ),
  'base64',
);

const bytesMax = 2 ** 31 - 1;

test('a frame of linked blocks is decoded', () => {
  const decoded = Buffer.from(decodeLz4Frame(linked, bytesMax));
  expect(decoded.length).toBe(180_000);
  expect(decoded.toString('latin1', 0, 30)).toBe('row 0 of many; row 1 of many; ');
  expect(createHash('sha256').update(decoded).digest('hex')).toBe(
    '405caba8d9c22cb26b17a3dfbe5ae72328df96dcdbab7cd6afa45d9037a81404',
  );
});

test('a frame with plain blocks and its length in the header is decoded', () => {
  const header = [0x04, 0x22, 0x4d, 0x18, 0x48, 0x40, 3, 0, 0, 0, 0, 0, 0, 0, 0];
  expect(decodeLz4Frame(Uint8Array.from([...header, 3, 0, 0, 0x80, 7, 8, 9, 0, 0, 0, 0]), bytesMax)).toEqual(
    Uint8Array.of(7, 8, 9),
  );
});

test('a frame that is cut or changed anywhere is decoded or refused, and never anything else', () => {
  for (let at = 0; at < linked.length; at += 1) {
    const changed = Uint8Array.from(linked);
    changed[at] = (changed[at] ?? 0) ^ 0x55;
    for (const broken of [linked.subarray(0, at), changed]) {
      expect(outcomeOf(broken)).toMatch(/^decoded$|LZ4 frame/);
    }
  }
});

function outcomeOf(frame: Uint8Array): string {
  try {
    decodeLz4Frame(frame, bytesMax);
    return 'decoded';
  } catch (error) {
    return String(error);
  }
}

test('a frame that becomes more than it may is refused, and one that becomes just as much is not', () => {
  expect(decodeLz4Frame(linked, 180_000)).toHaveLength(180_000);
  expect(() => decodeLz4Frame(linked, 179_999)).toThrow('LZ4 frame');
});
