import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';

import { columnOf } from '#shared/values/column-of.ts';
import { columnValues } from '#shared/values/value.ts';
import type { TableValue, Value } from '#shared/values/value.ts';
import { anyTable, tellTable } from '#shared/values/values.harness.ts';

import { tableToCsv } from './table-csv.ts';
import { openFilesIn } from './table-exchange.harness.ts';
import { batchRowsFor, tableToArrow } from './table-file.ts';
import { createTablePages } from './table-pages.ts';

const batchRows = batchRowsFor(13);
const rowCount = batchRows * 2 + 10;
const every = (make: (row: number) => Value): readonly Value[] =>
  Array.from({ length: rowCount }, (_, row) => (row % 7 === 3 ? null : make(row)));

/** Three batches with every type of column, each with missing cells. */
function bigTable(): TableValue {
  return {
    kind: 'table',
    rowCount,
    columns: [
      {
        name: 'float',
        column: columnOf(
          'float',
          every((row) => (row % 5 === 0 ? Number.NaN : row / 2)),
        ),
      },
      {
        name: 'integer',
        column: columnOf(
          'integer',
          every((row) => BigInt(row) - 5n),
        ),
      },
      { name: 'small', column: { type: 'integer', data: Int32Array.from({ length: rowCount }, (_, row) => row) } },
      {
        name: 'boolean',
        column: columnOf(
          'boolean',
          every((row) => row % 2 === 0),
        ),
      },
      {
        name: 'date',
        column: columnOf(
          'date',
          every((row) => ({ kind: 'date', days: row })),
        ),
      },
      {
        name: 'instant',
        column: columnOf(
          'instant',
          every((row) => ({ kind: 'instant', micros: BigInt(row) * 1_000_000n })),
        ),
      },
      {
        name: 'text',
        column: columnOf(
          'text',
          every((row) => `ü${String(row)}, "x"`),
        ),
      },
      {
        name: 'decimal',
        column: columnOf(
          'decimal',
          every((row) => ({ kind: 'decimal', text: `-${String(row)}.50` })),
        ),
      },
      {
        name: 'written decimal',
        column: columnOf(
          'decimal',
          every((row) => ({ kind: 'decimal', text: row % 2 === 0 ? '1.5' : '1.50' })),
        ),
      },
      {
        name: 'bytes',
        column: columnOf(
          'bytes',
          every((row) => ({ kind: 'bytes', bytes: Uint8Array.of(row & 255, 0) })),
        ),
      },
      {
        name: 'complex',
        column: columnOf(
          'complex',
          every((row) => ({ kind: 'complex', re: row, im: -0 })),
        ),
      },
      {
        name: 'duration',
        column: columnOf(
          'duration',
          every((row) => ({ kind: 'duration', micros: -BigInt(row) })),
        ),
      },
      {
        name: 'category',
        column: columnOf(
          'category',
          every((row) => (row % 3 === 0 ? 'low' : 'high')),
          { levels: ['low', 'middle', 'high'] },
        ),
      },
    ],
  };
}

