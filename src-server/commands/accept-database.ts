/*
 * A mistyped folder or address holds no database, and a command is not to make one there; nor new keys for a database whose keys
 * lie elsewhere, since what is sealed and signed with them nobody else could open and check.
 */
import { existsSync } from 'node:fs';

import { isPostgresUrl, openDatabase } from '../db/open-database.ts';
import { hasPgliteDatabase } from '../db/pglite-folder.ts';
import { addressWithoutPassword } from '../db/postgres-connection.ts';
import type { ServerConfig } from '../read-config.ts';
import { CommandRefused } from './command.ts';

/** Throws `CommandRefused` where there is no database, or its keys are not there. Makes nothing. */
export async function acceptDatabase({ database, dataFolder, keyRingFile, auditKeyFile }: ServerConfig): Promise<void> {
  if (!(isPostgresUrl(database) ? await hasTables(database) : hasPgliteDatabase(database))) {
    const where = isPostgresUrl(database) ? `at ${addressWithoutPassword(database)}` : `in ${dataFolder}`;
    throw new CommandRefused(
      `There is no database of Triptych ${where}. See that --data-dir and --database are those of the server; its first start, or migrate, makes a new one.`,
    );
  }
  for (const [file, option] of [
    [keyRingFile, 'key-ring'],
    [auditKeyFile, 'audit-key'],
  ] as const) {
    if (existsSync(file)) continue;
    throw new CommandRefused(
      `The keys of this database are not there: ${file}. See that --data-dir or --${option} is that of the server; where they are lost, its next start makes new ones.`,
    );
  }
}

async function hasTables(url: string): Promise<boolean> {
  const database = await openDatabase(url, { connectionsMax: 1 });
  try {
    const [row] = await database.asOwner(
      async ({ query }) => await query(`SELECT to_regclass('public.server_migrations') IS NOT NULL AS is_there`),
    );
    return row?.['is_there'] === true;
  } finally {
    await database.close();
  }
}
