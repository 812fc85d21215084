/*
 * Signs the heads of the chains now and then, and keeps the signed digests twice: in the database, and in a file outside of it,
 * which whoever can write to the database cannot take back. A chain that is shorter than what was signed has been cut.
 */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { z } from 'zod';

import { digestText } from '#shared/audit/audit-digest.ts';
import { auditDigestEntity } from '#shared/audit/audit-entities.ts';
import { idFromKey } from '#shared/base/id.ts';

import type { AuditKey } from './audit-key.ts';
import { chainReach, lockChain, readHead } from './chain-events.ts';
import type { ChainDeps } from './chain-events.ts';

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
  const digest = await database.transaction(chainReach(tenantId), async (sql) => {
    await lockChain(sql, tenantId);
    const head = await readHead(sql);
    const [last] = await sql.query('SELECT number FROM audit_digests ORDER BY number DESC LIMIT 1');
    if (head.number === 0 || Number(last?.['number'] ?? 0) >= head.number) return undefined;
    const unsigned = { tenantId, ...head, signedAt: nowMs(), keyId: key.id };
    const signed = { ...unsigned, signature: key.sign(digestText(unsigned)) };
    await records.insert(sql, auditDigestEntity, [
      { id: idFromKey('auditDigest', tenantId, String(head.number)), ...signed },
    ]);
    return signed;
  });
  if (digest === undefined) return undefined;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await appendFile(digestFile(folder, tenantId), `${JSON.stringify(digest)}\n`, { mode: 0o600, flush: true });
  return digest;
}

/** What the file outside the database has of a tenant; a line that was cut off by a crash is left out. */
export async function readDigestFile(folder: string, tenantId: string): Promise<readonly SignedDigest[]> {
  const text = await readFile(digestFile(folder, tenantId), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      return [digestSchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

function digestFile(folder: string, tenantId: string): string {
  return path.join(folder, `${tenantId.replaceAll(/[^\w-]/g, '_')}.jsonl`);
}
