/*
 * The keys of a database lie outside of it, and whoever has lost them is told so: new ones, made in silence, would open nothing of
 * what is sealed with the old and check nothing of what they signed, and the right ones could come back to a database of both.
 */
import { existsSync } from 'node:fs';

import { isPostgresUrl, openDatabase } from './db/open-database.ts';
import { hasPgliteDatabase } from './db/pglite-folder.ts';
import type { ServerConfig } from './read-config.ts';

type Keys = Pick<ServerConfig, 'keyRingFile' | 'auditKeyFile'>;

/** There is a database, and its keys are not there; the message says what to do. */
export class KeysMissing extends Error {
  override name = 'KeysMissing';
}

/** Throws `KeysMissing` where there is a database without its keys. Makes nothing. */
export async function acceptKeys(config: Keys & Pick<ServerConfig, 'database'>): Promise<void> {
  if (missingKeys(config).length > 0 && (await hasDatabase(config.database))) requireKeys(config);
}

/** Throws `KeysMissing` where a key is not there, whatever else is. */
export function requireKeys(keys: Keys): void {
  const [missing] = missingKeys(keys);
  if (missing === undefined) return;
  const { file, option, loss } = missing;
  throw new KeysMissing(
    `The keys of this database are not there: ${file}. See that --data-dir or --${option} is that of the server, or put the file back from its copy: ${loss}. Where it is lost for good, "npm run server -- replace-keys yes" gives that up and makes a new one.`,
  );
}

function missingKeys({ keyRingFile, auditKeyFile }: Keys) {
  const all = [
    { file: keyRingFile, option: 'key-ring', loss: 'a new one opens no field that is sealed' },
    { file: auditKeyFile, option: 'audit-key', loss: 'a new one checks nothing that was signed in the audit' },
  ] as const;
  return all.filter(({ file }) => !existsSync(file));
}

/** Throws `DatabaseAway` where PostgreSQL cannot be asked. */
export async function hasDatabase(address: string): Promise<boolean> {
  return isPostgresUrl(address) ? await hasTables(address) : hasPgliteDatabase(address);
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
