import type { CallFailure, CallFrame } from '#shared/calls/call-failure.ts';
import type { LogLevel, LogStream } from '#shared/calls/log-level.ts';
import type { Column, NamedColumn, Value } from '#shared/values/value.ts';
import { columnLength } from '#shared/values/value.ts';

import { columnTag, valueTag } from './julia-tags.ts';
import type { TableFiles, WorkerAnswer } from './worker-language.ts';

/** An answer in the layout of julia-codec.ts. Throws a RangeError or TypeError at anything else. */
export function readJuliaAnswer(body: Uint8Array, files: TableFiles): WorkerAnswer {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  switch (bytes[0]) {
    case 1:
      return { kind: 'ready', version: createReader(bytes, undefined).text() };
    case 2:
      return { kind: 'log', ...(logKinds[bytes[1] ?? 0] ?? printed), text: bytes.toString('utf8', 2) };
    case 3:
      return {
        kind: 'plot',
        plot: { media: bytes[1] === 0 ? 'image/svg+xml' : 'image/png', bytes: Uint8Array.from(bytes.subarray(2)) },
      };
    case 4: {
      const reader = createReader(bytes, takeFile(bytes, files));
      const tookMs = reader.float();
      return { kind: 'done', tookMs, value: readValue(reader) };
    }
    case 5: {
      const reader = createReader(bytes, undefined);
      const tookMs = reader.float();
      return { kind: 'failed', tookMs, failure: readFailure(reader) };
    }
    case 6: {
      const reader = createReader(bytes, undefined);
      const [id, label, done] = [reader.text(), reader.text(), reader.float()];
      const hasTotal = reader.byte() === 1;
      const total = reader.float();
      const isFinished = reader.byte() === 1;
      return { kind: 'progress', progress: { id, label, done, total: hasTotal ? total : null, isFinished } };
    }
    case 7:
      return { kind: 'note', text: bytes.toString('utf8', 1) };
    case 8: {
      const reader = createReader(bytes, undefined);
      return { kind: 'artifact', name: reader.text(), path: reader.text() };
    }
    default:
      throw new TypeError(`The Julia worker sent a frame of the unknown kind ${String(bytes[0])}.`);
  }
}

const printed = { stream: 'out', level: 'print' } as const;
const logKinds: { readonly [code: number]: { readonly stream: LogStream; readonly level: LogLevel } } = {
  1: { stream: 'err', level: 'message' },
  2: { stream: 'err', level: 'warning' },
  3: { stream: 'err', level: 'error' },
};

function takeFile(bytes: Buffer, files: TableFiles): Uint8Array<ArrayBuffer> | undefined {
  const pathEnd = bytes.length - 4;
  const pathBytes = bytes.readUInt32LE(pathEnd);
  return pathBytes === 0 ? undefined : files.take(bytes.toString('utf8', pathEnd - pathBytes, pathEnd));
}

function readFailure(reader: Reader): CallFailure {
  const kind = reader.byte();
  switch (kind) {
    case 1:
      return {
        kind: 'function-error',
        message: reader.text(),
        errorClass: reader.text(),
        trace: reader.text(),
        frames: reader.list(() => readFrame(reader)),
        causes: reader.list(() => ({
          message: reader.text(),
          errorClass: reader.text(),
          frames: reader.list(() => readFrame(reader)),
        })),
      };
    case 2:
      return {
        kind: 'syntax-error',
        message: reader.text(),
        line: reader.int32() || null,
        column: reader.int32() || null,
      };
    case 3:
      return { kind: 'entry-missing', entry: reader.text(), found: reader.list(() => reader.text()) };
    case 4:
      return { kind: 'value-not-showable', path: reader.text(), description: reader.text() };
    case 5:
      return { kind: 'argument-refused', parameter: reader.text(), reason: reader.text() };
    case 6:
      return { kind: 'handle-gone', parameter: reader.text(), description: reader.text() };
    case 7:
      return { kind: 'memory-exhausted', message: reader.text(), frames: reader.list(() => readFrame(reader)) };
    default:
      throw new TypeError(`The Julia worker sent a failure of the unknown kind ${String(kind)}.`);
  }
}

function readFrame(reader: Reader): CallFrame {
  const functionName = reader.text();
  const line = reader.int32() || null;
  const file = reader.text() || null;
  return { functionName, line, file, isUserSource: reader.byte() === 1 };
}

