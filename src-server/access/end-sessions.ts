/*
 * Ends sessions, and tells every server process, so that what is connected with them is closed at once.
 */
import type { sessionEnds } from '#shared/access/access-entities.ts';

import { sessionChannel } from '../rpc/live-channels.ts';
import { enterAsServer } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';

export type SessionEnd = (typeof sessionEnds)[number];

type Which =
  | { readonly sessionId: string; readonly reason: SessionEnd }
  | { readonly userId: string; readonly reason: SessionEnd; readonly exceptId?: string | null };

/** In the reach of the tenant; how many were open. What the reach may not end is not ended. */
export async function endSessions({ sql, nowMs }: Pick<ServerCall, 'sql' | 'nowMs'>, which: Which): Promise<number> {
  const at = new Date(nowMs).toISOString();
  const rows =
    'sessionId' in which
      ? await sql.query(
          `UPDATE sessions SET ended_at = $2, end_reason = $3, updated_at = $2 WHERE id = $1 AND ended_at IS NULL RETURNING id`,
          [which.sessionId, at, which.reason],
        )
      : await sql.query(
          `UPDATE sessions SET ended_at = $2, end_reason = $3, updated_at = $2
           WHERE user_id = $1 AND ended_at IS NULL AND id <> $4 RETURNING id`,
          [which.userId, at, which.reason, which.exceptId ?? ''],
        );
  for (const row of rows) {
    // oxlint-disable-next-line no-await-in-loop -- One connection, and few sessions.
    await sql.announce(sessionChannel, `${String(row['id'])} ${which.reason}`);
  }
  return rows.length;
}

/**
 * Ends all sessions of a person, also those in which they act in other tenants. Leaves the reach: it is then that of the last
 * tenant in which there was one.
 */
export async function endEverySession(
  call: Pick<ServerCall, 'sql' | 'nowMs'>,
  { userId, reason }: { readonly userId: string; readonly reason: SessionEnd },
): Promise<number> {
  await call.sql.enter({ role: 'access' });
  // A cancelled tenant lets nobody in; its sessions end when it does.
  const rows = await call.sql.query(
    `SELECT DISTINCT session.tenant_id
     FROM sessions session JOIN tenants tenant ON tenant.id = session.tenant_id
     WHERE session.user_id = $1 AND session.ended_at IS NULL AND tenant.status <> 'cancelled'
     ORDER BY session.tenant_id`,
    [userId],
  );
  let ended = 0;
  for (const row of rows) {
    // oxlint-disable-next-line no-await-in-loop -- One connection, and few tenants.
    await enterAsServer(call, String(row['tenant_id']), { permissions: ['session:manage'], mode: 'read' });
    // oxlint-disable-next-line no-await-in-loop -- The same.
    ended += await endSessions(call, { userId, reason });
  }
  return ended;
}
