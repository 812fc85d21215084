/*
 * Puts a tenant's events into its chain, after they have been committed and off the way of whoever acts. One process at a time
 * chains a tenant (a lock of the database), and the link's id is made of tenant and number, so that no chain can fork.
 */
import { createHash } from 'node:crypto';

import { hashOfNothing, linkText } from '#shared/audit/audit-digest.ts';
import { auditEventEntity, auditLinkEntity } from '#shared/audit/audit-entities.ts';
import { idFromKey } from '#shared/base/id.ts';
import type { Instant } from '#shared/base/instant.ts';
import { rowCodec } from '#shared/schema/row-codec.ts';
import type { RecordOf } from '#shared/schema/entity.ts';

import type { ServerDatabase, Sql } from '../db/server-database.ts';
import type { ServerRecords } from '../db/server-records.ts';

export type ChainDeps = {
  readonly database: ServerDatabase;
  readonly records: ServerRecords;
  readonly nowMs: () => Instant;
};

export type ChainHead = { readonly number: number; readonly hash: string };

const eventsAtOnceMax = 500;
/** No transaction lives longer, so an event of an earlier time has been looked at already; what is older is swept hourly. */
const recentMs = 15 * 60_000;

const codec = rowCodec(auditEventEntity, 'postgres');

/** Reach of the server itself, for reading and lengthening a tenant's chain; suspended tenants are audited too. */
export function chainReach(tenantId: string) {
  return { role: 'app', tenantId, userId: null, permissions: ['audit:read'], mode: 'read' } as const;
}

/** Returns how many events were chained. `isWhole` looks at all events, not only those of the last minutes. */
export async function chainEvents(deps: ChainDeps, tenantId: string, isWhole = false): Promise<number> {
  for (let chained = 0; ;) {
    // oxlint-disable-next-line no-await-in-loop -- Each link builds on the one before.
    const number = await deps.database.transaction(
      chainReach(tenantId),
      async (sql) => await chainSome(deps, sql, { tenantId, isWhole }),
    );
    chained += number;
    if (number < eventsAtOnceMax) return chained;
  }
}

export async function lockChain(sql: Sql, tenantId: string): Promise<void> {
  await sql.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [`audit ${tenantId}`]);
}

export async function readHead(sql: Sql): Promise<ChainHead> {
  const [row] = await sql.query('SELECT number, hash FROM audit_links ORDER BY number DESC LIMIT 1');
  return row === undefined
    ? { number: 0, hash: hashOfNothing }
    : { number: Number(row['number']), hash: String(row['hash']) };
}

export function linkHash(event: RecordOf<typeof auditEventEntity>, number: number, hashBefore: string): string {
  return createHash('sha256')
    .update(linkText(event, number, hashBefore))
    .digest('hex');
}

async function chainSome(
  { records, nowMs }: ChainDeps,
  sql: Sql,
  { tenantId, isWhole }: { readonly tenantId: string; readonly isWhole: boolean },
): Promise<number> {
  await lockChain(sql, tenantId);
  const columns = codec.recordColumns.map((column) => `event.${column}`).join(', ');
  const rows = await sql.query(
    `SELECT ${columns} FROM audit_events event LEFT JOIN audit_links link ON link.event_id = event.id
     WHERE link.id IS NULL AND event.timestamp >= $1 ORDER BY event.timestamp, event.id LIMIT ${String(eventsAtOnceMax)}`,
    [new Date(isWhole ? 0 : nowMs() - recentMs).toISOString()],
  );
  if (rows.length === 0) return 0;
  let { number, hash } = await readHead(sql);
  const links = rows.map((row) => {
    const event = codec.rowToRecord(row) as RecordOf<typeof auditEventEntity>; // The codec is the entity's.
    number += 1;
    hash = linkHash(event, number, hash);
    return { id: idFromKey('auditLink', tenantId, String(number)), tenantId, number, eventId: event.id, hash };
  });
  await records.insert(sql, auditLinkEntity, links);
  return links.length;
}
