import { columnLength, isList } from '#shared/values/value.ts';
import type { Column, TableValue, Value } from '#shared/values/value.ts';
import { columnOf, scalarType } from '#shared/values/column-of.ts';

import { ArgumentRefusal } from './argument-refusal.ts';
import { columnTag, valueTag } from './julia-tags.ts';
import { tableFileBytesMin } from './worker-language.ts';
import type { TableFiles, WorkerCall } from './worker-language.ts';

/** A call in the layout of julia-codec.ts. Throws an ArgumentRefusal where Julia has each name once. */
export function writeJuliaCall(call: WorkerCall, files: TableFiles): readonly Uint8Array[] {
  const frame = createFrame();
  frame.text(call.checksum);
  frame.byte(call.source === null ? 0 : 1);
  if (call.source !== null) frame.text(call.source);
  frame.text(call.fileName);
  frame.text(call.entry);
  frame.text(call.workingFolder);
  frame.count(call.args.length);
  for (const [parameter, value] of call.args) {
    frame.text(parameter);
    writeValue(frame, value, parameter);
  }
  return [frame.end(files)];
}

function writeValue(frame: Frame, value: Value, parameter: string): void {
  if (value === null) frame.byte(valueTag.null);
  else if (typeof value === 'boolean') frame.byte(value ? valueTag.true : valueTag.false);
  else if (typeof value === 'bigint') writeInteger(frame, value);
  else if (typeof value === 'number') {
    frame.byte(valueTag.float);
    frame.float(value);
  } else if (typeof value === 'string') {
    frame.byte(valueTag.text);
    frame.text(value);
  } else if (isList(value)) writeList(frame, value, parameter);
  else writeKind(frame, value, parameter);
}

function writeKind(frame: Frame, value: Extract<Value, { readonly kind: string }>, parameter: string): void {
  switch (value.kind) {
    case 'date':
      frame.byte(valueTag.date);
      frame.int32(value.days);
      return;
    case 'instant':
      frame.byte(valueTag.instant);
      frame.int64(value.micros);
      return;
    case 'vector':
      frame.byte(valueTag.vector);
      writeColumn(frame, value.column);
      return;
    case 'map':
      refuseTwice(
        value.entries.map(([name]) => name),
        parameter,
        'The map has the name',
      );
      frame.byte(valueTag.map);
      frame.count(value.entries.length);
      for (const [name, inner] of value.entries) {
        frame.text(name);
        writeValue(frame, inner, parameter);
      }
      return;
    case 'table':
      writeTable(frame, value, parameter);
      return;
    default:
      throw new ArgumentRefusal(parameter, `Julia takes no ${value.kind}`);
  }
}

// A named tuple is a type of its own to Julia's compiler, whose time grows faster than the columns: 2000 take 15 s (1.5, 2 cores, 2026-11).
const columnsMax = 2000;

function writeTable(frame: Frame, table: TableValue, parameter: string): void {
  refuseTwice(
    table.columns.map(({ name }) => name),
    parameter,
    'The table has the column',
  );
  if (table.columns.length > columnsMax) {
    const count = String(table.columns.length);
    throw new ArgumentRefusal(
      parameter,
      `The table has ${count} columns, and Julia can take at most ${String(columnsMax)} as a named tuple. Give it fewer columns, or one row for each of them`,
    );
  }
  frame.byte(valueTag.table);
  frame.count(table.columns.length);
  for (const { name, column } of table.columns) {
    frame.text(name);
    writeColumn(frame, column);
  }
}

function refuseTwice(names: readonly string[], parameter: string, what: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name))
      throw new ArgumentRefusal(parameter, `${what} ${JSON.stringify(name)} twice; in Julia each name is there once.`);
    seen.add(name);
  }
}

function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

function writeInteger(frame: Frame, value: bigint): void {
  if (isInt64(value)) {
    frame.byte(valueTag.integer);
    frame.int64(value);
  } else {
    frame.byte(valueTag.largeInteger);
    frame.text(value.toString());
  }
}

