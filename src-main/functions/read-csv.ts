/*
 * Reads a CSV file into a table, as a function gets it.
 *
 * Text is UTF-8, or UTF-16 where the file says so by its byte order mark. Anything else is refused with a sentence instead
 * of being guessed at: a wrong guess would change names and places without a sign. The delimiter (comma, semicolon or tab)
 * is the one that the first lines agree on; fields may be quoted; the first line names the columns; empty lines are skipped.
 * What types columns get is in csv-column.ts.
 *
 * Cost: 1e6 rows × 8 numbers (87 MB) take 2.9 s (2 cores, 2026-11), a piece at a time, so that the core stays answerable.
 */
import { isUtf8 } from 'node:buffer';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { RunFailure } from '#shared/functions/function-api.ts';
import type { TableValue } from '#shared/values/value.ts';

import { ColumnRefused } from './column-refused.ts';
import { createTextColumn, createTypedColumn } from './csv-column.ts';
import type { CsvColumn } from './csv-column.ts';
import { openTableSource } from './table-source.ts';

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';
type Shape = { readonly path: string; readonly encoding: Encoding; readonly delimiter: string };
type Pass =
  | { readonly ok: true; readonly table: TableValue; readonly becameText: ReadonlySet<number> }
  | { readonly ok: false; readonly failure: RunFailure };

const pieceBytes = 256 * 1024;
const sniffBytes = 64 * 1024;

export async function readCsv(path: string): Promise<Result<TableValue, RunFailure>> {
  try {
    const shape = await sniff(path);
    if (!shape.ok) return shape;
    const first = await readOnce(shape.value, new Set());
    if (!first.ok || first.becameText.size === 0) return first.ok ? ok(first.table) : first;
    const second = await readOnce(shape.value, first.becameText);
    return second.ok ? ok(second.table) : second;
  } catch (error) {
    return fail(csvFailure(path, error, 0));
  }
}

/** What is wrong with a file that could not be opened or read. */
export function fileFailure(path: string, error: unknown): RunFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'file-missing', path };
  const reasons: { readonly [code: string]: string } = {
    EACCES: 'You do not have the right to read it',
    EPERM: 'The system does not allow it',
    EISDIR: 'It is a folder',
  };
  if (code === '' || !(error instanceof Error)) throw error; // Not of the file's making: a bug.
  return { kind: 'file-unreadable', path, reason: reasons[code] ?? error.message };
}

async function sniff(path: string): Promise<Result<Shape, RunFailure>> {
  const status = await stat(path);
  if (status.isDirectory()) return fail({ kind: 'file-unreadable', path, reason: 'It is a folder' });
  const head = await headOf(path);
  if (head.length === 0) return fail({ kind: 'csv-empty', path });
  const encoding = encodingOf(head);
  if (encoding === 'utf-8' && head.includes(0)) {
    return fail({
      kind: 'csv-not-text',
      path,
      reason: 'It holds bytes that no text has; it may be a spreadsheet or an archive',
    });
  }
  const text = new TextDecoder(encoding).decode(head);
  if (text.trim() === '') return fail({ kind: 'csv-empty', path });
  return ok({ path, encoding, delimiter: delimiterOf(text) });
}

async function headOf(path: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytesOf(path)) {
    pieces.push(piece);
    length += piece.length;
    if (length >= sniffBytes) break;
  }
  return Buffer.concat(pieces).subarray(0, sniffBytes);
}

/** What is in the file, unpacked where its name says that it is packed. */
async function* bytesOf(path: string): AsyncGenerator<Buffer, void, void> {
  const file = filePieces(path);
  if (!path.toLowerCase().endsWith('.gz')) return yield* file;
  for await (const piece of Readable.from(file).compose(createGunzip({ chunkSize: pieceBytes }))) {
    const bytes: Buffer = piece; // A stream without an encoding gives buffers.
    yield bytes;
  }
}

/** Not by a stream, which closes its file in a turn of its own (table-source.ts). */
async function* filePieces(path: string): AsyncGenerator<Buffer, void, void> {
  const file = openTableSource(path);
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(pieceBytes), 0, pieceBytes, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      await nextTurn(); // Others of the thread have theirs.
    }
  } finally {
    await file.close();
  }
}

export function encodingOf(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8';
}

const sniffedLines = 20;

/** The delimiter that parts every one of the first lines alike; where none does, the one most common in the first line. */
export function delimiterOf(text: string): string {
  const lines = text.replaceAll(/"[^"]*"/g, '""').split(/\r\n|\r|\n/);
  const whole = (lines.length > 1 ? lines.slice(0, -1) : lines).filter((line) => line !== '').slice(0, sniffedLines);
  const candidates = [',', ';', '\t'].map((delimiter) => {
    const counts = whole.map((line) => line.split(delimiter).length - 1);
    const first = counts[0] ?? 0;
    return { delimiter, first, isEven: first > 0 && counts.every((count) => count === first) };
  });
  const [best] = candidates.toSorted((a, b) => Number(b.isEven) - Number(a.isEven) || b.first - a.first);
  return best === undefined || best.first === 0 ? ',' : best.delimiter;
}

