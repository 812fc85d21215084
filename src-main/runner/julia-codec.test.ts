import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Value } from '#shared/values/value.ts';
import { valueToJson } from '#shared/values/value-json.ts';

import { ArgumentRefusal } from './argument-refusal.ts';
import { juliaCodec } from './julia-codec.ts';
import type { TableFiles, WorkerCall } from './worker-language.ts';

/** Table files in memory. */
function setupFiles(): TableFiles & { readonly paths: () => readonly string[] } {
  const contents = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    folder: '/files',
    put(buffers) {
      const path = `/files/${String(contents.size)}`;
      contents.set(path, Uint8Array.from(Buffer.concat(buffers)));
      return path;
    },
    take: (path) => contents.get(path) ?? new Uint8Array(),
    paths: () => [...contents.keys()],
  };
}

function callWith(value: Value): WorkerCall {
  return {
    kind: 'call',
    checksum: 'c',
    source: null,
    fileName: 'f.jl',
    entry: 'f',
    workingFolder: '',
    args: [['x', value]],
  };
}

/** What the worker would answer if it gave back its only argument: a value has one layout in both directions. */
function echoed(value: Value, files: TableFiles): Value {
  const frame = Buffer.concat(juliaCodec.encode(callWith(value), files));
  const before = 5 + 1 + 8 + 5 + 4 + 4 + 5; // checksum, no source, file name, entry, folder, count, parameter
  const done = Buffer.concat([Buffer.from([4]), Buffer.alloc(8), frame.subarray(before)]);
  const answer = juliaCodec.decode(done, files);
  if (answer.kind !== 'done') throw new Error(answer.kind);
  return answer.value;
}

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed() && !text.includes('\0')),
  fc.bigInt(),
  fc.double(),
  fc.record({ kind: fc.constant('date' as const), days: fc.integer({ min: -700_000, max: 2_900_000 }) }),
  fc.record({ kind: fc.constant('instant' as const), micros: fc.bigInt({ min: -(10n ** 16n), max: 10n ** 17n }) }),
);
const { value: anyValue } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value')),
    fc
      .uniqueArray(fc.tuple(fc.string(), tie('value')), { selector: ([name]) => name })
      .map((entries) => ({ kind: 'map' as const, entries })),
    fc.array(fc.double()).map((numbers) => ({
      kind: 'vector' as const,
      column: { type: 'float' as const, data: Float64Array.from(numbers) },
    })),
  ),
}));

test('every value comes back from the codec as it went in', () => {
  const files = setupFiles();
  fc.assert(
    fc.property(anyValue, (value) => {
      expect(valueToJson(echoed(value, files))).toEqual(valueToJson(value));
    }),
  );
});

test('a table keeps its columns, their types and what is missing', () => {
  const table: Value = {
    kind: 'table',
    rowCount: 2,
    columns: [
      { name: 'f', column: { type: 'float', missing: Uint8Array.of(1, 0), data: Float64Array.of(0, Number.NaN) } },
      { name: 'n', column: { type: 'integer', data: BigInt64Array.of(-1n, 2n ** 62n) } },
      { name: 'b', column: { type: 'boolean', data: Uint8Array.of(1, 0) } },
      { name: 't', column: { type: 'text', offsets: Int32Array.of(0, 1, 3), bytes: Buffer.from('aé') } },
      { name: 'd', column: { type: 'date', data: Int32Array.of(-5, 19_000) } },
      { name: 'i', column: { type: 'instant', data: BigInt64Array.of(-1n, 1n) } },
    ],
  };
  expect(valueToJson(echoed(table, setupFiles()))).toEqual(valueToJson(table));
});

test('every other kind of value and column comes back as it went', () => {
  const bytes = Uint8Array.of(0, 255);
  const offsets = Int32Array.of(0, 2);
  const values: readonly Value[] = [
    { kind: 'missing' },
    { kind: 'complex', re: 1.5, im: -0 },
    { kind: 'bytes', bytes },
    { kind: 'duration', micros: -1n },
    { kind: 'instant', micros: 1n, zone: 'Europe/Zurich' },
    { kind: 'handle', id: 's-1', language: 'julia', description: 'Fit' },
    { kind: 'array', shape: [2, 1], order: 'column', column: { type: 'float', data: Float64Array.of(1, 2) } },
    { kind: 'vector', column: { type: 'bytes', offsets, bytes } },
    { kind: 'vector', column: { type: 'complex', data: Float64Array.of(1, 2) } },
    { kind: 'vector', column: { type: 'duration', missing: Uint8Array.of(1), data: BigInt64Array.of(1n) } },
    { kind: 'vector', column: { type: 'instant', data: BigInt64Array.of(1n), zone: 'Europe/Zurich' } },
    { kind: 'vector', column: { type: 'category', codes: Int32Array.of(1), levels: ['a', 'b'], isOrdered: true } },
  ];
  const files = setupFiles();
  expect(values.map((value) => echoed(value, files))).toEqual(values);
});

