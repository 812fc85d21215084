import { createId } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { roomKey, silenceMsMax } from '#shared/presence/presence-api.ts';
import type { PresenceRoom, UserSession, presenceApi } from '#shared/presence/presence-api.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';

import type { HandlersOf } from '../rpc/handlers.ts';
import { watchLatest } from '../rpc/watch-latest.ts';
import type { Store } from '../store/store.ts';
import type { RemotePresence } from './remote-presence.ts';

/** Who may be in a room, and what they see of the others there. */
export type OpenRoom = (actor: Actor, roomId: string) => Result<(session: UserSession) => UserSession, CommonFailure>;

export type PresenceDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly openRoom: { readonly [kind in PresenceRoom['kind']]: OpenRoom };
  /** Where the windows of other devices are; undefined of `personal`, which has no server. */
  readonly remote: RemotePresence | undefined;
};

/** Sessions of one room: more windows than people ever have open; who comes later sees the others without being seen. */
const sessionsMax = 200;

/** Who is where, in memory only. Each watch is a session; the watches of a room tell each other. */
export function createPresenceHandlers(deps: PresenceDeps): HandlersOf<typeof presenceApi> {
  const { store, clock, random, openRoom, remote } = deps;
  const sessions = new Map<string, UserSession>();
  const listeners = new Map<string, Set<() => void>>();

  function ring(room: PresenceRoom): void {
    for (const listener of listeners.get(roomKey(room)) ?? []) listener();
  }

  function changed(room: PresenceRoom): void {
    ring(room);
    remote?.tell([...sessions.values()]);
  }

  remote?.onChange(ring);

  function listSessions(room: PresenceRoom): readonly UserSession[] {
    const sinceMs = clock.nowMs() - silenceMsMax;
    const own = [...sessions.values()].filter((one) => roomKey(one.room) === roomKey(room));
    return [...own, ...(remote?.list(room) ?? [])].filter(({ lastActivity }) => lastActivity >= sinceMs);
  }

  function join(actor: Actor, room: PresenceRoom, connectionId: string): UserSession {
    const nowMs = clock.nowMs();
    const session = {
      id: createId(nowMs, random),
      userId: actor.userId,
      userName: store.find(userEntity, actor.userId)?.name ?? actor.userId,
      room,
      connectionId,
      isHere: true,
      joinedAt: nowMs,
      lastActivity: nowMs,
      cursorPosition: null,
      activeEditing: null,
    };
    if (listSessions(room).length < sessionsMax) sessions.set(session.id, session);
    return session;
  }

  /** As far as the one who looks may see; nobody, to who may not be there any more. */
  function sessionsFor(actor: Actor, room: PresenceRoom): readonly UserSession[] {
    const opened = openRoom[room.kind](actor, room.id);
    return opened.ok ? listSessions(room).map(opened.value) : [];
  }

  async function* watch(actor: Actor, room: PresenceRoom, { connectionId, signal }: Watching) {
    // Joined by whoever takes the first event: one that is never taken would not leave again.
    const { id } = join(actor, room, connectionId);
    const own = listeners.get(roomKey(room)) ?? new Set<() => void>();
    listeners.set(roomKey(room), own);
    changed(room);
    try {
      yield* watchLatest(
        {
          read: () => ({ ownSessionId: id, sessions: [...sessionsFor(actor, room)] }),
          subscribe: (onChange) => {
            own.add(onChange);
            // Nobody tells of a silence: the list is looked at again when the oldest word in it runs out.
            const timer = setInterval(onChange, silenceMsMax / 6);
            return () => {
              own.delete(onChange);
              clearInterval(timer);
            };
          },
        },
        signal,
      );
    } finally {
      sessions.delete(id);
      if (own.size === 0) listeners.delete(roomKey(room));
      changed(room);
    }
  }

  return {
    watch({ room, connectionId }, { actor, signal }) {
      const opened = openRoom[room.kind](actor, room.id);
      return opened.ok ? ok(watch(actor, room, { connectionId, signal })) : opened;
    },
    move({ sessionId, cursorPosition, activeEditing }, { actor }) {
      const session = sessions.get(sessionId);
      if (session?.userId !== actor.userId) return ok({ isKnown: false });
      sessions.set(sessionId, { ...session, cursorPosition, activeEditing, lastActivity: clock.nowMs() });
      changed(session.room);
      return ok({ isKnown: true });
    },
  };
}

type Watching = { readonly connectionId: string; readonly signal: AbortSignal };
