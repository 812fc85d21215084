/*
 * Records that are acknowledged before their tables have them: a file beside the database, `personal.sqlite-behind`.
 *
 *     1c291ca3 {"table":"run","columns":["id",…]}     what the rows below it are of
 *     9be3e0a3 ["0193…",…]                            a row
 *
 * A line begins with the checksum (CRC-32) of what follows: one that the death of the program has cut off was never acknowledged,
 * and is left out. To add a line takes some microseconds, a twentieth of what a transaction takes.
 */
import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

import type { Database } from 'better-sqlite3';
import { z } from 'zod';

import { openDatabase } from './database-file.ts';

/** `columns` are names of the database; `values` are what it stores, in their order. */
export type EncodedRow = {
  readonly table: string;
  readonly columns: readonly string[];
  readonly values: readonly unknown[];
};

export type BehindFile = {
  /** Returned, the row is in the system's hands. Throws what the disk says, and is then as it was. */
  readonly append: (row: EncodedRow) => void;
  /** Called when the tables have all of it. */
  readonly empty: () => void;
  /** Lets the file go, and deletes it where it is empty. */
  readonly close: () => void;
};

export function behindFileOf(databaseFile: string): string {
  return `${databaseFile}-behind`;
}

/** Touches nothing before the first row. */
export function openBehindFile(path: string): BehindFile {
  let descriptor: number | undefined;
  let sizeBytes = 0;
  let tableAbove = '';

  return {
    append({ table, columns, values }) {
      descriptor ??= openSync(path, 'w', 0o600);
      const names = table === tableAbove ? '' : lineOf({ table, columns });
      const lines = `${names}${lineOf(values)}`;
      try {
        sizeBytes += writeAll(descriptor, lines, sizeBytes);
      } catch (error) {
        truncate(descriptor, sizeBytes);
        throw error;
      }
      tableAbove = table;
    },
    empty() {
      if (descriptor !== undefined) truncate(descriptor, 0);
      sizeBytes = 0;
      tableAbove = '';
    },
    close() {
      if (descriptor === undefined) return;
      closeSync(descriptor);
      descriptor = undefined;
      if (sizeBytes === 0) rmSync(path, { force: true });
    },
  };
}

/** Answers how many bytes that were. A disk that is nearly full takes a part, and says why with the next. */
function writeAll(descriptor: number, text: string, place: number): number {
  const bytes = Buffer.byteLength(text);
  let written = writeSync(descriptor, text, place);
  if (written === bytes) return bytes;
  const all = Buffer.from(text);
  while (written < bytes) written += writeSync(descriptor, all, written, bytes - written, place + written);
  return bytes;
}

/** A file that cannot be cut is written over from there; what is left of it is no whole line, or a row that is there already. */
function truncate(descriptor: number, sizeBytes: number): void {
  try {
    ftruncateSync(descriptor, sizeBytes);
  } catch {
    // The next one who writes is told what the disk says.
  }
}

function lineOf(content: unknown): string {
  const json = JSON.stringify(content);
  return `${checksumOf(json)} ${json}\n`;
}

const checksumDigits = 8;

function checksumOf(json: string): string {
  return crc32(json).toString(16).padStart(checksumDigits, '0');
}

/** Names go into the text of a statement. */
const nameSchema = z.string().regex(/^[a-z][a-z0-9_]*$/);
const namesSchema = z.object({ table: nameSchema, columns: z.array(nameSchema) });
const valuesSchema = z.array(z.union([z.string(), z.number(), z.null()]));

/** The rows of a file that a program has left, in their order; none where there is no file. */
export function readBehindFile(path: string): readonly EncodedRow[] {
  if (!existsSync(path)) return [];
  const rows: EncodedRow[] = [];
  let names: z.infer<typeof namesSchema> | undefined;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const content = contentOf(line);
    const read = namesSchema.safeParse(content);
    const values = valuesSchema.safeParse(content);
    if (read.success) names = read.data;
    else if (values.success && names?.columns.length === values.data.length)
      rows.push({ ...names, values: values.data });
  }
  return rows;
}

/** Undefined where the line is not whole. */
function contentOf(line: string): unknown {
  const json = line.slice(checksumDigits + 1);
  return line.length > checksumDigits && checksumOf(json) === line.slice(0, checksumDigits)
    ? JSON.parse(json)
    : undefined;
}

/**
 * Puts what a program that died has left into the tables, which are still those that it knew: to be called before a migration.
 * A row that is there already stays as it is, so it can be done again.
 */
export function takeInBehind(databaseFile: string): void {
  const path = behindFileOf(databaseFile);
  const rows = readBehindFile(path);
  if (rows.length > 0) {
    const database = openDatabase(databaseFile);
    try {
      database.transaction(() => {
        for (const row of rows) takeIn(database, row);
      })();
    } finally {
      database.close();
    }
  }
  rmSync(path, { force: true });
}

function takeIn(database: Database, { table, columns, values }: EncodedRow): void {
  const known = new Set(
    database
      .prepare<[string], { readonly name: string }>('SELECT name\nFROM pragma_table_info(?)')
      .all(table)
      .map(({ name }) => name),
  );
  if (!columns.every((column) => known.has(column))) return; // Of a program that was older or newer than the file.
  const places = columns.map(() => '?').join(', ');
  database.prepare(`INSERT OR IGNORE INTO ${table} (${columns.join(', ')})\nVALUES (${places})`).run(values);
}