/** Reads the whole file; the columns in `asText` are not looked at for another type. */
async function readOnce({ path, encoding, delimiter }: Shape, asText: ReadonlySet<number>): Promise<Pass> {
  const { Parser } = await import('csv-parse');
  let names: readonly string[] | undefined;
  let columns: CsvColumn[] = [];
  let rowCount = 0;
  const becameText = new Set<number>();

  function take(record: readonly string[]): null {
    if (names === undefined) {
      names = columnNames(record);
      columns = names.map((_, index) =>
        asText.has(index)
          ? createTextColumn(names?.[index] ?? '')
          : createTypedColumn({ isCommaDecimal: delimiter === ';' }),
      );
      return null;
    }
    for (let index = 0; index < columns.length; index += 1) {
      if (becameText.has(index)) continue; // Read anew in the next pass.
      if (columns[index]?.add(record[index] ?? '') === false) becameText.add(index);
    }
    rowCount += 1;
    return null;
  }

  const parser = new Parser({ bom: true, delimiter, relax_quotes: true, skip_empty_lines: true, on_record: take });
  try {
    for await (const piece of piecesOf(path, encoding)) await write(parser, piece);
    await end(parser);
  } catch (error) {
    return { ok: false, failure: csvFailure(path, error, names?.length ?? 0) };
  }
  if (names === undefined) return { ok: false, failure: { kind: 'csv-empty', path } };
  const found = names;
  const finished =
    becameText.size > 0 ? [] : columns.map((column, index) => ({ name: found[index] ?? '', column: column.finish() }));
  return { ok: true, table: { kind: 'table', rowCount, columns: finished }, becameText };
}

type Sink = {
  write: (piece: Uint8Array, done: (error?: Error | null) => void) => boolean;
  end: (done: () => void) => void;
  once: (event: 'error', listener: (error: Error) => void) => void;
  off: (event: 'error', listener: (error: Error) => void) => void;
  resume: () => void;
};

function write(parser: Sink, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.once('error', reject);
    parser.write(piece, (error) => {
      parser.off('error', reject);
      if (error === undefined || error === null) resolve();
      else reject(error);
    });
  });
}

function end(parser: Sink): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.once('error', reject);
    parser.resume();
    parser.end(resolve);
  });
}

class NotUtf8 extends Error {}

/** The file in UTF-8, piece by piece, each piece ending with a whole character. Throws NotUtf8. */
async function* piecesOf(path: string, encoding: Encoding): AsyncGenerator<Uint8Array, void, void> {
  const decoder = encoding === 'utf-8' ? undefined : new TextDecoder(encoding);
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of bytesOf(path)) {
    if (decoder !== undefined) {
      yield Buffer.from(decoder.decode(bytes, { stream: true }));
      continue;
    }
    const joined = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const whole = joined.subarray(0, joined.length - openBytes(joined));
    if (!isUtf8(whole)) throw new NotUtf8();
    rest = joined.subarray(whole.length);
    yield whole;
  }
  if (rest.length > 0) throw new NotUtf8();
}

/** How many bytes at the end begin a character that the next piece finishes. */
function openBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

function csvFailure(path: string, error: unknown, expected: number): RunFailure {
  if (error instanceof ColumnRefused)
    return { kind: 'table-column-refused', path, column: error.column, reason: error.reason };
  if (error instanceof NotUtf8) {
    return {
      kind: 'csv-not-text',
      path,
      reason: 'It is not in UTF-8; it may have been saved in an older encoding such as Windows-1252 or Latin-1',
    };
  }
  const packed = gzipReason(error);
  if (packed !== undefined) return { kind: 'csv-not-text', path, reason: packed };
  const { code, lines, record, message } = csvErrorFields(error);
  if (code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH') {
    return { kind: 'csv-ragged', path, line: lines, expected, found: record };
  }
  if (code === 'CSV_QUOTE_NOT_CLOSED') {
    return {
      kind: 'csv-not-text',
      path,
      reason: `A double quote that was opened before the end, at line ${String(lines)}, is never closed`,
    };
  }
  if (code.startsWith('CSV_')) return { kind: 'csv-not-text', path, reason: message };
  return fileFailure(path, error);
}

/** What is wrong with the gzip file that the text is packed in. */
function gzipReason(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'Z_BUF_ERROR') return 'It is a gzip file that is cut off';
  return code === 'Z_DATA_ERROR'
    ? 'Its name says that it is packed with gzip, but it is not, or it is broken'
    : undefined;
}

/** The parser's errors carry what they are about beside the message. */
function csvErrorFields(error: unknown) {
  const fields = (error ?? {}) as {
    code?: unknown;
    lines?: unknown;
    record?: unknown;
    message?: unknown;
  }; // Each is checked here.
  return {
    code: typeof fields.code === 'string' ? fields.code : '',
    lines: Number(fields.lines ?? 0),
    record: Array.isArray(fields.record) ? fields.record.length : 0,
    message: typeof fields.message === 'string' ? fields.message : '',
  };
}

/** Blanks around a name go; a column without a name gets its place, and a name that was there already a number. */
function columnNames(record: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return record.map((raw, index) => {
    const name = raw.trim() === '' ? `column_${String(index + 1)}` : raw.trim();
    let unique = name;
    for (let count = 2; taken.has(unique); count += 1) unique = `${name}_${String(count)}`;
    taken.add(unique);
    return unique;
  });
}
