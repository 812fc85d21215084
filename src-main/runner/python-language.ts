/*
 * How the core speaks with resources/workers/python: marshal over fd 3.
 *
 *   call       (checksum, source | None, file name, entry, folder, [(parameter, value)], whether a value holds a tuple)
 *   answers    ("ready", version)  ("o" | "e", text)  ("plot", media, bytes)  ("done", value, seconds)
 *              ("failed", {the failure's own fields}, seconds)
 *
 * What a tuple inside a value stands for, and what Python makes of each value, is at the top of triptych_worker/values.py.
 */
import { join } from 'node:path';

import { callFailureSchema } from '#shared/calls/call-failure.ts';
import { columnLength, isList } from '#shared/values/value.ts';
import type { Column, NamedColumn, TableValue, Value } from '#shared/values/value.ts';

import { ArgumentRefusal } from './argument-refusal.ts';
import { MarshalWriter, readMarshal } from './marshal.ts';
import type { Marshalled } from './marshal.ts';
import { blobToColumn, columnToBlob, columnTypeName } from './python-columns.ts';
import type { TableFiles, WorkerAnswer, WorkerCall, WorkerLanguage } from './worker-language.ts';
import { tableFileBytesMin } from './worker-language.ts';

export const pythonLanguage: WorkerLanguage = {
  language: 'python',
  codec: { encode, encodeFree: () => [], decode },
  planLaunch: ({ runtimePath, workersFolder, filesFolder }) => ({
    command: runtimePath,
    // UTF-8 whatever the locale says. Not -I: packages in the user's own site folder are theirs to use.
    args: ['-X', 'utf8', join(workersFolder, 'python', 'worker.py'), filesFolder],
    // A window of matplotlib's would wait for someone to close it.
    env: { MPLBACKEND: 'Agg' },
    channel: { kind: 'duplex' },
  }),
  canFork: () => false,
  // Windows has no interrupt for a single process.
  isInterruptible: process.platform !== 'win32',
};

function encode(call: WorkerCall, files: TableFiles): readonly Uint8Array[] {
  const writer = new MarshalWriter();
  writer.tuple(7);
  writer.text(call.checksum);
  if (call.source === null) writer.none();
  else writer.text(call.source);
  writer.text(call.fileName);
  writer.text(call.entry);
  writer.text(call.workingFolder);
  writer.list(call.args.length);
  for (const [parameter, value] of call.args) {
    writer.tuple(2);
    writer.text(parameter);
    writeValue(writer, value, parameter, files);
  }
  writer.boolean(call.args.some(([, value]) => value !== null && typeof value === 'object'));
  return [writer.finish()];
}

function writeValue(writer: MarshalWriter, value: Value, parameter: string, files: TableFiles): void {
  if (value === null) writer.none();
  else if (typeof value === 'string') writer.text(value);
  else if (typeof value === 'bigint') writer.integer(value);
  else if (typeof value === 'number') writer.float(value);
  else if (typeof value === 'boolean') writer.boolean(value);
  else if (isList(value)) {
    writer.list(value.length);
    for (const item of value) writeValue(writer, item, parameter, files);
  } else writeTagged(writer, value, parameter, files);
}

function writeTagged(
  writer: MarshalWriter,
  value: Extract<Value, { readonly kind: string }>,
  parameter: string,
  files: TableFiles,
): void {
  switch (value.kind) {
    case 'date':
      writer.tuple(2);
      writer.text('d');
      writer.integer(BigInt(value.days));
      return;
    case 'instant':
      writer.tuple(2);
      writer.text('t');
      writer.integer(value.micros);
      return;
    case 'vector':
      writer.tuple(5);
      writer.text('v');
      writeColumn(writer, value.column, files);
      return;
    case 'map':
      refuseNamesTwice(value.entries, parameter, 'A Python dict');
      writer.dict();
      for (const [name, inner] of value.entries) {
        writer.text(name);
        writeValue(writer, inner, parameter, files);
      }
      writer.endDict();
      return;
    case 'table':
      writeTable(writer, value, parameter, files);
      return;
    default:
      throw new ArgumentRefusal(parameter, `Python takes no ${value.kind}`);
  }
}

function writeTable(writer: MarshalWriter, table: TableValue, parameter: string, files: TableFiles): void {
  refuseNamesTwice(
    table.columns.map(({ name }) => [name]),
    parameter,
    'A table in Python',
  );
  writer.tuple(3);
  writer.text('T');
  writer.integer(BigInt(table.rowCount));
  writer.list(table.columns.length);
  for (const { name, column } of table.columns) {
    writer.tuple(6);
    writer.text('c');
    writeColumn(writer, column, files);
    writer.text(name);
  }
}

/** Type, row count, whether something is missing, and the blob: four items of the tuple around it. */
function writeColumn(writer: MarshalWriter, column: Column, files: TableFiles): void {
  const blob = columnToBlob(column);
  writer.text(columnTypeName(column));
  writer.integer(BigInt(columnLength(column)));
  writer.boolean(column.missing !== undefined);
  const blobBytes = blob.reduce((sum, piece) => sum + piece.byteLength, 0);
  if (blobBytes < tableFileBytesMin) writer.bytes(blob);
  else writer.text(files.put(blob));
}

function refuseNamesTwice(
  entries: readonly (readonly [string, ...unknown[]])[],
  parameter: string,
  holder: string,
): void {
  const seen = new Set<string>();
  for (const [name] of entries) {
    if (seen.has(name)) throw new ArgumentRefusal(parameter, `${holder} cannot hold the name "${name}" twice.`);
    seen.add(name);
  }
}

