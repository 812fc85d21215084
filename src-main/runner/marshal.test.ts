import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { MarshalWriter, readMarshal } from './marshal.ts';
import type { Marshalled } from './marshal.ts';

type Tuple = { readonly kind: 'tuple'; readonly items: readonly Marshalled<Tuple>[] };

function read(bytes: Uint8Array): Marshalled<Tuple> {
  return readMarshal<Tuple>(bytes, (items) => ({ kind: 'tuple', items }));
}

function written(write: (writer: MarshalWriter) => void): Uint8Array {
  const writer = new MarshalWriter();
  write(writer);
  return writer.finish();
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

// python3 -c 'import marshal; print(marshal.dumps(VALUE, 2).hex())', Python 3.11
const fromPython: readonly (readonly [string, string, Marshalled<Tuple>])[] = [
  ['None', '4e', null],
  ['-7', '69f9ffffff', -7n],
  ['2**31', '6c03000000000000000200', 2147483648n],
  ['-2**62 - 5', '6cfbffffff05000000000000000400', -(2n ** 62n) - 5n],
  ['1.5', '67000000000000f83f', 1.5],
  ['"é"', '7502000000c3a9', 'é'],
  ['b"ab"', '73020000006162', Buffer.from('ab')],
  ['[1, (True, False)]', '5b02000000690100000028020000005446', [1n, { kind: 'tuple', items: [true, false] }]],
  ['{"a": 1}', '7b750100000061690100000030', { kind: 'map', entries: [['a', 1n]] }],
];

test.each(fromPython)('Python writes %s as %s', (_text, hex, value) => {
  expect(read(fromHex(hex))).toEqual(value);
});

test('integers of any size are read as they were written', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), fc.bigInt({ min: -(2n ** 2000n), max: 2n ** 2000n })),
      (value) => {
        expect(read(written((writer) => writer.integer(value)))).toBe(value);
      },
    ),
  );
});

test('floats are read bit by bit as they were written', () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      expect(read(written((writer) => writer.float(value)))).toBe(value);
    }),
  );
});

test('texts of whole characters are read as they were written, byte order marks too', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (value) => {
      expect(read(written((writer) => writer.text(value)))).toBe(value);
    }),
  );
  expect(read(written((writer) => writer.text('\uFEFFx')))).toBe('\uFEFFx');
});

test('nested lists, tuples, maps and bytes are read as they were written', () => {
  const bytes = written((writer) => {
    writer.tuple(2);
    writer.list(3);
    writer.none();
    writer.boolean(true);
    writer.bytes([Uint8Array.of(1, 2), Uint8Array.of(3)]);
    writer.dict();
    writer.text('name');
    writer.integer(7n);
    writer.endDict();
  });
  expect(read(bytes)).toEqual({
    kind: 'tuple',
    items: [[null, true, Buffer.from([1, 2, 3])], { kind: 'map', entries: [['name', 7n]] }],
  });
});

test('rubbish is refused, and allocates nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      let refusal: unknown;
      try {
        read(bytes);
      } catch (error) {
        refusal = error;
      }
      expect(refusal === undefined || refusal instanceof RangeError || refusal instanceof TypeError).toBe(true);
    }),
    { numRuns: 2000 },
  );
  expect(() => read(fromHex('5bffffffff'))).toThrow(RangeError);
  expect(() => read(fromHex('4e4e'))).toThrow('goes on after its end');
  expect(() => read(Uint8Array.from({ length: 50_000 }, (_, index) => [0x5b, 1, 0, 0, 0][index % 5] ?? 0))).toThrow(
    'too deeply',
  );
});
