/*
 * What a command works on: the same database as the server, prepared as at a start. With the embedded database the server must
 * not run meanwhile, and the lock says so; with PostgreSQL it may.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';

import { createId } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';

import { openAuditKey } from '../audit/audit-key.ts';
import type { AuditKey } from '../audit/audit-key.ts';
import { writeAuditEvent } from '../audit/write-audit-event.ts';
import { openKeyRing } from '../db/key-ring.ts';
import { openDatabase } from '../db/open-database.ts';
import { prepareDatabase } from '../db/prepare-database.ts';
import { createSealer } from '../db/sealer.ts';
import type { Sealer } from '../db/sealer.ts';
import type { ServerDatabase, Sql } from '../db/server-database.ts';
import { createServerRecords } from '../db/server-records.ts';
import type { ServerRecords } from '../db/server-records.ts';
import { createStampClock } from '../db/stamp-clock.ts';
import type { ServerConfig } from '../read-config.ts';
import type { Act } from '../rpc/server-call.ts';
import { serverSchema } from '../server-schema.ts';

export const systemClock = { nowMs: () => instantOf(Date.now()) };
const random = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => crypto.getRandomValues(bytes);

export type OpenedServer = {
  readonly database: ServerDatabase;
  readonly records: ServerRecords;
  readonly sealer: Sealer;
  readonly auditKey: AuditKey;
  readonly digestFolder: string;
  readonly newId: () => string;
  /** Writes what the command did: nobody's act, from the machine itself. */
  readonly audit: (sql: Sql, tenantId: string, act: Act) => Promise<void>;
};

export async function withServer<T>(config: ServerConfig, work: (opened: OpenedServer) => Promise<T>): Promise<T> {
  mkdirSync(path.dirname(config.keyRingFile), { recursive: true, mode: 0o700 });
  const database = await openDatabase(config.database);
  try {
    await prepareDatabase(database, serverSchema);
    const newId = (): string => createId(systemClock.nowMs(), random);
    const sealer = createSealer(openKeyRing(config.keyRingFile));
    const records = createServerRecords({ sealer, newId, nextStamp: createStampClock(systemClock, random) });
    return await work({
      database,
      records,
      sealer,
      newId,
      auditKey: openAuditKey(config.auditKeyFile),
      digestFolder: path.join(config.dataFolder, 'audit'),
      audit: async (sql, tenantId, act) => {
        const timestamp = systemClock.nowMs();
        await writeAuditEvent({ records }, sql, {
          ...act,
          tenantId,
          userId: null,
          address: '',
          userAgent: 'command line',
          timestamp,
        });
      },
    });
  } finally {
    await database.close();
  }
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A table for a terminal: columns as wide as their widest cell. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of [head, ...rows])
    print(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
