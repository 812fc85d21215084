import { statSync } from 'node:fs';
import { zstdCompressSync } from 'node:zlib';

import * as arrow from 'apache-arrow';
import { expect, test } from 'vitest';

import { columnValues } from '#shared/values/value.ts';

import { readTable } from './read-table.ts';
import { readIn, setupTableFolder, tell } from './table-exchange.harness.ts';

test('each type of an Arrow file becomes its type of column, in the file and the stream format', async () => {
  const { write } = setupTableFolder();
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
  const { write } = setupTableFolder();
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

test('days that 32 bits cannot count are refused', async () => {
  const { write } = setupTableFolder();
  const far = arrow.makeVector(
    arrow.makeData({ type: new arrow.DateMillisecond(), data: BigInt64Array.of(2n ** 40n * 86_400_000n) }),
  );
  const read = await readTable(write('far.arrows', arrow.tableToIPC(new arrow.Table({ day: far }), 'stream')));
  expect(read).toMatchObject({ failure: { kind: 'table-column-refused', column: 'day' } });
});
