/*
 * Reads an Arrow file into a table: the file format (`.arrow`, `.feather`, `.ipc`) and the stream format (`.arrows`), plain or
 * compressed with LZ4 or Zstandard. A batch is read at a time; what its columns become is in arrow-read.ts.
 */
import type { FileHandle } from 'node:fs/promises';

import type { RecordBatch, RecordBatchReader, Schema } from 'apache-arrow';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { RunFailure } from '#shared/functions/function-api.ts';
import type { Column, TableValue } from '#shared/values/value.ts';

import { byPlace, nameOf } from './arrow-write.ts';
import type { Arrow } from './arrow-write.ts';
import { columnOfArrow } from './arrow-read.ts';
import { giveWay } from '../rpc/give-way.ts';
import { joinColumns } from './join-columns.ts';
import { decodeLz4Frame } from './lz4-frame.ts';
import { splitLabels } from './table-file.ts';
import { refuseTooLarge, tableBytesMax, tableFailure, withPandasIndex } from './table-reading.ts';
import { openTableSource } from './table-source.ts';
import type { TableSource } from './table-source.ts';
import { unpackWithin } from './unpack-within.ts';

const format = 'Arrow';

/** Of one buffer of a batch: a column's texts have no more. */
const bufferBytesMax = 0x7fff_ffff;

export async function readArrow(path: string): Promise<Result<TableValue, RunFailure>> {
  let file: TableSource | undefined;
  try {
    file = openTableSource(path);
    const trouble = await troubleOf(file);
    if (trouble !== undefined) return fail({ kind: 'table-unreadable', path, format, reason: trouble });
    const fits = refuseTooLarge(path, (await file.stat()).size);
    if (!fits.ok) return fits;
    return ok(await readTable(file));
  } catch (error) {
    return fail(tableFailure(path, format, error));
  } finally {
    await file?.close();
  }
}

/** What the package would not say, or not clearly. */
async function troubleOf(file: TableSource): Promise<string | undefined> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
  if (bytesRead < 8) return 'it is empty, or cut off';
  const start = buffer.toString('latin1', 0, 4);
  if (start === 'FEA1') return 'it is a Feather file of version 1, which nobody writes any more';
  const isStream = buffer.readUInt32LE(0) === 0xffff_ffff;
  return isStream || start === 'ARRO' ? undefined : 'it does not begin as an Arrow file does';
}

async function readTable(file: TableSource): Promise<TableValue> {
  const arrow = await import('apache-arrow');
  registerCodecs(arrow);
  const reader = await arrow.RecordBatchReader.from(file as FileHandle); // It uses no more of one.
  await reader.open({ autoDestroy: false });
  const schema: Schema = byPlace(reader.schema);
  const pieces: Column[][] = schema.fields.map(() => []);
  let rowCount = 0;
  for await (const batch of batchesOf(arrow, reader)) {
    rowCount += batch.numRows;
    for (const [index, field] of schema.fields.entries()) {
      const data = batch.data.children[index];
      if (data === undefined) throw new Error('a batch of it has too few columns');
      pieces[index]?.push(columnOfArrow(arrow, field, data));
      await giveWay();
    }
  }
  const columns = [];
  for (const [index, field] of schema.fields.entries()) {
    const found = pieces[index] ?? [];
    const name = nameOf(field);
    columns.push({ name, column: found.length === 0 ? emptyColumn(arrow, schema, index) : joinColumns(name, found) });
    pieces[index] = []; // The pieces of a column are let go when it is whole: twice the file, but never more.
    await giveWay();
  }
  return withPandasIndex(splitLabels(schema.fields, columns, rowCount), schema.metadata.get('pandas'));
}

async function* batchesOf(arrow: Arrow, reader: RecordBatchReader): AsyncGenerator<RecordBatch, void, void> {
  if (!(reader instanceof arrow.AsyncRecordBatchFileReader)) {
    for await (const batch of reader as AsyncIterable<RecordBatch>) yield batch; // Whatever comes from a file is asynchronous.
    return;
  }
  for (let index = 0; index < reader.numRecordBatches; index += 1) {
    const batch = await reader.readRecordBatch(index);
    if (batch === null) throw new Error(`batch ${String(index + 1)} of it is missing`);
    yield batch;
  }
}

/** A file without batches still has its columns' types. */
function emptyColumn(arrow: Arrow, { fields }: Schema, index: number): Column {
  const field = fields[index];
  if (field === undefined) throw new Error('it has too few columns');
  const data = new arrow.Data(field.type, 0, 0, 0, {});
  const hasDictionary = arrow.DataType.isDictionary(field.type);
  return hasDictionary
    ? { type: 'category', codes: new Int32Array(), levels: [], isOrdered: field.type.isOrdered }
    : columnOfArrow(arrow, field, arrow.makeData({ type: data.type, length: 0 }));
}

/** The package does not say how long a buffer says it is, so all of a file together may unpack to what a table may have. */
function registerCodecs({ compressionRegistry, CompressionType }: Arrow): void {
  let leftBytes = tableBytesMax;
  const counted = (unpack: (bytes: Uint8Array, bytesMax: number) => Uint8Array) => (bytes: Uint8Array) => {
    const plain = unpack(bytes, Math.min(leftBytes, bufferBytesMax));
    leftBytes -= plain.length;
    return plain;
  };
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: counted(decodeLz4Frame) });
  compressionRegistry.set(CompressionType.ZSTD, {
    decode: counted((bytes, bytesMax) => new Uint8Array(unpackWithin('zstd', bytes, bytesMax))),
  });
}
