import { PGlite } from '@electric-sql/pglite';

import { damagedBackup } from './backup-problems.ts';
import { unpackFolder } from './pack-folder.ts';
import { pgliteStart } from './pglite-start.ts';
import type { SqlRow } from './server-database.ts';

/** A back-up, opened as a database in a new folder; and its version. Throws `DatabaseUnfit`. */
export async function unpackPglite(
  file: string,
  folder: string,
): Promise<{ readonly pglite: PGlite; readonly version: number }> {
  try {
    await unpackFolder(file, folder);
    const pglite = await PGlite.create(pgliteStart(folder));
    const { rows } = await pglite.query<SqlRow>('SELECT max(number) AS version FROM server_migrations');
    return { pglite, version: Number(rows[0]?.['version']) };
  } catch (cause) {
    throw damagedBackup(file, cause);
  }
}
