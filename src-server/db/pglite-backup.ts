import { once } from 'node:events';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';

import type { PGlite } from '@electric-sql/pglite';

import { damagedBackup, tooNewBackup } from './backup-problems.ts';
import { renewEpochs } from './change-log-upkeep.ts';
import { isNotTooNew } from './migrate.ts';
import { holdPgliteFolder, swapFolder, unpackingFolder } from './pglite-folder.ts';
import type { SqlRow } from './server-database.ts';
import { unpackPglite } from './unpack-pglite.ts';

/** All of the database as a packed folder, in memory. */
export async function packPglite(pglite: PGlite): Promise<Blob> {
  await pglite.exec('CHECKPOINT'); // What is copied is then what a start would find, without a log to replay.
  return await pglite.dumpDataDir('gzip');
}

/** Writes it to a file, which has its name only when it has been opened as a database and read. */
export async function dumpPglite(pack: () => Promise<Blob>, file: string): Promise<void> {
  const packed = await pack();
  const aside = `${file}.part`;
  try {
    writeFileSync(aside, new Uint8Array(await packed.arrayBuffer()), { mode: 0o600, flush: true });
    await verifyPacked(aside);
    renameSync(aside, file);
  } finally {
    rmSync(aside, { force: true });
  }
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
async function verifyPacked(file: string): Promise<void> {
  const worker = new Worker(new URL('verify-backup-worker.ts', import.meta.url), { workerData: file });
  try {
    await once(worker, 'message');
  } catch (cause) {
    throw damagedBackup(file, cause); // Of an error that a thread ends with, the kind is lost.
  } finally {
    await worker.terminate();
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
