/*
 * Brings the schema to the version of this program, one migration a transaction.
 *
 * Other servers work on the database meanwhile. A statement that changes a table waits for those who use it, and everybody who
 * comes later waits behind it; so it waits only for a moment, lets everybody pass, and tries again. The wait is shorter than the
 * second after which PostgreSQL looks for deadlocks (unless its deadlock_timeout was lowered): it is always the migration that gives way, and never a writer.
 */
import { migrationKey } from '#shared/schema/migrations/migration.ts';
import type { Migration } from '#shared/schema/migrations/migration.ts';
import { migrations as allMigrations } from '#shared/schema/migrations/migrations.ts';
import { advisoryLocks } from './advisory-locks.ts';
import { DatabaseUnfit } from './database-roles.ts';
import type { OwnerSql, ServerDatabase } from './server-database.ts';
import { sqlStateOf } from './transaction.ts';

/** Where `server_state` keeps which policies have been applied. */
export const rowSecurityKey = 'row-security';

/** Where it keeps that migrations were applied of which the audit does not tell yet: from which version to which, by whom. */
export const migrationNoteKey = 'migrated';

/** How many versions the database may be ahead of the program: what synchronisation allows a device too. */
const versionsAheadMax = 2;

/** Applies what is missing. Nothing where the database is a little newer: then a newer server runs beside this one. */
export async function migrateUp(
  database: ServerDatabase,
  migrations: readonly Migration[] = allMigrations,
  by = 'somebody',
): Promise<void> {
  const programVersion = migrations.length;
  let version = -1;
  while (version < programVersion) {
    version = await patiently(database, async (sql) => {
      const applied = await readVersion(sql);
      const next = migrations[applied];
      if (next === undefined) return applied;
      for (const statement of next.postgres.up) await sql.run(statement);
      await sql.query('INSERT INTO server_migrations (number, name, applied_at) VALUES ($1, $2, now())', [
        next.number,
        migrationKey(next),
      ]);
      await noteMigration(sql, { from: applied, to: next.number, by });
      return next.number;
    });
  }
  if (isNotTooNew(version, programVersion)) return;
  throw new DatabaseUnfit(
    `The database belongs to a newer program (its version is ${String(version)}, this program's ${String(programVersion)}). Start the newer program, or roll the database back with it.`,
  );
}

/** For the audit, where there is somebody already whose audit it stands in; one that is there goes on. */
async function noteMigration(sql: OwnerSql, note: { readonly from: number; readonly to: number; readonly by: string }) {
  const [there = {}] = await sql.query(`SELECT to_regclass('public.server_state') IS NOT NULL AS is_there`);
  if (there['is_there'] !== true) return;
  await sql.query(
    `INSERT INTO server_state (key, value)
    SELECT $1, $2::jsonb
    WHERE EXISTS (SELECT 1 FROM tenants)
    ON CONFLICT (key) DO UPDATE SET value = server_state.value || jsonb_build_object('to', excluded.value -> 'to')`,
    [migrationNoteKey, JSON.stringify(note)],
  );
}

/** Whether this program can work on a database of that version. */
export function isNotTooNew(version: number, programVersion = allMigrations.length): boolean {
  return version <= programVersion + versionsAheadMax;
}

/** Throws `DatabaseUnfit` where the last migration is not this program's to take back. */
export async function acceptRollback(
  database: ServerDatabase,
  migrations: readonly Migration[] = allMigrations,
): Promise<void> {
  const applied = await database.asOwner(readVersion);
  if (applied > migrations.length) throw notOurs();
}

/** Takes the last migration back, with what was stored in its tables. Returns the version that is left. */
export async function migrateDown(
  database: ServerDatabase,
  migrations: readonly Migration[] = allMigrations,
): Promise<number> {
  return await patiently(database, async (sql) => {
    const applied = await readVersion(sql);
    if (applied === 0) return 0;
    const last = migrations[applied - 1];
    if (last === undefined) throw notOurs();
    for (const statement of last.postgres.down) await sql.run(statement);
    await sql.query('DELETE FROM server_migrations WHERE number = $1', [last.number]);
    // Whoever migrates up again writes the policies anew: those that are there may be of tables that are gone.
    const [state = {}] = await sql.query(`SELECT to_regclass('public.server_state') IS NOT NULL AS is_there`);
    if (state['is_there'] === true) await sql.query('DELETE FROM server_state WHERE key = $1', [rowSecurityKey]);
    return last.number - 1;
  });
}

function notOurs(): DatabaseUnfit {
  return new DatabaseUnfit('The last migration belongs to a newer program, which has to take it back.');
}

async function readVersion({ query, run }: OwnerSql): Promise<number> {
  await query('SELECT pg_advisory_xact_lock($1)', [advisoryLocks.migration]);
  await run(`CREATE TABLE IF NOT EXISTS server_migrations (
    number integer NOT NULL PRIMARY KEY,
    name text NOT NULL,
    applied_at timestamptz NOT NULL
  )`);
  const [row = {}] = await query('SELECT coalesce(max(number), 0) AS version FROM server_migrations');
  return Number(row['version']);
}

const lockMsMax = 400;
const pauseMs = 150;
/** Five minutes of a table that never gets free. */
const attemptsMax = 600;

const lockNotAvailable = '55P03';
const deadlock = '40P01';

/** Work as the owner that takes locks which others wait for. Done again until they were to be had. */
export async function patiently<T>(database: ServerDatabase, work: (sql: OwnerSql) => Promise<T>): Promise<T> {
  for (let number = 1; ; number += 1) {
    try {
      return await database.asOwner(async (sql) => {
        await sql.run(`SET LOCAL lock_timeout = ${String(lockMsMax)}`);
        return await work(sql);
      });
    } catch (error) {
      const state = sqlStateOf(error);
      if ((state !== lockNotAvailable && state !== deadlock) || number >= attemptsMax) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