function readValue(reader: Reader): Value {
  const tag = reader.byte();
  switch (tag) {
    case valueTag.null:
      return null;
    case valueTag.false:
      return false;
    case valueTag.true:
      return true;
    case valueTag.integer:
      return reader.int64();
    case valueTag.largeInteger:
      return BigInt(reader.text());
    case valueTag.float:
      return reader.float();
    case valueTag.text:
      return reader.text();
    case valueTag.date:
      return { kind: 'date', days: reader.int32() };
    case valueTag.instant:
      return { kind: 'instant', micros: reader.int64() };
    case valueTag.list:
      return reader.list(() => readValue(reader));
    case valueTag.map:
      return { kind: 'map', entries: reader.list(() => [reader.text(), readValue(reader)] as const) };
    case valueTag.vector:
      return { kind: 'vector', column: readColumn(reader) };
    case valueTag.table: {
      const columns = reader.list((): NamedColumn => ({ name: reader.text(), column: readColumn(reader) }));
      return { kind: 'table', rowCount: columns[0] === undefined ? 0 : columnLength(columns[0].column), columns };
    }
    case valueTag.missing:
      return { kind: 'missing' };
    case valueTag.complex:
      return { kind: 'complex', re: reader.float(), im: reader.float() };
    case valueTag.bytes:
      return { kind: 'bytes', bytes: reader.data(reader.count()) };
    case valueTag.duration:
      return { kind: 'duration', micros: reader.int64() };
    case valueTag.zonedInstant:
      return { kind: 'instant', micros: reader.int64(), zone: reader.text() };
    case valueTag.array: {
      const shape = reader.list(() => reader.count());
      return { kind: 'array', shape, order: 'column', column: readColumn(reader) };
    }
    case valueTag.handle:
      return { kind: 'handle', id: reader.text(), language: 'julia', description: reader.text() };
    default:
      throw new TypeError(`The Julia worker sent a value of the unknown kind ${String(tag)}.`);
  }
}

function readColumn(reader: Reader): Column {
  const tag = reader.byte();
  const rows = reader.count();
  const missing = reader.byte() === 1 ? { missing: reader.data(rows) } : {};
  switch (tag) {
    case columnTag.float:
      return { type: 'float', ...missing, data: new Float64Array(...reader.span(rows, 8)) };
    case columnTag.integer:
      return { type: 'integer', ...missing, data: new BigInt64Array(...reader.span(rows, 8)) };
    case columnTag.boolean:
      return { type: 'boolean', ...missing, data: reader.data(rows) };
    case columnTag.text:
    case columnTag.bytes: {
      const offsets = new Int32Array(...reader.span(rows + 1, 4));
      const bytes = reader.data(offsets[rows] ?? 0);
      return { type: tag === columnTag.text ? 'text' : 'bytes', ...missing, offsets, bytes };
    }
    case columnTag.complex:
      return { type: 'complex', ...missing, data: new Float64Array(...reader.span(2 * rows, 8)) };
    case columnTag.duration:
      return { type: 'duration', ...missing, data: new BigInt64Array(...reader.span(rows, 8)) };
    case columnTag.category: {
      const levels = reader.list(() => reader.text());
      const isOrdered = reader.byte() === 1;
      return { type: 'category', ...missing, levels, isOrdered, codes: new Int32Array(...reader.span(rows, 4)) };
    }
    case columnTag.zonedInstant: {
      const zone = reader.text();
      return { type: 'instant', ...missing, zone, data: new BigInt64Array(...reader.span(rows, 8)) };
    }
    case columnTag.date:
      return { type: 'date', ...missing, data: new Int32Array(...reader.span(rows, 4)) };
    case columnTag.instant:
      return { type: 'instant', ...missing, data: new BigInt64Array(...reader.span(rows, 8)) };
    case columnTag.missing:
      return { type: 'float', missing: new Uint8Array(rows).fill(1), data: new Float64Array(rows) };
    default:
      throw new TypeError(`The Julia worker sent a column of the unknown type ${String(tag)}.`);
  }
}

type Reader = ReturnType<typeof createReader>;

function createReader(bytes: Buffer, file: Uint8Array<ArrayBuffer> | undefined) {
  let at = 1; // Behind the kind of the frame.

  function byte(): number {
    return bytes.readUInt8(at++);
  }
  function count(): number {
    at += 4;
    return bytes.readUInt32LE(at - 4);
  }
  function int32(): number {
    at += 4;
    return bytes.readInt32LE(at - 4);
  }
  function int64(): bigint {
    at += 8;
    return bytes.readBigInt64LE(at - 8);
  }
  function float(): number {
    at += 8;
    return bytes.readDoubleLE(at - 8);
  }
  function text(): string {
    const length = count();
    if (at + length > bytes.length) throw new RangeError('The Julia worker sent a frame that ends too early.');
    at += length;
    return bytes.toString('utf8', at - length, at);
  }
  function list<Item>(read: () => Item): Item[] {
    const length = count();
    if (length > bytes.length) throw new RangeError('The Julia worker sent a list that is longer than its frame.');
    return Array.from({ length }, read);
  }
  /** Where elements lie, as the arguments of a typed array: a copy from the frame, which may be unaligned, or the file itself. */
  function span(length: number, elementBytes: number): [ArrayBuffer, number, number] {
    const size = length * elementBytes;
    if (byte() === 1) {
      const start = Number(int64());
      if (file === undefined || start + size > file.length)
        throw new RangeError('The Julia worker sent a column without its file.');
      return [file.buffer, file.byteOffset + start, length];
    }
    if (at + size > bytes.length) throw new RangeError('The Julia worker sent a frame that ends too early.');
    const copy = new ArrayBuffer(size);
    new Uint8Array(copy).set(bytes.subarray(at, at + size));
    at += size;
    return [copy, 0, length];
  }
  function data(length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(...span(length, 1));
  }
  return { byte, count, int32, int64, float, text, list, span, data };
}
