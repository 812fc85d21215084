import { SimCrash } from '#shared/sync/simulator/sim-disk.harness.ts';

import type { ServerDatabase, Sql } from '../../db/server-database.ts';

export type CrashingDatabase = {
  readonly database: ServerDatabase;
  /** Lets one of the next statements be the last of its transaction, or its end be the last that happens. */
  readonly crashSoon: (statements: number) => void;
  /** Whether it has crashed since it was asked last. */
  readonly takeCrash: () => boolean;
};

/** A database whose user's process ends at a statement, or just after a transaction was committed: with `SimCrash`. */
export function crashing(real: ServerDatabase): CrashingDatabase {
  let statementsLeft = Infinity;
  let hasCrashed = false;

  function countDown(): void {
    statementsLeft -= 1;
    if (statementsLeft > 0) return;
    statementsLeft = Infinity;
    hasCrashed = true;
    throw new SimCrash('The process has ended');
  }

  const counted = (sql: Sql): Sql => ({
    ...sql,
    query: async (text, values) => {
      countDown();
      return await sql.query(text, values);
    },
  });

  return {
    database: {
      ...real,
      transaction: async (reach, work, options) => {
        const value = await real.transaction(reach, async (sql) => await work(counted(sql)), options);
        countDown();
        return value;
      },
    },
    crashSoon: (statements) => void (statementsLeft = statements),
    takeCrash: () => {
      const crashed = hasCrashed;
      hasCrashed = false;
      return crashed;
    },
  };
}
