import { createHash, randomBytes } from 'node:crypto';

import { personalText } from '#shared/audit/audit-digest.ts';
import { auditEventEntity } from '#shared/audit/audit-entities.ts';

import { inOrder } from '../db/in-order.ts';
import type { Sql } from '../db/server-database.ts';
import type { ServerRecords } from '../db/server-records.ts';
import { auditChannel } from '../rpc/live-channels.ts';
import type { AuditDraft } from '../rpc/dispatch.ts';

type AuditSql = Pick<Sql, 'query' | 'announce'>;

/** One event, as `writeAuditEvents` writes several. */
export async function writeAuditEvent(
  deps: { readonly records: ServerRecords },
  sql: AuditSql,
  draft: AuditDraft,
): Promise<void> {
  await writeAuditEvents(deps, sql, [draft]);
}

/** Writes what was done, in the transaction of the act: neither is there without the other. All are of one tenant. */
export async function writeAuditEvents(
  { records }: { readonly records: ServerRecords },
  sql: AuditSql,
  drafts: readonly AuditDraft[],
): Promise<void> {
  const [first] = drafts;
  if (first === undefined) return;
  await inOrder([
    records.insert(sql, auditEventEntity, drafts.map(eventOf)),
    sql.announce(auditChannel, first.tenantId),
  ]);
}

function eventOf(draft: AuditDraft) {
  const { tenantId, userId, action, resourceType, resourceId = null, details = null, timestamp } = draft;
  const personal = {
    userId,
    details:
      details === null ? null : Object.fromEntries(Object.entries(details).map(([key, value]) => [key, plain(value)])),
    ipAddress: draft.address,
    userAgent: draft.userAgent,
  };
  const personalSalt = randomBytes(16).toString('base64');
  const personalDigest = createHash('sha256').update(personalText(personal, personalSalt)).digest('hex');
  return { tenantId, action, resourceType, resourceId, timestamp, ...personal, personalSalt, personalDigest };
}

function plain(value: string | number | boolean | null | readonly string[]) {
  return typeof value === 'object' && value !== null ? [...value] : value;
}
