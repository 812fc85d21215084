/*
 * Folders of this device, for who chooses where a file is saved: the loopback shell has no dialog of the system. Only folders are
 * told, never files; hidden ones are left out.
 */
import { mkdir, opendir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { ExchangeFailure, FolderListing } from '#shared/matrix/exchange/exchange-api.ts';

/** More than this nobody looks through; a path can be typed. */
const foldersMax = 1000;
/** Entries that are looked at: a folder of a million files must not hold up the others. */
const entriesMax = 20_000;
/** What file systems allow, in bytes. */
const nameBytesMax = 255;

type Refused = Extract<ExchangeFailure, { readonly kind: 'folder-refused' }>;

/** What is in a folder; without one, in the person's own. */
export async function listFolders(given: string | null): Promise<Result<FolderListing, Refused>> {
  const home = homedir();
  const folder = path.normalize(given ?? home);
  if (!path.isAbsolute(folder)) return refused(folder, 'it is no whole path');
  try {
    const { names, isCut } = await readFolderNames(folder);
    const parent = path.dirname(folder);
    return ok({
      path: folder,
      parent: parent === folder ? null : parent,
      home,
      folders: names.map((name) => ({ name, path: path.join(folder, name) })),
      isCut,
    });
  } catch (error) {
    return refused(folder, reasonOf(error));
  }
}

/** Makes a folder in another one; returns its path. */
export async function makeFolder(parent: string, given: string): Promise<Result<string, Refused>> {
  const name = given.trim();
  if (!path.isAbsolute(parent)) return refused(parent, 'it is no whole path');
  const problem = nameProblem(name);
  if (problem !== undefined) return refused(path.join(parent, name.slice(0, 100)), problem);
  const folder = path.join(parent, name);
  try {
    await mkdir(folder);
    return ok(folder);
  } catch (error) {
    return refused(folder, reasonOf(error));
  }
}

async function readFolderNames(
  folder: string,
): Promise<{ readonly names: readonly string[]; readonly isCut: boolean }> {
  const names: string[] = [];
  let looked = 0;
  for await (const entry of await opendir(folder)) {
    looked += 1;
    if (names.length >= foldersMax || looked > entriesMax) return { names: names.toSorted(byName), isCut: true };
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await leadsToFolder(path.join(folder, entry.name)))))
      names.push(entry.name);
  }
  return { names: names.toSorted(byName), isCut: false };
}

async function leadsToFolder(link: string): Promise<boolean> {
  return (await stat(link).catch(() => undefined))?.isDirectory() ?? false;
}

const { compare: byName } = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function nameProblem(name: string): string | undefined {
  if (name === '') return 'it has no name';
  if (/[/\\\p{Cc}]/u.test(name)) return 'the name of a folder has no slashes or line breaks';
  if (name.startsWith('.')) return 'a folder whose name begins with a dot is hidden';
  return Buffer.byteLength(name) > nameBytesMax ? 'the name is too long' : undefined;
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? `the system answered ${code === '' ? String(error) : code}`;
}

const reasons: { readonly [code: string]: string | undefined } = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'it is a file',
  EACCES: 'it may not be opened or written to',
  EPERM: 'it may not be opened or written to',
  EROFS: 'it can only be read',
  EEXIST: 'there is one of this name already',
  ENAMETOOLONG: 'the name is too long',
  EINVAL: 'the system does not allow this name',
  ENOSPC: 'the disk is full',
};

function refused(folder: string, reason: string): Result<never, Refused> {
  return fail({ kind: 'folder-refused', folder, reason });
}
