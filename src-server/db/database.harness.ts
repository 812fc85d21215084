import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { onTestFinished } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';
import { permissions } from '#shared/rpc/permission-rules.ts';
import { tenantEntity } from '#shared/tenancy/tenancy-entities.ts';
import { serverSchema } from '../server-schema.ts';
import type { KeyRing } from './key-ring.ts';
import { openPglite } from './open-pglite.ts';
import { openPostgres } from './open-postgres.ts';
import { prepareDatabase } from './prepare-database.ts';
import { copyPreparedDatabase } from './prepared-database.harness.ts';
import { createSealer } from './sealer.ts';
import { createServerRecords } from './server-records.ts';
import type { ServerRecords } from './server-records.ts';
import type { Reach, ServerDatabase } from './server-database.ts';
import { createStampClock } from './stamp-clock.ts';

export const testRing: KeyRing = [{ id: 'first', key: Buffer.alloc(32, 1) }];

/** Ids, stamps and a clock that give the same in every run. */
export function testRecords(ring: KeyRing = testRing, prefix = 'made'): ServerRecords {
  let last = 0;
  let nowMs = Date.parse('2026-11-26T00:00:00Z');
  return createServerRecords({
    log: async (_sql, _entity, { write }) => (await write()).result,
    sealer: createSealer(ring),
    newId: () => `${prefix}-${String((last += 1)).padStart(4, '0')}`,
    nextStamp: createStampClock({ nowMs: () => instantOf((nowMs += 1)) }, (bytes) => bytes.fill(7)),
  });
}

/** A database with its roles, tables and policies. Closed when the test ends; `url` names a PostgreSQL. */
export async function setupDatabase(url?: string): Promise<ServerDatabase> {
  const database = url === undefined ? await openPreparedPglite() : openPostgres(url);
  onTestFinished(async () => await database.close());
  await prepareDatabase(database, serverSchema);
  return database;
}

/** In a folder of its own, which goes when it is closed. */
export async function openPreparedPglite(): Promise<ServerDatabase> {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-database-'));
  await copyPreparedDatabase(path.join(folder, 'database'));
  const database = await openPglite(path.join(folder, 'database'));
  return {
    ...database,
    close: async () => {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function addTenant(database: ServerDatabase, id: string): Promise<void> {
  await database.transaction({ role: 'operator' }, async (sql) => {
    const records = testRecords();
    await records.insert(sql, tenantEntity, [
      { id, tenantId: id, name: 'Acme', slug: id, config: {}, status: 'active' },
    ]);
  });
}

export function reachOf(
  tenantId: string,
  {
    userId = 'ada',
    given = permissions,
    mode = 'write',
  }: { readonly userId?: string | null; readonly given?: readonly Permission[]; readonly mode?: 'read' | 'write' } = {},
): Reach {
  return { role: 'app', tenantId, userId, permissions: given, mode };
}
