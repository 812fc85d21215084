/*
 * What resources/workers/python answers. Plain things stand for themselves; a tuple stands for a value that marshal cannot
 * say, for a column, or for the answer itself:
 *
 *   ("d", days)  ("t", microseconds, zone | None)  ("p", microseconds)  ("x", text)  ("z", re, im)  ("b", bytes)  ("?",)
 *   ("m", [[name, value], …]) a map with a name twice  ("v", COLUMN)  ("a", [size, …], "C" | "F", COLUMN)
 *   ("c", COLUMN, name)  ("T", row count, columns, index columns)  ("h", id, description)
 *
 *   ("ready", version)  ("o" | "e", text)  ("l", level, text) on fd 2  ("plot", media, bytes)
 *   ("progress", id, label, done, total | None, whether finished)  ("note", text)  ("artifact", name, path)
 *   ("done", value, seconds)  ("failed", {the failure's own fields}, seconds)
 *
 * COLUMN is as in python-write.ts.
 */
import { callFailureSchema } from '#shared/calls/call-failure.ts';
import { logLevels } from '#shared/calls/log-level.ts';
import type { ArrayValue, Column, NamedColumn, TableValue, Value } from '#shared/values/value.ts';

import { readMarshal } from './marshal.ts';
import type { Marshalled } from './marshal.ts';
import { blobToColumn } from './python-columns.ts';
import type { ColumnExtra } from './python-columns.ts';
import type { TableFiles, WorkerAnswer } from './worker-language.ts';

/** What a tuple in an answer becomes: a value, a column, or the answer itself. */
type Resolved = Value | NamedColumn | { readonly kind: 'answer'; readonly answer: WorkerAnswer };
type Item = Marshalled<Resolved>;
type Items = readonly Item[];

/** Throws on rubbish. */
export function readAnswer(body: Uint8Array, files: TableFiles): WorkerAnswer {
  const message = readMarshal<Resolved>(body, (items) => resolveTuple(items, files));
  if (message !== null && typeof message === 'object' && 'kind' in message && message.kind === 'answer') {
    return message.answer;
  }
  throw new TypeError('The worker sent something that is not an answer.');
}

function resolveTuple(items: Items, files: TableFiles): Resolved {
  switch (items[0]) {
    case 'd':
      return { kind: 'date', days: Number(integerAt(items, 1)) };
    case 't': {
      const zone = items[2] ?? null;
      return { kind: 'instant', micros: integerAt(items, 1), ...(zone === null ? {} : { zone: textAt(items, 2) }) };
    }
    case 'p':
      return { kind: 'duration', micros: integerAt(items, 1) };
    case 'x':
      return { kind: 'decimal', text: textAt(items, 1) };
    case 'z':
      return { kind: 'complex', re: floatAt(items, 1), im: floatAt(items, 2) };
    case 'b':
      return { kind: 'bytes', bytes: Uint8Array.from(bytesAt(items, 1)) };
    case '?':
      return { kind: 'missing' };
    case 'h':
      return { kind: 'handle', id: textAt(items, 1), language: 'python', description: textAt(items, 2) };
    case 'm':
      return { kind: 'map', entries: listAt(items, 1).map(pairOf) };
    case 'T':
      return tableFrom(items);
    case 'v':
      return { kind: 'vector', column: columnFrom(items, 1, files) };
    case 'a':
      return arrayFrom(items, files);
    case 'c':
      return { name: textAt(items, 6), column: columnFrom(items, 1, files) };
    default:
      return { kind: 'answer', answer: answerOf(items) };
  }
}

function answerOf(items: Items): WorkerAnswer {
  const kind = items[0];
  switch (kind) {
    case 'ready':
      return { kind, version: textAt(items, 1) };
    case 'o':
      return { kind: 'log', stream: 'out', level: 'print', text: textAt(items, 1) };
    case 'e':
      return { kind: 'log', stream: 'err', level: 'message', text: textAt(items, 1) };
    case 'l': {
      const level = logLevels.find((known) => known === items[1]);
      if (level === undefined) throw new TypeError('The worker sent text of an unknown level.');
      return { kind: 'log', stream: 'err', level, text: textAt(items, 2) };
    }
    case 'plot': {
      if (items[1] !== 'image/svg+xml') throw new TypeError('The worker sent a plot of an unknown kind.');
      return { kind, plot: { media: items[1], bytes: Uint8Array.from(bytesAt(items, 2)) } };
    }
    case 'progress':
      return {
        kind,
        progress: {
          id: textAt(items, 1),
          label: textAt(items, 2),
          done: floatAt(items, 3),
          total: items[4] === null ? null : floatAt(items, 4),
          isFinished: items[5] === true,
        },
      };
    case 'note':
      return { kind, text: textAt(items, 1) };
    case 'artifact':
      return { kind, name: textAt(items, 1), path: textAt(items, 2) };
    case 'done':
      return { kind, value: valueOf(items[1]), tookMs: floatAt(items, 2) * 1000 };
    case 'failed':
      return { kind, failure: callFailureSchema.parse(plainOf(items[1])), tookMs: floatAt(items, 2) * 1000 };
    default:
      throw new TypeError('The worker sent an answer of an unknown kind.');
  }
}

