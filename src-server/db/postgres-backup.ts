/* Backups of PostgreSQL are its own: pg_dump and pg_restore, where they are installed beside the server. */
import { execFile } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';

import { damagedBackup, tooNewBackup } from './backup-problems.ts';
import { DatabaseUnfit } from './database-roles.ts';
import { isNotTooNew } from './migrate.ts';
import { addressWithoutPassword } from './postgres-connection.ts';

const run = promisify(execFile);
const outputBytesMax = 10_000_000;

export async function dumpPostgres(url: string, file: string): Promise<void> {
  const aside = `${file}.part`;
  try {
    // The tables' owner is held to the policies too, and sees rows when it says that this is upkeep.
    await runTool(
      'pg_dump',
      ['--format=custom', '--enable-row-security', '--no-owner', '--no-acl', `--file=${aside}`],
      url,
    );
    await runTool('pg_restore', ['--list', aside], url); // Reads it, and fails where it is not whole.
    renameSync(aside, file);
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Puts a backup in the place of what is in the database, in one transaction. Policies have to be applied anew afterwards. */
export async function restorePostgres(url: string, file: string): Promise<void> {
  const version = await readDumpVersion(url, file);
  if (!isNotTooNew(version)) throw tooNewBackup(file, version);
  const { database } = environmentOf(url);
  const how = ['--single-transaction', '--exit-on-error', '--clean', '--if-exists', '--no-owner', '--no-acl'];
  await runTool('pg_restore', [...how, `--dbname=${database}`, file], url);
}

/** Of the schema, before anything of it is in the database. */
async function readDumpVersion(url: string, file: string): Promise<number> {
  const text = await runTool('pg_restore', ['--data-only', '--table=server_migrations', '--file=-', file], url);
  const [, rows] = /^COPY public\.server_migrations \(number, [^\n]*\n((?:\d[^\n]*\n)+)\\\.$/m.exec(text) ?? [];
  if (rows === undefined) throw damagedBackup(file, undefined);
  return Math.max(
    ...rows
      .trimEnd()
      .split('\n')
      .map((row) => Number.parseInt(row, 10)),
  );
}

/** What it prints. */
async function runTool(tool: string, args: readonly string[], url: string): Promise<string> {
  const { environment } = environmentOf(url);
  try {
    const { stdout } = await run(tool, [...args], {
      env: { ...process.env, ...environment },
      maxBuffer: outputBytesMax,
    });
    return stdout;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      throw new DatabaseUnfit(
        `${tool} is not on the PATH. Install PostgreSQL's client programs in the version of the server, or make backups of ${addressWithoutPassword(url)} where PostgreSQL runs.`,
        { cause },
      );
    }
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim().split('\n')[0] : '';
    throw new DatabaseUnfit(`${tool} failed on ${addressWithoutPassword(url)}: ${said ?? ''}`, { cause });
  }
}

/**
 * As `pg` reads them, which checks certificate and name in every mode that demands TLS, by the authorities that Node knows where
 * no other is named. PostgreSQL's own programs check as much only when they are told so.
 */
function tlsOf(searchParams: URLSearchParams): { readonly [name: string]: string } {
  const given = (name: string): string => searchParams.getAll(name).at(-1) ?? '';
  const mode = given('sslmode');
  const isChecked = given('uselibpqcompat') !== 'true' && ['require', 'verify-ca', 'verify-full'].includes(mode);
  return {
    PGSSLMODE: isChecked ? 'verify-full' : mode,
    PGSSLROOTCERT: given('sslrootcert') || (isChecked ? 'system' : ''),
    PGSSLCERT: given('sslcert'),
    PGSSLKEY: given('sslkey'),
  };
}

/** By the environment and not as arguments, which everybody on the machine can read. */
function environmentOf(url: string): {
  readonly database: string;
  readonly environment: { readonly [name: string]: string };
} {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const database = decodeURIComponent(pathname.slice(1));
  const given: { readonly [name: string]: string } = {
    PGHOST: searchParams.get('host') ?? hostname,
    PGPORT: port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: database,
    ...tlsOf(searchParams),
    PGOPTIONS: '-c app.upkeep=on -c statement_timeout=0',
  };
  return { database, environment: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')) };
}
