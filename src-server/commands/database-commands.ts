import { auditEventEntity } from '#shared/audit/audit-entities.ts';
import { migrations } from '#shared/schema/migrations/migrations.ts';
import { columnsOf } from '#shared/schema/table-sql.ts';

import { requireKeys } from '../accept-keys.ts';
import { auditCommand } from '../audit/audit-command.ts';
import { openAuditKey } from '../audit/audit-key.ts';
import { beginRestore } from '../audit/begin-restore.ts';
import { operatorName } from '../audit/operator-name.ts';
import { addKey, openKeyRing, readKeyRing } from '../db/key-ring.ts';
import { acceptBackup, listBackups, makeBackup, restoreBackup } from '../db/backups.ts';
import { acceptRollback, migrateDown } from '../db/migrate.ts';
import { openDatabase } from '../db/open-database.ts';
import { rotateSeals } from '../db/rotate-seals.ts';
import { createSealer } from '../db/sealer.ts';
import type { ServerDatabase } from '../db/server-database.ts';
import { openRecords } from '../open-parts.ts';
import type { ServerConfig } from '../read-config.ts';
import { sealedTexts, serverSchema } from '../server-schema.ts';
import { acceptDatabase } from './accept-database.ts';
import { CommandRefused } from './command.ts';
import type { Command } from './command.ts';
import { digestFolder, print, printTable, random, systemClock, withNewServer, withServer } from './open-for-command.ts';

export const backupCommand: Command = {
  name: 'backup',
  usage: 'backup [list]',
  help: 'Makes a back-up, or shows which there are',
  wordsMax: 1,
  run: async (config, [verb]) => {
    const folder = config.backupFolder;
    if (verb !== undefined && verb !== 'list') throw new CommandRefused('Say backup, or backup list.');
    if (verb === 'list') {
      printTable(
        ['back-up', 'bytes'],
        listBackups(folder).map(({ file, sizeBytes }) => [file, String(sizeBytes)]),
      );
      return 0;
    }
    const made = await withServer(config, 'backup', async ({ database, records }) => {
      const backup = await makeBackup({ database, folder, clock: systemClock, keptMax: config.backupsKept });
      const act = {
        by: operatorName('backup'),
        action: 'server.backed-up',
        resourceType: 'backup',
        resourceId: backup.name,
      };
      await database.asOwner(async (sql) => await auditCommand({ records, nowMs: systemClock.nowMs }, sql, act));
      return backup;
    });
    print(`${made.file}  ${String(made.sizeBytes)} bytes`);
    return 0;
  },
};

export const restoreCommand: Command = {
  name: 'restore',
  usage: 'restore FILE',
  help: 'Puts a back-up in the place of the database; no server may run on it',
  wordsMax: 1,
  run: async (config, [file]) => {
    if (file === undefined)
      throw new CommandRefused('Say which back-up: restore FILE. `backup list` shows which there are.');
    await acceptBackup(config.database, file);
    requireKeys(config); // Whatever is there now, the back-up is of a database that had them.
    await beginRestore({
      key: openAuditKey(config.auditKeyFile),
      folder: digestFolder(config),
      nowMs: systemClock.nowMs(),
      databaseAddress: config.database,
      backupFile: file,
    });
    const kept = await restoreBackup(config.database, file, systemClock);
    const restores = await withNewServer(
      config,
      'restore',
      async ({ restores: written }) => await Promise.resolve(written),
    );
    const lost = restores.reduce((sum, restore) => sum + restore.lost, 0);
    print(
      `The database is what it was in ${file}.${kept === undefined ? '' : ` What was there before lies in ${kept}.`} ${
        lost === 0
          ? 'No event of the audit is gone.'
          : `${String(lost)} events of the audit that were written after it are gone, and verify-audit will say so.`
      }`,
    );
    return 0;
  },
};

export const migrateCommand: Command = {
  name: 'migrate',
  usage: 'migrate',
  help: 'Brings the database to this program, as every start does',
  wordsMax: 0,
  run: async (config) => {
    await withNewServer(config, 'migrate', async () => await Promise.resolve());
    print(`The database has version ${String(migrations.length)}.`);
    return 0;
  },
};

