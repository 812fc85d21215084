/*
 * Signs the heads of the chains now and then, and keeps the signed digests twice: in the database, and in a file outside of it,
 * which whoever can write to the database cannot take back. A chain that is shorter than what was signed has been cut.
 */
import path from 'node:path';

import { z } from 'zod';

import { digestText } from '#shared/audit/audit-digest.ts';
import { auditDigestEntity } from '#shared/audit/audit-entities.ts';
import { idFromKey } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';

import { appendLine, readLines } from './audit-file.ts';
import type { AuditKey } from './audit-key.ts';
import { chainReach, lockChain, readHead } from './chain-events.ts';
import type { ChainDeps } from './chain-events.ts';
import { lastRestoredAt, readRestores } from './restores.ts';

const digestSchema = z.object({
  tenantId: z.string(),
  number: z.number(),
  hash: z.string(),
  signedAt: z.number(),
  keyId: z.string(),
  signature: z.string(),
});
export type SignedDigest = z.infer<typeof digestSchema>;

export type DigestDeps = ChainDeps & {
  readonly key: AuditKey;
  /** Where digests go that are not in the database: best on another machine's disk. */
  readonly folder: string;
};

/** Signs a tenant's head, if it has grown since it was signed last. */
export async function signDigest(
  { database, records, nowMs, key, folder }: DigestDeps,
  tenantId: string,
): Promise<SignedDigest | undefined> {
  const restoredAt = lastRestoredAt(await readRestores(folder, tenantId), key);
  const digest = await database.transaction(chainReach(tenantId), async (sql) => {
    await lockChain(sql, tenantId);
    const head = await readHead(sql);
    const [last] = await sql.query('SELECT number FROM audit_digests ORDER BY number DESC LIMIT 1');
    if (head.number === 0 || Number(last?.['number'] ?? 0) >= head.number) return undefined;
    const unsigned = { tenantId, ...head, signedAt: instantOf(Math.max(nowMs(), restoredAt + 1)), keyId: key.id };
    const signed = { ...unsigned, signature: key.sign(digestText(unsigned)) };
    await records.insert(sql, auditDigestEntity, [
      { id: idFromKey('auditDigest', tenantId, String(head.number)), ...signed },
    ]);
    return signed;
  });
  if (digest === undefined) return undefined;
  await appendLine(digestFile(folder, tenantId), digest);
  return digest;
}

/** What the file outside the database has of a tenant. */
export async function readDigestFile(folder: string, tenantId: string): Promise<readonly SignedDigest[]> {
  return await readLines(digestFile(folder, tenantId), digestSchema);
}

function digestFile(folder: string, tenantId: string): string {
  return path.join(folder, `${tenantId.replaceAll(/[^\w-]/g, '_')}.jsonl`);
}
