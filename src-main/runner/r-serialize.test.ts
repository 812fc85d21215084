import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { missingDoubleHigh, missingDoubleLow, packedTextLengthMin } from './r-serialize.ts';
import type { RValue } from './r-serialize.ts';
import { readR } from './r-serialize-read.ts';
import { writeR } from './r-serialize-write.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((value) => value.isWellFormed());

const rValue = fc.letrec<{ value: RValue; bare: RValue; attributes: readonly (readonly [string, RValue])[] }>(
  (tie) => ({
    bare: fc.oneof(
      { depthSize: 'small' },
      fc.constant<RValue>({ type: 'null' }),
      fc.int32Array().map((data): RValue => ({ type: 'integer', data })),
      fc.int32Array().map((data): RValue => ({ type: 'logical', data })),
      fc.float64Array().map((data): RValue => ({ type: 'double', data })),
      fc
        .array(fc.tuple(fc.double(), fc.double()))
        .map((pairs): RValue => ({ type: 'complex', data: Float64Array.from(pairs.flat()) })),
      fc.uint8Array().map((data): RValue => ({ type: 'raw', data })),
      fc.array(fc.option(text)).map((values): RValue => ({ type: 'character', values })),
      fc.array(tie('value'), { maxLength: 4 }).map((items): RValue => ({ type: 'list', items })),
    ),
    attributes: fc.uniqueArray(
      fc.tuple(fc.constantFrom('names', 'class', 'levels', 'row.names', 'tzone', 'dim', 'ä'), tie('value')),
      {
        selector: ([name]) => name,
        minLength: 1,
        maxLength: 3,
      },
    ),
    value: fc
      .tuple(tie('bare'), fc.option(tie('attributes')))
      .map(([bare, attributes]) => (bare.type === 'null' || attributes === null ? bare : { ...bare, attributes })),
  }),
).value;

test('what is written is read again', () => {
  fc.assert(
    fc.property(rValue, (value) => {
      expect(readR(writeR(value))).toEqual(value);
    }),
  );
});

test('any beginning of a message is refused and never read beyond', () => {
  fc.assert(
    fc.property(rValue, fc.nat(), (value, cut) => {
      const bytes = writeR(value);
      expect(() => readR(bytes.subarray(0, cut % bytes.length))).toThrow(RangeError);
    }),
  );
});

test('rubbish is refused, or happens to be a value', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (rubbish) => {
      const start = writeR({ type: 'null' }).subarray(0, 14);
      expect(outcomeOf(() => readR(Buffer.concat([start, rubbish])))).toMatch(/^(value|RangeError)$/);
    }),
  );
});

function outcomeOf(read: () => unknown): string {
  try {
    read();
    return 'value';
  } catch (error) {
    return error instanceof Error ? error.name : 'something else';
  }
}

test('the payload of every NaN survives', () => {
  const data = new Float64Array(2);
  const words = new Uint32Array(data.buffer);
  words.set([missingDoubleLow, missingDoubleHigh, 0, 0x7ff8_0000]);
  const back = readR(writeR({ type: 'double', data }));
  expect(back.type === 'double' ? [...new Uint32Array(back.data.buffer)] : back).toEqual([...words]);
});

test('a long character vector is packed, with its missing strings and Latin-1 made UTF-8', () => {
  const values = Array.from({ length: packedTextLengthMin }, (_, index) =>
    index === 1 ? null : index === 2 ? 'é' : String(index),
  );
  const back = readR(writeR({ type: 'character', values }));
  if (back.type !== 'text') throw new Error('Not packed.');
  const { offsets, bytes, missing } = back.text;
  const read = values.map((_, index) =>
    missing?.[index] === 1 ? null : Buffer.from(bytes.subarray(offsets[index], offsets[index + 1])).toString('utf8'),
  );
  expect(read).toEqual(values);
  expect(readR(writeR(back))).toEqual(back);
});

test('lists nested beyond reason are refused', () => {
  let value: RValue = { type: 'null' };
  for (let depth = 0; depth < 1500; depth += 1) value = { type: 'list', items: [value] };
  expect(() => readR(writeR(value))).toThrow('nested deeper');
});
