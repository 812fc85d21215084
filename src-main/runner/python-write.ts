/*
 * Arguments for resources/workers/python. Null, booleans, integers, floats, texts, bytes, complex numbers, lists and maps
 * stand for themselves in marshal; a tuple stands for the rest:
 *
 *   ("d", days)  ("t", microseconds, zone | None)  ("p", microseconds of a duration)  ("x", a decimal's text)  ("?",) missing
 *   ("v", COLUMN)  ("a", [size, …], "C" | "F", COLUMN)  ("T", row count, [named column, …], [index column, …])
 *   ("h", id, description) a kept value
 *
 * COLUMN is: type, row count, whether something is missing, blob, extra (a zone, or levels and whether they are ordered). A
 * named column is ("c", COLUMN, name). A large blob is the path of a table file.
 */
import { columnLength, isList } from '#shared/values/value.ts';
import type { Column, NamedColumn, Value } from '#shared/values/value.ts';

import { ArgumentRefusal } from './argument-refusal.ts';
import type { MarshalWriter } from './marshal.ts';
import { columnToBlob, columnTypeName } from './python-columns.ts';
import type { TableFiles } from './worker-language.ts';
import { tableFileBytesMin } from './worker-language.ts';

type Place = { readonly writer: MarshalWriter; readonly parameter: string; readonly files: TableFiles };

/** Throws an ArgumentRefusal for what Python cannot hold. */
export function writeValue(place: Place, value: Value): void {
  const { writer } = place;
  if (value === null) writer.none();
  else if (typeof value === 'string') writeText(place, value);
  else if (typeof value === 'bigint') writer.integer(value);
  else if (typeof value === 'number') writer.float(value);
  else if (typeof value === 'boolean') writer.boolean(value);
  else if (isList(value)) {
    writer.list(value.length);
    for (const item of value) writeValue(place, item);
  } else writeKind(place, value);
}

type Tagged = Extract<Value, { readonly kind: string }>;

function writeKind(place: Place, value: Tagged): void {
  switch (value.kind) {
    case 'complex':
      place.writer.complex(value.re, value.im);
      return;
    case 'bytes':
      place.writer.bytes([value.bytes]);
      return;
    case 'map':
      writeMap(place, value.entries);
      return;
    case 'vector':
    case 'array':
    case 'table':
      writeColumnar(place, value);
      return;
    default:
      writeTagged(place, value);
  }
}

/** What marshal has no kind for: a tuple that says what it is. */
function writeTagged(
  { writer, parameter }: Place,
  value: Exclude<Tagged, { kind: 'complex' | 'bytes' | 'map' | 'vector' | 'array' | 'table' }>,
): void {
  switch (value.kind) {
    case 'missing':
      writeTag(writer, '?', 0);
      return;
    case 'decimal':
      writeTag(writer, 'x', 1);
      writer.text(value.text);
      return;
    case 'date':
      writeTag(writer, 'd', 1);
      writer.integer(BigInt(value.days));
      return;
    case 'instant':
      writeTag(writer, 't', 2);
      writer.integer(value.micros);
      writeOptional(writer, value.zone);
      return;
    case 'duration':
      writeTag(writer, 'p', 1);
      writer.integer(value.micros);
      return;
    case 'handle':
      if (value.language !== 'python')
        throw new ArgumentRefusal(
          parameter,
          `It is kept in a session of another language (${value.language}), and only functions of that one can use it.`,
        );
      writeTag(writer, 'h', 2);
      writer.text(value.id);
      writer.text(value.description);
      return;
  }
}

function writeColumnar(place: Place, value: Extract<Tagged, { kind: 'vector' | 'array' | 'table' }>): void {
  const { writer } = place;
  switch (value.kind) {
    case 'vector':
      writeTag(writer, 'v', 5);
      writeColumn(place, value.column);
      return;
    case 'array':
      writeTag(writer, 'a', 7);
      writer.list(value.shape.length);
      for (const size of value.shape) writer.integer(BigInt(size));
      writer.text(value.order === 'row' ? 'C' : 'F');
      writeColumn(place, value.column);
      return;
    case 'table':
      writeTag(writer, 'T', 3);
      writer.integer(BigInt(value.rowCount));
      writeColumns(place, value.columns);
      writeColumns(place, value.index ?? []);
      return;
  }
}

function writeMap(place: Place, entries: readonly (readonly [string, Value])[]): void {
  const seen = new Set<string>();
  place.writer.dict();
  for (const [name, inner] of entries) {
    if (seen.has(name))
      throw new ArgumentRefusal(place.parameter, `A Python dict cannot hold the name "${name}" twice.`);
    seen.add(name);
    writeText(place, name);
    writeValue(place, inner);
  }
  place.writer.endDict();
}

function writeColumns(place: Place, columns: readonly NamedColumn[]): void {
  place.writer.list(columns.length);
  for (const { name, column } of columns) {
    writeTag(place.writer, 'c', 6);
    writeColumn(place, column);
    writeText(place, name);
  }
}

/** Type, row count, whether something is missing, the blob and what it does not say: five items of the tuple around it. */
function writeColumn(place: Place, column: Column): void {
  const { writer, files } = place;
  if (column.type === 'text' && column.bytes.includes(0)) throw nulRefusal(place.parameter);
  const blob = columnToBlob(column);
  writer.text(columnTypeName(column));
  writer.integer(BigInt(columnLength(column)));
  writer.boolean(column.missing !== undefined);
  const blobBytes = blob.reduce((sum, piece) => sum + piece.byteLength, 0);
  if (blobBytes < tableFileBytesMin) writer.bytes(blob);
  else writer.text(files.put(blob));
  if (column.type === 'category') {
    writer.list(2);
    writer.list(column.levels.length);
    for (const level of column.levels) writeText(place, level);
    writer.boolean(column.isOrdered);
  } else writeOptional(writer, column.type === 'instant' ? column.zone : undefined);
}

/** A tuple that says what it is; `count` items follow. */
function writeTag(writer: MarshalWriter, tag: string, count: number): void {
  writer.tuple(count + 1);
  writer.text(tag);
}

function writeText({ writer, parameter }: Place, text: string): void {
  if (text.includes('\0')) throw nulRefusal(parameter);
  if (!text.isWellFormed())
    throw new ArgumentRefusal(parameter, 'It has half of a character (a lone surrogate), which no text can hold.');
  writer.text(text);
}

function writeOptional(writer: MarshalWriter, text: string | undefined): void {
  if (text === undefined) writer.none();
  else writer.text(text);
}

function nulRefusal(parameter: string): ArgumentRefusal {
  return new ArgumentRefusal(parameter, 'It has the character NUL, which not every language can hold in a text.');
}
