/*
 * The tenant's log: every accepted change under the next number, in the order in which transactions are kept.
 *
 * Whoever appends takes hold of the tenant's row first and keeps it until the commit. So a number is never seen before a smaller
 * one, which a sequence of the database's would allow (a poller would then pass over changes for ever).
 */
import type { Instant } from '#shared/base/instant.ts';

import { givenColumns } from '../db/given-rows.ts';
import type { Sql } from '../db/server-database.ts';
import { changesChannel } from '../rpc/live-channels.ts';
import { writeAnnouncement } from './change-announcement.ts';

type Asks = Pick<Sql, 'query'>;

export type Head = {
  readonly tenantId: string;
  readonly epoch: string;
  /** The number of the last change. */
  readonly seq: number;
  /** What is not after it is forgotten. */
  readonly floor: number;
};

export type LogEntry = {
  readonly change: {
    readonly deviceId: string;
    readonly number: number;
    readonly transactionNumber: number;
    readonly undoGroup: string;
    readonly sessionId: string | null;
    readonly entity: string;
    readonly recordId: string;
    readonly patch: unknown;
    readonly before: unknown;
    readonly stamp: string;
    readonly schemaVersion: number;
  };
  /** Of the record: the columns by which row-level security decides who is told. */
  readonly place: { readonly [field: string]: unknown };
};

const headSql =
  'SELECT tenant_id, epoch, seq, floor FROM sync_heads WHERE tenant_id = coalesce($1, public.app_tenant())';

/** Nothing is told of a tenant before its first change, or the first device that greets; then its log begins. */
export async function readHead(sql: Asks, tenantId: string, newEpoch: () => string): Promise<Head> {
  return (await findHead(sql, tenantId, { isHeld: false })) ?? (await holdHead(sql, tenantId, newEpoch));
}

/** Waits for whoever else is writing to the tenant. Null stands for the reach's own tenant. */
export async function holdHead(sql: Asks, tenantId: string | null, newEpoch: () => string): Promise<Head> {
  const held = await findHead(sql, tenantId, { isHeld: true });
  if (held !== undefined) return held;
  await sql.query(
    `INSERT INTO sync_heads (tenant_id, epoch, seq, floor)
     VALUES (coalesce($1, public.app_tenant()), $2, 0, 0)
     ON CONFLICT (tenant_id) DO NOTHING`,
    [tenantId, newEpoch()],
  );
  const made = await findHead(sql, tenantId, { isHeld: true });
  if (made === undefined) throw new Error('A change belongs to a tenant, and the reach has none.');
  return made;
}

/** `isHeld`: waits as `holdHead` does. Undefined where there is no log yet. */
export async function findHead(
  sql: Asks,
  tenantId: string | null,
  { isHeld }: { readonly isHeld: boolean },
): Promise<Head | undefined> {
  const [row] = await sql.query(isHeld ? `${headSql} FOR UPDATE` : headSql, [tenantId]);
  if (row === undefined) return undefined;
  return {
    tenantId: String(row['tenant_id']),
    epoch: String(row['epoch']),
    seq: Number(row['seq']),
    floor: Number(row['floor']),
  };
}

type Column = {
  readonly name: string;
  readonly type: string;
  readonly read: (entry: LogEntry) => unknown;
};

const columns: readonly Column[] = [
  { name: 'device_id', type: 'text', read: ({ change }) => change.deviceId },
  { name: 'number', type: 'bigint', read: ({ change }) => change.number },
  { name: 'transaction_number', type: 'bigint', read: ({ change }) => change.transactionNumber },
  { name: 'undo_group', type: 'text', read: ({ change }) => change.undoGroup },
  { name: 'session_id', type: 'text', read: ({ change }) => change.sessionId },
  { name: 'entity', type: 'text', read: ({ change }) => change.entity },
  { name: 'id', type: 'text', read: ({ change }) => change.recordId },
  { name: 'workspace_id', type: 'text', read: ({ place }) => place['workspaceId'] },
  { name: 'project_id', type: 'text', read: ({ place }) => place['projectId'] },
  { name: 'user_id', type: 'text', read: ({ place }) => place['userId'] },
  { name: 'patch', type: 'jsonb', read: ({ change }) => JSON.stringify(change.patch) },
  {
    name: 'before',
    type: 'jsonb',
    read: ({ change }) => (change.before === null ? null : JSON.stringify(change.before)),
  },
  { name: 'stamp', type: 'text', read: ({ change }) => change.stamp },
  { name: 'schema_version', type: 'integer', read: ({ change }) => change.schemaVersion },
];
const names = ['seq', ...columns.map(({ name }) => name)].join(', ');

function appendStatement(
  { tenantId, seq, acceptedAt, told }: { tenantId: string; seq: number; acceptedAt: string; told: string },
  entries: readonly LogEntry[],
): { readonly text: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [tenantId, seq, acceptedAt, told];
  const first = seq - entries.length + 1;
  const given = givenColumns(
    [
      { name: 'seq', type: 'bigint', values: entries.map((_, index) => first + index) },
      ...columns.map(({ name, type, read }) => ({ name, type, values: entries.map(read) })),
    ],
    (value) => `$${String(values.push(value))}`,
  );
  const text = `WITH counted AS (UPDATE sync_heads SET seq = $2 WHERE tenant_id = $1),
told AS (SELECT pg_notify('${changesChannel}', $4))
INSERT INTO sync_changes (tenant_id, actor_id, accepted_at, ${names})
SELECT $1, coalesce(public.app_user(), 'server'), $3, ${names}
FROM ${given}, told`;
  return { text, values };
}

/** In the name of whose reach it is. `head` is held; returns it as it is now. */
export async function appendChanges(
  sql: Asks,
  head: Head,
  {
    entries,
    nowMs,
    sessionId,
    ticket = null,
  }: {
    readonly entries: readonly LogEntry[];
    readonly nowMs: Instant;
    readonly sessionId: string | null;
    /** Of the news of them, for which what they change must not matter to who sees what. */
    readonly ticket?: string | null;
  },
): Promise<Head> {
  if (entries.length === 0) return head;
  const seq = head.seq + entries.length;
  const { text, values } = appendStatement(
    {
      tenantId: head.tenantId,
      seq,
      acceptedAt: new Date(nowMs).toISOString(),
      told: writeAnnouncement({ tenantId: head.tenantId, seq, sessionId, ticket }),
    },
    entries,
  );
  await sql.query(text, values);
  return { ...head, seq };
}