test('an array in row order is turned, since the first index runs fastest in Julia', () => {
  const turned = echoed(
    {
      kind: 'array',
      shape: [2, 3],
      order: 'row',
      column: { type: 'text', offsets: Int32Array.of(0, 1, 2, 3, 4, 5, 6), bytes: Buffer.from('abcdef') },
    },
    setupFiles(),
  );
  expect(turned).toMatchObject({ order: 'column', column: { bytes: Uint8Array.from(Buffer.from('adbecf')) } });
});

test('row labels are the first columns, under names of ours where they have none', () => {
  const label = { name: '', column: { type: 'integer' as const, data: BigInt64Array.of(1n) } };
  const names = (index: readonly (typeof label)[]): unknown => {
    const table = echoed({ kind: 'table', rowCount: 1, columns: [{ ...label, name: 'x' }], index }, setupFiles());
    return valueToJson(table);
  };
  expect(names([label])).toMatchObject({ $table: { columns: [{ name: 'index' }, { name: 'x' }] } });
  expect(names([label, label])).toMatchObject({
    $table: { columns: [{ name: 'level_0' }, { name: 'level_1' }, { name: 'x' }] },
  });
});

test.each(['0.1', '-0.00', '100', '123456789012345', '0.00000000000000012'])(
  'the decimal %s is a float to Julia',
  (text) => {
    expect(echoed({ kind: 'decimal', text }, setupFiles())).toBe(Number(text));
  },
);

test.each([
  [{ kind: 'decimal', text: '1234567890.1234567' }, 'more than 15 significant digits'],
  [{ kind: 'decimal', text: `1${'0'.repeat(400)}` }, 'larger than any Float64'],
  ['half a pair \ud800', 'half of a surrogate pair'],
  ['\0', 'NUL'],
  [{ kind: 'handle', id: 's-1', language: 'r', description: 'lm' }, 'another language, r'],
] as const)('%j is refused before it is sent', (value, reason) => {
  expect(() => juliaCodec.encode(callWith(value), setupFiles())).toThrow(reason);
});

test('a column of a megabyte goes through a file, and each column in it starts at a page', () => {
  const files = setupFiles();
  const data = Float64Array.from({ length: 200_000 }, (_, index) => index);
  const columns = ['a', 'b'].map((name) => ({ name, column: { type: 'float' as const, data } }));
  const body = Buffer.concat(juliaCodec.encode(callWith({ kind: 'table', rowCount: data.length, columns }), files));
  expect(body.length).toBeLessThan(200);
  expect(files.paths()).toEqual(['/files/0']);
  expect(files.take('/files/0').length).toBe(1_605_632 + 1_600_000);
});

test('a slice of a column of texts is sent as what it is', () => {
  const column = { type: 'text' as const, offsets: Int32Array.of(2, 3, 5), bytes: Buffer.from('xxabc') };
  expect(valueToJson(echoed({ kind: 'vector', column }, setupFiles()))).toEqual(['a', 'bc']);
});

test('a name that is there twice is refused before it is sent', () => {
  const twice: Value = {
    kind: 'map',
    entries: [
      ['a', 1n],
      ['a', 2n],
    ],
  };
  expect(() => juliaCodec.encode(callWith(twice), setupFiles())).toThrow(ArgumentRefusal);
});

test('rubbish from a worker is an answer or an Error, and nothing else', () => {
  function errorOf(bytes: Uint8Array): unknown {
    try {
      juliaCodec.decode(bytes, setupFiles());
      return new Error('It could be read.');
    } catch (error) {
      return error;
    }
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(errorOf(bytes)).toBeInstanceOf(Error);
    }),
  );
});
