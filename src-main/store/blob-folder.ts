/*
 * Large results, pictures and logs: files named by the SHA-256 of their content, `blobs/ab/ab12…`. The same content is kept
 * once, a name never changes its meaning, and a record that names a file was written after the file was on the disk.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Hash } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  read,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { mkdir, open, readFile, readdir, rename, rm, utimes } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { assert } from '#shared/base/assert.ts';
import type { Instant } from '#shared/base/instant.ts';

export type BlobFolder = {
  /** Keeps the content, given in parts, and answers its hash once it is on the disk. Throws what the disk says. */
  readonly put: (parts: readonly Uint8Array[]) => Promise<string>;
  /** Takes in a file that is there, wherever it is, without reading it into memory. The file is gone afterwards. */
  readonly putFile: (path: string) => Promise<string>;
  /** Of a new file in this folder, for content that comes little by little; `putFile` then takes it in. */
  readonly partialPath: () => string;
  /** Where content of a name that is known comes little by little, and stays over restarts until it is kept or dropped. */
  readonly partPath: (hash: string) => string;
  /** Notes that it is to come: an empty part, unless there is one. */
  readonly beginPart: (hash: string) => void;
  /** The names of what has begun to come. */
  readonly listParts: () => readonly string[];
  /** Gives what has come its name, if it is what the name says; else it is gone, and the answer false. */
  readonly keepPart: (hash: string) => Promise<boolean>;
  readonly dropPart: (hash: string) => void;
  /** Deletes what a crash has left half-written. Only for who has the data folder to itself, at its start. */
  readonly removePartials: () => void;
  /** Where the content is, or would be: for readers that take a part of it. */
  readonly path: (hash: string) => string;
  readonly has: (hash: string) => boolean;
  readonly read: (hash: string) => Promise<Uint8Array | undefined>;
  readonly remove: (hash: string) => void;
  /** Keeps a collection from it until a record names it, as if it had been put now. False when there is none. */
  readonly renew: (hash: string) => Promise<boolean>;
  /** Deletes what is not in use and answers how many files that were. Fresh files stay: their record may be on its way. */
  readonly collect: (inUse: ReadonlySet<string>, nowMs: Instant) => Promise<number>;
};

const readAt = promisify(read);

/** Hashing and writing go by pieces, so that a large result does not hold up everything else. */
const pieceBytes = 1024 * 1024;

/** No run takes longer from the writing of its results to the writing of its record. */
const freshMs = 60 * 60 * 1000;

const partialEnding = '.partial';
const partEnding = '.part';

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

  function partPath(hash: string): string {
    assert(hashPattern.test(hash), `${hash} is not the name of a blob`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return join(folder, `${hash}${partEnding}`);
  }

  async function keepPart(hash: string): Promise<boolean> {
    const part = partPath(hash);
    const fd = openFile(part);
    try {
      if ((await takeIn(fd, part, { isMoved: true })) !== hash) {
        rmSync(part, { force: true });
        return false;
      }
    } finally {
      closeSync(fd);
    }
    await giveName(part, hash);
    return true;
  }

  async function giveName(file: string, hash: string): Promise<void> {
    const shelf = join(folder, hash.slice(0, 2));
    await mkdir(shelf, { recursive: true, mode: 0o700 });
    await rename(file, path(hash));
    await syncFolder(shelf);
  }

  async function keep(fill: (partial: string) => Promise<string>): Promise<string> {
    const partial = partialPath();
    try {
      const hash = await fill(partial);
      if (await renew(path(hash))) {
        await rm(partial);
        return hash;
      }
      await giveName(partial, hash);
      return hash;
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  return {
    put: async (parts) => await keep(async (partial) => await writeHashed(partial, parts)),
    putFile: async (file) => {
      // Opened and moved before anything is waited for: a session's folder may go with its session at any moment.
      const fd = openFile(file);
      try {
        return await keep(async (partial) => {
          const isMoved = renameOnThisDisk(file, partial);
          const hash = await takeIn(fd, partial, { isMoved });
          if (!isMoved) await rm(file, { force: true });
          return hash;
        });
      } finally {
        closeSync(fd);
      }
    },
    partialPath,
    partPath,
    beginPart: (hash) => closeSync(openSync(partPath(hash), 'a', 0o600)),
    keepPart,
    listParts: () =>
      existsSync(folder)
        ? readdirSync(folder).flatMap((name) => {
            const hash = name.endsWith(partEnding) ? name.slice(0, -partEnding.length) : '';
            return hashPattern.test(hash) ? [hash] : [];
          })
        : [],
    dropPart: (hash) => rmSync(partPath(hash), { force: true }),
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
    renew: async (hash) => await renew(path(hash)),
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

/** A file that is open, and no link, pipe or folder: what is named may be anybody's doing. */
function openFile(path: string): number {
  // Neither is known on Windows. Without the second, a pipe would be waited for.
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const flags = process.platform === 'win32' ? O_RDONLY : O_RDONLY | O_NOFOLLOW | O_NONBLOCK;
  const fd = openSync(path, flags);
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  throw new Error(`${path} is not a file.`);
}

function renameOnThisDisk(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EXDEV') return false;
    throw error;
  }
}

/** Reads the file once: for its hash, and for its copy where there is to be one. What is answered is on the disk. */
async function takeIn(fd: number, partial: string, { isMoved }: { readonly isMoved: boolean }): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(partial, isMoved ? 'r+' : 'wx', 0o600);
  try {
    const piece = Buffer.allocUnsafe(pieceBytes);
    for (let place = 0; ;) {
      const { bytesRead } = await readAt(fd, piece, 0, pieceBytes, place);
      if (bytesRead === 0) break;
      const part = piece.subarray(0, bytesRead);
      hash.update(part);
      if (!isMoved) await handle.writeFile(part);
      place += bytesRead;
    }
    await handle.chmod(0o600);
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
