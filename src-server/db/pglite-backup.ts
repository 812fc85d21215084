import { once } from 'node:events';
import { closeSync, constants, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';

import type { PGlite } from '@electric-sql/pglite';

import { damagedBackup, tooNewBackup } from './backup-problems.ts';
import { renewEpochs } from './change-log-upkeep.ts';
import { isNotTooNew } from './migrate.ts';
import { packFolder } from './pack-folder.ts';
import { holdPgliteFolder, swapFolder, unpackingFolder } from './pglite-folder.ts';
import type { SqlRow } from './server-database.ts';
import { unpackPglite } from './unpack-pglite.ts';

/**
 * What is copied is what a start would find, without a log to replay. Nobody may write meanwhile; it is as quick as the disk, and on a
 * disk that shares what is the same it takes no room either.
 */
export async function copyPglite(pglite: PGlite, folder: string, copy: string): Promise<void> {
  await pglite.exec('CHECKPOINT');
  await cp(folder, copy, { recursive: true, mode: constants.COPYFILE_FICLONE });
}

/** Of one in memory, which is there a second time meanwhile. */
export async function packPgliteInMemory(pglite: PGlite, file: string): Promise<void> {
  await pglite.exec('CHECKPOINT');
  const packed = await pglite.dumpDataDir('gzip');
  await writeFile(file, packed.stream(), { mode: 0o600, flush: true });
}

/**
 * Packs what `copy` puts in a folder. The file has its name only when it has been opened as a database and read, and it and the name
 * are on the disk.
 */
export async function dumpPglite(copy: (folder: string) => Promise<void>, file: string): Promise<void> {
  await writeAside(file, async (aside) => {
    const folder = copyOf(file);
    try {
      await copy(folder);
      await packFolder(folder, aside);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

/** The same of what `write` writes itself. */
export async function writeAside(file: string, write: (aside: string) => Promise<void>): Promise<void> {
  const aside = `${file}.part`;
  try {
    await write(aside);
    await verifyPacked(aside, copyOf(file));
    renameSync(aside, file);
    syncFolder(dirname(file));
  } finally {
    rmSync(aside, { force: true });
  }
}

/** What an unfinished back-up leaves beside its place. */
export const unfinishedEndings: readonly string[] = ['.part', '.copy'];

function copyOf(file: string): string {
  return `${file}.copy`;
}

/**
 * Unpacks a backup into a new folder, opens it, and only then lets it take the place of the folder, which is kept beside it.
 * Returns where. Nobody may have the folder open. Throws `DatabaseUnfit`.
 */
export async function restorePglite(given: string, file: string, time: string): Promise<string | undefined> {
  const folder = resolve(given);
  const release = holdPgliteFolder(folder);
  try {
    const { pglite, version } = await unpackPglite(file, unpackingFolder(folder));
    if (!isNotTooNew(version)) {
      await pglite.close();
      throw tooNewBackup(file, version);
    }
    await renewEpochs({ query: async (text) => (await pglite.query<SqlRow>(text)).rows });
    await pglite.close();
    syncFolder(unpackingFolder(folder));
    return swapFolder(folder, time);
  } finally {
    rmSync(unpackingFolder(folder), { recursive: true, force: true });
    release();
  }
}

/** In a thread of its own: it takes a second or two, for which the server would stand still. */
async function verifyPacked(file: string, folder: string): Promise<void> {
  const worker = new Worker(new URL('verify-backup-worker.ts', import.meta.url), { workerData: { file, folder } });
  try {
    await once(worker, 'message');
  } catch (cause) {
    throw damagedBackup(file, cause); // Of an error that a thread ends with, the kind is lost.
  } finally {
    await worker.terminate();
    rmSync(folder, { recursive: true, force: true });
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return; // It writes names down by itself, and knows no such call for a folder.
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