async function setupTable(table: TableValue) {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-table-'));
  const file = path.join(folder, 'table.arrow');
  writeFileSync(file, Buffer.concat(await tableToArrow(table)));
  const pages = createTablePages();
  onTestFinished(async () => {
    await pages.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { file, pages };
}

test('a table comes back from its file as it was', async () => {
  const table = bigTable();
  const { file, pages } = await setupTable(table);
  const found: Value[][] = table.columns.map(() => []);
  for await (const batch of pages.readBatches(file)) {
    for (const [index, { column }] of batch.columns.entries()) found[index]?.push(...columnValues(column));
  }
  expect(found).toEqual(table.columns.map(({ column }) => columnValues(column)));
});

test('any table comes back from its file: every type, missing cells, zones, levels and their order, labels of rows', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-table-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const pages = createTablePages();
  const file = path.join(folder, 'table.arrow');
  await fc.assert(
    fc.asyncProperty(anyTable(), async (table) => {
      writeFileSync(file, Buffer.concat(await tableToArrow(table)));
      const batches: TableValue[] = [];
      for await (const batch of pages.readBatches(file)) batches.push(batch);
      expect(batches.map(tellTable)).toEqual(table.rowCount === 0 ? [] : [tellTable(table)]);
    }),
  );
});

test('a page has the labels of the rows before the columns', async () => {
  const table: TableValue = {
    kind: 'table',
    rowCount: 2,
    columns: [{ name: 'x', column: columnOf('integer', [1n, 2n]) }],
    index: [{ name: '', column: columnOf('text', ['a', 'b']) }],
  };
  const { file, pages } = await setupTable(table);
  expect(await pages.readPage(file, 0, 10)).toEqual([
    ['a', 'b'],
    [1, 2],
  ]);
});

test('a page of a wide table reads few rows of it', async () => {
  const columns = Array.from({ length: 1000 }, (_, at) => ({
    name: String(at),
    column: { type: 'integer', data: Int32Array.from({ length: 1500 }, (_row, row) => row * 1000 + at) } as const,
  }));
  const wideRows = batchRowsFor(1000);
  expect(wideRows).toBeLessThan(batchRows);
  const { file, pages } = await setupTable({ kind: 'table', rowCount: 1500, columns });
  const page = await pages.readPage(file, wideRows - 5, 20);
  expect(page[7]).toEqual(Array.from({ length: 20 }, (_, row) => (wideRows - 5 + row) * 1000 + 7));
});

test('a page is read across the border of two batches, and ends where the table does', async () => {
  const { file, pages } = await setupTable(bigTable());
  const border = await pages.readPage(file, batchRows - 2, 4);
  expect(border[2]).toEqual([batchRows - 2, batchRows - 1, batchRows, batchRows + 1]);
  const end = await pages.readPage(file, rowCount - 2, 100);
  expect(end[2]).toEqual([rowCount - 2, rowCount - 1]);
  expect((await pages.readPage(file, rowCount, 10))[2]).toEqual([]);
});

test('a cell on the wire keeps what JSON would lose', async () => {
  const table: TableValue = {
    kind: 'table',
    rowCount: 4,
    columns: [
      { name: 'f', column: columnOf('float', [Number.NaN, Infinity, null, 0.1]) },
      { name: 'i', column: columnOf('integer', [9_007_199_254_740_993n, null, -1n, 0n]) },
      { name: 'd', column: columnOf('date', [{ kind: 'date', days: 0 }, null, null, null]) },
    ],
  };
  const { file, pages } = await setupTable(table);
  expect(await pages.readPage(file, 0, 10)).toEqual([
    ['NaN', 'Inf', null, 0.1],
    ['9007199254740993', null, -1, 0],
    ['1970-01-01', null, null, null],
  ]);
});

test('pages are read side by side, of more tables than are kept open', async () => {
  const rowsEach = batchRowsFor(1);
  const worlds = await Promise.all(
    Array.from({ length: 12 }, async (_, start) => {
      const column = {
        type: 'integer',
        data: Int32Array.from({ length: rowsEach + 1 }, (_value, row) => row + start),
      } as const;
      return await setupTable({ kind: 'table', rowCount: rowsEach + 1, columns: [{ name: 'x', column }] });
    }),
  );
  const [first] = worlds;
  if (first === undefined) throw new Error('no table');
  const reads = worlds.flatMap(({ file }, start) =>
    [0, rowsEach - 1, 5].map(async (row) => {
      expect(await first.pages.readPage(file, row, 2)).toEqual([[row + start, row + start + 1]]);
    }),
  );
  await Promise.all(reads);
});

test('a table without rows, and one without columns, are tables too', async () => {
  const none = await setupTable({
    kind: 'table',
    rowCount: 0,
    columns: [{ name: 'x', column: columnOf('float', []) }],
  });
  expect(await none.pages.readPage(none.file, 0, 10)).toEqual([[]]);
  const bare = await setupTable({ kind: 'table', rowCount: 0, columns: [] });
  expect(await bare.pages.readPage(bare.file, 0, 10)).toEqual([]);
});

test('CSV has quotes where they are needed, nothing for missing, and two quotes for an empty text', async () => {
  const table: TableValue = {
    kind: 'table',
    rowCount: 3,
    columns: [
      { name: 'a "name"', column: columnOf('text', ['x, y', '', null]) },
      { name: 'n', column: columnOf('float', [0.5, Number.NaN, null]) },
    ],
  };
  const { file, pages } = await setupTable(table);
  const columns = [
    { name: 'a "name"', type: 'text' },
    { name: 'n', type: 'float' },
  ] as const;
  const pieces: string[] = [];
  for await (const piece of tableToCsv(columns, pages.readBatches(file))) pieces.push(piece);
  expect(pieces.join('')).toBe('"a ""name""",n\r\n"x, y",0.5\r\n"",NaN\r\n,\r\n');
});

test('a file that is no Arrow file is refused, and not left open', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-pages-'));
  const pages = createTablePages();
  onTestFinished(async () => {
    await pages.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const file = path.join(folder, 'words');
  writeFileSync(file, 'These are words, and no table. '.repeat(10));
  await expect(pages.readPage(file, 0, 1)).rejects.toBeInstanceOf(Error);
  await expect(pages.readFields(file)).rejects.toBeInstanceOf(Error);
  expect(openFilesIn(folder)).toEqual([]);
});
