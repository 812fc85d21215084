/*
 * A folder as a packed archive and back, file by file through streams: however large it is, no more than pieces of it are in memory.
 * Names begin with a slash, as PGlite's own archives have them, so that either reads the other's.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';

import { extract, pack } from 'tar-stream';
import type { Pack } from 'tar-stream';

/** Nobody may write to the folder meanwhile. What was written is on the disk when it resolves. */
export async function packFolder(folder: string, file: string): Promise<void> {
  const archive = pack();
  const written = pipeline(
    archive,
    createGzip({ level: constants.Z_BEST_SPEED }),
    createWriteStream(file, { mode: 0o600, flush: true }),
  );
  const added = addEntries(archive, folder).catch((error: unknown) => {
    archive.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  });
  await Promise.all([added, written]);
}

async function addEntries(archive: Pack, folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = `/${relative(folder, path).replaceAll('\\', '/')}`;
    // oxlint-disable-next-line no-await-in-loop -- File after file.
    const { size, mode, mtime } = await stat(path);
    if (entry.isDirectory()) archive.entry({ name, mode, mtime, type: 'directory' });
    else if (entry.isFile()) {
      const room = archive.entry({ name, size, mode, mtime });
      // oxlint-disable-next-line no-await-in-loop -- The same.
      await pipeline(createReadStream(path), room);
    }
  }
  archive.finalize();
}

/** Into a folder that need not be there. Fails where the archive is not whole; what is neither a file nor a folder is left out. */
export async function unpackFolder(file: string, folder: string): Promise<void> {
  const archive = extract();
  const read = pipeline(createReadStream(file), createGunzip(), archive);
  const written = (async () => {
    for await (const entry of archive) {
      const { name, type } = entry.header;
      const path = join(folder, join('/', name)); // Never outside of the folder, whatever the name says.
      await mkdir(type === 'directory' ? path : dirname(path), { recursive: true, mode: 0o700 });
      if (type === 'file') await pipeline(entry, createWriteStream(path, { mode: 0o600 }));
      else entry.resume();
    }
  })();
  await Promise.all([written, read]);
}
