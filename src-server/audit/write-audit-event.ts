import { createHash, randomBytes } from 'node:crypto';

import { personalText } from '#shared/audit/audit-digest.ts';
import { auditEventEntity } from '#shared/audit/audit-entities.ts';

import type { Sql } from '../db/server-database.ts';
import type { ServerRecords } from '../db/server-records.ts';
import { auditChannel } from '../rpc/live-channels.ts';
import type { AuditDraft } from '../rpc/dispatch.ts';

/** Writes what was done, in the transaction of the act: neither is there without the other. */
export async function writeAuditEvent(
  { records }: { readonly records: ServerRecords },
  sql: Sql,
  draft: AuditDraft,
): Promise<void> {
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
  await records.insert(sql, auditEventEntity, [
    { tenantId, action, resourceType, resourceId, timestamp, ...personal, personalSalt, personalDigest },
  ]);
  await sql.announce(auditChannel, tenantId);
}

function plain(value: string | number | boolean | null | readonly string[]) {
  return typeof value === 'object' && value !== null ? [...value] : value;
}
