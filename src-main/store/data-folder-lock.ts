/*
 * Only one program at a time has a data folder open. The lock is a transaction that never ends on a small SQLite file made for
 * it: the system lets go of it when the process dies, however it dies, so there is never a stale lock to clear away, and it
 * works alike on every system that SQLite works on.
 */
import { closeSync, existsSync, openSync } from 'node:fs';

import SqliteDatabase from 'better-sqlite3';
import type { Database } from 'better-sqlite3';

import { personalAccountId } from '#shared/base/account-id.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { accountFolderAt } from './data-folder.ts';
import type { DataFolder } from './data-folder.ts';
import { openFailureOf } from './store-failure.ts';
import type { StoreFailure } from './store-failure.ts';

// A handle that nobody refers to is collected, and closing it would let the folder go: so those held are referred to from here.
const held = new Set<Database>();

export type DataFolderLock = { readonly release: () => void };

/** Fails with `database-in-use`, at once, when another program (or another part of this one) holds the folder. */
export function lockDataFolder(data: DataFolder): Result<DataFolderLock, StoreFailure> {
  const { lockFile } = data;
  let database: Database | undefined;
  try {
    // Never opened and closed when it is there: on Unix, closing any descriptor of a file ends the process's locks on it.
    if (!existsSync(lockFile)) closeSync(openSync(lockFile, 'a', 0o600));
    database = new SqliteDatabase(lockFile, { timeout: 0 });
    database.pragma('journal_mode = DELETE'); // In a write-ahead log an exclusive transaction would not keep others out.
    database.exec('BEGIN EXCLUSIVE');
    return ok({ release: hold(database) });
  } catch (error) {
    database?.close();
    const failure = openFailureOf(error, lockFile, accountFolderAt(data, personalAccountId).backupFolder);
    if (failure === undefined) throw error;
    return fail(failure);
  }
}

function hold(database: Database): () => void {
  held.add(database);
  return () => {
    held.delete(database);
    database.close();
  };
}
