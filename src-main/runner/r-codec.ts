/*
 * R's side of the conversation, as bytes.
 *
 *   call    4-byte length of the head, the head (R's serialize format), then the large columns one after the other.
 *           R reads a column straight from the pipe into its own memory, which is faster than a file in shared memory
 *           (39 against 55 ms for 64 MB); only calls beyond what a frame can hold put their columns into a table file.
 *   answer  "o" or "e" and text (see r-stream.ts), or a list in R's serialize format: ready, plot, done or failed.
 *           Large vectors of a result wait in a table file, since R writes a file faster than a pipe.
 */
import { callFailureSchema, deathCauses } from '#shared/calls/call-failure.ts';
import type { CallFailure } from '#shared/calls/call-failure.ts';
import { logLevels } from '#shared/calls/log-level.ts';
import type { LogLevel } from '#shared/calls/log-level.ts';
import type { Progress } from '#shared/calls/progress.ts';

import { argumentToR } from './r-arguments.ts';
import { resultToValue } from './r-results.ts';
import { missingInteger, rNull } from './r-serialize.ts';
import type { RValue, RVector } from './r-serialize.ts';
import { readR } from './r-serialize-read.ts';
import { writeR } from './r-serialize-write.ts';
import { errorMark, outputMark } from './r-stream.ts';
import { tableFileBytesMin } from './worker-language.ts';
import type { TableFiles, WorkerAnswer, WorkerCall, WorkerCodec } from './worker-language.ts';

/** Half of what a frame may have, so that the head has room beside the columns. */
const frameColumnsBytesMax = 128 * 1024 * 1024;

export const rCodec: WorkerCodec = { encode: encodeCall, decode: decodeAnswer, encodeFree };

function encodeCall(call: WorkerCall, files: TableFiles): readonly Uint8Array[] {
  const columns: PlacedColumn[] = [];
  let columnsBytes = 0;
  const placeVector = (vector: RVector, path: readonly number[]): RValue => {
    if (
      (vector.type !== 'double' && vector.type !== 'integer' && vector.type !== 'logical') ||
      vector.data.byteLength < tableFileBytesMin
    ) {
      return vector;
    }
    columns.push({ type: vector.type, length: vector.data.length, path, bytes: bytesOf(vector.data) });
    columnsBytes += vector.data.byteLength;
    const empty =
      vector.type === 'double'
        ? { type: vector.type, data: new Float64Array(0) }
        : { type: vector.type, data: new Int32Array(0) };
    return vector.attributes === undefined ? empty : { ...empty, attributes: vector.attributes };
  };
  const args = call.args.map(([parameter, value], index) => argumentToR(value, parameter, placeVector, [index + 1]));
  const isInFile = columnsBytes > frameColumnsBytesMax;
  const path = isInFile ? files.put(columns.map(({ bytes }) => bytes)) : null;
  const head = writeR(
    list([
      character([call.checksum]),
      call.source === null ? rNull : { type: 'raw', data: Buffer.from(call.source, 'utf8') },
      character([call.fileName]),
      character([call.entry]),
      character([call.workingFolder]),
      character(call.args.map(([parameter]) => parameter)),
      list(args),
      columns.length === 0 ? rNull : columnPlan(columns, path),
      rNull,
      rNull,
    ]),
  );
  return withLength(head, isInFile ? [] : columns.map(({ bytes }) => bytes));
}

/** A list of one element, where a call has many: the ids of kept values. */
function encodeFree(handleIds: readonly string[]): readonly Uint8Array[] {
  return withLength(writeR(list([character(handleIds)])), []);
}

const lengthBytes = 4;

function withLength(head: Uint8Array, columns: readonly Uint8Array[]): readonly Uint8Array[] {
  const totalBytes = columns.reduce((sum, column) => sum + column.length, lengthBytes + head.length);
  // The frame's length must not start with a byte 0, by which the worker sees that no call waits; R ignores what follows the head.
  const padding = (totalBytes & 0xff) === 0 ? [Buffer.alloc(1)] : [];
  const headLength = Buffer.allocUnsafe(lengthBytes);
  headLength.writeUInt32LE(head.length + padding.length, 0);
  return [headLength, head, ...padding, ...columns];
}

type PlacedColumn = {
  readonly type: 'double' | 'integer' | 'logical';
  readonly length: number;
  readonly path: readonly number[];
  readonly bytes: Uint8Array;
};

function columnPlan(columns: readonly PlacedColumn[], path: string | null): RValue {
  return list([
    path === null ? rNull : character([path]),
    character(columns.map(({ type }) => type)),
    { type: 'double', data: Float64Array.from(columns, ({ length }) => length) },
    list(columns.map((column) => ({ type: 'integer', data: Int32Array.from(column.path) }))),
  ]);
}

function list(items: readonly RValue[]): RValue {
  return { type: 'list', items };
}

function character(values: readonly string[]): RValue {
  return { type: 'character', values };
}

