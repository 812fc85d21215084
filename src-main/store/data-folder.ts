/*
 * What lies where in a person's data folder. Everything in it is theirs alone: folders 0700, files 0600.
 *
 *     accounts.json                    which accounts there are, and which one is open (access/accounts-file.ts)
 *     accounts/personal.sqlite         one file per account (decision 5), with SQLite's own -wal and -shm beside it,
 *                                      and -behind (behind-file.ts)
 *     accounts/personal.device.json    which device that file speaks for (device-identity.ts)
 *     backups/ blobs/ files/ exports/  what else belongs to `personal`; see below
 *     accounts/ID.sqlite, …            another account, of a server
 *     accounts/ID/                     its own backups/, blobs/, files/ and exports/
 *     vault.json                       secrets, where the system keeps none (secrets/vault.ts)
 *     lock.sqlite                      held while a program has the folder open (data-folder-lock.ts)
 *
 * Of an account:
 *
 *     backups/                         copies made before a migration
 *     blobs/ab/ab12…                   results too large for a record (blob-folder.ts)
 *     files/WORKSPACE/                 data files that belong to a workspace
 *     exports/JOB/                     files of projects that were exported
 *     opened/                          copies of attached files that other programs were given; gone with the next start
 *
 * No folder is shared by two accounts: what one tenant's runs gave is nothing that another's may find, and the collection of
 * results asks one file only which of them are still named.
 */
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { isAccountId, personalAccountId } from '#shared/base/account-id.ts';
import { assert } from '#shared/base/assert.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { openFailureOf } from './store-failure.ts';
import type { StoreFailure } from './store-failure.ts';

export type DataFolder = {
  readonly folder: string;
  readonly accountsFile: string;
  readonly vaultFile: string;
  readonly lockFile: string;
};

/** What belongs to one account and to nobody else. */
export type AccountFolder = {
  readonly accountId: string;
  readonly file: string;
  /** What the server said that the person may do; there is none of `personal`. */
  readonly accessFile: string;
  /** What goes from `personal` when the account's server has all of it (bring-over/removals.ts); none of `personal`. */
  readonly removalsFile: string;
  readonly backupFolder: string;
  readonly blobFolder: string;
  readonly filesFolder: string;
  readonly exportsFolder: string;
  readonly openedFolder: string;
};

export function dataFolderAt(path: string): DataFolder {
  const folder = resolve(path);
  return {
    folder,
    accountsFile: join(folder, 'accounts.json'),
    vaultFile: join(folder, 'vault.json'),
    lockFile: join(folder, 'lock.sqlite'),
  };
}

export function accountFolderAt({ folder }: DataFolder, accountId: string): AccountFolder {
  assert(isAccountId(accountId), `${accountId} is not the id of an account`);
  const named = join(folder, 'accounts', accountId);
  // Until there were others, what belongs to `personal` lay at the top; there it stays.
  const own = accountId === personalAccountId ? folder : named;
  return {
    accountId,
    file: `${named}.sqlite`,
    accessFile: `${named}.access.json`,
    removalsFile: `${named}.removals.json`,
    backupFolder: join(own, 'backups'),
    blobFolder: join(own, 'blobs'),
    filesFolder: join(own, 'files'),
    exportsFolder: join(own, 'exports'),
    openedFolder: join(own, 'opened'),
  };
}

/** Makes what is missing of the folder. */
export function createDataFolder(path: string): Result<DataFolder, StoreFailure> {
  const data = dataFolderAt(path);
  const made = makeFolders(data, [data.folder, join(data.folder, 'accounts')]);
  return made.ok ? ok(data) : made;
}

/** Makes what is missing of an account's folders; the file itself is the store's to make. */
export function createAccountFolder(data: DataFolder, accountId: string): Result<AccountFolder, StoreFailure> {
  const account = accountFolderAt(data, accountId);
  const { backupFolder, blobFolder, filesFolder, exportsFolder } = account;
  const made = makeFolders(data, [resolve(backupFolder, '..'), backupFolder, blobFolder, filesFolder, exportsFolder]);
  return made.ok ? ok(account) : made;
}

/** Deletes everything of an account that is not open. Can be done again where it was cut off. */
export function removeAccountFolder(data: DataFolder, accountId: string): void {
  assert(accountId !== personalAccountId, 'What is personal lies beside everything else, and stays');
  const { file, accessFile, removalsFile, blobFolder } = accountFolderAt(data, accountId);
  const files = ['', '-wal', '-shm', '-journal', '-behind'].map((ending) => `${file}${ending}`);
  for (const one of [...files, file.replace(/sqlite$/, 'device.json'), accessFile, removalsFile])
    rmSync(one, { force: true });
  rmSync(resolve(blobFolder, '..'), { recursive: true, force: true });
}

function makeFolders(data: DataFolder, folders: readonly string[]): Result<undefined, StoreFailure> {
  try {
    for (const folder of folders) {
      // A folder that was there may be anything's (someone's home); only what is made here is closed to others.
      if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(folder, 0o700);
    }
    return ok(undefined);
  } catch (error) {
    const failure = folderFailureOf(error, data);
    if (failure === undefined) throw error;
    return fail(failure);
  }
}

function folderFailureOf(error: unknown, data: DataFolder): StoreFailure | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EEXIST' || code === 'ENOTDIR') return { kind: 'folder-unusable', file: data.folder };
  return openFailureOf(error, data.folder, accountFolderAt(data, personalAccountId).backupFolder);
}
