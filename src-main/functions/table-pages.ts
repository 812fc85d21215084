import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

import type { AsyncRecordBatchFileReader, Field } from 'apache-arrow';

import { formatDate, formatInstant } from '#shared/values/date-text.ts';
import type { Json } from '#shared/values/json.ts';
import { valueToPlainJson } from '#shared/values/plain-json.ts';
import { cellOf } from '#shared/values/value.ts';
import type { Column, NamedColumn, TableValue } from '#shared/values/value.ts';

import { byPlace } from './arrow-write.ts';
import { batchRowsOf, batchToColumns, splitLabels } from './table-file.ts';

/** A cell on the wire; see function-api.ts. */
export type WireCell = string | number | boolean | null;

/** Reads pages of Arrow files that tableToArrow wrote. */
export type TablePages = {
  /** The rows [first, first + count) that the file has, column by column, labels first. Rejects when the file is not there. */
  readonly readPage: (path: string, first: number, count: number) => Promise<readonly (readonly WireCell[])[]>;
  /** What the file says of its columns, labels first. */
  readonly readFields: (path: string) => Promise<readonly Field[]>;
  /** Whole batches, first to last, for whoever wants all of it. */
  readonly readBatches: (path: string) => AsyncGenerator<TableValue, void, void>;
  readonly close: () => Promise<void>;
};

type OpenTable = {
  readonly file: FileHandle;
  readonly reader: AsyncRecordBatchFileReader;
  readonly batchRows: number;
  readonly batches: Map<number, Batch>;
  /** The reader has one position, so its reads take turns. */
  turn: Promise<unknown>;
};

type Batch = { readonly rowCount: number; readonly columns: readonly NamedColumn[] };

/** Tables that people look at side by side, and of each the batches around what is on screen. */
const openTablesMax = 8;
const batchesKeptMax = 4;

/** A table that is kept open. One that has had to make room is closed when its last reader is done. */
type Kept = { readonly opening: Promise<OpenTable>; readers: number; isStale: boolean };

/** `openFile`: in a thread that may be ended at any moment, one that opens and closes at once (table-source.ts). */
export function createTablePages(openFile: (path: string) => Promise<FileHandle> = open): TablePages {
  const tables = new Map<string, Kept>(); // In order of use.

  function take(path: string): Kept {
    const kept = tables.get(path) ?? { opening: openTable(openFile, path), readers: 0, isStale: false };
    kept.readers += 1;
    tables.delete(path);
    tables.set(path, kept);
    for (const [oldest, stale] of tables) {
      if (tables.size <= openTablesMax) break;
      tables.delete(oldest);
      retire(stale);
    }
    return kept;
  }

  function retire(kept: Kept): void {
    kept.isStale = true;
    if (kept.readers === 0) void closeTable(kept.opening);
  }

  function giveBack(kept: Kept): void {
    kept.readers -= 1;
    if (kept.isStale && kept.readers === 0) void closeTable(kept.opening);
  }

  return {
    async readPage(path, first, count) {
      const kept = take(path);
      try {
        return await readRows(await kept.opening, first, count);
      } catch (error) {
        tables.delete(path); // It may be there the next time.
        retire(kept);
        throw error;
      } finally {
        giveBack(kept);
      }
    },
    async readFields(path) {
      const table = await openTable(openFile, path);
      await table.file.close();
      return table.reader.schema.fields;
    },
    async *readBatches(path) {
      const table = await openTable(openFile, path);
      try {
        for (let index = 0; ; index += 1) {
          const batch = await readBatch(table, index);
          if (batch === undefined) return;
          table.batches.clear();
          yield splitLabels(table.reader.schema.fields, batch.columns, batch.rowCount);
        }
      } finally {
        await table.file.close();
      }
    },
    async close() {
      const kept = [...tables.values()];
      tables.clear();
      await Promise.all(kept.map(async ({ opening }) => await closeTable(opening)));
    },
  };
}

async function batchOf(table: OpenTable, index: number): Promise<Batch | undefined> {
  const turn = table.turn.then(() => readBatch(table, index));
  table.turn = turn.catch(() => undefined); // Whoever asked for it sees the failure.
  return turn;
}

async function readRows(table: OpenTable, first: number, count: number): Promise<WireCell[][]> {
  const cells: WireCell[][] = table.reader.schema.fields.map(() => []);
  const { batchRows } = table;
  for (let row = first; row < first + count;) {
    const batch = await batchOf(table, Math.floor(row / batchRows));
    const start = row % batchRows;
    const end = Math.min(start + first + count - row, batch?.rowCount ?? 0);
    if (batch === undefined || end <= start) break;
    for (const [index, { column }] of batch.columns.entries()) appendCells(cells[index] ?? [], column, start, end);
    row += end - start;
  }
  return cells;
}

async function openTable(openFile: (path: string) => Promise<FileHandle>, path: string): Promise<OpenTable> {
  const file = await openFile(path);
  try {
    return await readHead(file, path);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readHead(file: FileHandle, path: string): Promise<OpenTable> {
  const { AsyncRecordBatchFileReader, RecordBatchReader } = await import('apache-arrow');
  const reader = await RecordBatchReader.from(file);
  await reader.open({ autoDestroy: false });
  if (!(reader instanceof AsyncRecordBatchFileReader)) throw new Error(`${path} is not an Arrow file.`);
  byPlace(reader.schema);
  const batchRows = batchRowsOf(reader.schema.metadata);
  return { file, reader, batchRows, batches: new Map(), turn: Promise.resolve() };
}

async function closeTable(opening: Promise<OpenTable>): Promise<void> {
  const table = await opening.catch(() => undefined); // It never opened: there is nothing to close.
  if (table === undefined) return;
  await table.turn;
  await table.file.close();
}

async function readBatch(table: OpenTable, index: number): Promise<Batch | undefined> {
  const kept = table.batches.get(index);
  if (kept !== undefined) return kept;
  if (index >= table.reader.numRecordBatches) return undefined;
  const arrow = await import('apache-arrow');
  const batch = await table.reader.readRecordBatch(index);
  if (batch === null) return undefined;
  const read = { rowCount: batch.numRows, columns: batchToColumns(arrow, table.reader.schema.fields, batch) };
  const oldest = table.batches.keys().next();
  if (table.batches.size >= batchesKeptMax && oldest.done !== true) table.batches.delete(oldest.value);
  table.batches.set(index, read);
  return read;
}

function appendCells(cells: WireCell[], column: Column, start: number, end: number): void {
  for (let row = start; row < end; row += 1) cells.push(wireCell(column, row));
}

export function wireCell(column: Column, row: number): WireCell {
  if (column.missing?.[row] === 1) return null;
  switch (column.type) {
    case 'float': {
      const number = column.data[row] ?? Number.NaN;
      return Number.isFinite(number) ? number : Number.isNaN(number) ? 'NaN' : number > 0 ? 'Inf' : '-Inf';
    }
    case 'integer': {
      const whole = column.data[row] ?? 0;
      const number = Number(whole);
      return Number.isSafeInteger(number) ? number : String(whole);
    }
    case 'date':
      return formatDate(column.data[row] ?? 0);
    case 'instant':
      return formatInstant(column.data[row] ?? 0n);
    case 'boolean':
      return column.data[row] === 1;
    case 'text':
    case 'category':
    case 'decimal':
    case 'bytes':
    case 'complex':
    case 'duration':
      return textOf(valueToPlainJson(cellOf(column, row)));
  }
}

/** The plain JSON of these kinds is always a text. */
function textOf(json: Json): string | null {
  return typeof json === 'string' ? json : null;
}
