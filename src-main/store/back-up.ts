/*
 * Copies of an account's file, made before its schema changes. A copy knows nothing of this device's identity: whoever puts it
 * back in place goes on as a new device, since the changes that it has not seen may be known elsewhere (decision 4).
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

import SqliteDatabase from 'better-sqlite3';
import type { Database } from 'better-sqlite3';

import type { Instant } from '#shared/base/instant.ts';
import { readVersion } from './database-file.ts';
import { forgetOpening } from './device-identity.ts';

/** Per account. A version of the program brings a migration or two, so this goes back months. */
export const keptBackupsMax = 10;

/** Copies an open file, and gives the path of the copy: `personal-v3-2026-11-21T03-30-47-123Z.sqlite`. */
export function backUp(database: Database, backupFolder: string, nowMs: Instant): string {
  const account = basename(database.name, '.sqlite');
  const at = new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
  const file = join(backupFolder, `${account}-v${String(readVersion(database))}-${at}.sqlite`);
  const partial = `${file}.partial`;
  mkdirSync(backupFolder, { recursive: true, mode: 0o700 });
  dropUnfinished(backupFolder, account);
  try {
    closeSync(openSync(partial, 'wx', 0o600));
    database.prepare('VACUUM INTO ?').run(partial);
    const copy = new SqliteDatabase(partial);
    try {
      forgetOpening(copy);
    } finally {
      copy.close();
    }
    syncToDisk(partial);
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  dropOldBackups(backupFolder, account);
  return file;
}

/** The copies of an account, the latest first. */
export function listBackups(backupFolder: string, account: string): readonly string[] {
  const copyOf = /^(.*)-v\d+-(\d{4}-\d{2}-\d{2}T[\d-]+Z)\.sqlite$/;
  return readdirSync(backupFolder)
    .flatMap((name) => {
      const [, owner, at] = copyOf.exec(name) ?? [];
      return owner === account && at !== undefined ? [{ name, at }] : [];
    })
    .toSorted((left, right) => (left.at < right.at ? 1 : -1))
    .map(({ name }) => join(backupFolder, name));
}

/** What a copying that was cut off has left. Only one program at a time has the folder open. */
function dropUnfinished(backupFolder: string, account: string): void {
  const unfinished = readdirSync(backupFolder).filter(
    (name) => name.startsWith(`${account}-v`) && name.endsWith('.partial'),
  );
  for (const name of unfinished) rmSync(join(backupFolder, name), { force: true });
}

function dropOldBackups(backupFolder: string, account: string): void {
  for (const file of listBackups(backupFolder, account).slice(keptBackupsMax)) rmSync(file, { force: true });
}

function syncToDisk(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
