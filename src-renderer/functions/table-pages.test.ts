import { expect, test } from 'vitest';

import type { WireCell } from './format-cell.ts';
import { createTablePages, pageRows } from './table-pages.ts';

function setupPages({ rowCount }: { rowCount: number }) {
  const reads: number[] = [];
  const arrived: number[] = [];
  const failures: unknown[] = [];
  const read = (rowFirst: number, count: number): Promise<WireCell[][]> => {
    reads.push(rowFirst);
    return Promise.resolve([Array.from({ length: count }, (_, index) => rowFirst + index)]);
  };
  const pages = createTablePages(read, rowCount);
  const stop = pages.listen({
    onPage: (rowFirst) => arrived.push(rowFirst),
    onFailure: (error) => failures.push(error),
  });
  return { pages, stop, reads, arrived, failures };
}

test('only the pages around the rows on screen are read, each once', async () => {
  const { pages, reads } = setupPages({ rowCount: 1_000_000 });
  const row = pageRows * 10 + 5;
  pages.show(row, row + 30);
  pages.show(row, row + 30);
  expect(pages.cellAt(0, row)).toBeUndefined();
  expect(await pages.rows(row, 1)).toEqual([[row]]);
  expect(reads).toEqual([9 * pageRows, 10 * pageRows, 11 * pageRows]);
  expect(pages.cellAt(0, row)).toBe(row);
});

test('the last page is as short as the table', async () => {
  const { pages } = setupPages({ rowCount: pageRows + 3 });
  expect(await pages.rows(pageRows, 100)).toEqual([[pageRows], [pageRows + 1], [pageRows + 2]]);
});

test('pages that were not looked at for longest are let go', async () => {
  const { pages, reads } = setupPages({ rowCount: 1_000_000 });
  for (let page = 0; page < 80; page += 1) await pages.rows(page * pageRows, 1);
  expect(pages.cellAt(0, 0)).toBeUndefined();
  expect(pages.cellAt(0, 79 * pageRows)).toBe(79 * pageRows);
  await pages.rows(0, 1);
  expect(reads.filter((first) => first === 0)).toHaveLength(2);
});

test('nothing is told once nobody listens', async () => {
  const { pages, stop, arrived } = setupPages({ rowCount: 100 });
  pages.show(0, 10);
  stop();
  await pages.rows(0, 1);
  expect(arrived).toEqual([]);
});
