/** Bytes from the folders of one account to those of another. Each has its own: none is shared, nor linked. */
import { createReadStream, constants } from 'node:fs';
import { copyFile, mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { isId } from '#shared/base/id.ts';

import type { BlobFolder } from '../store/blob-folder.ts';

/** Keeps the content of a file under its name. What the disk has damaged gets another, which no record names, and is collected. */
export async function copyBlob(file: string, blobs: BlobFolder, hash: string, signal: AbortSignal): Promise<void> {
  if (await blobs.renew(hash)) return;
  const partial = blobs.partialPath();
  try {
    await copyInPieces(file, partial, signal);
    if (!signal.aborted) await blobs.putFile(partial);
  } finally {
    await rm(partial, { force: true });
  }
}

async function copyInPieces(from: string, to: string, signal: AbortSignal): Promise<void> {
  const handle = await open(to, 'wx', 0o600);
  try {
    for await (const piece of createReadStream(from)) {
      if (signal.aborted) return;
      await handle.writeFile(piece as Buffer); // Without an encoding a stream of a file gives buffers.
    }
  } finally {
    await handle.close();
  }
}

/** Files and folders; links stay behind, since what they name may be anybody's. */
export async function copyFolder(from: string, to: string, signal: AbortSignal): Promise<void> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (signal.aborted) return;
    if (!entry.isFile()) continue;
    const source = path.join(entry.parentPath, entry.name);
    const target = path.join(to, path.relative(from, source));
    // oxlint-disable-next-line no-await-in-loop -- One disk writes one after another.
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
    // oxlint-disable-next-line no-await-in-loop -- As above. Where the disk can, it shares what neither has changed yet.
    await copyFile(source, target, constants.COPYFILE_FICLONE);
  }
}

/*
 * A folder of which the copy was cut off belongs to no workspace, and nobody would find it: so until the workspace is there, a file
 * beside it says that it is being made. Which folders have no workspace would not tell: where an old copy of the account's file was put
 * back, those are of work that is only in them.
 */
const markEnding = '.arriving';

export async function markArriving(folder: string): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true, mode: 0o700 });
  await writeFile(`${folder}${markEnding}`, '', { flush: true });
}

export async function forgetArriving(folder: string): Promise<void> {
  await rm(`${folder}${markEnding}`, { force: true });
}

/** Takes away what a copy that was cut off has left, once the account's file is open and has taken back the records. */
export async function sweepArriving(filesFolder: string, isThere: (workspaceId: string) => boolean): Promise<void> {
  const names = await readdir(filesFolder).catch(() => []);
  for (const name of names) {
    const workspaceId = name.endsWith(markEnding) ? name.slice(0, -markEnding.length) : '';
    if (!isId(workspaceId)) continue;
    const folder = path.join(filesFolder, workspaceId);
    // oxlint-disable-next-line no-await-in-loop -- Hardly ever more than one.
    if (!isThere(workspaceId)) await removeFolder(folder);
    // oxlint-disable-next-line no-await-in-loop -- The same.
    await forgetArriving(folder);
  }
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
