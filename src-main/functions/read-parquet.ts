/*
 * Reads a Parquet file into a table, column by column and each in stretches of rows, with a turn for everything else between
 * two of them. Only one column's pieces are in memory beside the table, and of the file one column of one row group.
 */
import type { Field } from 'apache-arrow';
import type { AsyncBuffer, Compressors, FileMetaData, RowGroup, SchemaElement } from 'hyparquet';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { RunFailure } from '#shared/functions/function-api.ts';
import type { Column, NamedColumn, TableValue } from '#shared/values/value.ts';

import { asHinted, readArrowSchema } from './arrow-schema.ts';
import { giveWay } from '../rpc/give-way.ts';
import { joinColumns } from './join-columns.ts';
import { parquetPiece } from './parquet-column.ts';
import type { ParquetPiece } from './parquet-column.ts';
import { splitLabels } from './table-file.ts';
import { refuseTooLarge, tableFailure, withPandasIndex } from './table-reading.ts';
import { openTableSource } from './table-source.ts';
import type { TableSource } from './table-source.ts';
import { unpackWithin } from './unpack-within.ts';

const format = 'Parquet';

/** What is decoded at a time: some milliseconds of work. A page is never parted, so it may be more where pages are large. */
const stretchRows = 65_536;

export async function readParquet(path: string): Promise<Result<TableValue, RunFailure>> {
  let handle: TableSource | undefined;
  try {
    handle = openTableSource(path);
    const { size } = await handle.stat();
    if (size < 12) return fail({ kind: 'table-unreadable', path, format, reason: 'it is empty, or cut off' });
    const { parquetMetadataAsync } = await import('hyparquet');
    const file = bufferOf(handle, size);
    const metadata = await parquetMetadataAsync(file, { geoparquet: false });
    const fits = refuseTooLarge(path, plainBytes(metadata));
    if (!fits.ok) return fits;
    return ok(await readTable(file, metadata));
  } catch (error) {
    return fail(tableFailure(path, format, error));
  } finally {
    await handle?.close();
  }
}

/** The file as the package asks for it. It asks for the same column again for each stretch, so the last answer is kept. */
function bufferOf(handle: TableSource, byteLength: number): AsyncBuffer {
  let last = { start: -1, end: -1, bytes: new ArrayBuffer() };
  return {
    byteLength,
    async slice(start, end = byteLength) {
      if (start === last.start && end === last.end) return last.bytes;
      const bytes = new Uint8Array(Math.max(0, Math.min(end, byteLength) - start));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      if (bytesRead < bytes.length) throw new Error('it ends before its columns do');
      last = { start, end, bytes: bytes.buffer };
      return last.bytes;
    },
  };
}

/** What the file says it has when it is unpacked: in all, or column by column where that is more. */
function plainBytes({ row_groups: groups }: FileMetaData): number {
  return groups.reduce((sum, group) => sum + Math.max(Number(group.total_byte_size), plainBytesOfColumns(group)), 0);
}

function plainBytesOfColumns({ columns }: RowGroup): number {
  return columns.reduce((sum, { meta_data: said }) => sum + Number(said?.total_uncompressed_size ?? 0), 0);
}

async function readTable(file: AsyncBuffer, metadata: FileMetaData): Promise<TableValue> {
  const elements = topElements(metadata.schema);
  const pieces = elements.map(({ element }) => parquetPiece(element)); // Refuses a column before anything is read.
  const said = new Map((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value]));
  const fields = await readArrowSchema(
    said.get('ARROW:schema'),
    elements.map(({ element }) => element.name),
  );
  const columns: NamedColumn[] = [];
  for (const [at, { element, leafIndex }] of elements.entries()) {
    const piece = pieces[at];
    if (piece === undefined) throw new Error('it has too few columns');
    columns.push(await readColumn({ file, metadata, element, leafIndex, piece, field: fields?.[at] }));
  }
  const table = splitLabels(fields ?? [], columns, Number(metadata.num_rows));
  return withPandasIndex(table, said.get('pandas'));
}

type TopElement = { readonly element: SchemaElement; readonly leafIndex: number };

/** The columns of the file; within a row group its leaves follow each other, of which a group of fields has several. */
function topElements([root, ...elements]: readonly SchemaElement[]): readonly TopElement[] {
  const found: TopElement[] = [];
  let at = 0;
  let leafIndex = 0;

  function skip(): void {
    const children = elements[at]?.num_children ?? 0;
    at += 1;
    if (children === 0) leafIndex += 1;
    for (let child = 0; child < children && at < elements.length; child += 1) skip();
  }

  for (let child = 0; child < (root?.num_children ?? 0); child += 1) {
    const element = elements[at];
    if (element === undefined) throw new Error('its schema has fewer columns than it says');
    found.push({ element, leafIndex });
    skip();
  }
  return found;
}