export const rollbackCommand: Command = {
  name: 'rollback',
  usage: 'rollback yes',
  help: 'Takes the last migration back, with what was stored in its tables; a back-up is made before',
  wordsMax: 1,
  run: async (config, [sure]) => {
    if (sure !== 'yes')
      throw new CommandRefused(
        'This deletes what the last migration added. Say "rollback yes" to do it; a back-up is made before.',
      );
    await acceptDatabase(config);
    const database = await openDatabase(config.database);
    try {
      await acceptRollback(database);
      const { file, name } = await makeBackup({
        database,
        folder: config.backupFolder,
        clock: systemClock,
        keptMax: config.backupsKept,
      });
      await auditRollback(config, database, name);
      const version = await migrateDown(database);
      print(`The database has version ${String(version)}. What it was before lies in ${file}.`);
      return 0;
    } finally {
      await database.close();
    }
  },
};

export const rotateKeysCommand: Command = {
  name: 'rotate-keys',
  usage: 'rotate-keys',
  help: 'Adds a key to the ring and seals every sealed value with it; the old keys stay for back-ups',
  wordsMax: 0,
  run: async (config) => {
    // Called again after it was cut off, it goes on with the key that it made.
    const isContinuing = await withServer(
      config,
      'rotate-keys',
      async ({ database, sealer }) => await hasOlderSeals(database, sealer.keyId),
    );
    const ring = isContinuing ? readKeyRing(config.keyRingFile) : addKey(config.keyRingFile);
    const sealed = await withServer(config, 'rotate-keys', async ({ database, records }) => {
      const act = {
        by: operatorName('rotate-keys'),
        action: 'server.keys-rotated',
        resourceType: 'keys',
        detailsOf: () => ({ sealKey: ring[0].id, isContinued: isContinuing }),
      };
      // Before anything is sealed: a rotation that is cut off is one too, and its continuation another.
      await database.asOwner(async (sql) => await auditCommand({ records, nowMs: systemClock.nowMs }, sql, act));
      const { entities } = serverSchema;
      return await rotateSeals(database, { entities, sealedTexts, sealer: createSealer(ring) });
    });
    print(
      `${String(sealed)} values are sealed with the key ${ring[0].id}. Servers that run have to be started anew to know it.`,
    );
    return 0;
  },
};

/** Before it is done, since what it leaves may have no place for it; where there is none now, nothing can be put down. */
async function auditRollback(config: ServerConfig, database: ServerDatabase, backup: string): Promise<void> {
  const { records } = openRecords({ keyRing: openKeyRing(config.keyRingFile), clock: systemClock, random });
  await database.asOwner(async (sql) => {
    const [row] = await sql.query(
      `SELECT count(*) AS found FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name = $1 AND column_name = ANY ($2)`,
      [auditEventEntity.table, eventColumns],
    );
    if (Number(row?.['found']) < eventColumns.length) return;
    await auditCommand({ records, nowMs: systemClock.nowMs }, sql, {
      by: operatorName('rollback'),
      action: 'server.rollback-begun',
      resourceType: 'backup',
      resourceId: backup,
    });
  });
}

const eventColumns = columnsOf(auditEventEntity, 'postgres').map(({ name }) => name);

/** Whether there is a value that is not sealed with the ring's first key: a rotation was cut off. */
async function hasOlderSeals(database: Parameters<typeof rotateSeals>[0], keyId: string): Promise<boolean> {
  return await database.asOwner(async ({ query }) => {
    for (const { table, column } of sealedTexts) {
      // oxlint-disable-next-line no-await-in-loop -- Two tables.
      const [row] = await query(
        `SELECT 1 FROM ${table} WHERE ${column} IS NOT NULL AND ${column} NOT LIKE $1 LIMIT 1`,
        [`sealed.1.${keyId}.%`],
      );
      if (row !== undefined) return true;
    }
    return false;
  });
}
