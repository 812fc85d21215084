import { Pool } from 'pg';
import type { PoolClient, QueryResult } from 'pg';

import { gatherOn } from './gathered-statements.ts';
import { dumpPostgres } from './postgres-backup.ts';
import { listenOnPostgres } from './postgres-listening.ts';
import { awayError, clientConfig, connectMsMax, isConnectionLoss } from './postgres-connection.ts';
import type { Whose } from './lines.ts';
import type { OwnerSql, ServerDatabase, Sql, SqlRow } from './server-database.ts';
import { createStatementNames } from './statement-names.ts';
import type { StatementNames } from './statement-names.ts';
import { createConnectionTaker } from './take-connection.ts';
import { beginAsOwner, beginInReach, finishTransaction, repeatWhenPassing } from './transaction.ts';
import type { Connection } from './transaction.ts';

export type PostgresOptions = {
  /** How many transactions of this process may be under way; the others wait for theirs. */
  readonly connectionsMax?: number;
};

/** PostgreSQL allows 100 connections unless it is told otherwise: room for four servers and an administrator. */
const usualConnections = 20;
/** So many of those that were opened stay, however long nobody needs them: a new one has to learn every statement. */
const keptConnections = 4;
/** How often a transaction is begun anew on another connection, because the one that it got had died in the pool. */
const beginningsMax = 3;

/** PostgreSQL by its address. Connects when first asked; a connection that dies is replaced by the next that is needed. */
export function openPostgres(url: string, { connectionsMax = usualConnections }: PostgresOptions = {}): ServerDatabase {
  const config = clientConfig(url);
  // Statements that nobody waits for one by one go out together, and PostgreSQL carries them out one after the other.
  const pool = new Pool({
    ...config,
    max: connectionsMax,
    min: keptConnections,
    idleTimeoutMillis: 60_000,
    pipeline: true,
  });
  pool.on('error', () => undefined); // A connection that died while nobody used it; the pool has already let it go.
  // One that dies in the midst of a transaction fails its next query; unheard, its event would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const take = createConnectionTaker(pool, { connectionsMax, waitMsMax: connectMsMax });
  const listening = listenOnPostgres(config, url);
  const names = createStatementNames();

  /** The work is begun again where its connection had died in the pool: that shows itself only when something is sent on it. */
  async function transact<T>(
    begin: (connection: Connection) => Promise<void>,
    work: (sql: Sql & OwnerSql) => Promise<T>,
    whose?: Whose,
  ): Promise<T> {
    for (let number = 1; ; number += 1) {
      const client = await connect(async () => await take(whose), url);
      const connection = connectionOf(client, names);
      const begun = begin(connection);
      try {
        const value = await finishTransaction(connection, begun, work);
        client.release();
        return value;
      } catch (error) {
        await rollBack(client);
        if (!isConnectionLoss(error)) throw error;
        if (number >= beginningsMax || (await hasSucceeded(begun))) throw awayError(url, error);
      }
    }
  }

  return {
    kind: 'postgres',
    transaction: async (reach, work, { isRepeatable = false, whose } = {}) =>
      await repeatWhenPassing(
        isRepeatable,
        async () => await transact(async (connection) => await beginInReach(connection, reach), work, whose),
      ),
    asOwner: async (work) => await transact(beginAsOwner, work),
    listen: listening.listen,
    dump: async (file) => await dumpPostgres(url, file),
    close: async () => {
      await listening.close();
      await pool.end();
    },
  };
}

async function hasSucceeded(promise: Promise<unknown>): Promise<boolean> {
  return await promise.then(
    () => true,
    () => false,
  );
}

async function connect(take: () => Promise<PoolClient>, url: string): Promise<PoolClient> {
  try {
    return await take();
  } catch (error) {
    throw awayError(url, error);
  }
}

function connectionOf(client: PoolClient, names: StatementNames | undefined): Connection {
  const gather = gatherOn(client.connection.stream);
  return {
    run: async (text) => {
      // Declared for one statement; a text of several gives the result of each.
      const result = (await gather(async () => await client.query(text))) as unknown as
        | QueryResult<SqlRow>
        | readonly QueryResult<SqlRow>[];
      return ('rows' in result ? [result] : result).map(({ rows }) => rows);
    },
    query: async (text, values) => {
      const name = names?.nameOf(text);
      const statement = { text, values: [...values], ...(name === undefined ? {} : { name }) };
      return (await gather(async () => await client.query<SqlRow>(statement))).rows;
    },
  };
}

/** A connection whose state is not known is closed. */
async function rollBack(client: PoolClient): Promise<void> {
  try {
    await client.query('ROLLBACK');
    client.release();
  } catch {
    client.release(true);
  }
}
