/*
 * What lies where in a person's data folder. Everything in it is theirs alone: folders 0700, files 0600.
 *
 *     accounts/personal.sqlite         one file per account (decision 5), with SQLite's own -wal and -shm beside it
 *     accounts/personal.device.json    which device that file speaks for (device-identity.ts)
 *     backups/                         copies made before a migration
 *     blobs/ab/ab12…                   results too large for a record (blob-folder.ts)
 *     files/WORKSPACE/                 data files that belong to a workspace
 *     exports/JOB/                     files of projects that were exported
 *     lock.sqlite                      held while a program has the folder open (data-folder-lock.ts)
 */
import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { openFailureOf } from './store-failure.ts';
import type { StoreFailure } from './store-failure.ts';

export type DataFolder = {
  readonly folder: string;
  /** The file of the account that there is without a server. */
  readonly personalFile: string;
  readonly backupFolder: string;
  readonly blobFolder: string;
  readonly filesFolder: string;
  readonly exportsFolder: string;
  readonly lockFile: string;
};

export function dataFolderAt(path: string): DataFolder {
  const folder = resolve(path);
  return {
    folder,
    personalFile: join(folder, 'accounts', 'personal.sqlite'),
    backupFolder: join(folder, 'backups'),
    blobFolder: join(folder, 'blobs'),
    filesFolder: join(folder, 'files'),
    exportsFolder: join(folder, 'exports'),
    lockFile: join(folder, 'lock.sqlite'),
  };
}

/** Makes what is missing of the folder. */
export function createDataFolder(path: string): Result<DataFolder, StoreFailure> {
  const data = dataFolderAt(path);
  try {
    for (const folder of [
      data.folder,
      join(data.folder, 'accounts'),
      data.backupFolder,
      data.blobFolder,
      data.filesFolder,
      data.exportsFolder,
    ]) {
      // A folder that was there may be anything's (someone's home); only what is made here is closed to others.
      if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(folder, 0o700);
    }
    return ok(data);
  } catch (error) {
    const failure = folderFailureOf(error, data);
    if (failure === undefined) throw error;
    return fail(failure);
  }
}

function folderFailureOf(error: unknown, { folder, backupFolder }: DataFolder): StoreFailure | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EEXIST' || code === 'ENOTDIR') return { kind: 'folder-unusable', file: folder };
  return openFailureOf(error, folder, backupFolder);
}
