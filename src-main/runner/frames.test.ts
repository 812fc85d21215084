import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { createFrameParser, frameBodyBytesMax, frameOf } from './frames.ts';

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(pieces));
}

/** Cuts the stream at the given places. */
function cut(stream: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] {
  const places = [0, ...cuts.map((place) => place % (stream.length + 1)).toSorted((a, b) => a - b), stream.length];
  return places.slice(1).map((end, index) => stream.slice(places[index], end));
}

test('frames come out as they went in, however the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12 }),
      fc.array(fc.nat(), { maxLength: 20 }),
      (bodies, cuts) => {
        const found: Uint8Array[] = [];
        const parser = createFrameParser((body) => found.push(Uint8Array.from(body)));
        for (const chunk of cut(joined(bodies.flatMap((body) => frameOf([body]))), cuts)) parser.push(chunk);
        expect(found).toEqual(bodies);
      },
    ),
  );
});

test('a stream that arrives byte by byte has the same frames', () => {
  const bodies = [new Uint8Array(0), Uint8Array.of(1), Uint8Array.of(1, 2, 3, 4, 5)];
  const found: Uint8Array[] = [];
  const parser = createFrameParser((body) => found.push(Uint8Array.from(body)));
  for (const byte of joined(bodies.flatMap((body) => frameOf([body])))) parser.push(Uint8Array.of(byte));
  expect(found).toEqual(bodies);
});

test('the pieces of a body make one frame, small or large', () => {
  for (const size of [3, 100_000]) {
    const pieces = [new Uint8Array(size).fill(1), new Uint8Array(size).fill(2)];
    const found: number[] = [];
    createFrameParser((body) => found.push(body.length, body[size - 1] ?? 0, body[size] ?? 0)).push(
      joined(frameOf(pieces)),
    );
    expect(found).toEqual([size * 2, 1, 2]);
  }
});

test('a body that spans chunks may be kept: no later chunk changes it', () => {
  const kept: Uint8Array[] = [];
  const parser = createFrameParser((body) => kept.push(body));
  const stream = joined([...frameOf([Uint8Array.of(1, 2, 3)]), ...frameOf([Uint8Array.of(4, 5, 6)])]);
  parser.push(stream.slice(0, 6));
  parser.push(stream.slice(6));
  expect(kept.map((body) => [...body])).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
});

test('a length beyond the limit is refused before anything is allocated for it', () => {
  const parser = createFrameParser(() => undefined);
  expect(() => {
    parser.push(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0));
  }).toThrow(`the limit is ${String(frameBodyBytesMax)}`);
});