type ColumnSource = TopElement & {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly piece: ParquetPiece;
  readonly field: Field | undefined;
};

async function readColumn({ file, metadata, element, leafIndex, piece, field }: ColumnSource): Promise<NamedColumn> {
  const parts: Column[] = [];
  for (const group of metadata.row_groups) {
    const one = oneColumn(metadata, group, element, leafIndex);
    const rowCount = Number(group.num_rows);
    for (let row = 0; row < rowCount;) {
      const stretch = await readStretch(file, one, row);
      if (stretch.length === 0) throw new Error(`the column ${element.name} has fewer rows than it says`);
      for (const values of stretch) {
        const wanted = values.slice(0, rowCount - row);
        parts.push(piece(wanted));
        row += wanted.length;
      }
      await giveWay();
    }
  }
  const whole = joinColumns(element.name, parts.length === 0 ? [piece([])] : parts);
  await giveWay();
  const { name } = element;
  if (field === undefined) return { name, column: whole };
  return { name, column: asHinted(await import('apache-arrow'), whole, field) };
}

const onlyName = 'column';

/** A file of this column and row group alone: names may repeat in the real one, and types are not the package's matter. */
function oneColumn(metadata: FileMetaData, group: RowGroup, element: SchemaElement, leafIndex: number): FileMetaData {
  const chunk = group.columns[leafIndex];
  if (chunk?.meta_data === undefined) throw new Error(`the column ${element.name} is not in it`);
  const { type, type_length: length, repetition_type: repetition } = element;
  const leaf: SchemaElement = {
    name: onlyName,
    ...(type === undefined ? {} : { type }),
    ...(length === undefined ? {} : { type_length: length }),
    ...(repetition === undefined ? {} : { repetition_type: repetition }),
  };
  const column = { ...chunk, meta_data: { ...chunk.meta_data, path_in_schema: [onlyName] } };
  return {
    version: metadata.version,
    metadata_length: metadata.metadata_length,
    num_rows: group.num_rows,
    schema: [{ name: 'root', num_children: 1 }, leaf],
    row_groups: [{ ...group, columns: [column] }],
  };
}

type Values = Parameters<ParquetPiece>[0];

/** The values of the rows from `row` on, as many as the pages have in which the stretch ends. */
async function readStretch(file: AsyncBuffer, metadata: FileMetaData, row: number): Promise<readonly Values[]> {
  const { parquetRead } = await import('hyparquet');
  const found: Values[] = [];
  let next = row;
  await parquetRead({
    file,
    metadata,
    rowStart: row,
    rowEnd: Math.min(row + stretchRows, Number(metadata.num_rows)),
    utf8: false,
    compressors: await codecs(metadata.row_groups.reduce((sum, group) => sum + plainBytesOfColumns(group), 0)),
    parsers: { timestampFromNanoseconds: (nanos) => nanos },
    onChunk({ columnData, rowStart, rowEnd }) {
      if (rowEnd <= next) return;
      found.push(rowStart < next ? columnData.slice(next - rowStart) : columnData);
      next = rowEnd;
    },
  });
  return found;
}

/**
 * Node's own where it has them, which are the fastest. A page that says it unpacks to more than its whole column would have
 * memory made for it before anybody looks.
 */
async function codecs(pageBytesMax: number): Promise<Compressors> {
  const { compressors } = await import('hyparquet-compressors');
  const own: Compressors = {
    ...compressors,
    GZIP: (bytes, length) => unpackWithin('gzip', bytes, length),
    BROTLI: (bytes, length) => unpackWithin('brotli', bytes, length),
    ZSTD: (bytes, length) => unpackWithin('zstd', bytes, length),
  };
  const within = (unpack: (bytes: Uint8Array, length: number) => Uint8Array) => (bytes: Uint8Array, length: number) => {
    if (length >= 0 && length <= pageBytesMax) return unpack(bytes, length);
    throw new Error(
      `a page of it says that it has ${String(length)} bytes, but its column has ${String(pageBytesMax)}`,
    );
  };
  return Object.fromEntries(Object.entries(own).map(([name, unpack]) => [name, within(unpack)]));
}
