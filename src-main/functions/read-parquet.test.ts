import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { readTable } from './read-table.ts';
import { parquetOf, readIn, setupTableFolder, tell } from './table-exchange.harness.ts';

test('each logical type of a Parquet file becomes its type of column, exactly', async () => {
  const { write } = setupTableFolder();
  const file = write(
    'types.parquet',
    parquetOf({
      int8: { element: { type: 'INT32', converted_type: 'INT_8' }, data: [-128, null] },
      uint32: { element: { type: 'INT32', converted_type: 'UINT_32' }, data: [4_294_967_295, null] },
      uint64: { element: { type: 'INT64', converted_type: 'UINT_64' }, data: [18_446_744_073_709_551_615n, null] },
      small64: { element: { type: 'INT64', converted_type: 'UINT_64' }, data: [9_223_372_036_854_775_807n, null] },
      half: {
        element: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 2, logical_type: { type: 'FLOAT16' } },
        data: [-0.333251953125, null],
      },
      float: { element: { type: 'FLOAT' }, data: [0.5, null] },
      double: { element: { type: 'DOUBLE' }, data: [0.1, null] },
      decimal9: { element: { type: 'INT32', converted_type: 'DECIMAL', precision: 9, scale: 2 }, data: [-1250n, null] },
      decimal18: { element: { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 4 }, data: [1n, null] },
      decimal38: {
        element: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, converted_type: 'DECIMAL', precision: 38, scale: 3 },
        data: [-12_345_678_901_234_567_890_123_456_789_012_345_678n, null],
      },
      date: { element: { type: 'INT32', converted_type: 'DATE' }, data: [-1, null] },
      millis: { element: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }, data: [-1n, null] },
      micros: { element: { type: 'INT64', converted_type: 'TIMESTAMP_MICROS' }, data: [1n, null] },
      nanos: {
        element: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'NANOS' } },
        data: [-1000n, null],
      },
      time: { element: { type: 'INT32', converted_type: 'TIME_MILLIS' }, data: [86_399_999, null] },
      binary: { element: { type: 'BYTE_ARRAY' }, data: [Uint8Array.of(0, 255), null] },
      text: { element: { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, data: ['Zürich 🧬', null] },
      flag: { element: { type: 'BOOLEAN' }, data: [true, null] },
      uuid: {
        element: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, logical_type: { type: 'UUID' } },
        data: ['f81d4fae-7dec-11d0-a765-00a0c91e6bf6', null],
      },
    }),
  );
  expect((await readIn(file)).columns.map(tell)).toEqual([
    ['int8', 'integer', [-128, null]],
    ['uint32', 'integer', [4_294_967_295, null]],
    ['uint64', 'decimal', ['18446744073709551615', null]],
    ['small64', 'integer', ['9223372036854775807', null]],
    ['half', 'float', [-0.333251953125, null]],
    ['float', 'float', [0.5, null]],
    ['double', 'float', [0.1, null]],
    ['decimal9', 'decimal', ['-12.50', null]],
    ['decimal18', 'decimal', ['0.0001', null]],
    ['decimal38', 'decimal', ['-12345678901234567890123456789012345.678', null]],
    ['date', 'date', ['1969-12-31', null]],
    ['millis', 'instant', ['1969-12-31T23:59:59.999Z', null]],
    ['micros', 'instant', ['1970-01-01T00:00:00.000001Z', null]],
    ['nanos', 'instant', ['1969-12-31T23:59:59.999999Z', null]],
    ['time', 'duration', ['PT86399.999S', null]],
    ['binary', 'bytes', ['AP8=', null]],
    ['text', 'text', ['Zürich 🧬', null]],
    ['flag', 'boolean', [true, null]],
    ['uuid', 'text', ['f81d4fae-7dec-11d0-a765-00a0c91e6bf6', null]],
  ]);
});

test('the index of a table of pandas labels the rows', async () => {
  const { write } = setupTableFolder();
  const pandas = { index_columns: ['__index_level_0__', 'year'], columns: [] };
  const file = write(
    'pandas.parquet',
    parquetOf(
      {
        x: { element: { type: 'DOUBLE' }, data: [1.5] },
        __index_level_0__: { element: { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, data: ['a'] },
        year: { element: { type: 'INT32' }, data: [2024] },
      },
      { kvMetadata: [{ key: 'pandas', value: JSON.stringify(pandas) }] },
    ),
  );
  const { columns, index } = await readIn(file);
  expect(columns.map(tell)).toEqual([['x', 'float', [1.5]]]);
  expect(index?.map(tell)).toEqual([
    ['', 'text', ['a']],
    ['year', 'integer', [2024]],
  ]);
});

test.each([
  ['GZIP', gzipSync],
  ['BROTLI', brotliCompressSync],
  ['ZSTD', zstdCompressSync],
] as const)('a page that %s unpacks to far more than it says is refused with a sentence', async (codec, pack) => {
  const { write } = setupTableFolder();
  const bomb = parquetOf(
    { x: { element: { type: 'DOUBLE' }, data: [0] } },
    { codec, compressors: { [codec]: () => pack(Buffer.alloc(64 * 2 ** 20)) } },
  );
  const read = await readTable(write('bomb.parquet', bomb));
  expect(read).toMatchObject({
    ok: false,
    failure: { kind: 'table-unreadable', reason: expect.stringMatching(/unpacks to more than the \d+ bytes/) },
  });
});

test('a column of text that is not UTF-8 is refused with its row, also where two cells together would be', async () => {
  const { write } = setupTableFolder();
  for (const broken of [
    [Uint8Array.of(0x61), Uint8Array.of(0x66, 0xfc, 0x72)],
    [Uint8Array.of(0x61), Uint8Array.of(0xc3), Uint8Array.of(0xbc)],
  ]) {
    const made = parquetOf({ x: { element: { type: 'BYTE_ARRAY', logical_type: { type: 'ENUM' } }, data: broken } });
    expect(await readTable(write('broken.parquet', made))).toMatchObject({
      failure: { kind: 'table-column-refused', column: 'x', reason: expect.stringContaining('not UTF-8 (row 2)') },
    });
  }
});

test('a decimal of a scale that no database has is refused, and not written out', async () => {
  const { write } = setupTableFolder();
  const made = parquetOf({
    x: { element: { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 400_000_000 }, data: [1n] },
  });
  expect(await readTable(write('scale.parquet', made))).toMatchObject({
    failure: { kind: 'table-unreadable', reason: expect.stringContaining('scale 400000000') },
  });
});
