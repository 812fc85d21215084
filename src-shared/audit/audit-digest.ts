/*
 * What is hashed of an audit event, and how: shared by who writes events, who chains them and who checks. Canonical: JSON of an
 * array in a fixed order, objects with their keys sorted, so that the same event always gives the same bytes.
 */
import type { AuditEventRecord } from './audit-entities.ts';

type Personal = Pick<AuditEventRecord, 'userId' | 'details' | 'ipAddress' | 'userAgent'>;
type Fixed = Pick<
  AuditEventRecord,
  'id' | 'tenantId' | 'action' | 'resourceType' | 'resourceId' | 'timestamp' | 'personalDigest'
>;

/** What the personal digest is made of: the salt makes that nobody can guess what was erased by trying. */
export function personalText(event: Personal, salt: string): string {
  return canonical(['triptych-audit-personal-1', salt, event.userId, event.details, event.ipAddress, event.userAgent]);
}

/** What a link's hash is made of: the event, its number, and the hash of everything before. */
export function linkText(event: Fixed, number: number, hashBefore: string): string {
  const { id, tenantId, action, resourceType, resourceId, timestamp, personalDigest } = event;
  return canonical([
    'triptych-audit-link-1',
    hashBefore,
    number,
    id,
    tenantId,
    action,
    resourceType,
    resourceId,
    timestamp,
    personalDigest,
  ]);
}

/** What a digest's signature is over: the chain's head at a moment. */
export function digestText(digest: {
  readonly tenantId: string;
  readonly number: number;
  readonly hash: string;
  readonly signedAt: number;
  readonly keyId: string;
}): string {
  const { tenantId, number, hash, signedAt, keyId } = digest;
  return canonical(['triptych-audit-digest-1', tenantId, number, hash, signedAt, keyId]);
}

/** What the signature of a restore is over: which back-up took a tenant's chain back to which head. */
export function restoreText(restore: {
  readonly tenantId: string;
  readonly restoredAt: number;
  readonly by: string;
  readonly backup: string;
  readonly backupSha256: string;
  readonly backupMadeAt: number | null;
  readonly number: number;
  readonly hash: string;
  readonly lost: number;
  readonly keyId: string;
}): string {
  const { tenantId, restoredAt, by, backup, backupSha256, backupMadeAt, number, hash, lost, keyId } = restore;
  return canonical([
    'triptych-audit-restore-1',
    tenantId,
    restoredAt,
    by,
    backup,
    backupSha256,
    backupMadeAt,
    number,
    hash,
    lost,
    keyId,
  ]);
}

/** What the signature of a restore that has begun is over: how far the chains reached before it. */
export function restoreBegunText(begun: {
  readonly startedAt: number;
  readonly by: string;
  readonly backup: string;
  readonly backupSha256: string;
  readonly backupMadeAt: number | null;
  readonly reached: { readonly [tenantId: string]: number };
  readonly keyId: string;
}): string {
  const { startedAt, by, backup, backupSha256, backupMadeAt, reached, keyId } = begun;
  return canonical([
    'triptych-audit-restore-begun-1',
    startedAt,
    by,
    backup,
    backupSha256,
    backupMadeAt,
    reached,
    keyId,
  ]);
}

/** Before the first link. */
export const hashOfNothing = '0'.repeat(64);

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`).join(',')}}`;
}
