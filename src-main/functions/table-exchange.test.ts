import { readFileSync } from 'node:fs';

import * as arrow from 'apache-arrow';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { columnOf } from '#shared/values/column-of.ts';
import type { TableValue } from '#shared/values/value.ts';
import { anyTable, tellTable } from '#shared/values/values.harness.ts';

import { readTable } from './read-table.ts';
import { parquetOf, readIn, setupTableFolder } from './table-exchange.harness.ts';

/** Without rows there is no batch that would tell the levels, the scale or that a number was small. */
function told(table: TableValue) {
  return table.rowCount === 0 ? table.columns.map(({ name }) => name) : tellTable(table);
}

test.each(['arrow', 'parquet'] as const)(
  'any table that is saved as %s is the same table when it is opened',
  async (format) => {
    const { save } = setupTableFolder();
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
  const { save } = setupTableFolder();
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

test('what would be lost is refused with the name of its column', async () => {
  const { write } = setupTableFolder();
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

test.each([
  ['empty.parquet', new Uint8Array(), /cut off/],
  ['words.parquet', Buffer.from('These are words, and no table.'), /./],
  ['cut.arrow', Buffer.from('ARROW1\0\0 and then nothing that is one'), /./],
  ['words.feather', Buffer.from('These are words, and no table.'), /does not begin/],
  ['old.feather', Buffer.from('FEA1 and then more of it'), /version 1/],
])('%s is refused with a sentence', async (name, content, reason) => {
  const { write } = setupTableFolder();
  expect(await readTable(write(name, content))).toMatchObject({
    ok: false,
    failure: { kind: 'table-unreadable', reason: expect.stringMatching(reason) },
  });
});

test.each(['parquet', 'arrow'] as const)(
  'a file of %s that is cut anywhere is refused with a sentence',
  async (format) => {
    const { write, save } = setupTableFolder();
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
