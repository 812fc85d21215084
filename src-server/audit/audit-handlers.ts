/*
 * Looking through the audit, and checking it. Reading it is itself a read of sensitive data, and audited.
 */
import { auditEventEntity } from '#shared/audit/audit-entities.ts';
import type { AuditEventRecord } from '#shared/audit/audit-entities.ts';
import type { AuditEventView } from '#shared/audit/audit-server-api.ts';
import { ok } from '#shared/base/result.ts';
import { rowCodec } from '#shared/schema/row-codec.ts';
import type { ServerApi } from '#shared/server-api.ts';

import { askerOf } from '../rpc/server-call.ts';
import type { ServerHandlersOf } from '../rpc/server-call.ts';
import type { AuditKey } from './audit-key.ts';
import { readRestores } from './restores.ts';
import { readDigestFile } from './sign-digests.ts';
import { verifyChain } from './verify-chain.ts';

export type AuditHandlersDeps = { readonly key: AuditKey; readonly folder: string };

const codec = rowCodec(auditEventEntity, 'postgres');

export function createAuditHandlers({ key, folder }: AuditHandlersDeps): ServerHandlersOf<ServerApi['audit']> {
  return {
    search: async (query, call) => {
      const { after, limit, search, action, userId, resourceId, from, until } = query;
      const columns = codec.recordColumns.map((column) => `event.${column}`).join(', ');
      const rows = await call.sql.query(
        `SELECT ${columns}, link.number AS link_number, link.hash AS link_hash, person.name AS user_name
         FROM audit_events event
         LEFT JOIN audit_links link ON link.event_id = event.id
         LEFT JOIN users person ON person.id = event.user_id
         WHERE ($1::text IS NULL OR event.id < $1) AND ($2::text IS NULL OR event.action = $2)
           AND ($3::text IS NULL OR event.user_id = $3) AND ($4::text IS NULL OR ${isAboutSql})
           AND ($5::timestamptz IS NULL OR event.timestamp >= $5) AND ($6::timestamptz IS NULL OR event.timestamp < $6)
           AND ($7::text IS NULL OR strpos(lower(concat_ws(' ', event.action, event.resource_type, event.resource_id,
             event.details::text, event.ip_address, person.name, person.email)), lower($7)) > 0)
         ORDER BY event.id DESC LIMIT $8`,
        [
          after ?? null,
          action ?? null,
          userId ?? null,
          resourceId ?? null,
          isoOf(from),
          isoOf(until),
          search ?? null,
          limit,
        ],
      );
      const items = rows.map((row) => {
        const event = codec.rowToRecord(row) as AuditEventRecord; // The codec is the entity's.
        const { link_number: number, link_hash: hash, user_name: userName } = row;
        return viewOf(event, {
          number: number === null ? null : Number(number),
          hash: typeof hash === 'string' ? hash : null,
          userName: typeof userName === 'string' ? userName : null,
        });
      });
      // Once for a search, and not for each of its pages.
      if (after === undefined) {
        await call.audit({
          action: 'audit.searched',
          resourceType: 'audit',
          details: { search: search ?? null, action: action ?? null },
        });
      }
      return ok({ items, next: items.length < limit ? null : (items.at(-1)?.id ?? null) });
    },
    actions: async (_input, call) => {
      const rows = await call.sql.query('SELECT DISTINCT action FROM audit_events ORDER BY action LIMIT 1000');
      return ok(rows.map((row) => String(row['action'])));
    },
    verify: async (_input, call) => {
      const { tenantId } = askerOf(call);
      const [digests, restores] = [await readDigestFile(folder, tenantId), await readRestores(folder, tenantId)];
      const report = await verifyChain(call.sql, { key, digests, restores, nowMs: call.nowMs });
      await call.audit({
        action: 'audit.verified',
        resourceType: 'audit',
        details: { isWhole: report.isWhole, events: report.events },
      });
      return ok(report);
    },
  };
}

/**
 * Any of the records that an event names, as `audit-push.ts` names them: the first is its resource, the others it lists. There is no
 * index of these: under row-level security only what is equal to a column is looked up in one, and a row for each record would slow
 * down every push for what is asked once in a while. So all pushes of the tenant, and of the days that are asked for, are read.
 */
const isAboutSql = `(event.resource_id = $4 OR (event.action = 'changes.accepted' AND EXISTS (
             SELECT 1 FROM jsonb_array_elements_text(event.details -> 'each') AS told
             WHERE strpos(told || ',', concat(' ', $4, ',')) > 0)))`;

function isoOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

function viewOf(
  event: AuditEventRecord,
  extra: { readonly number: number | null; readonly hash: string | null; readonly userName: string | null },
): AuditEventView {
  const { id, timestamp, action, resourceType, resourceId, userId, details, ipAddress, userAgent, personalSalt } =
    event;
  return {
    id,
    timestamp,
    action,
    resourceType,
    resourceId,
    userId,
    details,
    ipAddress,
    userAgent,
    isErased: personalSalt === null,
    ...extra,
  };
}
