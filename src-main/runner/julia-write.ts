import { cellOf, columnLength, isList, isMissing } from '#shared/values/value.ts';
import type { ArrayValue, Column, ColumnType, NamedColumn, TableValue, Value } from '#shared/values/value.ts';
import { columnOf, scalarType } from '#shared/values/column-of.ts';

import { ArgumentRefusal } from './argument-refusal.ts';
import { decimalToFloat, decimalsToFloats } from './julia-decimals.ts';
import { createJuliaFrame } from './julia-frame.ts';
import type { JuliaFrame } from './julia-frame.ts';
import { columnTag, freeMark, valueTag, wakeMark } from './julia-tags.ts';
import type { TableFiles, WorkerCall } from './worker-language.ts';

/** A call in the layout of julia-codec.ts. Throws an ArgumentRefusal where Julia has each name once. */
export function writeJuliaCall(call: WorkerCall, files: TableFiles): readonly Uint8Array[] {
  const frame = createJuliaFrame();
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

/** The frame that lets go of kept values. */
export function writeJuliaFree(handleIds: readonly string[]): readonly Uint8Array[] {
  const frame = createJuliaFrame();
  frame.count(freeMark);
  frame.count(handleIds.length);
  for (const id of handleIds) frame.text(id);
  return [frame.bytes()];
}

export function writeJuliaWake(foreseen: WorkerCall | undefined, files: TableFiles): readonly Uint8Array[] {
  const frame = createJuliaFrame();
  frame.count(wakeMark);
  return foreseen === undefined ? [frame.bytes()] : [frame.bytes(), ...writeJuliaCall(foreseen, files)];
}

function writeValue(frame: JuliaFrame, value: Value, parameter: string): void {
  if (value === null) frame.byte(valueTag.null);
  else if (typeof value === 'boolean') frame.byte(value ? valueTag.true : valueTag.false);
  else if (typeof value === 'bigint') writeInteger(frame, value);
  else if (typeof value === 'number') {
    frame.byte(valueTag.float);
    frame.float(value);
  } else if (typeof value === 'string') {
    refuseText(value, parameter);
    frame.byte(valueTag.text);
    frame.text(value);
  } else if (isList(value)) writeList(frame, value, parameter);
  else writeKind(frame, value, parameter);
}

function writeKind(frame: JuliaFrame, value: Extract<Value, { readonly kind: string }>, parameter: string): void {
  switch (value.kind) {
    case 'date':
      frame.byte(valueTag.date);
      frame.int32(value.days);
      return;
    case 'instant':
      frame.byte(value.zone === undefined ? valueTag.instant : valueTag.zonedInstant);
      frame.int64(value.micros);
      if (value.zone !== undefined) frame.text(value.zone);
      return;
    case 'missing':
      frame.byte(valueTag.missing);
      return;
    case 'decimal':
      frame.byte(valueTag.float);
      frame.float(decimalToFloat(value.text, parameter));
      return;
    case 'complex':
      frame.byte(valueTag.complex);
      frame.float(value.re);
      frame.float(value.im);
      return;
    case 'bytes':
      frame.byte(valueTag.bytes);
      frame.count(value.bytes.length);
      frame.data(value.bytes);
      return;
    case 'duration':
      frame.byte(valueTag.duration);
      frame.int64(value.micros);
      return;
    case 'vector':
      frame.byte(valueTag.vector);
      writeColumn(frame, value.column, parameter);
      return;
    case 'array':
      writeArray(frame, value, parameter);
      return;
    case 'handle':
      if (value.language !== 'julia')
        throw new ArgumentRefusal(parameter, `It was kept in another language, ${value.language}, and stays there.`);
      frame.byte(valueTag.handle);
      frame.text(value.id);
      frame.text(value.description);
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
        refuseText(name, parameter);
        frame.text(name);
        writeValue(frame, inner, parameter);
      }
      return;
    case 'table':
      writeTable(frame, value, parameter);
      return;
  }
}

// A named tuple is a type of its own to Julia's compiler, whose time grows faster than the columns: 2000 take 15 s (1.5, 2 cores, 2026-11).
const columnsMax = 2000;

function writeTable(frame: JuliaFrame, table: TableValue, parameter: string): void {
  const columns = [...labelColumns(table.index ?? []), ...table.columns];
  refuseTwice(
    columns.map(({ name }) => name),
    parameter,
    'The table has the column',
  );
  if (columns.length > columnsMax) {
    const count = String(columns.length);
    throw new ArgumentRefusal(
      parameter,
      `The table has ${count} columns, and Julia can take at most ${String(columnsMax)} as a named tuple. Give it fewer columns, or one row for each of them`,
    );
  }
  frame.byte(valueTag.table);
  frame.count(columns.length);
  for (const { name, column } of columns) {
    refuseText(name, parameter);
    frame.text(name);
    writeColumn(frame, column, parameter);
  }
}

