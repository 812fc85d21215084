/*
 * That the database was put back to a back-up, so that this can be told from a tail that somebody cut off. An entry says of one
 * tenant when, by whom, from which back-up, and to which head its chain went back; signed like the digests, and beside them:
 *
 *     <folder>/<tenant>.jsonl    digests
 *     <folder>/restores.jsonl    entries of restores, of all tenants
 *
 * What was signed before a restore need not be found after it, if it lies behind the head to which the chain went back; that
 * head itself has to. Before and after are by the times that were signed, so no order of lines has to be believed, and the file
 * can be carried to other machines whose servers keep digests of the same database.
 */
import path from 'node:path';

import { z } from 'zod';

import { restoreText } from '#shared/audit/audit-digest.ts';

import { appendLine, readLines } from './audit-file.ts';
import type { AuditKey } from './audit-key.ts';

const restoreSchema = z.object({
  tenantId: z.string(),
  restoredAt: z.number(),
  by: z.string(),
  backup: z.string(),
  backupSha256: z.string(),
  backupMadeAt: z.number().nullable(),
  number: z.number(),
  hash: z.string(),
  lost: z.number(),
  keyId: z.string(),
  signature: z.string(),
});
export type SignedRestore = z.infer<typeof restoreSchema>;

export async function appendRestore(folder: string, restore: SignedRestore): Promise<void> {
  await appendLine(restoreFile(folder), restore);
}

/** Of all tenants, whether or not they are truly signed. */
export async function readAllRestores(folder: string): Promise<readonly SignedRestore[]> {
  return await readLines(restoreFile(folder), restoreSchema);
}

/** Of one tenant, whether or not they are truly signed. */
export async function readRestores(folder: string, tenantId: string): Promise<readonly SignedRestore[]> {
  const all = await readAllRestores(folder);
  return all.filter((restore) => restore.tenantId === tenantId);
}

export function isRestoreTrue(restore: SignedRestore, key: AuditKey): boolean {
  return restore.keyId === key.id && key.verify(restoreText(restore), restore.signature);
}

/** When the last restore was that this server signed; what is signed afterwards has a later time, though the clock went back. */
export function lastRestoredAt(restores: readonly SignedRestore[], key: AuditKey): number {
  return Math.max(0, ...restores.filter((restore) => isRestoreTrue(restore, key)).map(({ restoredAt }) => restoredAt));
}

type Promised = { readonly number: number; readonly signedAt: number };

/** Whether it lies in a part of the chain that a later restore gave up. */
export function isGivenUp({ number, signedAt }: Promised, restores: readonly SignedRestore[]): boolean {
  const isFollowed = restores.some(({ restoredAt }) => restoredAt > signedAt);
  // To any of them: what was signed between two may have begun at the first, and the second have left that branch.
  return isFollowed && restores.some((restore) => restore.number < number);
}

function restoreFile(folder: string): string {
  return path.join(folder, 'restores.jsonl');
}
