/*
 * Backups as files of a folder, the newest of which are kept. Made on demand or at an interval; restored by a command while no
 * server runs (PGlite) or while none writes (PostgreSQL).
 */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve as resolvePath } from 'node:path';

import { instantOf } from '#shared/base/instant.ts';
import type { Clock, Instant } from '#shared/base/instant.ts';
import { DatabaseUnfit } from './database-roles.ts';
import { restorePglite, unfinishedEndings } from './pglite-backup.ts';
import { holdPgliteFolder } from './pglite-folder.ts';
import { restorePostgres } from './postgres-backup.ts';
import { isPostgresUrl, openDatabase } from './open-database.ts';
import { renewEpochs } from './change-log-upkeep.ts';
import { rowSecurityKey } from './migrate.ts';
import type { ServerDatabase } from './server-database.ts';

export type Backup = {
  readonly name: string;
  readonly file: string;
  readonly madeAt: Instant;
  readonly sizeBytes: number;
};

export type BackupsDeps = {
  readonly database: Pick<ServerDatabase, 'kind' | 'dump'>;
  readonly folder: string;
  readonly clock: Clock;
  /** How many are kept: at least one. */
  readonly keptMax: number;
};

const endings = { pglite: '.pglite.tar.gz', postgres: '.pgdump' } as const;
const namePattern = /^triptych-(\d{4}-\d{2}-\d{2}T\d{2})-(\d{2})-(\d{2}\.\d{3}Z)\.(?:pglite\.tar\.gz|pgdump)$/;

/** Makes one and deletes the oldest beyond `keptMax`: only after the new one is there and has been read. */
export async function makeBackup({ database, folder, clock, keptMax }: BackupsDeps): Promise<Backup> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const nowMs = clock.nowMs();
  const name = `triptych-${fileTime(nowMs)}${endings[database.kind]}`;
  removeUnfinished(folder, nowMs);
  await database.dump(join(folder, name));
  const backups = listBackups(folder);
  for (const { file } of backups.slice(Math.max(1, keptMax))) rmSync(file, { force: true });
  const made = backups.find((backup) => backup.name === name);
  if (made === undefined) throw new Error(`The backup ${name} is gone.`);
  return made;
}

/** No back-up takes as long. */
const unfinishedMs = 24 * 60 * 60 * 1000;

/** What is left of those that were cut off by the end of their process; one that is being made now is none. */
function removeUnfinished(folder: string, nowMs: Instant): void {
  for (const name of readdirOf(folder)) {
    const ending = unfinishedEndings.find((one) => name.endsWith(one));
    const begunAt = ending === undefined ? undefined : backupTime(name.slice(0, -ending.length));
    if (begunAt !== undefined && begunAt + unfinishedMs < nowMs)
      rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** The newest first. What has another name than a backup is none. */
export function listBackups(folder: string): readonly Backup[] {
  return readdirOf(folder)
    .flatMap((name) => {
      const madeAt = backupTime(name);
      if (madeAt === undefined) return [];
      const file = join(folder, name);
      return [{ name, file, madeAt, sizeBytes: statSync(file).size }];
    })
    .toSorted((left, right) => right.madeAt - left.madeAt);
}

/** When a back-up of this name was made; undefined for a name that is none. */
export function backupTime(name: string): Instant | undefined {
  const [, hour, minute, second] = namePattern.exec(name) ?? [];
  return hour === undefined ? undefined : instantOf(Date.parse(`${hour}:${minute ?? ''}:${second ?? ''}`));
}

export type BackupSchedule = BackupsDeps & {
  readonly everyMs: number;
  readonly onMade: (backup: Backup) => void;
  readonly onFailure: (error: unknown) => void;
};

/** The longest that a timer of Node takes; a longer interval is looked at again then. */
const timerMsMax = 2 ** 31 - 1;

/**
 * Makes a backup whenever the newest is older than the interval, counted across restarts. Returns what stops it, when the one
 * that is being made is done.
 */
export function scheduleBackups(schedule: BackupSchedule): () => Promise<void> {
  const { folder, clock, everyMs, onMade, onFailure } = schedule;
  let timer: NodeJS.Timeout | undefined;
  let making: Promise<void> = Promise.resolve();
  let isStopped = false;
  let lastTriedAt = instantOf(0);

  function plan(): void {
    if (isStopped) return;
    const newest = listBackups(folder)[0]?.madeAt ?? instantOf(0);
    const dueInMs = Math.max(newest, lastTriedAt) + everyMs - clock.nowMs(); // One that failed is tried again after as long.
    timer = setTimeout(
      () => {
        if (dueInMs > timerMsMax) plan();
        else making = make();
      },
      Math.min(Math.max(dueInMs, 0), timerMsMax),
    );
  }

  async function make(): Promise<void> {
    lastTriedAt = clock.nowMs();
    try {
      onMade(await makeBackup(schedule));
    } catch (error) {
      onFailure(error);
    }
    plan();
  }

  plan();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await making;
  };
}

/** Throws `DatabaseUnfit` where it is plain, before anything is touched, that the back-up cannot take the database's place now. */
export async function acceptBackup(address: string, file: string): Promise<void> {
  if (!existsSync(file)) throw new DatabaseUnfit(`There is no back-up ${file}.`);
  if (!statSync(file).isFile()) throw new DatabaseUnfit(`${file} is a folder. Name one of the back-ups in it.`);
  if (isPostgresUrl(address)) await refuseWhileUsed(address);
  else holdPgliteFolder(resolvePath(address))();
}

/** Returns where what was there before has been kept (PGlite); on PostgreSQL it is gone. Throws `DatabaseUnfit`. */
export async function restoreBackup(address: string, file: string, clock: Clock): Promise<string | undefined> {
  await acceptBackup(address, file);
  if (!isPostgresUrl(address)) return await restorePglite(address, file, fileTime(clock.nowMs()));
  await restorePostgres(address, file);
  const database = await openDatabase(address);
  try {
    await database.asOwner(async (sql) => {
      await renewEpochs(sql);
      // The next start writes them anew: a backup holds neither owners nor grants.
      await sql.query('DELETE FROM server_state WHERE key = $1', [rowSecurityKey]);
    });
  } finally {
    await database.close();
  }
  return undefined;
}

const lookAgainMs = 200;
const looksMax = 15;

/** Under a server that runs, the database would become another one: what it has just acknowledged would be gone, and its events mixed. */
async function refuseWhileUsed(address: string): Promise<void> {
  const database = await openDatabase(address, { connectionsMax: 1 });
  try {
    // A connection that was just closed is there for another moment.
    for (let look = 1; ; look += 1) {
      // oxlint-disable-next-line no-await-in-loop -- It is looked at again.
      const used = await database.asOwner(async ({ query }) => {
        const [row] = await query(
          `SELECT count(*)::int AS others FROM pg_stat_activity
           WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
             AND backend_type = 'client backend'`,
        );
        return Number(row?.['others']);
      });
      if (used === 0) return;
      if (look >= looksMax)
        throw new DatabaseUnfit(
          `Something is connected to the database (${String(used)} connections), such as a server that runs. End it first: a restore under it would mix what was with what is.`,
        );
      // oxlint-disable-next-line no-await-in-loop -- The same.
      await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
    }
  } finally {
    await database.close();
  }
}

function fileTime(nowMs: Instant): string {
  return new Date(nowMs).toISOString().replaceAll(':', '-');
}

function readdirOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
