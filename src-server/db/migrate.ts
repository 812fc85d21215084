import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';

import { migrationKey } from '#shared/schema/migrations/migration.ts';
import type { Migration } from '#shared/schema/migrations/migration.ts';
import { migrations as allMigrations } from '#shared/schema/migrations/migrations.ts';
import type { ServerDatabase } from './database.ts';

/** Brings the database to this program's version. Throws what a statement threw; the transaction has then been taken back. */
export async function migrateUp(
  database: ServerDatabase,
  migrations: readonly Migration[] = allMigrations,
): Promise<void> {
  const { error } = await migrator(database, migrations).migrateToLatest();
  if (error !== undefined) throw new Error('The migration was taken back', { cause: error });
}

/** Takes the last migration back. */
export async function migrateDown(
  database: ServerDatabase,
  migrations: readonly Migration[] = allMigrations,
): Promise<void> {
  const { error } = await migrator(database, migrations).migrateDown();
  if (error !== undefined) throw new Error('The migration was taken back', { cause: error });
}

function migrator({ kysely }: ServerDatabase, migrations: readonly Migration[]): Migrator {
  const steps = migrations.map((migration) => {
    const { up, down } = migration.postgres;
    const step = {
      up: async (transaction: Kysely<unknown>) => await runAll(transaction, up),
      down: async (transaction: Kysely<unknown>) => await runAll(transaction, down),
    };
    return [migrationKey(migration), step] as const;
  });
  return new Migrator({ db: kysely, provider: { getMigrations: () => Promise.resolve(Object.fromEntries(steps)) } });
}

async function runAll(transaction: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- Each statement builds on the one before.
  for (const statement of statements) await sql.raw(statement).execute(transaction);
}
