/*
 * Large results, pictures and logs: files named by the SHA-256 of their content, `blobs/ab/ab12…`. The same content is kept
 * once, a name never changes its meaning, and a record that names a file was written after the file was on the disk.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { chmod, copyFile, mkdir, open, readFile, readdir, rename, rm, utimes } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import { assert } from '#shared/base/assert.ts';
import type { Instant } from '#shared/base/instant.ts';

export type BlobFolder = {
  /** Keeps the content, given in parts, and answers its hash once it is on the disk. Throws what the disk says. */
  readonly put: (parts: readonly Uint8Array[]) => Promise<string>;
  /** Takes in a file that is there, wherever it is, without reading it into memory. The file is gone afterwards. */
  readonly putFile: (path: string) => Promise<string>;
  /** Of a new file in this folder, for content that comes little by little; `putFile` then takes it in. */
  readonly partialPath: () => string;
  /** Deletes what a crash has left half-written. Only for who has the data folder to itself, at its start. */
  readonly removePartials: () => void;
  /** Where the content is, or would be: for readers that take a part of it. */
  readonly path: (hash: string) => string;
  readonly has: (hash: string) => boolean;
  readonly read: (hash: string) => Promise<Uint8Array | undefined>;
  readonly remove: (hash: string) => void;
  /** Deletes what is not in use and answers how many files that were. Fresh files stay: their record may be on its way. */
  readonly collect: (inUse: ReadonlySet<string>, nowMs: Instant) => Promise<number>;
};

/** Hashing and writing go by pieces, so that a large result does not hold up everything else. */
const pieceBytes = 1024 * 1024;

/** No run takes longer from the writing of its results to the writing of its record. */
const freshMs = 60 * 60 * 1000;

const partialEnding = '.partial';

const hashPattern = /^[0-9a-f]{64}$/;

export function openBlobFolder(folder: string): BlobFolder {
  function path(hash: string): string {
    assert(hashPattern.test(hash), `${hash} is not the name of a blob`);
    return join(folder, hash.slice(0, 2), hash);
  }

  function partialPath(): string {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return join(folder, `${randomBytes(12).toString('hex')}${partialEnding}`);
  }

  async function keep(fill: (partial: string) => Promise<string>): Promise<string> {
    const partial = partialPath();
    try {
      const hash = await fill(partial);
      if (await renew(path(hash))) {
        await rm(partial);
        return hash;
      }
      const shelf = join(folder, hash.slice(0, 2));
      await mkdir(shelf, { recursive: true, mode: 0o700 });
      await rename(partial, path(hash));
      await syncFolder(shelf);
      return hash;
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  return {
    put: async (parts) => await keep(async (partial) => await writeHashed(partial, parts)),
    putFile: async (file) =>
      await keep(async (partial) => {
        await moveFile(file, partial);
        return await hashFile(partial);
      }),
    partialPath,
    removePartials() {
      if (!existsSync(folder)) return;
      for (const name of readdirSync(folder))
        if (name.endsWith(partialEnding)) rmSync(join(folder, name), { force: true });
    },
    path,
    has: (hash) => existsSync(path(hash)),
    read: async (hash) => {
      try {
        return await readFile(path(hash));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    remove: (hash) => rmSync(path(hash), { force: true }),
    collect: async (inUse, nowMs) => await collect(folder, inUse, nowMs),
  };
}

async function writeHashed(file: string, parts: readonly Uint8Array[]): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(file, 'wx', 0o600);
  try {
    for (const part of parts) await writePart(handle, hash, part);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}

/** Moves a file, also from another disk: the system then copies it by itself. */
async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    await copyFile(from, to);
    await rm(from, { force: true });
  }
  await chmod(to, 0o600);
}

/** The hash of a file, which is on the disk when it is answered. */
async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(file, 'r+');
  try {
    const piece = Buffer.allocUnsafe(pieceBytes);
    for (let place = 0; ;) {
      const { bytesRead } = await handle.read(piece, 0, pieceBytes, place);
      if (bytesRead === 0) break;
      hash.update(piece.subarray(0, bytesRead));
      place += bytesRead;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}

async function writePart(handle: FileHandle, hash: Hash, part: Uint8Array): Promise<void> {
  for (let start = 0; start < part.length; start += pieceBytes) {
    const piece = part.subarray(start, start + pieceBytes);
    hash.update(piece);
    // oxlint-disable-next-line no-await-in-loop -- One piece after another is the point: the order, and a pause between.
    await handle.writeFile(piece);
  }
}

/**
 * Makes a file that is there as young as one just written, so that a collection leaves it until its new record names it too.
 * False when there is none: also when a collection has just taken it.
 */
async function renew(file: string): Promise<boolean> {
  try {
    const now = new Date();
    await utimes(file, now, now);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

// The new name is on the disk only when its folder is. Windows knows no such thing.
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function collect(folder: string, inUse: ReadonlySet<string>, nowMs: Instant): Promise<number> {
  let deleted = 0;
  for (const entry of existsSync(folder) ? await readdir(folder, { recursive: true, withFileTypes: true }) : []) {
    // What is half-written belongs to somebody who writes it; a crash's are deleted at the start.
    const isUnused = entry.isFile() && hashPattern.test(entry.name) && !inUse.has(entry.name);
    if (!isUnused) continue;
    const file = join(entry.parentPath, entry.name);
    // Without a pause between the look and the deletion, in which the same content could be put again.
    const modifiedMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (modifiedMs === undefined || modifiedMs > nowMs - freshMs) continue;
    rmSync(file, { force: true });
    deleted += 1;
  }
  return deleted;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
