/* One transaction on a connection of its own, the same for PGlite and PostgreSQL. */
import { assert } from '#shared/base/assert.ts';
import { afterSending } from './gathered-statements.ts';
import { inOrder } from './in-order.ts';
import { acceptTenant, enterStatements, ownerSql } from './reach-sql.ts';
import type { OwnerSql, Reach, Sql, SqlRow } from './server-database.ts';

/** What both databases give, and nobody else has while the transaction lasts. */
export type Connection = {
  /** Several statements as one text, without values; the rows of each. */
  readonly run: (text: string) => Promise<readonly (readonly SqlRow[])[]>;
  readonly query: (text: string, values: readonly unknown[]) => Promise<readonly SqlRow[]>;
};

/** PostgreSQL sends no announcement of 8,000 bytes or more. */
const announcementBytesMax = 7_900;

export async function beginInReach(connection: Connection, reach: Reach): Promise<void> {
  const begun = connection.query('BEGIN', []);
  acceptTenant(reach, await inOrder([begun, ...enter(connection, reach)]));
}

function enter(connection: Connection, reach: Reach): readonly Promise<readonly SqlRow[]>[] {
  return enterStatements(reach).map(async ({ text, values }) => await connection.query(text, values));
}

export async function beginAsOwner(connection: Connection): Promise<void> {
  await connection.run(`BEGIN; ${ownerSql}`);
}

/**
 * Does the work in a transaction, and commits it. What is thrown has to be taken back by the caller. What decides whether anything
 * counts (its beginning, another reach) is sent ahead, and what the work asks next goes out without waiting for the answer: nothing
 * is given to the work, and nothing committed, before that has been judged.
 */
export async function finishTransaction<T>(
  connection: Connection,
  begun: Promise<void>,
  work: (sql: Sql & OwnerSql) => Promise<T>,
): Promise<T> {
  let isOver = false;
  let committed: Promise<unknown> | undefined;
  let failed: unknown;
  let ahead = begun;
  ahead.catch(() => undefined); // Whatever is asked throws it, and the end at the latest.
  // A statement that fails and whose failure is swallowed would make COMMIT a silent rollback.
  async function watched<R>(statement: () => Promise<R>): Promise<R> {
    assert(!isOver, 'The transaction is over; a query was not awaited in it.');
    try {
      const [, result] = await inOrder([ahead, statement()]);
      failed = undefined; // Only a return to a savepoint works after a failure, and it mends it.
      return result;
    } catch (error) {
      forgetValues(error);
      failed = error;
      throw error;
    }
  }
  const query: Sql['query'] = async (text, values = []) =>
    await watched(async () => await connection.query(text, values));
  const sql: Sql & OwnerSql = {
    query,
    run: async (text) => {
      await watched(async () => await connection.run(text));
    },
    enter: async (reach, isRight = Promise.resolve()) => {
      assert(!isOver, 'The transaction is over; a reach was not awaited in it.');
      const entered = watched(async () => await inOrder(enter(connection, reach)));
      ahead = inOrder([isRight, entered]).then(([, rows]) => acceptTenant(reach, rows));
      ahead.catch(() => undefined);
      await Promise.resolve();
    },
    announce: async (channel, message) => {
      acceptAnnouncement(channel, message);
      await query('SELECT pg_notify($1, $2)', [channel, message]);
    },
    finish: async (asked) => {
      const all = inOrder([ahead, ...asked]);
      let hasFailed = false;
      for (const one of [ahead, ...asked]) one.catch(() => (hasFailed = true));
      // What fails before it has asked the database anything (a record that does not fit its schema) has failed by then.
      await afterSending(async () => {
        await afterSending(async () => {
          assert(!isOver, 'The transaction is over already.');
          if (hasFailed) return;
          isOver = true;
          committed = connection.query('COMMIT', []);
          committed.catch(() => undefined); // Thrown at the end.
          await Promise.resolve();
        });
      });
      await all;
    },
  };
  try {
    const value = await afterAhead(work(sql), () => ahead);
    if (failed !== undefined) throw new Error('A statement failed, and so nothing can be kept.', { cause: failed });
    await (committed ?? connection.query('COMMIT', []));
    return value;
  } finally {
    isOver = true;
  }
}

/** What was sent ahead comes first, also of what failed. */
async function afterAhead<T>(work: Promise<T>, ahead: () => Promise<void>): Promise<T> {
  const [result] = await Promise.allSettled([work]);
  await ahead();
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

export function acceptChannel(channel: string): void {
  assert(/^[a-z][a-z_]{0,59}$/.test(channel), `${channel} is no channel.`);
}

function acceptAnnouncement(channel: string, message: string): void {
  acceptChannel(channel);
  assert(Buffer.byteLength(message) <= announcementBytesMax, `An announcement on ${channel} is too long.`);
}

/** Errors are written to the log, and the values of a statement may be a person's, or secrets. */
function forgetValues(error: unknown): void {
  if (typeof error !== 'object' || error === null) return;
  if ('params' in error) error.params = undefined; // PGlite's.
  if ('detail' in error) error.detail = undefined; // Both: "Key (email)=(…) already exists."
}

const stateOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** PostgreSQL's five letters for what went wrong; undefined for what did not come from it. */
export function sqlStateOf(error: unknown): string | undefined {
  const state = stateOf(error);
  return typeof state === 'string' && /^[0-9A-Z]{5}$/.test(state) ? state : undefined;
}

const attemptsMax = 4;

/** Serialization failure, deadlock: nothing was kept, and the same work may succeed at once. */
const passingStates = new Set(['40001', '40P01']);

export async function repeatWhenPassing<T>(isRepeatable: boolean, attempt: () => Promise<T>): Promise<T> {
  for (let number = 1; ; number += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isRepeatable || number >= attemptsMax || !passingStates.has(sqlStateOf(error) ?? '')) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** number));
    }
  }
}
