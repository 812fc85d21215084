/*
 * Before the database is put back to a back-up, what is meant and how far the chains reached is written beside the digests, and
 * a mark into the database. Where that mark is gone afterwards, another database has taken its place: `finish-restore.ts` puts
 * down what that did to the chains, also when this program was cut off meanwhile.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

import { z } from 'zod';

import { restoreBegunText } from '#shared/audit/audit-digest.ts';

import { backupTime } from '../db/backups.ts';
import { isPostgresUrl, openDatabase } from '../db/open-database.ts';
import type { ServerDatabase } from '../db/server-database.ts';
import type { AuditKey } from './audit-key.ts';
import { operatorName } from './operator-name.ts';
import { readAllRestores } from './restores.ts';

const begunSchema = z.object({
  startedAt: z.number(),
  by: z.string(),
  backup: z.string(),
  backupSha256: z.string(),
  backupMadeAt: z.number().nullable(),
  /** How many events each tenant had, chained or not, as far as the database could be read. */
  reached: z.record(z.string(), z.number()),
  keyId: z.string(),
  signature: z.string(),
});
export type RestoreBegun = z.infer<typeof begunSchema>;

export type RestoreBeginning = {
  readonly key: AuditKey;
  readonly folder: string;
  readonly nowMs: number;
  readonly databaseAddress: string;
  readonly backupFile: string;
};

/** In `server_state`. */
const markKey = 'restore-begun';

/** What lies at the address may be damaged, or nothing: then the digests alone say how far the chains reached. */
export async function beginRestore(beginning: RestoreBeginning): Promise<void> {
  const { key, folder, nowMs, databaseAddress, backupFile } = beginning;
  const backup = path.basename(backupFile);
  const before = await readAllRestores(folder);
  // Later than any before, though the clock went back: it is also this restore's name.
  const startedAt = Math.max(nowMs, ...before.map(({ restoredAt }) => restoredAt + 1));
  const unsigned = {
    startedAt,
    by: operatorName('restore'),
    backup,
    backupSha256: await fileHash(backupFile),
    backupMadeAt: backupTime(backup) ?? null,
    reached: await markDatabase(databaseAddress, startedAt).catch(() => ({})),
    keyId: key.id,
  };
  const begun: RestoreBegun = { ...unsigned, signature: key.sign(restoreBegunText(unsigned)) };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(begunFile(folder), JSON.stringify(begun), { mode: 0o600, flush: true });
}

/** Undefined where no restore has begun, or it was cut off before it could do anything. */
export async function readBegun(folder: string): Promise<RestoreBegun | undefined> {
  try {
    return begunSchema.parse(JSON.parse(await readFile(begunFile(folder), 'utf8')));
  } catch {
    return undefined;
  }
}

export function isBegunTrue(begun: RestoreBegun, key: AuditKey): boolean {
  return begun.keyId === key.id && key.verify(restoreBegunText(begun), begun.signature);
}

/** Whether the database is still the one that was there before; its mark goes. */
export async function takeMark(database: ServerDatabase, { startedAt }: RestoreBegun): Promise<boolean> {
  const rows = await database.asOwner(
    async ({ query }) => await query('DELETE FROM server_state WHERE key = $1 RETURNING value', [markKey]),
  );
  return String(rows[0]?.['value']) === String(startedAt);
}

export async function forgetBegun(folder: string): Promise<void> {
  await rm(begunFile(folder), { force: true });
}

export function begunFile(folder: string): string {
  return path.join(folder, 'restore-begun.json');
}

/** Returns how many events each tenant has. */
async function markDatabase(address: string, startedAt: number): Promise<RestoreBegun['reached']> {
  // Opening an embedded one would make it.
  if (!isPostgresUrl(address) && !existsSync(path.join(address, 'PG_VERSION'))) return {};
  const database = await openDatabase(address);
  try {
    return await database.asOwner(async ({ query }) => {
      await query(
        'INSERT INTO server_state (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value',
        [markKey, String(startedAt)],
      );
      const rows = await query('SELECT tenant_id, count(*) AS events FROM audit_events GROUP BY tenant_id');
      return Object.fromEntries(rows.map((row) => [String(row['tenant_id']), Number(row['events'])]));
    });
  } finally {
    await database.close();
  }
}

async function fileHash(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
