/*
 * Looking for events, the latest first. A condition stands in the statement only where it is asked for: each of the usual ones has an
 * index that ends in the id, and a plan that is kept for all of them together could use none.
 *
 * Under row-level security only what is compared with a column is looked up in an index. So words, and the records that an event lists
 * beside its first, are looked for in one event after the other, back in time. One call looks at so many, and says where the next
 * goes on: a search through a million events would keep the database from everybody for ten seconds, and the embedded one alone.
 */
import { auditEventEntity } from '#shared/audit/audit-entities.ts';
import type { AuditEventRecord } from '#shared/audit/audit-entities.ts';
import type { AuditEventView } from '#shared/audit/audit-server-api.ts';
import { firstIdAt } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';
import { rowCodec } from '#shared/schema/row-codec.ts';

import type { Sql, SqlRow } from '../db/server-database.ts';

export type EventSearch = {
  readonly after?: string | undefined;
  readonly limit: number;
  readonly search?: string | undefined;
  readonly action?: string | undefined;
  readonly userId?: string | undefined;
  readonly resourceId?: string | undefined;
  readonly from?: number | undefined;
  readonly until?: number | undefined;
};

/** An id is made when the event is written, its time is that of its call's beginning; no call lives for so long. */
const callMsMax = 3_600_000;

const codec = rowCodec(auditEventEntity, 'postgres');
const columns = codec.recordColumns.map((column) => `event.${column}`).join(', ');

/** Events that one call looks at, some thirty milliseconds of the database's. */
const lookedThroughMax = { words: 1_500, records: 5_000 };

/** Fewer than asked for may be found, and none, where there is more to look at. */
export type FoundEvents = { readonly items: readonly AuditEventView[]; readonly next: string | null };

export async function searchEvents(sql: Sql, search: EventSearch): Promise<FoundEvents> {
  const lastLookedAt = await findLastLookedAt(sql, search);
  const items = await findEvents(sql, { ...search, lastLookedAt });
  return { items, next: items.length < search.limit ? (lastLookedAt ?? null) : (items.at(-1)?.id ?? null) };
}

/** Undefined where this call looks at all that are left. */
async function findLastLookedAt(sql: Sql, search: EventSearch): Promise<string | undefined> {
  const { search: words, resourceId, ...indexed } = search;
  if (words === undefined && resourceId === undefined) return undefined;
  const max = words === undefined ? lookedThroughMax.records : lookedThroughMax.words;
  const values: unknown[] = [];
  const conditions = conditionsOf(indexed, (value) => `$${String(values.push(value))}`);
  const [row] = await sql.query(
    `SELECT event.id
FROM audit_events event
${whereOf(conditions)}
ORDER BY event.id DESC
LIMIT 1 OFFSET ${String(max - 1)}`,
    values,
  );
  return row === undefined ? undefined : String(row['id']);
}

type Looking = EventSearch & { readonly lastLookedAt?: string | undefined };

async function findEvents(sql: Sql, search: Looking): Promise<readonly AuditEventView[]> {
  const values: unknown[] = [];
  const given = (value: unknown): string => `$${String(values.push(value))}`;
  const conditions = conditionsOf(search, given);
  const rows = await sql.query(
    `SELECT ${columns}, ${ofLink('number')}, ${ofLink('hash')}, person.name AS user_name
FROM audit_events event
LEFT JOIN LATERAL (SELECT name, email FROM users WHERE id = event.user_id LIMIT 1) person ON true
${whereOf(conditions)}
ORDER BY event.id DESC
LIMIT ${given(search.limit)}`,
    values,
  );
  return rows.map(viewOf);
}

function whereOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join('\n  AND ')}`;
}

/**
 * Not as a join: without statistics, which the embedded database never has, each event would be compared with every link of the
 * tenant, since few rows are taken to be of one.
 */
function ofLink(column: 'number' | 'hash'): string {
  return `(SELECT link.${column} FROM audit_links link WHERE link.event_id = event.id LIMIT 1) AS link_${column}`;
}

type Given = (value: unknown) => string;

function conditionsOf(
  { after, lastLookedAt, search, action, userId, resourceId, from, until }: Looking,
  given: Given,
): readonly string[] {
  return [
    ...(lastLookedAt === undefined ? [] : [`event.id >= ${given(lastLookedAt)}`]),
    ...(after === undefined ? [] : [`event.id < ${given(after)}`]),
    ...(action === undefined ? [] : [`event.action = ${given(action)}`]),
    ...(userId === undefined ? [] : [`event.user_id = ${given(userId)}`]),
    ...(resourceId === undefined ? [] : [isAbout(given(resourceId))]),
    ...(from === undefined ? [] : [`event.id >= ${given(idAt(from))}`, `event.timestamp >= ${given(isoOf(from))}`]),
    ...(until === undefined
      ? []
      : [`event.id < ${given(idAt(until + callMsMax))}`, `event.timestamp < ${given(isoOf(until))}`]),
    ...(search === undefined ? [] : [hasWords(given(search))]),
  ];
}

/** Any of the records that an event names, as `audit-push.ts` names them: the first is its resource, the others it lists. */
function isAbout(id: string): string {
  return `(event.resource_id = ${id} OR (event.action = 'changes.accepted' AND EXISTS (
    SELECT 1 FROM jsonb_array_elements_text(event.details -> 'each') AS told
    WHERE strpos(told || ',', concat(' ', ${id}::text, ',')) > 0)))`;
}

function hasWords(words: string): string {
  return `strpos(lower(concat_ws(' ', event.action, event.resource_type, event.resource_id, event.details::text,
    event.ip_address, person.name, person.email)), lower(${words})) > 0`;
}

/** The first that an id could be that is made then; times before 1970 and after all ids bound nothing. */
function idAt(ms: number): string {
  return firstIdAt(instantOf(Math.min(Math.max(0, ms), 2 ** 48 - 1)));
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

function viewOf(row: SqlRow): AuditEventView {
  const event = codec.rowToRecord(row) as AuditEventRecord; // The codec is the entity's.
  const { id, timestamp, action, resourceType, resourceId, userId, details, ipAddress, userAgent, personalSalt } =
    event;
  const { link_number: number, link_hash: hash, user_name: userName } = row;
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
    number: number === null ? null : Number(number),
    hash: typeof hash === 'string' ? hash : null,
    userName: typeof userName === 'string' ? userName : null,
  };
}

/** Each kind of act there is, by stepping from one to the next in the index: of a million events there are some dozens of kinds. */
const actionsSql = `WITH RECURSIVE kinds AS (
  (SELECT action FROM audit_events ORDER BY action LIMIT 1)
  UNION ALL
  SELECT (SELECT event.action FROM audit_events event WHERE event.action > kinds.action ORDER BY event.action LIMIT 1)
  FROM kinds
  WHERE kinds.action IS NOT NULL
)
SELECT action FROM kinds WHERE action IS NOT NULL LIMIT 1000`;

export async function listActions(sql: Sql): Promise<readonly string[]> {
  return (await sql.query(actionsSql)).map((row) => String(row['action']));
}
