import type { Instant } from '#shared/base/instant.ts';

import type { OwnerSql } from '../db/server-database.ts';
import type { ServerRecords } from '../db/server-records.ts';
import type { Act } from '../rpc/server-call.ts';
import { writeAuditEvent } from './write-audit-event.ts';

/** What somebody is audited with who gives commands on the server's own machine. */
export const commandOrigin = { address: '', userAgent: 'command line' } as const;

export type CommandAct = Pick<Act, 'action' | 'resourceType' | 'resourceId'> & {
  /** As `operatorName` says it: of whoever began it, where another one puts it down. */
  readonly by: string;
  /** What it did to one tenant. */
  readonly detailsOf?: (tenantId: string) => Required<Act>['details'];
};

/**
 * Puts what a command did to the whole server into the audit of every tenant, in the transaction in which it did that. As the owner of
 * the tables, since it concerns those too that are suspended or cancelled.
 */
export async function auditCommand(
  { records, nowMs }: { readonly records: ServerRecords; readonly nowMs: () => Instant },
  sql: OwnerSql,
  { by, detailsOf, ...act }: CommandAct,
): Promise<void> {
  const tenants = await sql.query('SELECT id FROM tenants WHERE deleted_at IS NULL ORDER BY id');
  for (const tenant of tenants) {
    const tenantId = String(tenant['id']);
    // oxlint-disable-next-line no-await-in-loop -- One connection.
    await writeAuditEvent({ records }, sql, {
      ...act,
      ...commandOrigin,
      details: { ...detailsOf?.(tenantId), by },
      tenantId,
      userId: null,
      timestamp: nowMs(),
    });
  }
}
