/*
 * The file of one account. What can be told without SQLite is told from its first hundred bytes, because opening a file
 * with SQLite may already write beside it, and a file that is not ours or from a newer program is to stay as it is.
 */
import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import SqliteDatabase from 'better-sqlite3';
import type { Database } from 'better-sqlite3';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { logFramesMax } from './checkpoints.ts';
import { openFailureOf } from './store-failure.ts';
import type { StoreFailure } from './store-failure.ts';

/** `TRPT`: how a SQLite file says that it is Triptych's. */
export const applicationId = 0x54525054;

/** SQLite's own 2 MB do not hold the indexes of a file of 50 MB, which are then read again and again. */
const cacheKilobytes = 16 * 1024;

const busyTimeoutMs = 5000; // A backup program or a person's SQLite tool may hold the file for a moment.

export type DatabasePeek = {
  /** The number of the last migration; null where there is no file yet, or an empty one. */
  readonly version: number | null;
  /** False where a migration was cut off: its journal lies beside the file, and SQLite will take it back when it opens it. */
  readonly isSettled: boolean;
};

export type PeekQuestion = { readonly file: string; readonly backupFolder: string; readonly knownVersion: number };

/** What the file is, without changing anything in its folder. */
export function peekDatabase({ file, backupFolder, knownVersion }: PeekQuestion): Result<DatabasePeek, StoreFailure> {
  try {
    if (!existsSync(file)) return ok({ version: null, isSettled: true });
    const sizeBytes = statSync(file).size;
    if (sizeBytes === 0) return ok({ version: null, isSettled: true });
    const header = readHeader(file);
    const isSettled = !hasContent(`${file}-journal`);
    const isWhole = isSettled && !hasContent(`${file}-wal`);
    const problem = headerProblem(header, isWhole ? sizeBytes : Infinity);
    if (problem !== undefined) return fail({ kind: 'database-unreadable', file, reason: problem, backupFolder });
    const version = header.readInt32BE(60);
    if (isSettled && version > knownVersion) return fail({ kind: 'database-too-new', file, version, knownVersion });
    return ok({ version, isSettled });
  } catch (error) {
    const failure = openFailureOf(error, file, backupFolder);
    if (failure === undefined) throw error;
    return fail(failure);
  }
}

/** Makes the file, for this person alone; SQLite gives the files it puts beside it the same rights. */
export function createDatabaseFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
}

/** Opens the file for everyday work: readers and one writer at once, and acknowledged means on the disk (decision 14). */
export function openDatabase(file: string): Database {
  const database = new SqliteDatabase(file, { fileMustExist: true, timeout: busyTimeoutMs });
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = OFF'); // A device holds a part of the data; references may dangle (decision 7).
    database.pragma('trusted_schema = OFF');
    database.pragma(`wal_autocheckpoint = ${String(logFramesMax)}`);
    database.pragma(`cache_size = ${String(-cacheKilobytes)}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Work that, impatient, is refused at once where another program holds the file: it would be tried again anyway. */
export function withPatience<T>(database: Database, isPatient: boolean, work: () => T): T {
  if (isPatient) return work();
  database.pragma('busy_timeout = 0');
  try {
    return work();
  } finally {
    database.pragma(`busy_timeout = ${String(busyTimeoutMs)}`);
  }
}

/**
 * Opens the file for a migration: with a rollback journal, so that the schema's version is in the file's own first bytes when
 * the migration is done, where an older program finds it without touching anything.
 */
export function openForMigration(file: string): Database {
  const database = new SqliteDatabase(file, { fileMustExist: true, timeout: busyTimeoutMs });
  try {
    database.pragma('journal_mode = DELETE');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = OFF');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

export function readVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

// Source of the offsets: https://www.sqlite.org/fileformat2.html#the_database_header
const headerBytes = 100;

function readHeader(file: string): Buffer {
  const header = Buffer.alloc(headerBytes);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, header, 0, headerBytes, 0);
    return header;
  } finally {
    closeSync(descriptor);
  }
}

/** `sizeBytes` is infinite where a log beside the file may hold what is missing in it. */
function headerProblem(header: Buffer, sizeBytes: number): string | undefined {
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') return 'it is not a database';
  if (header.readInt32BE(68) !== applicationId) return 'it is a database of another program';
  const pageSize = header.readUInt16BE(16);
  const expectedBytes = header.readUInt32BE(28) * (pageSize === 1 ? 65_536 : pageSize);
  return sizeBytes < expectedBytes ? 'its end is missing' : undefined;
}

function hasContent(file: string): boolean {
  return existsSync(file) && statSync(file).size > 0;
}
