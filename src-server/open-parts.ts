/*
 * What both the server and its commands work with: the database, prepared, and what reads and writes its records.
 */
import { createId } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';

import { auditMigration } from './audit/audit-migration.ts';
import type { KeyRing } from './db/key-ring.ts';
import { openDatabase } from './db/open-database.ts';
import { prepareDatabase } from './db/prepare-database.ts';
import { createSealer } from './db/sealer.ts';
import type { Sealer } from './db/sealer.ts';
import type { ServerDatabase } from './db/server-database.ts';
import { createServerRecords } from './db/server-records.ts';
import type { ServerRecords } from './db/server-records.ts';
import { createStampClock } from './db/stamp-clock.ts';
import { serverSchema } from './server-schema.ts';
import { serverVersion } from './server-version.ts';
import { createRecordLog } from './sync/log-records.ts';

export type PartsOptions = {
  /** `postgres://…`, or the folder of a PGlite. */
  readonly databaseAddress: string;
  /** To PostgreSQL, at most. */
  readonly connections: number;
  readonly keyRing: KeyRing;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Named in the audit where the database is brought to this program thereby. */
  readonly openedBy: string;
};

export type ServerParts = {
  readonly database: ServerDatabase;
  readonly records: ServerRecords;
  readonly sealer: Sealer;
  readonly newId: () => string;
};

/** Does the work, and closes the database when that is over or has failed. */
export async function withParts<T>(options: PartsOptions, work: (parts: ServerParts) => Promise<T>): Promise<T> {
  const parts = await openParts(options);
  try {
    return await work(parts);
  } finally {
    await parts.database.close();
  }
}

export async function openParts({
  databaseAddress,
  connections,
  keyRing,
  clock,
  random,
  openedBy,
}: PartsOptions): Promise<ServerParts> {
  const database = await openDatabase(databaseAddress, { connectionsMax: connections });
  try {
    await prepareDatabase(database, serverSchema, { by: openedBy });
    const opened = openRecords({ keyRing, clock, random });
    await auditMigration({ records: opened.records, nowMs: clock.nowMs }, database);
    return { database, ...opened };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** What reads and writes the records of a database that is prepared. */
export function openRecords({
  keyRing,
  clock,
  random,
}: Pick<PartsOptions, 'keyRing' | 'clock' | 'random'>): Omit<ServerParts, 'database'> {
  const newId = (): string => createId(clock.nowMs(), random);
  const sealer = createSealer(keyRing);
  const records = createServerRecords({
    log: createRecordLog({ newId, ...serverVersion }),
    sealer,
    newId,
    nextStamp: createStampClock(clock, random),
  });
  return { records, sealer, newId };
}