/** What a tuple in an answer becomes: a value, a column, or the answer itself. */
type Resolved = Value | NamedColumn | { readonly kind: 'answer'; readonly answer: WorkerAnswer };

function decode(body: Uint8Array, files: TableFiles): WorkerAnswer {
  const message = readMarshal<Resolved>(body, (items) => resolveTuple(items, files));
  if (message !== null && typeof message === 'object' && 'kind' in message && message.kind === 'answer') {
    return message.answer;
  }
  throw new TypeError('The worker sent something that is not an answer.');
}

function resolveTuple(items: readonly Marshalled<Resolved>[], files: TableFiles): Resolved {
  switch (items[0]) {
    case 'd':
      return { kind: 'date', days: Number(integerAt(items, 1)) };
    case 't':
      return { kind: 'instant', micros: integerAt(items, 1) };
    case 'm':
      return { kind: 'map', entries: listAt(items, 1).map(pairOf) };
    case 'T':
      return { kind: 'table', rowCount: Number(integerAt(items, 1)), columns: listAt(items, 2).map(namedColumnOf) };
    case 'v':
      return { kind: 'vector', column: columnFrom(items, files) };
    case 'c':
      return { name: textAt(items, 5), column: columnFrom(items, files) };
    default:
      return { kind: 'answer', answer: answerOf(items) };
  }
}

function answerOf(items: readonly Marshalled<Resolved>[]): WorkerAnswer {
  const kind = items[0];
  switch (kind) {
    case 'ready':
      return { kind, version: textAt(items, 1) };
    case 'o':
      return { kind: 'log', stream: 'out', level: 'print', text: textAt(items, 1) };
    case 'e':
      return { kind: 'log', stream: 'err', level: 'message', text: textAt(items, 1) };
    case 'plot': {
      const [, media, bytes] = items;
      if (media !== 'image/svg+xml' || !(bytes instanceof Uint8Array)) throw new TypeError('A plot that is not one.');
      return { kind, plot: { media, bytes: Uint8Array.from(bytes) } };
    }
    case 'done':
      return { kind, value: valueOf(items[1]), tookMs: secondsAt(items, 2) * 1000 };
    case 'failed':
      return { kind, failure: callFailureSchema.parse(plainOf(items[1])), tookMs: secondsAt(items, 2) * 1000 };
    default:
      throw new TypeError('The worker sent an answer of an unknown kind.');
  }
}

function columnFrom(items: readonly Marshalled<Resolved>[], files: TableFiles): Column {
  const [, type, rowCount, hasMissing, blob] = items;
  const bytes = typeof blob === 'string' ? files.take(blob) : blob;
  if (typeof type !== 'string' || typeof rowCount !== 'bigint' || !(bytes instanceof Uint8Array)) {
    throw new TypeError('The worker sent a column that is not one.');
  }
  return blobToColumn(type, Number(rowCount), hasMissing === true, bytes);
}

/** The worker sends nothing else in a value's place; bytes and columns would be its own mistake. */
function valueOf(item: Marshalled<Resolved> | undefined): Value {
  if (
    item === undefined ||
    item instanceof Uint8Array ||
    (item !== null && typeof item === 'object' && 'name' in item)
  ) {
    throw new TypeError('The worker sent something that is not a value.');
  }
  return item as Value; // Lists and maps hold what this function accepts; checking each element would double the time.
}

function namedColumnOf(item: Marshalled<Resolved>): NamedColumn {
  if (item !== null && typeof item === 'object' && 'column' in item && 'name' in item) return item;
  throw new TypeError('The worker sent a table with something that is not a column.');
}

function pairOf(item: Marshalled<Resolved>): readonly [string, Value] {
  const [name, value] = Array.isArray(item) ? (item as readonly Marshalled<Resolved>[]) : [];
  if (typeof name !== 'string') throw new TypeError('The worker sent a map with something that is not a name.');
  return [name, valueOf(value)];
}

/** A failure's fields as the schema reads them. */
function plainOf(item: Marshalled<Resolved> | undefined): unknown {
  if (typeof item === 'bigint') return Number(item);
  if (Array.isArray(item)) return (item as readonly Marshalled<Resolved>[]).map(plainOf);
  if (item !== null && typeof item === 'object' && 'kind' in item && item.kind === 'map') {
    return Object.fromEntries(item.entries.map(([name, inner]) => [name, plainOf(inner)]));
  }
  return item;
}

function integerAt(items: readonly Marshalled<Resolved>[], index: number): bigint {
  const item = items[index];
  if (typeof item !== 'bigint')
    throw new TypeError(`The worker sent something else than an integer at ${String(index)}.`);
  return item;
}

function textAt(items: readonly Marshalled<Resolved>[], index: number): string {
  const item = items[index];
  if (typeof item !== 'string') throw new TypeError(`The worker sent something else than a text at ${String(index)}.`);
  return item;
}

function secondsAt(items: readonly Marshalled<Resolved>[], index: number): number {
  const item = items[index];
  if (typeof item !== 'number')
    throw new TypeError(`The worker sent something else than a duration at ${String(index)}.`);
  return item;
}

function listAt(items: readonly Marshalled<Resolved>[], index: number): readonly Marshalled<Resolved>[] {
  const item = items[index];
  if (!Array.isArray(item)) throw new TypeError(`The worker sent something else than a list at ${String(index)}.`);
  return item as readonly Marshalled<Resolved>[];
}
