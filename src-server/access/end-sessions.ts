/*
 * Ends sessions, and tells every server process, so that what is connected with them is closed at once.
 */
import type { sessionEnds } from '#shared/access/access-entities.ts';

import type { ServerCall } from '../rpc/server-call.ts';

export type SessionEnd = (typeof sessionEnds)[number];

/** What is announced on this channel: `SESSION_ID REASON` of each that was ended. */
export const sessionChannel = 'session_ended';

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
