/*
 * Sessions and devices: one's own, and, for administrators, everybody's.
 */
import { deviceEntity, sessionEntity } from '#shared/access/access-entities.ts';
import type { SessionView } from '#shared/access/session-server-api.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { ServerApi } from '#shared/server-api.ts';

import type { SqlRow } from '../db/server-database.ts';
import { askerOf } from '../rpc/server-call.ts';
import type { ServerCall, ServerHandlersOf } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { endSessions } from './end-sessions.ts';

type Handlers = Pick<ServerHandlersOf<ServerApi>, 'sessions' | 'devices'>;

/** Of one person: nobody looks through more, and old ones have ended. */
const ownSessionsMax = 200;

const viewSql = `SELECT session.id, session.user_id, person.name AS user_name, person.email, session.device_id,
    device.name AS device_name, device.platform, session.address, session.user_agent, session.created_at,
    session.last_seen_at, session.expires_at, session.ended_at, session.end_reason
  FROM sessions session
  LEFT JOIN users person ON person.id = session.user_id
  LEFT JOIN devices device ON device.id = session.device_id`;

export function createSessionHandlers({ records }: AccessDeps): Handlers {
  /** Ends one that the caller may end; RLS decides which those are. */
  async function end(call: ServerCall, id: string, condition: 'own' | 'any') {
    const asker = askerOf(call);
    const session = await records.find(call.sql, sessionEntity, id);
    if (session === undefined || (condition === 'own' && session.userId !== asker.userId)) {
      return fail({ kind: 'record-missing' as const, entity: 'session', id });
    }
    const reason = session.userId === asker.userId ? 'signed-out' : 'by-administrator';
    const ended = await endSessions(call, { sessionId: id, reason });
    if (ended > 0) await call.audit({ action: 'access.session-ended', resourceType: 'session', resourceId: id });
    return ok({});
  }

  return {
    sessions: {
      mine: async (_input, call) => {
        const asker = askerOf(call);
        const rows = await call.sql.query(
          `${viewSql} WHERE session.user_id = $1 AND session.ended_at IS NULL AND session.expires_at > $2
           ORDER BY session.last_seen_at DESC LIMIT ${String(ownSessionsMax)}`,
          [asker.userId, new Date(call.nowMs).toISOString()],
        );
        return ok(rows.map((row) => viewOf(row, asker.sessionId)));
      },
      endMine: async ({ id }, call) => await end(call, id, 'own'),
      endMyOthers: async (_input, call) => {
        const { userId, sessionId } = askerOf(call);
        const ended = await endSessions(call, { userId, reason: 'signed-out', exceptId: sessionId });
        await call.audit({
          action: 'access.sessions-ended',
          resourceType: 'user',
          resourceId: userId,
          details: { ended },
        });
        return ok({ ended });
      },
      list: async ({ after, limit, userId, isOpen }, call) => {
        const rows = await call.sql.query(
          `${viewSql} WHERE ($1::text IS NULL OR session.id < $1) AND ($2::text IS NULL OR session.user_id = $2)
             AND ($3::boolean IS NULL OR $3 = (session.ended_at IS NULL AND session.expires_at > $4))
           ORDER BY session.id DESC LIMIT $5`,
          [after ?? null, userId ?? null, isOpen ?? null, new Date(call.nowMs).toISOString(), limit],
        );
        const items = rows.map((row) => viewOf(row, askerOf(call).sessionId));
        return ok({ items, next: items.length < limit ? null : (items.at(-1)?.id ?? null) });
      },
      end: async ({ id }, call) => await end(call, id, 'any'),
      endOfUser: async ({ userId }, call) => {
        const { sessionId } = askerOf(call);
        const ended = await endSessions(call, { userId, reason: 'by-administrator', exceptId: sessionId });
        await call.audit({
          action: 'access.sessions-ended',
          resourceType: 'user',
          resourceId: userId,
          details: { ended },
        });
        return ok({ ended });
      },
    },
    devices: {
      mine: async (_input, call) => {
        const { userId, deviceId } = askerOf(call);
        const { records: devices } = await records.list(call.sql, deviceEntity, {
          where: { userId },
          limit: ownSessionsMax,
        });
        return ok(
          devices.map(({ id, name, platform, createdAt, lastSeenAt }) => ({
            id,
            name,
            platform,
            createdAt,
            lastSeenAt,
            isThis: id === deviceId,
          })),
        );
      },
      forget: async ({ id }, call) => {
        const { userId } = askerOf(call);
        const device = await records.find(call.sql, deviceEntity, id);
        if (device?.userId !== userId) return fail({ kind: 'record-missing', entity: 'device', id });
        const rows = await call.sql.query(`SELECT id FROM sessions WHERE device_id = $1 AND ended_at IS NULL`, [id]);
        for (const row of rows) {
          // oxlint-disable-next-line no-await-in-loop -- One connection.
          await endSessions(call, { sessionId: String(row['id']), reason: 'signed-out' });
        }
        await records.remove(call.sql, deviceEntity, id);
        await call.audit({ action: 'access.device-forgotten', resourceType: 'device', resourceId: id });
        return ok({});
      },
    },
  };
}

function viewOf(row: SqlRow, thisId: string | null): SessionView {
  const text = (column: string): string => String(row[column]);
  const optional = (column: string): string | null => (row[column] === null ? null : text(column));
  const time = (column: string): number => (row[column] instanceof Date ? row[column].getTime() : 0);
  return {
    id: text('id'),
    userId: text('user_id'),
    // Of a super administrator who acts here, the tenant has no record.
    userName: optional('user_name') ?? 'Super administrator',
    email: optional('email') ?? '',
    deviceId: optional('device_id'),
    deviceName: optional('device_name'),
    platform: optional('platform'),
    address: text('address'),
    userAgent: text('user_agent'),
    createdAt: time('created_at'),
    lastSeenAt: time('last_seen_at'),
    expiresAt: time('expires_at'),
    endedAt: row['ended_at'] === null ? null : time('ended_at'),
    endReason: row['ended_at'] === null ? null : (text('end_reason') as SessionView['endReason']), // endSessions wrote it.
    isThis: row['id'] === thisId,
  };
}
