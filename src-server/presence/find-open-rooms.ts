import { z } from 'zod';

import type { PresenceRoom } from '#shared/presence/presence-api.ts';

import type { Sql } from '../db/server-database.ts';

const roomsSql = `SELECT 'project' AS kind, id
FROM projects
WHERE id = ANY ($1) AND deleted_at IS NULL
UNION ALL
SELECT 'function', id
FROM functions
WHERE id = ANY ($1) AND deleted_at IS NULL`;

const rowSchema = z.object({ kind: z.enum(['project', 'function']), id: z.string() });

/** Those of some rooms that the person may see today: what row-level security shows them. */
export async function findOpenRooms(
  { query }: Pick<Sql, 'query'>,
  rooms: readonly PresenceRoom[],
): Promise<(room: PresenceRoom) => boolean> {
  if (rooms.length === 0) return () => false;
  const rows = await query(roomsSql, [rooms.map(({ id }) => id)]);
  const open = new Set(rows.map((row) => rowSchema.parse(row)).map(({ kind, id }) => `${kind} ${id}`));
  return ({ kind, id }) => open.has(`${kind} ${id}`);
}

const nameSql = `SELECT name
FROM users
WHERE id = $1`;

export async function findName({ query }: Pick<Sql, 'query'>, userId: string): Promise<string> {
  const [row] = await query(nameSql, [userId]);
  return z.object({ name: z.string() }).safeParse(row).data?.name ?? '';
}
