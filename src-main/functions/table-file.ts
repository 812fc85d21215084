/*
 * A table as an Arrow IPC file: what other programs can read, and what a page can be read from without the rest. The rows
 * are cut into batches, and a page touches only the batches that its rows are in.
 */
import type { Field, RecordBatch } from 'apache-arrow';

import { assert } from '#shared/base/assert.ts';
import type { NamedColumn, TableValue } from '#shared/values/value.ts';

import { columnOfArrow } from './arrow-read.ts';
import { arrowColumns, byPlace, indexKey, nameOf } from './arrow-write.ts';
import type { Arrow } from './arrow-write.ts';
import { giveWay } from '../rpc/give-way.ts';

/** A page of some hundred rows reads one or two batches, of a few megabytes at most; smaller ones would cost more in headers. */
const batchRowsMax = 16_384;
const batchCellsMax = 8 * batchRowsMax;
/** Each buffer of a batch is a piece of its own to write: with 256 rows a table of a thousand columns took seven times as long. */
const batchRowsMin = 1024;

/** A table of many columns has fewer rows in a batch: a page of it should not read a hundred megabytes. */
export function batchRowsFor(columnCount: number): number {
  const fitting = Math.floor(batchCellsMax / Math.max(1, columnCount));
  return Math.max(batchRowsMin, Math.min(batchRowsMax, fitting));
}

const batchRowsKey = 'triptych.batchRows';

/** The pieces of the file, in order. Columns are not copied, so the table must not change until they are written. */
export async function tableToArrow(table: TableValue): Promise<readonly Uint8Array[]> {
  const arrow = await import('apache-arrow');
  const columns = arrowColumns(arrow, table);
  const batchRows = batchRowsFor(columns.length);
  const fields = columns.map(({ field }) => field);
  const schema = byPlace(new arrow.Schema(fields, new Map([[batchRowsKey, String(batchRows)]])));
  const writer = new arrow.RecordBatchFileWriter();
  writer.reset(undefined, schema);
  for (let first = 0; first < table.rowCount; first += batchRows) {
    const length = Math.min(batchRows, table.rowCount - first);
    const children = columns.map(({ slice }) => slice(first, length));
    const struct = arrow.makeData({ type: new arrow.Struct(fields), length, nullCount: 0, children });
    writer.write(new arrow.RecordBatch(schema, struct));
    if (first + length < table.rowCount) await giveWay();
  }
  writer.close();
  const pieces: Uint8Array[] = [];
  for await (const piece of writer) pieces.push(piece);
  return pieces;
}

/** How many rows each batch of a file has, but for the last; files of before it was written down have the most. */
export function batchRowsOf(metadata: ReadonlyMap<string, string>): number {
  return Number(metadata.get(batchRowsKey) ?? batchRowsMax);
}

/** A batch of a file as columns again, the labels of its rows among them; they are views of what was read. */
export function batchToColumns(arrow: Arrow, fields: readonly Field[], batch: RecordBatch): readonly NamedColumn[] {
  return fields.map((field, index) => {
    const data = batch.data.children[index];
    assert(data !== undefined, `the column ${field.name} has data`);
    return { name: nameOf(field), column: columnOfArrow(arrow, field, data) };
  });
}

/** The labels of the rows apart from the columns. */
export function splitLabels(fields: readonly Field[], columns: readonly NamedColumn[], rowCount: number): TableValue {
  const index = columns.filter((_, place) => fields[place]?.metadata.get(indexKey) === 'true');
  if (index.length === 0) return { kind: 'table', rowCount, columns };
  return { kind: 'table', rowCount, columns: columns.filter((named) => !index.includes(named)), index };
}
