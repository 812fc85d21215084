import { readFileSync } from 'node:fs';

import { PGlite } from '@electric-sql/pglite';

import { damagedBackup } from './backup-problems.ts';
import { pgliteStart } from './pglite-start.ts';
import type { SqlRow } from './server-database.ts';

/** A back-up, opened as a database: in a new folder, or in memory where none is named; and its version. Throws `DatabaseUnfit`. */
export async function unpackPglite(
  file: string,
  folder: string | undefined,
): Promise<{ readonly pglite: PGlite; readonly version: number }> {
  try {
    const loadDataDir = new Blob([new Uint8Array(readFileSync(file))]);
    const pglite = await PGlite.create({ ...pgliteStart(folder), loadDataDir });
    const { rows } = await pglite.query<SqlRow>('SELECT max(number) AS version FROM server_migrations');
    return { pglite, version: Number(rows[0]?.['version']) };
  } catch (cause) {
    throw damagedBackup(file, cause);
  }
}
