/*
 * R's side of the conversation, as bytes.
 *
 *   call    4-byte length of the head, the head (R's serialize format), then the columns that are not small, one after the
 *           other: behind the head, or from 1 MB on in a table file, which both sides write and read in reused memory
 *           (9 and 15 to 28 ms for 64 MB; the pipe took 60).
 *   answer  "o" or "e" and text (see r-stream.ts), or a list in R's serialize format: ready, plot, done or failed.
 *           Large vectors of a result wait in a table file, since R writes a file faster than a pipe.
 */
import { callFailureSchema, deathCauses } from '#shared/calls/call-failure.ts';
import type { CallFailure } from '#shared/calls/call-failure.ts';
import type { HandleValue } from '#shared/values/value.ts';
import { logLevels } from '#shared/calls/log-level.ts';
import type { LogLevel } from '#shared/calls/log-level.ts';
import type { Progress } from '#shared/calls/progress.ts';

import { argumentToR } from './r-arguments.ts';
import type { ArgumentDesk } from './r-arguments.ts';
import { resultToValue } from './r-results.ts';
import { missingInteger, rNull } from './r-serialize.ts';
import type { RValue, RVector } from './r-serialize.ts';
import { readR } from './r-serialize-read.ts';
import { writeR } from './r-serialize-write.ts';
import { errorMark, outputMark } from './r-stream.ts';
import { tableFileBytesMin } from './worker-language.ts';
import type { TableFiles, WorkerAnswer, WorkerCall, WorkerCodec } from './worker-language.ts';

/** From here on R takes a column faster by itself than out of the head. */
const columnBytesMin = 1 << 16;

export const rCodec: WorkerCodec = { encode: encodeCall, decode: decodeAnswer, encodeFree };

function encodeCall(call: WorkerCall, files: TableFiles): readonly Uint8Array[] {
  const columns: PlacedColumn[] = [];
  const handles: PlacedHandle[] = [];
  let columnsBytes = 0;
  let wideIntegers: RValue = rNull;
  const desk: ArgumentDesk = {
    placeVector(vector, path) {
      const placed = placedColumn(vector, path);
      if (placed === undefined) return vector;
      columns.push(placed);
      columnsBytes += placed.bytes.byteLength;
      return withoutElements(vector);
    },
    placeHandle(handle, parameter, path) {
      handles.push({ handle, parameter, path });
    },
    needWideIntegers(parameter, reason) {
      if (wideIntegers === rNull) wideIntegers = character([parameter, reason]);
    },
  };
  const args = call.args.map(([parameter, value], index) => argumentToR(value, parameter, [index + 1], desk));
  const isInFile = columnsBytes >= tableFileBytesMin;
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
      columns.length === 0 ? rNull : columnPlan(columns, path, columnsBytes),
      wideIntegers,
      handles.length === 0 ? rNull : handlePlan(handles),
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
  readonly type: 'double' | 'integer' | 'logical' | 'complex' | 'raw';
  readonly length: number;
  readonly path: readonly number[];
  readonly bytes: Uint8Array;
};

type PlacedHandle = {
  readonly handle: HandleValue;
  readonly parameter: string;
  readonly path: readonly number[];
};

/** Undefined for what stays in the head. */
function placedColumn(vector: RVector, path: readonly number[]): PlacedColumn | undefined {
  const { type } = vector;
  if (type === 'character' || type === 'text' || type === 'list' || vector.data.byteLength < columnBytesMin)
    return undefined;
  const { data } = vector;
  return {
    type,
    length: type === 'complex' ? data.length / 2 : data.length,
    path,
    bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

function withoutElements(vector: RVector): RVector {
  switch (vector.type) {
    case 'double':
    case 'complex':
      return { ...vector, data: new Float64Array(0) };
    case 'integer':
    case 'logical':
      return { ...vector, data: new Int32Array(0) };
    case 'raw':
      return { ...vector, data: new Uint8Array(0) };
    default:
      return vector;
  }
}

/** `bytes` is what the columns take together: the size of their file. */
function columnPlan(columns: readonly PlacedColumn[], path: string | null, bytes: number): RValue {
  return list([
    path === null ? rNull : character([path]),
    character(columns.map(({ type }) => type)),
    { type: 'double', data: Float64Array.from(columns, ({ length }) => length) },
    list(columns.map((column) => ({ type: 'integer', data: Int32Array.from(column.path) }))),
    { type: 'double', data: Float64Array.of(bytes) },
  ]);
}

function handlePlan(handles: readonly PlacedHandle[]): RValue {
  return list([
    list(handles.map(({ path }) => ({ type: 'integer', data: Int32Array.from(path) }))),
    character(handles.map(({ handle }) => handle.id)),
    character(handles.map(({ parameter }) => parameter)),
    character(handles.map(({ handle }) => handle.description)),
  ]);
}

function list(items: readonly RValue[]): RValue {
  return { type: 'list', items };
}

function character(values: readonly string[]): RValue {
  return { type: 'character', values };
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
