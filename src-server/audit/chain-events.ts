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
/**
 * How far back is looked for events that are not chained. `moment`: a call's time is that of its beginning, and almost all are over by
 * then. `recent`: no transaction lives longer. Whoever looks back less far than everything, has somebody look further now and then.
 */
export type LookBack = keyof typeof lookBackMs;
const lookBackMs = { moment: 5_000, recent: 15 * 60_000, whole: Number.POSITIVE_INFINITY } as const;

const codec = rowCodec(auditEventEntity, 'postgres');

/** Reach of the server itself, for reading and lengthening a tenant's chain; suspended tenants are audited too. */
export function chainReach(tenantId: string) {
  return { role: 'app', tenantId, userId: null, permissions: ['audit:read'], mode: 'read' } as const;
}

/** Returns how many events were chained. */
export async function chainEvents(deps: ChainDeps, tenantId: string, lookBack: LookBack): Promise<number> {
  for (let chained = 0; ;) {
    // oxlint-disable-next-line no-await-in-loop -- Each link builds on the one before.
    const number = await deps.database.transaction(
      chainReach(tenantId),
      async (sql) => await chainSome(deps, sql, { tenantId, lookBack }),
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

const columns = codec.recordColumns.map((column) => `event.${column}`).join(', ');
/**
 * Not as a join: for as long as PostgreSQL has no statistics of a tenant that has begun to work a moment ago, it takes it that few
 * rows are of one tenant, and would compare every event with every link.
 */
export const unchainedSql = `SELECT ${columns}
FROM audit_events AS event
WHERE event.timestamp >= $1 AND (SELECT link.id FROM audit_links AS link WHERE link.event_id = event.id LIMIT 1) IS NULL
ORDER BY event.timestamp, event.id
LIMIT ${String(eventsAtOnceMax)}`;

async function chainSome(
  { records, nowMs }: ChainDeps,
  sql: Sql,
  { tenantId, lookBack }: { readonly tenantId: string; readonly lookBack: LookBack },
): Promise<number> {
  await lockChain(sql, tenantId);
  const rows = await sql.query(unchainedSql, [new Date(Math.max(0, nowMs() - lookBackMs[lookBack])).toISOString()]);
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