function bytesOf(data: Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function decodeAnswer(body: Uint8Array, files: TableFiles): WorkerAnswer {
  const mark = body[0];
  if (mark === outputMark || mark === errorMark) {
    const text = Buffer.from(body.buffer, body.byteOffset + 1, body.byteLength - 1).toString('utf8');
    const isPrinted = mark === outputMark;
    return { kind: 'log', stream: isPrinted ? 'out' : 'err', level: isPrinted ? 'print' : 'message', text };
  }
  const items = itemsOf(readR(body));
  const kind = textOf(items[0]);
  switch (kind) {
    case 'ready':
      return { kind, version: textOf(items[1]) };
    case 'plot':
      return { kind, plot: { media: mediaOf(items[1]), bytes: bytesOfRaw(items[2]) } };
    case 'log':
      return { kind, stream: 'err', level: levelOf(items[1]), text: textOf(items[2]) };
    case 'progress':
      return { kind, progress: progressOf(items.slice(1)) };
    case 'note':
      return { kind, text: textOf(items[1]) };
    case 'artifact':
      return { kind, name: textOf(items[1]), path: textOf(items[2]) };
    case 'done': {
      const path = items[3] === undefined || items[3].type === 'null' ? undefined : textOf(items[3]);
      const value = resultToValue(items[2] ?? rNull, path === undefined ? undefined : files.take(path));
      return { kind, value, tookMs: numberOf(items[1]) };
    }
    case 'failed':
      return { kind, failure: failureOf(items.slice(2)), tookMs: numberOf(items[1]) };
    default:
      throw new RangeError(`R answered "${kind}", which is no answer.`);
  }
}

/** The fields of each failure come in the order in which the worker sends them (failures.R). */
function failureOf([kindItem, ...fields]: readonly RValue[]): CallFailure {
  const kind = textOf(kindItem);
  switch (kind) {
    case 'function-error':
      return {
        kind,
        message: textOf(fields[0]),
        errorClass: textOf(fields[1]),
        trace: textOf(fields[2]),
        frames: framesOf(fields.slice(3)),
        causes: itemsOf(fields[6] ?? rNull).map((cause) => {
          const [message, errorClass] = itemsOf(cause);
          return { message: textOf(message), errorClass: textOf(errorClass), frames: [] };
        }),
      };
    case 'memory-exhausted':
      return { kind, message: textOf(fields[0]), frames: framesOf(fields.slice(1)) };
    case 'handle-gone':
      return { kind, parameter: textOf(fields[0]), description: textOf(fields[1]) };
    case 'argument-refused':
      return { kind, parameter: textOf(fields[0]), reason: textOf(fields[1]) };
    case 'session-died':
      return {
        kind,
        exitCode: integersOf(fields[0])[0] ?? null,
        signal: textsOf(fields[1])[0] ?? null,
        cause: deathCauses.find((cause) => cause === textOf(fields[2])) ?? 'killed',
        lastOutput: '',
      };
    case 'syntax-error':
      return {
        kind,
        message: textOf(fields[0]),
        line: integersOf(fields[1])[0] ?? null,
        column: integersOf(fields[2])[0] ?? null,
      };
    case 'entry-missing':
      return { kind, entry: textOf(fields[0]), found: textsOf(fields[1]).map((name) => name ?? '') };
    case 'value-not-showable':
      return { kind, path: textOf(fields[0]), description: textOf(fields[1]) };
    default:
      return callFailureSchema.parse({ kind });
  }
}

function framesOf([names, lines, files]: readonly (RValue | undefined)[]): Extract<
  CallFailure,
  { kind: 'function-error' }
>['frames'] {
  const line = integersOf(lines);
  const file = textsOf(files);
  return textsOf(names).map((functionName, index) => ({
    functionName: functionName ?? '',
    line: line[index] ?? null,
    file: file[index] ?? null,
    isUserSource: typeof file[index] === 'string',
  }));
}

function levelOf(value: RValue | undefined): LogLevel {
  const said = textOf(value);
  return logLevels.find((level) => level === said) ?? 'message';
}

function progressOf([id, label, done, total, isFinished]: readonly (RValue | undefined)[]): Progress {
  const end = numberOf(total);
  return {
    id: textOf(id),
    label: textOf(label),
    done: numberOf(done),
    total: Number.isFinite(end) ? end : null,
    isFinished: isFinished?.type === 'logical' && isFinished.data[0] === 1,
  };
}

function itemsOf(value: RValue): readonly RValue[] {
  if (value.type !== 'list') throw new RangeError('R answered something other than a list.');
  return value.items;
}

function textsOf(value: RValue | undefined): readonly (string | null)[] {
  if (value?.type !== 'character') throw new RangeError('R answered something other than text.');
  return value.values;
}

function textOf(value: RValue | undefined): string {
  return textsOf(value)[0] ?? '';
}

function numberOf(value: RValue | undefined): number {
  if (value?.type !== 'double') throw new RangeError('R answered something other than a number.');
  return value.data[0] ?? 0;
}

function integersOf(value: RValue | undefined): readonly (number | null)[] {
  if (value?.type !== 'integer') throw new RangeError('R answered something other than integers.');
  return Array.from(value.data, (number) => (number === missingInteger ? null : number));
}

function mediaOf(value: RValue | undefined): 'image/svg+xml' | 'image/png' {
  return textOf(value) === 'image/png' ? 'image/png' : 'image/svg+xml';
}

function bytesOfRaw(value: RValue | undefined): Uint8Array {
  if (value?.type !== 'raw') throw new RangeError('R answered something other than bytes.');
  return value.data;
}