/** A named tuple has no row labels: they are its first columns, under a name where they have none. */
function labelColumns(index: readonly NamedColumn[]): readonly NamedColumn[] {
  return index.map(({ name, column }, level) => ({
    name: name === '' ? (index.length === 1 ? 'index' : `level_${String(level)}`) : name,
    column,
  }));
}

/** Names of dimensions have no place in an Array, and are left out. */
function writeArray(frame: JuliaFrame, array: ArrayValue, parameter: string): void {
  frame.byte(valueTag.array);
  frame.count(array.shape.length);
  for (const size of array.shape) frame.count(size);
  writeColumn(frame, array.order === 'column' ? array.column : inColumnOrder(array), parameter);
}

/** The first index runs fastest in Julia. */
function inColumnOrder({ shape, column }: ArrayValue): Column {
  const steps = shape.map((_, dimension) => shape.slice(dimension + 1).reduce((product, size) => product * size, 1));
  const places = Int32Array.from({ length: columnLength(column) }, (_, index) => {
    let rest = index;
    return shape.reduce((place, size, dimension) => {
      const at = rest % size;
      rest = (rest - at) / size;
      return place + at * (steps[dimension] ?? 0);
    }, 0);
  });
  return pickRows(column, places);
}

function pickRows(column: Column, places: Int32Array): Column {
  const missing =
    column.missing === undefined ? {} : { missing: Uint8Array.from(places, (row) => column.missing?.[row] ?? 0) };
  switch (column.type) {
    case 'float':
      return { ...column, ...missing, data: Float64Array.from(places, (row) => column.data[row] ?? 0) };
    case 'boolean':
      return { ...column, ...missing, data: Uint8Array.from(places, (row) => column.data[row] ?? 0) };
    case 'date':
      return { ...column, ...missing, data: Int32Array.from(places, (row) => column.data[row] ?? 0) };
    case 'category':
      return { ...column, ...missing, codes: Int32Array.from(places, (row) => column.codes[row] ?? 0) };
    case 'integer':
    case 'instant':
    case 'duration':
      return { ...column, ...missing, data: BigInt64Array.from(places, (row) => BigInt(column.data[row] ?? 0)) };
    default:
      return columnOf(
        column.type,
        Array.from(places, (row) => cellOf(column, row)),
      );
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

function writeInteger(frame: JuliaFrame, value: bigint): void {
  if (isInt64(value)) {
    frame.byte(valueTag.integer);
    frame.int64(value);
  } else {
    frame.byte(valueTag.largeInteger);
    frame.text(value.toString());
  }
}

function writeList(frame: JuliaFrame, list: readonly Value[], parameter: string): void {
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
    writeColumn(frame, columnOf(type, list), parameter);
  }
}

/** What a list is made of when its scalars are of one kind, so that Julia gets a Vector of that kind. */
function commonType(list: readonly Value[]): ColumnType | 'missing' | undefined {
  let common: ColumnType | 'missing' = 'missing';
  for (const item of list) {
    if (item === null || isMissing(item)) continue;
    const type = scalarType(item);
    if (type === undefined || (common !== 'missing' && type !== common)) return undefined;
    common = type;
  }
  return common;
}

function writeColumn(frame: JuliaFrame, column: Column, parameter: string): void {
  if (column.type === 'decimal') {
    writeColumn(frame, decimalsToFloats(column, parameter), parameter);
    return;
  }
  frame.byte(tagOf(column));
  frame.count(columnLength(column));
  frame.byte(column.missing === undefined ? 0 : 1);
  if (column.missing !== undefined) frame.data(column.missing);
  if (column.type === 'category') {
    frame.count(column.levels.length);
    for (const level of column.levels) {
      refuseText(level, parameter);
      frame.text(level);
    }
    frame.byte(column.isOrdered ? 1 : 0);
    frame.data(column.codes);
  } else if ('offsets' in column) {
    const start = column.offsets[0] ?? 0; // A slice of a longer column begins later in its bytes.
    const end = column.offsets[column.offsets.length - 1] ?? 0;
    const bytes = column.bytes.subarray(start, end);
    if (column.type === 'text' && bytes.includes(0)) throw refusalOfNul(parameter);
    frame.data(start === 0 ? column.offsets : column.offsets.map((offset) => offset - start));
    frame.data(bytes);
  } else {
    if (column.type === 'instant' && column.zone !== undefined) frame.text(column.zone);
    frame.data(column.data);
  }
}

function tagOf(column: Exclude<Column, { readonly type: 'decimal' }>): number {
  if (column.type === 'integer' && column.data instanceof Int32Array) return columnTag.smallInteger;
  if (column.type === 'instant' && column.zone !== undefined) return columnTag.zonedInstant;
  return columnTag[column.type];
}

function refuseText(text: string, parameter: string): void {
  if (text.includes('\0')) throw refusalOfNul(parameter);
  if (!text.isWellFormed())
    throw new ArgumentRefusal(parameter, 'It has half of a surrogate pair, which is no character of Unicode.');
}

function refusalOfNul(parameter: string): ArgumentRefusal {
  return new ArgumentRefusal(parameter, 'It has the character NUL, which not every language can hold in a text.');
}