function tableFrom(items: Items): TableValue {
  const index = listAt(items, 3).map(namedColumnOf);
  return {
    kind: 'table',
    rowCount: Number(integerAt(items, 1)),
    columns: listAt(items, 2).map(namedColumnOf),
    ...(index.length === 0 ? {} : { index }),
  };
}

function arrayFrom(items: Items, files: TableFiles): ArrayValue {
  return {
    kind: 'array',
    shape: listAt(items, 1).map(Number),
    order: textAt(items, 2) === 'F' ? 'column' : 'row',
    column: columnFrom(items, 3, files),
  };
}

/** Five items from `at` on. */
function columnFrom(items: Items, at: number, files: TableFiles): Column {
  const blob = items[at + 3];
  // Copied out of the message, which must not stay alive for one column.
  const bytes = typeof blob === 'string' ? files.take(blob) : Uint8Array.from(bytesAt(items, at + 3));
  return blobToColumn({
    type: textAt(items, at),
    rowCount: Number(integerAt(items, at + 1)),
    hasMissing: items[at + 2] === true,
    blob: bytes,
    extra: extraOf(items[at + 4]),
  });
}

function extraOf(item: Item | undefined): ColumnExtra {
  if (item === null || item === undefined) return null;
  if (typeof item === 'string') return { zone: item };
  const [levels, isOrdered] = Array.isArray(item) ? (item as Items) : [];
  if (!Array.isArray(levels)) throw new TypeError('The worker sent levels that are none.');
  return { levels: (levels as Items).map((_, place) => textAt(levels as Items, place)), isOrdered: isOrdered === true };
}

/** The worker sends nothing else in a value's place; bytes and columns would be its own mistake. */
function valueOf(item: Item | undefined): Value {
  if (
    item === undefined ||
    item instanceof Uint8Array ||
    (item !== null && typeof item === 'object' && 'name' in item)
  ) {
    throw new TypeError('The worker sent something that is not a value.');
  }
  return item as Value; // Lists and maps hold what this function accepts; checking each element would double the time.
}

function namedColumnOf(item: Item): NamedColumn {
  if (item !== null && typeof item === 'object' && 'column' in item && 'name' in item) return item;
  throw new TypeError('The worker sent a table with something that is not a column.');
}

function pairOf(item: Item): readonly [string, Value] {
  const [name, value] = Array.isArray(item) ? (item as Items) : [];
  if (typeof name !== 'string') throw new TypeError('The worker sent a map with something that is not a name.');
  return [name, valueOf(value)];
}

/** A failure's fields as the schema reads them. */
function plainOf(item: Item | undefined): unknown {
  if (typeof item === 'bigint') return Number(item);
  if (Array.isArray(item)) return (item as Items).map(plainOf);
  if (item !== null && typeof item === 'object' && 'kind' in item && item.kind === 'map') {
    return Object.fromEntries(item.entries.map(([name, inner]) => [name, plainOf(inner)]));
  }
  return item;
}

function integerAt(items: Items, index: number): bigint {
  const item = items[index];
  if (typeof item !== 'bigint') throw unexpected('an integer', index);
  return item;
}

/** A float, or an integer that is meant as one. */
function floatAt(items: Items, index: number): number {
  const item = items[index];
  if (typeof item === 'bigint') return Number(item);
  if (typeof item !== 'number') throw unexpected('a number', index);
  return item;
}

function textAt(items: Items, index: number): string {
  const item = items[index];
  if (typeof item !== 'string') throw unexpected('a text', index);
  return item;
}

function bytesAt(items: Items, index: number): Uint8Array {
  const item = items[index];
  if (!(item instanceof Uint8Array)) throw unexpected('bytes', index);
  return item;
}

function listAt(items: Items, index: number): Items {
  const item = items[index];
  if (!Array.isArray(item)) throw unexpected('a list', index);
  return item as Items;
}

function unexpected(wanted: string, index: number): TypeError {
  return new TypeError(`The worker sent something else than ${wanted} at ${String(index)}.`);
}
