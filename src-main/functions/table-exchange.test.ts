import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';

import * as arrow from 'apache-arrow';
import * as fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { ColumnSource, SchemaElement } from 'hyparquet-writer';
import { expect, onTestFinished, test } from 'vitest';

import type { TableFormat } from '#shared/functions/table-format.ts';
import { columnOf } from '#shared/values/column-of.ts';
import { valueToPlainJson } from '#shared/values/plain-json.ts';
import { columnValues } from '#shared/values/value.ts';
import type { NamedColumn, TableValue } from '#shared/values/value.ts';
import { anyTable, tellTable } from '#shared/values/values.harness.ts';

import { exportTable } from './export-table.ts';
import { readTable } from './read-table.ts';
import { tableToArrow } from './table-file.ts';
import { createTablePages } from './table-pages.ts';

function setupFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-exchange-'));
  const pages = createTablePages();
  onTestFinished(async () => {
    await pages.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    write: (name: string, content: Uint8Array | string): string => {
      const file = path.join(folder, name);
      writeFileSync(file, content);
      return file;
    },
    /** As the window saves it. */
    save: async (table: TableValue, format: TableFormat): Promise<string> => {
      const kept = path.join(folder, 'kept');
      writeFileSync(kept, Buffer.concat(await tableToArrow(table)));
      const columns = [...(table.index ?? []), ...table.columns].map(({ name, column }) => ({
        name,
        type: column.type,
      }));
      const pieces: Uint8Array[] = [];
      for await (const piece of exportTable({ pages, path: kept, columns }, format)) pieces.push(piece);
      const file = path.join(folder, `saved.${format}`);
      writeFileSync(file, Buffer.concat(pieces));
      return file;
    },
  };
}

async function readIn(file: string): Promise<TableValue> {
  const read = await readTable(file);
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value;
}

/** Without rows there is no batch that would tell the levels, the scale or that a number was small. */
function told(table: TableValue) {
  return table.rowCount === 0 ? table.columns.map(({ name }) => name) : tellTable(table);
}

function tell({ name, column }: NamedColumn) {
  return [name, column.type, columnValues(column).map(valueToPlainJson)];
}

test.each(['arrow', 'parquet'] as const)(
  'any table that is saved as %s is the same table when it is opened',
  async (format) => {
    const { save } = setupFolder();
    await fc.assert(
      fc.asyncProperty(anyTable(), async (table) => {
        const back = await readIn(await save(table, format));
        // What a language gets is the bytes of the rows and no padding, which would be NUL.
        const packed = back.columns.flatMap(({ column }) => ('offsets' in column ? [column] : []));
        expect(packed.map(({ offsets, bytes }) => [offsets[0], offsets.at(-1), bytes.length])).toEqual(
          packed.map(({ bytes }) => [0, bytes.length, bytes.length]),
        );
        expect(told(back)).toEqual(told(table));
      }),
      { numRuns: 150 },
    );
  },
);

test('a saved table of several batches and its labels is the same table', async () => {
  const { save } = setupFolder();
  const rowCount = 40_000;
  const table: TableValue = {
    kind: 'table',
    rowCount,
    columns: [
      { name: 'x', column: { type: 'float', data: Float64Array.from({ length: rowCount }, (_, row) => row / 3) } },
      {
        name: 'g',
        column: columnOf(
          'category',
          Array.from({ length: rowCount }, (_, row) => (row < 39_000 ? 'a' : 'b')),
        ),
      },
    ],
    index: [{ name: 'id', column: { type: 'integer', data: Int32Array.from({ length: rowCount }, (_, row) => row) } }],
  };
  expect(tellTable(await readIn(await save(table, 'parquet')))).toEqual(tellTable(table));
  expect(tellTable(await readIn(await save(table, 'arrow')))).toEqual(tellTable(table));
});

const base = { repetition_type: 'OPTIONAL' } as const;

type Made = { readonly element: Omit<SchemaElement, 'name' | 'repetition_type'>; readonly data: ColumnSource['data'] };

function parquetOf(
  columns: { readonly [name: string]: Made },
  options: { kvMetadata?: { key: string; value: string }[] } = {},
) {
  const entries = Object.entries(columns);
  return new Uint8Array(
    parquetWriteBuffer({
      ...options,
      schema: [
        { name: 'root', num_children: entries.length },
        ...entries.map(([name, { element }]) => ({ ...base, ...element, name })),
      ],
      columnData: entries.map(([name, { data }]) => ({ name, data })),
    }),
  );
}

test('each logical type of a Parquet file becomes its type of column, exactly', async () => {
  const { write } = setupFolder();
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

test('what would be lost is refused with the name of its column', async () => {
  const { write } = setupFolder();
  const nanos = parquetOf({
    tick: {
      element: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'NANOS' } },
      data: [1001n],
    },
  });
  expect(await readTable(write('nanos.parquet', nanos))).toMatchObject({
    ok: false,
    failure: {
      kind: 'table-column-refused',
      column: 'tick',
      reason: expect.stringContaining('finer than a microsecond'),
    },
  });
  const lists = arrow.tableToIPC(
    new arrow.Table({
      tags: arrow.vectorFromArray([['a'], ['b']], new arrow.List(new arrow.Field('item', new arrow.Utf8()))),
    }),
    'file',
  );
  expect(await readTable(write('lists.arrow', lists))).toMatchObject({
    ok: false,
    failure: { kind: 'table-column-refused', column: 'tags', reason: expect.stringContaining('List values') },
  });
});

