/*
 * Who is where, told among devices while they are connected. A device watches, and tells by the id that its watch has begun with;
 * what it tells is asked for against today's rights each time, goes to every server process, and from there to the devices
 * that are in the same room. Whoever says nothing for thirty seconds is gone, and so hears nothing any more.
 */
import { fail, ok } from '#shared/base/result.ts';
import type { Clock } from '#shared/base/instant.ts';
import { tellEveryMs } from '#shared/presence/presence-server-api.ts';
import type { ToldSession } from '#shared/presence/presence-server-api.ts';
import type { ServerApi } from '#shared/server-api.ts';

import type { ServerDatabase } from '../db/server-database.ts';
import { createFloodGate } from '../http/flood-gate.ts';
import { presenceChannel, rightsChannel, sessionChannel } from '../rpc/live-channels.ts';
import { askerOf } from '../rpc/server-call.ts';
import type { ServerCall, ServerHandlersOf } from '../rpc/server-call.ts';
import { findName, findOpenRooms } from './find-open-rooms.ts';
import { createPresenceBoard } from './presence-board.ts';
import type { Place, Present } from './presence-board.ts';
import { messageBytesMax, messageToText, textToMessage } from './presence-messages.ts';
import { createWatcher } from './presence-watchers.ts';
import type { Watcher } from './presence-watchers.ts';

export type LivePresence = {
  readonly handlers: ServerHandlersOf<ServerApi['presence']>;
  /** Devices that watch at present. */
  readonly count: () => number;
  readonly close: () => Promise<void>;
};

export type LivePresenceDeps = {
  readonly database: ServerDatabase;
  readonly clock: Clock;
  readonly newId: () => string;
};

/** As many as a session may have sockets. */
const watchesOfSessionMax = 20;
/** Twice what a device tells at most; a fifth of it may come at once. */
const tellsPerMinute = (2 * 60_000) / tellEveryMs;
const expireEveryMs = 5_000;

export async function createLivePresence({ database, clock, newId }: LivePresenceDeps): Promise<LivePresence> {
  const board = createPresenceBoard(clock.nowMs);
  const watchers = new Map<string, Watcher>();
  const gate = createFloodGate(tellsPerMinute, clock);

  function ring(places: readonly Place[]): void {
    for (const place of places) for (const id of board.watchersOf(place)) watchers.get(id)?.ring(place);
  }

  const stops = [
    await database.listen(presenceChannel, {
      onMessage: (text) => {
        const message = textToMessage(text);
        if (message !== undefined)
          ring(message.kind === 'told' ? board.put(message.present) : board.drop(message.presenceId));
      },
    }),
    await database.listen(rightsChannel, {
      onMessage: (message) => {
        const [user = '', tenant = ''] = message.split(' ');
        const isMeant = ({ userId, tenantId }: Pick<Present, 'userId' | 'tenantId'>): boolean =>
          user === '*' ? tenantId === tenant : userId === user;
        ring(board.dropWhere(isMeant));
        for (const watcher of watchers.values()) if (isMeant(watcher)) watcher.askAgain();
      },
    }),
    await database.listen(sessionChannel, {
      onMessage: (message) => {
        const [ended = ''] = message.split(' ');
        for (const watcher of watchers.values()) if (watcher.sessionId === ended) watcher.end();
      },
    }),
  ];
  const expiring = setInterval(() => ring(board.expire()), expireEveryMs).unref();

  async function* watch(watcher: Watcher) {
    watchers.set(watcher.presenceId, watcher);
    try {
      yield* watcher.events();
    } finally {
      watchers.delete(watcher.presenceId);
      const text = messageToText({ kind: 'gone', presenceId: watcher.presenceId });
      // Where it cannot be told, the silence tells it.
      await database
        .transaction({ role: 'access' }, async (sql) => await sql.announce(presenceChannel, text))
        .catch(() => undefined);
    }
  }

  return {
    handlers: {
      watch: (_input, call) => {
        const { sessionId, userId, tenantId } = personOf(call);
        const open = [...watchers.values()].filter((one) => one.sessionId === sessionId).length;
        if (open >= watchesOfSessionMax) return fail({ kind: 'too-many-requests', retryAfterSeconds: 1 });
        return ok(watch(createWatcher(board, { presenceId: newId(), sessionId, userId, tenantId }, call.signal)));
      },
      tell: async ({ presenceId, sessions }, call) => {
        const { sessionId, userId, tenantId } = personOf(call);
        // Nobody speaks for another, whatever ids they have found.
        if (watchers.get(presenceId)?.sessionId !== sessionId) return ok({ isKnown: false });
        const retryAfterSeconds = gate.wait(presenceId);
        if (retryAfterSeconds !== null) return fail({ kind: 'too-many-requests', retryAfterSeconds });
        const shown = await keepOpen(call, sessions);
        const userName = shown.length === 0 ? '' : await findName(call.sql, userId);
        const present = { presenceId, tenantId, userId, userName, sessions: shown };
        const text = messageToText({ kind: 'told', present });
        if (Buffer.byteLength(text) > messageBytesMax)
          return fail({
            kind: 'record-invalid',
            entity: 'presence',
            problems: ['it is more than can be told at once'],
          });
        await call.sql.announce(presenceChannel, text);
        return ok({ isKnown: true });
      },
    },
    count: () => watchers.size,
    close: async () => {
      clearInterval(expiring);
      for (const watcher of watchers.values()) watcher.end();
      await Promise.all(stops.map(async (stop) => await stop()));
    },
  };
}

async function keepOpen(call: ServerCall, sessions: readonly ToldSession[]): Promise<readonly ToldSession[]> {
  const isOpen = await findOpenRooms(
    call.sql,
    sessions.map(({ room }) => room),
  );
  return sessions.filter(({ room }) => isOpen(room));
}

/** Machines are not let in. */
function personOf(call: ServerCall): {
  readonly sessionId: string;
  readonly userId: string;
  readonly tenantId: string;
} {
  const { sessionId, userId, tenantId } = askerOf(call);
  return { sessionId: sessionId ?? '', userId, tenantId };
}
