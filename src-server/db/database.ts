/*
 * The server's database behind one small type: PostgreSQL where there is one, PGlite (PostgreSQL inside this process) where
 * there is none. Both speak the same SQL, so what is above does not ask which it is.
 */
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';

export type ServerDatabase = {
  readonly kysely: Kysely<unknown>;
  readonly query: (
    sql: string,
    values?: readonly unknown[],
  ) => Promise<readonly { readonly [column: string]: unknown }[]>;
  readonly close: () => Promise<void>;
};

/** PGlite in a folder, or in memory where none is named. Takes no lock: whoever opens a folder must hold its own. */
export async function openPglite(folder?: string): Promise<ServerDatabase> {
  const pglite = await PGlite.create(folder);
  return {
    kysely: new Kysely({ dialect: new PGliteDialect({ pglite }) }),
    query: async (sql, values = []) => {
      const { rows } = await pglite.query<{ readonly [column: string]: unknown }>(sql, [...values]);
      return rows;
    },
    close: async () => await pglite.close(),
  };
}
