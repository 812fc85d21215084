/*
 * What whoever runs the server sees of it in the app: how much it stores, its back-ups.
 */
import { rm, statfs } from 'node:fs/promises';

import type { BackupView } from '#shared/upkeep/upkeep-server-api.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Clock } from '#shared/base/instant.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import type { ServerApi } from '#shared/server-api.ts';

import { listBackups, makeBackup } from '../db/backups.ts';
import type { Backup } from '../db/backups.ts';
import { measureStorage } from '../db/measure-storage.ts';
import type { TenantBlobs } from '../db/measure-storage.ts';
import type { ServerDatabase } from '../db/server-database.ts';
import type { ServerHandlersOf } from '../rpc/server-call.ts';

export type UpkeepDeps = {
  readonly database: ServerDatabase;
  readonly entities: readonly AnyEntity[];
  readonly clock: Clock;
  readonly folder: string;
  readonly everyHours: number | null;
  readonly keptMax: number;
};

export function createUpkeepHandlers(deps: UpkeepDeps): ServerHandlersOf<ServerApi['upkeep']> {
  const { database, entities, clock, folder, everyHours, keptMax } = deps;
  return {
    storage: async () => {
      const { sizeBytes, tables, blobs } = await measureStorage(database, entities);
      const names = await database.transaction(
        { role: 'operator' },
        async ({ query }) => await query('SELECT id, name FROM tenants ORDER BY name'),
      );
      const rowsOf = (tenantId: string): number =>
        tables
          .flatMap(({ tenants }) => tenants)
          .reduce((sum, part) => sum + (part.tenantId === tenantId ? part.rows : 0), 0);
      return ok({
        database: database.kind,
        survivesPowerCut: database.kind === 'postgres',
        databaseBytes: sizeBytes,
        freeBytes: database.kind === 'pglite' ? await freeBytes(folder) : null,
        tables: tables
          .map(({ table: name, sizeBytes: bytes, tenants }) => ({
            name,
            bytes,
            rows: tenants.reduce((sum, { rows }) => sum + rows, 0),
          }))
          .toSorted((a, b) => b.bytes - a.bytes),
        tenants: names.map((row) => ({
          id: String(row['id']),
          name: String(row['name']),
          rows: rowsOf(String(row['id'])),
          ...filesOf(blobs, String(row['id'])),
        })),
      });
    },
    backups: () => ok({ everyHours, keep: keptMax, folder, backups: listBackups(folder).map(viewOf) }),
    backUp: async (_input, call) => {
      try {
        const made = await makeBackup({ database, folder, clock, keptMax });
        await call.audit({ action: 'server.backed-up', resourceType: 'backup', resourceId: made.name });
        return ok(viewOf(made));
      } catch (error) {
        return fail({ kind: 'backup-failed', problem: error instanceof Error ? error.message : String(error) });
      }
    },
    removeBackup: async ({ name }, call) => {
      // By its name on the list, so that no path can be given.
      const backup = listBackups(folder).find((each) => each.name === name);
      if (backup === undefined) return fail({ kind: 'record-missing', entity: 'backup', id: name });
      await rm(backup.file);
      await call.audit({ action: 'server.backup-removed', resourceType: 'backup', resourceId: name });
      return ok({});
    },
  };
}

function viewOf({ name, madeAt, sizeBytes }: Backup): BackupView {
  return { name, createdAt: madeAt, bytes: sizeBytes };
}

function filesOf(blobs: readonly TenantBlobs[], tenantId: string) {
  const own = blobs.find((one) => one.tenantId === tenantId);
  return { files: own?.count ?? 0, fileBytes: own?.sizeBytes ?? 0 };
}

async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null; // There is no folder yet: no back-up has been made.
  }
}