test('each type of an Arrow file becomes its type of column, in the file and the stream format', async () => {
  const { write } = setupFolder();
  const made = new arrow.Table({
    tiny: arrow.vectorFromArray([-128, null], new arrow.Int8()),
    unsigned: arrow.vectorFromArray([65_535, null], new arrow.Uint16()),
    huge: arrow.vectorFromArray([18_446_744_073_709_551_615n, null], new arrow.Uint64()),
    single: arrow.vectorFromArray([0.5, null], new arrow.Float32()),
    half: arrow.vectorFromArray([-0.25, null], new arrow.Float16()),
    day: arrow.vectorFromArray([new Date('2024-02-29'), null], new arrow.DateMillisecond()),
    seconds: arrow.vectorFromArray([-1000, null], new arrow.TimestampSecond('America/New_York')),
    took: arrow.vectorFromArray([1500n, null], new arrow.DurationMillisecond()),
    time: arrow.vectorFromArray([1, null], new arrow.TimeSecond()),
    level: arrow.vectorFromArray(
      ['b', 'a', null, 'b'].slice(0, 2),
      new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8()),
    ),
    large: arrow.vectorFromArray(['ü', null], new arrow.LargeUtf8()),
    raw: arrow.vectorFromArray([Uint8Array.of(7), null], new arrow.Binary()),
    nothing: arrow.vectorFromArray([null, null], new arrow.Null()),
  });
  for (const format of ['file', 'stream'] as const) {
    const file = write(`types.${format === 'file' ? 'feather' : 'arrows'}`, arrow.tableToIPC(made, format));
    const { columns } = await readIn(file);
    expect(columns.map(tell)).toEqual([
      ['tiny', 'integer', [-128, null]],
      ['unsigned', 'integer', [65_535, null]],
      ['huge', 'decimal', ['18446744073709551615', null]],
      ['single', 'float', [0.5, null]],
      ['half', 'float', [-0.25, null]],
      ['day', 'date', ['2024-02-29', null]],
      ['seconds', 'instant', ['1969-12-31T23:59:59.000Z', null]],
      ['took', 'duration', ['PT1.5S', null]],
      ['time', 'duration', ['PT1S', null]],
      ['level', 'category', ['b', 'a']],
      ['large', 'text', ['ü', null]],
      ['raw', 'bytes', ['Bw==', null]],
      ['nothing', 'float', [null, null]],
    ]);
    const seconds = columns[6]?.column;
    expect(seconds?.type === 'instant' && seconds.zone).toBe('America/New_York');
  }
});

test('an Arrow file compressed with Zstandard is read', async () => {
  const { write } = setupFolder();
  arrow.compressionRegistry.set(arrow.CompressionType.ZSTD, {
    encode: (bytes) => new Uint8Array(zstdCompressSync(bytes)),
  });
  const writer = new arrow.RecordBatchFileWriter({ compressionType: arrow.CompressionType.ZSTD });
  writer.write(
    new arrow.Table({
      x: arrow.vectorFromArray(
        Array.from({ length: 1000 }, (_, row) => row % 3),
        new arrow.Float64(),
      ),
    }),
  );
  const file = write('zstd.arrow', writer.finish().toUint8Array(true));
  expect(statSync(file).size).toBeLessThan(1000);
  const [column] = (await readIn(file)).columns;
  expect(column && columnValues(column.column).slice(0, 4)).toEqual([0, 1, 2, 0]);
});

test('the index of a table of pandas labels the rows', async () => {
  const { write } = setupFolder();
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
  ['empty.parquet', new Uint8Array(), /cut off/],
  ['words.parquet', Buffer.from('These are words, and no table.'), /./],
  ['cut.arrow', Buffer.from('ARROW1\0\0 and then nothing that is one'), /./],
  ['words.feather', Buffer.from('These are words, and no table.'), /does not begin/],
  ['old.feather', Buffer.from('FEA1 and then more of it'), /version 1/],
])('%s is refused with a sentence', async (name, content, reason) => {
  const { write } = setupFolder();
  expect(await readTable(write(name, content))).toMatchObject({
    ok: false,
    failure: { kind: 'table-unreadable', reason: expect.stringMatching(reason) },
  });
});

test.each(['parquet', 'arrow'] as const)(
  'a file of %s that is cut anywhere is refused with a sentence',
  async (format) => {
    const { write, save } = setupFolder();
    const columns = [
      { name: 'x', column: columnOf('float', [1, null, 3]) },
      { name: 'word', column: columnOf('text', ['a', 'b', 'a']) },
    ];
    const whole = readFileSync(await save({ kind: 'table', rowCount: 3, columns }, format));
    for (let length = 0; length < whole.length; length += 7) {
      const read = await readTable(write(`cut.${format}`, whole.subarray(0, length)));
      expect(read).toMatchObject({ ok: false, failure: { kind: 'table-unreadable' } });
    }
  },
);

test('a CSV file may be compressed with gzip', async () => {
  const { write } = setupFolder();
  const { columns } = await readIn(write('data.csv.gz', gzipSync('a;b\n1,5;x\n')));
  expect(columns.map(tell)).toEqual([
    ['a', 'float', [1.5]],
    ['b', 'text', ['x']],
  ]);
  expect(await readTable(write('fake.csv.gz', 'a,b\n1,2\n'))).toMatchObject({
    ok: false,
    failure: { kind: 'csv-not-text', reason: expect.stringContaining('gzip') },
  });
});
