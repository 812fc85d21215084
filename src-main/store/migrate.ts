/*
 * Moves a file from one version of the schema to another, on Kysely's Migrator. A copy is made first; all steps of one call are
 * one transaction, so the file is at the version it had or at the one it should have.
 *
 * Kysely takes 90 ms to load, so it is loaded only where there is something to migrate.
 */
import { rmSync } from 'node:fs';

import type { Database } from 'better-sqlite3';

import type { Clock } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { migrationKey } from '#shared/schema/migrations/migration.ts';
import type { Migration } from '#shared/schema/migrations/migration.ts';
import { migrations as allMigrations } from '#shared/schema/migrations/migrations.ts';
import { backUp } from './back-up.ts';
import { behindFileOf, takeInBehind } from './behind-file.ts';
import { applicationId, createDatabaseFile, openForMigration, peekDatabase, readVersion } from './database-file.ts';
import { forgetOpening } from './device-identity.ts';
import { keepAndTakeBack, putBackKept } from './kept-aside.ts';
import { openFailureOf } from './store-failure.ts';
import type { StoreFailure } from './store-failure.ts';
import { onDevice } from './sync-progress.ts';

export type MigrationFiles = {
  readonly file: string;
  readonly backupFolder: string;
  /** Those of this program, unless a test brings its own. */
  readonly migrations?: readonly Migration[];
};
export type MigrationWork = MigrationFiles & { readonly clock: Clock };

export type MigrationStatus = {
  readonly file: string;
  readonly version: number;
  readonly knownVersion: number;
  readonly applied: readonly string[];
  readonly pending: readonly string[];
};

export type Moved = { readonly fromVersion: number; readonly toVersion: number; readonly backup: string | null };

export function lastVersion(migrations: readonly Migration[] = allMigrations): number {
  return migrations.at(-1)?.number ?? 0;
}

/** Where the file is, without touching it. */
export function migrationStatus({
  file,
  backupFolder,
  migrations = allMigrations,
}: MigrationFiles): Result<MigrationStatus, StoreFailure> {
  const knownVersion = lastVersion(migrations);
  const peek = peekDatabase({ file, backupFolder, knownVersion });
  if (!peek.ok) return peek;
  if (peek.value.version === null) return fail({ kind: 'database-missing', file });
  const { version } = peek.value;
  const named = (wanted: (migration: Migration) => boolean): string[] => migrations.filter(wanted).map(migrationKey);
  const applied = named(({ number }) => number <= version);
  return ok({ file, version, knownVersion, applied, pending: named(({ number }) => number > version) });
}

/** Brings the file to this program's version, making it where there is none. */
export async function migrateUp(work: MigrationWork): Promise<Result<Moved, StoreFailure>> {
  return await move(work, 'up');
}

/** Takes the last migration back. The file goes on as a new device, and what the step drops is kept aside in it. */
export async function rollbackOne(work: MigrationWork): Promise<Result<Moved, StoreFailure>> {
  const status = migrationStatus(work);
  if (!status.ok) return status;
  if (status.value.version === 0) return fail({ kind: 'rollback-impossible', file: work.file });
  return await move(work, 'down');
}

async function move(work: MigrationWork, direction: 'up' | 'down'): Promise<Result<Moved, StoreFailure>> {
  const { file, backupFolder, clock, migrations = allMigrations } = work;
  const knownVersion = lastVersion(migrations);
  const peek = peekDatabase({ file, backupFolder, knownVersion });
  if (!peek.ok) return peek;
  let database: Database | undefined;
  try {
    if (peek.value.version === null) {
      rmSync(behindFileOf(file), { force: true }); // Of a file that somebody has moved away.
      createDatabaseFile(file);
    } else {
      takeInBehind(file);
    }
    database = openForMigration(file);
    const fromVersion = readVersion(database);
    if (fromVersion > knownVersion) return fail({ kind: 'database-too-new', file, version: fromVersion, knownVersion });
    if (direction === 'up' && fromVersion === knownVersion)
      return ok({ fromVersion, toVersion: knownVersion, backup: null });
    database.pragma(`application_id = ${String(applicationId)}`);
    const backup = peek.value.version === null ? null : backUp(database, backupFolder, clock.nowMs());
    // First, and in a transaction of its own: what is fetched once too often does no harm.
    if (direction === 'up') fetchAgain(database);
    const problem = await runMigrator(database, migrations, direction);
    if (problem !== undefined) {
      const reason = problem instanceof Error ? problem.message : 'the migration stopped';
      return fail(openFailureOf(problem, file, backupFolder) ?? { kind: 'migration-failed', file, reason, backup });
    }
    return ok({ fromVersion, toVersion: readVersion(database), backup });
  } catch (error) {
    const failure = openFailureOf(error, file, backupFolder);
    if (failure === undefined) throw error;
    return fail(failure);
  } finally {
    database?.close();
  }
}

/**
 * Of what a newer server told, a program keeps what it does not know beside the records (unknown-fields.ts); records of a kind that it
 * has not got stay at the server. When it has learned of more, it fetches everything once more.
 */
function fetchAgain(database: Database): void {
  const table = database.prepare(`SELECT 1\nFROM sqlite_master\nWHERE name = 'sync_held'`).get();
  if (table !== undefined)
    database.exec(`UPDATE sync_held\nSET is_whole = 0, after_id = NULL\nWHERE entity <> '${onDevice}'`);
}

/** Gives what went wrong, if anything did; the transaction has then been taken back. */
async function runMigrator(
  database: Database,
  migrations: readonly Migration[],
  direction: 'up' | 'down',
): Promise<unknown> {
  const { Kysely, SqliteAdapter, SqliteDialect } = await import('kysely');
  const { Migrator } = await import('kysely/migration');

  // Kysely believes that SQLite cannot change tables in a transaction. It can, and then a crash leaves no half migration.
  class TransactionalAdapter extends SqliteAdapter {
    override get supportsTransactionalDdl(): boolean {
      return true;
    }
  }
  class TransactionalDialect extends SqliteDialect {
    override createAdapter(): InstanceType<typeof SqliteAdapter> {
      return new TransactionalAdapter();
    }
  }

  const byKey = Object.fromEntries(
    migrations.map((migration) => [migrationKey(migration), kyselyMigration(database, migration)]),
  );
  const migrator = new Migrator({
    db: new Kysely<unknown>({ dialect: new TransactionalDialect({ database }) }),
    provider: { getMigrations: () => Promise.resolve(byKey) },
  });
  const { error } = direction === 'up' ? await migrator.migrateToLatest() : await migrator.migrateDown();
  return error;
}

// The statements go straight to the file, which Kysely has opened a transaction on.
function kyselyMigration(
  database: Database,
  { number, sqlite }: Migration,
): { up: () => Promise<void>; down: () => Promise<void> } {
  return {
    up: () => {
      for (const statement of sqlite.up) database.exec(statement);
      putBackKept(database, number);
      database.pragma(`user_version = ${String(number)}`);
      return Promise.resolve();
    },
    down: () => {
      forgetOpening(database);
      keepAndTakeBack(database, number, () => {
        for (const statement of sqlite.down) database.exec(statement);
      });
      database.pragma(`user_version = ${String(number - 1)}`);
      return Promise.resolve();
    },
  };
}
