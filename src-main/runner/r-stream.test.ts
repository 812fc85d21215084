import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { createRStreamParser } from './r-stream.ts';

type Part =
  | { readonly kind: 'out' | 'err'; readonly text: string }
  | { readonly kind: 'frame'; readonly body: Uint8Array };

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .map((value) => value.replaceAll('\0', '.').toWellFormed());
const part: fc.Arbitrary<Part> = fc.oneof(
  text.map((said): Part => ({ kind: 'out', text: said })),
  text.map((said): Part => ({ kind: 'err', text: said })),
  fc.uint8Array({ maxLength: 40 }).map((body): Part => ({ kind: 'frame', body: Uint8Array.of(0x42, ...body) })),
);

/** As R writes it. */
function bytesOf(written: Part): Uint8Array {
  if (written.kind === 'frame') {
    const header = Buffer.from([0, 0xff, 0, 0, 0, 0]);
    header.writeUInt32LE(written.body.length, 2);
    return Buffer.concat([header, written.body]);
  }
  if (written.kind === 'out') return Buffer.from(written.text, 'utf8');
  return Buffer.concat(Array.from(written.text, (character) => bigEndian(character.codePointAt(0) ?? 0)));
}

function bigEndian(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

/** Neighbouring runs of one stream are one. */
function merged(parts: readonly Part[]): readonly (readonly [string, string])[] {
  const runs: [string, string][] = [];
  for (const one of parts) {
    const said = one.kind === 'frame' ? Buffer.from(one.body).toString('hex') : one.text;
    const last = runs.at(-1);
    if (last !== undefined && last[0] === one.kind && one.kind !== 'frame') last[1] += said;
    else runs.push([one.kind, said]);
  }
  return runs;
}

function partOf(frame: Uint8Array): Part {
  if (frame[0] === 0x42) return { kind: 'frame', body: Uint8Array.from(frame) };
  return { kind: frame[0] === 0x6f ? 'out' : 'err', text: Buffer.from(frame.subarray(1)).toString('utf8') };
}

test('output, messages and frames are told apart, in order, however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(part), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (parts, cuts) => {
      const got: Part[] = [];
      const parser = createRStreamParser((body) => got.push(partOf(body)));
      const bytes = Buffer.concat(parts.map(bytesOf));
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const end = at + (cuts[turn % cuts.length] ?? 1);
        parser.push(bytes.subarray(at, end));
        at = end;
      }
      expect(merged(got)).toEqual(merged(parts));
    }),
  );
});

test('text that is not UTF-8 does not hold up what follows', () => {
  const got: Part[] = [];
  const parser = createRStreamParser((body) => got.push(partOf(body)));
  parser.push(Uint8Array.of(0x61, 0xe2));
  parser.push(bytesOf({ kind: 'frame', body: Uint8Array.of(0x42) }));
  expect(got.map(({ kind }) => kind)).toEqual(['out', 'out', 'frame']);
});

test.each([
  ['neither text nor a frame', Uint8Array.of(0, 0x11, 0, 0)],
  ['a frame', Uint8Array.of(0, 0xff, 0xff, 0xff, 0xff, 0xff)],
])('%s beyond its bounds is refused', (said, bytes) => {
  const parser = createRStreamParser(() => undefined);
  expect(() => {
    parser.push(bytes);
  }).toThrow(said);
});
