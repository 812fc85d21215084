import { resolve } from 'node:path';

import { PGlite } from '@electric-sql/pglite';

import { DatabaseUnfit } from './database-roles.ts';
import { copyPglite, dumpPglite, packPgliteInMemory, writeAside } from './pglite-backup.ts';
import { connectionOfPglite } from './pglite-connection.ts';
import { holdPgliteFolder } from './pglite-folder.ts';
import { pgliteStart } from './pglite-start.ts';
import type { Whose } from './lines.ts';
import type { OwnerSql, ServerDatabase, Sql } from './server-database.ts';
import { createTurns } from './turns.ts';
import { acceptChannel, beginAsOwner, beginInReach, finishTransaction, repeatWhenPassing } from './transaction.ts';
import type { Connection } from './transaction.ts';

/** PGlite has one connection, for which all wait. */
const turnLimits = { waitingMax: 10_000, waitMsMax: 60_000 };

/**
 * PostgreSQL inside this process: PGlite in a folder, or in memory where none is named. A folder is held until it is closed, or
 * the process ends. It survives the death of the process at any time, but not a power cut: it does not wait for the disk. It
 * knows no limit of time for a statement either.
 */
export async function openPglite(given?: string): Promise<ServerDatabase> {
  const folder = given === undefined ? undefined : resolve(given); // Without a slash at its end: files lie beside it.
  const release = folder === undefined ? () => undefined : holdPgliteFolder(folder);
  const pglite = await createPglite(folder, release);
  const inTurn = createTurns(turnLimits);
  const connection = connectionOfPglite(pglite);

  async function transact<T>(
    begin: (connection: Connection) => Promise<void>,
    work: (sql: Sql & OwnerSql) => Promise<T>,
    whose?: Whose,
  ): Promise<T> {
    return await inTurn(async () => {
      try {
        return await finishTransaction(connection, begin(connection), work);
      } catch (error) {
        await connection.run('ROLLBACK'); // Without a transaction it is a warning that nobody hears.
        throw error;
      }
    }, whose);
  }

  return {
    kind: 'pglite',
    transaction: async (reach, work, { isRepeatable = false, whose } = {}) =>
      await repeatWhenPassing(
        isRepeatable,
        async () => await transact(async (one) => await beginInReach(one, reach), work, whose),
      ),
    asOwner: async (work) => await transact(beginAsOwner, work),
    // In turn as well: a LISTEN within somebody's transaction would be taken back with it.
    listen: async (channel, { onMessage }) => {
      acceptChannel(channel);
      const stop = await inTurn(async () => await pglite.listen(channel, onMessage));
      return async () => await inTurn(async () => await stop());
    },
    dump: async (file) => {
      if (folder === undefined)
        await writeAside(file, async (aside) => await inTurn(async () => await packPgliteInMemory(pglite, aside)));
      else await dumpPglite(async (copy) => await inTurn(async () => await copyPglite(pglite, folder, copy)), file);
    },
    close: async () =>
      await inTurn(async () => {
        await pglite.close();
        release();
      }),
  };
}

async function createPglite(folder: string | undefined, release: () => void): Promise<PGlite> {
  try {
    return await PGlite.create(pgliteStart(folder));
  } catch (error) {
    release();
    if (folder === undefined) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseUnfit(
      `What lies in ${folder} does not open as a database (${reason}). If it is damaged, put a back-up in its place: restore FILE.`,
      { cause: error },
    );
  }
}
