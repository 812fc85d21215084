/*
 * Copies of attached files under their own names, for programs that go by names: blobs have none. They are read-only copies and
 * no links, since whatever writes into one must not change a blob, which is what its SHA-256 says.
 */
import { constants, existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

import { cleanFileName } from '#shared/attachments/clean-file-name.ts';

import type { BlobFolder } from '../store/blob-folder.ts';

export type UnpackedFiles = {
  /** Where the copy is; undefined when the bytes are not on this device. */
  readonly unpack: (file: { readonly content: string; readonly name: string }) => Promise<string | undefined>;
  /** Deletes every copy. */
  readonly clear: () => Promise<void>;
};

/** Copies that are kept; of more, those that were made first go. */
const copiesMax = 32;

export function createUnpackedFiles(folder: string, blobs: Pick<BlobFolder, 'path' | 'has'>): UnpackedFiles {
  return {
    async unpack({ content, name }) {
      if (!blobs.has(content)) return undefined;
      // By its content, so that another file of the same name has another place.
      const own = path.join(folder, content);
      // Also what other devices have written is a name of one file in one folder.
      const file = path.join(own, cleanFileName(name) ?? 'file');
      if (existsSync(file)) return file;
      await makeRoom(folder);
      await mkdir(own, { recursive: true, mode: 0o700 });
      const partial = path.join(folder, `${content}.partial`);
      await rm(partial, { force: true });
      await copyFile(blobs.path(content), partial, constants.COPYFILE_FICLONE);
      await chmod(partial, 0o400);
      await rename(partial, file);
      return file;
    },
    clear: async () => await rm(folder, { recursive: true, force: true }),
  };
}

async function makeRoom(folder: string): Promise<void> {
  const names = existsSync(folder) ? await readdir(folder) : [];
  if (names.length < copiesMax) return;
  const copies = await Promise.all(
    names.map(async (name) => ({ name, madeMs: (await stat(path.join(folder, name))).mtimeMs })),
  );
  const old = copies.toSorted((left, right) => left.madeMs - right.madeMs).slice(0, names.length - copiesMax + 1);
  await Promise.all(old.map(async ({ name }) => await rm(path.join(folder, name), { recursive: true, force: true })));
}
