import { PGlite } from '@electric-sql/pglite';
import type { Results } from '@electric-sql/pglite';

import type { ServerDatabase, SqlRow } from './server-database.ts';
import { acceptChannel, beginAsOwner, beginInReach, finishTransaction, repeatWhenPassing } from './transaction.ts';
import type { Connection } from './transaction.ts';

/** PGlite has one connection: this many transactions wait for it before more are refused. */
const waitingMax = 10_000;

/**
 * PostgreSQL inside this process: PGlite in a folder, or in memory where none is named. Takes no lock: whoever opens a folder
 * must hold its own. It survives the death of the process at any time, but not a power cut: it does not wait for the disk.
 */
export async function openPglite(folder?: string): Promise<ServerDatabase> {
  const pglite = await PGlite.create(folder);
  const inTurn = turns();
  const connection = connectionOf(pglite);

  async function transact<T>(begin: () => Promise<void>, finish: () => Promise<T>): Promise<T> {
    return await inTurn(async () => {
      try {
        await begin();
        return await finish();
      } catch (error) {
        await connection.run('ROLLBACK'); // Without a transaction it is a warning that nobody hears.
        throw error;
      }
    });
  }

  return {
    kind: 'pglite',
    transaction: async (reach, work, { isRepeatable = false } = {}) =>
      await repeatWhenPassing(
        isRepeatable,
        async () =>
          await transact(
            async () => await beginInReach(connection, reach),
            async () => await finishTransaction(connection, work),
          ),
      ),
    asOwner: async (work) =>
      await transact(
        async () => await beginAsOwner(connection),
        async () => await finishTransaction(connection, work),
      ),
    // In turn as well: a LISTEN within somebody's transaction would be taken back with it.
    listen: async (channel, { onMessage }) => {
      acceptChannel(channel);
      const stop = await inTurn(async () => await pglite.listen(channel, onMessage));
      return async () => await inTurn(async () => await stop());
    },
    close: async () => await inTurn(async () => await pglite.close()),
  };
}

function connectionOf(pglite: PGlite): Connection {
  return {
    run: async (text) => (await pglite.exec(text)).map((results) => rowsOf(results)),
    query: async (text, values) => rowsOf(await pglite.query(text, [...values])),
  };
}

function rowsOf({ rows }: Results): readonly SqlRow[] {
  return rows as readonly SqlRow[]; // PGlite gives objects unless it is asked for arrays.
}

/** One after another, in the order of asking. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (work) => {
    if (waiting >= waitingMax) throw new Error('Too many transactions wait for the database.');
    waiting += 1;
    const turn = last.then(work, work);
    last = turn;
    try {
      return await turn;
    } finally {
      waiting -= 1;
    }
  };
}
