/*
 * The folder of a PGlite, and what lies beside it:
 *
 *     <folder>              the database
 *     <folder>.lock         held while a process has it open: PGlite takes no lock, and two on one folder destroy it
 *     <folder>.restored     a backup that has been unpacked and takes the folder's place next
 *     <folder>.before-…     what was there before a backup took its place; a person deletes it
 *
 * The lock is a transaction that never ends on a small SQLite file: the system lets go of it when the process dies, however it
 * dies, so there is never a stale one.
 */
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

import SqliteDatabase from 'better-sqlite3';
import type { Database } from 'better-sqlite3';

import { DatabaseUnfit } from './database-roles.ts';

// A handle that nobody refers to is collected, and closing it would let the folder go: so those held are referred to from here.
const held = new Set<Database>();

/** Takes the folder for this process, and finishes a restore that was cut off. Returns what lets it go. Throws `DatabaseUnfit`. */
export function holdPgliteFolder(folder: string): () => void {
  mkdirSync(dirname(folder), { recursive: true });
  const release = lockFolder(folder);
  const restored = restoredFolder(folder);
  // Cut off between its two renamings: what is there is whole. Before them, the old folder is still in its place.
  if (!existsSync(folder) && existsSync(restored)) renameSync(restored, folder);
  rmSync(restored, { recursive: true, force: true });
  rmSync(unpackingFolder(folder), { recursive: true, force: true });
  return release;
}

/** Whether a start would find a database there, also one that a restore has not quite put in its place. */
export function hasPgliteDatabase(folder: string): boolean {
  return [folder, restoredFolder(folder)].some((each) => existsSync(join(each, 'PG_VERSION')));
}

/** Puts the unpacked folder in the place of the old one, which is kept. Returns where. The folder must be held. */
export function swapFolder(folder: string, time: string): string | undefined {
  renameSync(unpackingFolder(folder), restoredFolder(folder));
  const kept = existsSync(folder) ? `${folder}.before-${time}` : undefined;
  if (kept !== undefined) renameSync(folder, kept);
  renameSync(restoredFolder(folder), folder);
  return kept;
}

export function unpackingFolder(folder: string): string {
  return `${folder}.unpacking`;
}

function restoredFolder(folder: string): string {
  return `${folder}.restored`;
}

function lockFolder(folder: string): () => void {
  const lockFile = `${folder}.lock`;
  let database: Database | undefined;
  try {
    // Never opened and closed when it is there: on Unix, closing any descriptor of a file ends the process's locks on it.
    if (!existsSync(lockFile)) closeSync(openSync(lockFile, 'a', 0o600));
    database = new SqliteDatabase(lockFile, { timeout: 0 });
    database.pragma('journal_mode = DELETE'); // In a write-ahead log an exclusive transaction would not keep others out.
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (!(error instanceof SqliteDatabase.SqliteError) || !error.code.startsWith('SQLITE_BUSY')) throw error;
    throw new DatabaseUnfit(
      `The database in ${folder} is open in another process. End that one first: two at once would destroy it.`,
      { cause: error },
    );
  }
  const lock = database;
  held.add(lock);
  return () => {
    held.delete(lock);
    lock.close();
  };
}