function writeList(frame: Frame, list: readonly Value[], parameter: string): void {
  const type = list.length === 0 ? undefined : commonType(list);
  if (type === 'missing') {
    frame.byte(valueTag.vector);
    frame.byte(columnTag.missing);
    frame.count(list.length);
    frame.byte(0);
  } else if (type === undefined) {
    frame.byte(valueTag.list);
    frame.count(list.length);
    for (const item of list) writeValue(frame, item, parameter);
  } else {
    frame.byte(valueTag.vector);
    writeColumn(frame, columnOf(type, list));
  }
}

/** What a list is made of when its scalars are of one kind, so that Julia gets a Vector of that kind. */
function commonType(list: readonly Value[]): Column['type'] | 'missing' | undefined {
  let common: Column['type'] | 'missing' = 'missing';
  for (const item of list) {
    if (item === null) continue;
    const type = scalarType(item);
    if (type === undefined || (common !== 'missing' && type !== common)) return undefined;
    common = type;
  }
  return common;
}

function writeColumn(frame: Frame, column: Column): void {
  const isSmallInteger = column.type === 'integer' && column.data instanceof Int32Array;
  frame.byte(isSmallInteger ? columnTag.smallInteger : columnTag[column.type]);
  frame.count(columnLength(column));
  frame.byte(column.missing === undefined ? 0 : 1);
  if (column.missing !== undefined) frame.data(column.missing);
  if (column.type === 'category') throw new TypeError('Julia has no category.');
  if (!('offsets' in column)) {
    frame.data(column.data);
    return;
  }
  const start = column.offsets[0] ?? 0; // A slice of a longer column begins later in its bytes.
  const end = column.offsets[column.offsets.length - 1] ?? 0;
  frame.data(start === 0 ? column.offsets : column.offsets.map((offset) => offset - start));
  frame.data(column.bytes.subarray(start, end));
}

/** Julia maps each column by itself, and a mapping starts at a page. Apple's processors have the largest, 16 KB. */
const pageBytes = 16 * 1024;

type Frame = ReturnType<typeof createFrame>;

/** Bytes that grow, and beside them the buffers that are too large for a frame. */
function createFrame() {
  let bytes = Buffer.allocUnsafe(1024);
  let size = 0;
  let fileBytes = 0;
  const forFile: Uint8Array[] = [];

  function makeRoom(more: number): void {
    if (size + more <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, size + more));
    larger.set(bytes.subarray(0, size));
    bytes = larger;
  }

  function byte(value: number): void {
    makeRoom(1);
    bytes[size++] = value;
  }
  function count(value: number): void {
    makeRoom(4);
    size = bytes.writeUInt32LE(value, size);
  }
  function int32(value: number): void {
    makeRoom(4);
    size = bytes.writeInt32LE(value, size);
  }
  function int64(value: bigint): void {
    makeRoom(8);
    size = bytes.writeBigInt64LE(value, size);
  }
  function float(value: number): void {
    makeRoom(8);
    size = bytes.writeDoubleLE(value, size);
  }
  function raw(from: Uint8Array): void {
    makeRoom(from.length);
    bytes.set(from, size);
    size += from.length;
  }
  function text(value: string): void {
    makeRoom(4 + value.length * 3); // No character of UTF-16 takes more than three bytes of UTF-8.
    const written = bytes.write(value, size + 4, 'utf8');
    bytes.writeUInt32LE(written, size);
    size += 4 + written;
  }
  function data(elements: NodeJS.TypedArray): void {
    const view = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
    if (view.length < tableFileBytesMin) {
      byte(0);
      raw(view);
      return;
    }
    byte(1);
    const padding = -fileBytes & (pageBytes - 1);
    if (padding > 0) forFile.push(new Uint8Array(padding));
    int64(BigInt(fileBytes + padding));
    forFile.push(view);
    fileBytes += padding + view.length;
  }
  function end(files: TableFiles): Uint8Array {
    const path = Buffer.from(forFile.length === 0 ? '' : files.put(forFile));
    raw(path);
    count(path.length);
    return bytes.subarray(0, size);
  }
  return { byte, count, int32, int64, float, text, data, end };
}
