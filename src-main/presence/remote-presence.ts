/*
 * The windows of other devices, as the server tells them, and what it is told of this device's. Every connection begins anew:
 * what was heard on the one before is forgotten, and where this device is is told again. What is lost on the way is said again
 * with the next sign of life, so nothing here is tried twice.
 */
import type { Clock } from '#shared/base/instant.ts';
import { instantOf } from '#shared/base/instant.ts';
import { roomKey, silenceMsMax } from '#shared/presence/presence-api.ts';
import type { PresenceRoom, UserSession } from '#shared/presence/presence-api.ts';
import { tellEveryMs, toldSessionsMax } from '#shared/presence/presence-server-api.ts';
import type { HeardSession, ToldSession, presenceServerApi } from '#shared/presence/presence-server-api.ts';
import type { ContractRouterClient } from '@orpc/contract';

export type PresenceServer = { readonly presence: ContractRouterClient<typeof presenceServerApi> };

export type RemotePresence = {
  /** All sessions of this device, whenever one has come, moved or gone. */
  readonly tell: (sessions: readonly UserSession[]) => void;
  readonly list: (room: PresenceRoom) => readonly UserSession[];
  readonly onChange: (listener: (room: PresenceRoom) => void) => void;
  readonly close: () => void;
};

export type RemoteDeps = {
  readonly clock: Clock;
  /** Calls now and whenever it is another, with what the server can be asked on while a socket to it is open. */
  readonly onSocket: (listener: (server: PresenceServer | undefined) => void) => () => void;
};

type Line = { readonly server: PresenceServer; presenceId: string | undefined };
type Heard = { readonly room: PresenceRoom; readonly sessions: readonly UserSession[] };

export function createRemotePresence({ clock, onSocket }: RemoteDeps): RemotePresence {
  const listeners = new Set<(room: PresenceRoom) => void>();
  const heardByRoom = new Map<string, Heard>();
  let own: readonly UserSession[] = [];
  let line: Line | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isDue = false;

  function ring(room: PresenceRoom): void {
    for (const listener of listeners) listener(room);
  }

  /** At once after a quiet time, then at most so often. */
  function say(): void {
    isDue = true;
    if (timer !== undefined || line?.presenceId === undefined) return;
    isDue = false;
    line.server.presence
      .tell({ presenceId: line.presenceId, sessions: toldOf(own, clock.nowMs()) })
      .catch(() => undefined); // Said again with the next sign of life.
    timer = setTimeout(() => {
      timer = undefined;
      if (isDue) say();
    }, tellEveryMs);
    timer.unref();
  }

  function hear(room: PresenceRoom, sessions: readonly HeardSession[]): void {
    const isOwn = own.some((one) => roomKey(one.room) === roomKey(room));
    if (isOwn) heardByRoom.set(roomKey(room), { room, sessions: sessions.map((one) => heardOf(one, clock)) });
    else heardByRoom.delete(roomKey(room));
    ring(room);
  }

  function forgetAll(): void {
    const before = [...heardByRoom.values()];
    heardByRoom.clear();
    for (const { room } of before) ring(room);
  }

  async function follow(begun: Line): Promise<void> {
    try {
      for await (const event of await begun.server.presence.watch({})) {
        if (line !== begun) return;
        if (event.kind === 'begun') begun.presenceId = event.presenceId;
        if (event.kind === 'room') hear(event.room, event.sessions);
        else if (own.length > 0) say();
      }
    } catch {
      // The socket was lost and another one follows, or the server is of a version that tells nothing of this.
    } finally {
      if (line === begun) {
        line = undefined;
        forgetAll();
      }
    }
  }

  const stop = onSocket((server) => {
    line = server === undefined ? undefined : { server, presenceId: undefined };
    forgetAll();
    if (line !== undefined) void follow(line); // It never throws.
  });

  return {
    tell: (sessions) => {
      if (own.length === 0 && sessions.length === 0) return;
      own = sessions;
      say();
    },
    list: (room) => heardByRoom.get(roomKey(room))?.sessions ?? [],
    onChange: (listener) => void listeners.add(listener),
    close: () => {
      stop();
      clearTimeout(timer);
      line = undefined;
    },
  };
}

function toldOf(own: readonly UserSession[], nowMs: number): ToldSession[] {
  return own
    .filter(({ lastActivity }) => nowMs - lastActivity <= silenceMsMax)
    .toSorted((left, right) => right.lastActivity - left.lastActivity)
    .slice(0, toldSessionsMax)
    .map(({ id, room, connectionId, lastActivity, cursorPosition, activeEditing }) => ({
      id,
      room,
      connectionId,
      silentMs: Math.max(0, nowMs - lastActivity),
      cursorPosition,
      activeEditing,
    }));
}

function heardOf({ silentMs, ...session }: HeardSession, clock: Clock): UserSession {
  const lastActivity = instantOf(clock.nowMs() - silentMs);
  return { ...session, isHere: false, joinedAt: lastActivity, lastActivity };
}
