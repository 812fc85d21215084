/*
 * Who is where, as this server process has heard it from all of them. In memory: what is lost with a process is said again by
 * those who are still there. Times are this process's own, from when it heard a thing.
 */
import type { Instant } from '#shared/base/instant.ts';
import { roomKey, silenceMsMax } from '#shared/presence/presence-api.ts';
import type { PresenceRoom } from '#shared/presence/presence-api.ts';
import { roomSessionsMax } from '#shared/presence/presence-server-api.ts';
import type { HeardSession, ToldSession } from '#shared/presence/presence-server-api.ts';

export type Present = {
  readonly presenceId: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly userName: string;
  readonly sessions: readonly ToldSession[];
};

/** A room of a tenant. */
export type Place = { readonly tenantId: string; readonly room: PresenceRoom };

export type PresenceBoard = {
  /** Takes the place of what was heard of it; returns the rooms that look different now. */
  readonly put: (present: Present) => readonly Place[];
  readonly drop: (presenceId: string) => readonly Place[];
  readonly dropWhere: (isMeant: (present: Present) => boolean) => readonly Place[];
  /** Drops those that have been silent for too long. */
  readonly expire: () => readonly Place[];
  /** Everybody in a room but the one who asks; empty for one who is not in it. */
  readonly list: (presenceId: string, place: Place) => HeardSession[];
  readonly watchersOf: (place: Place) => readonly string[];
};

/** Devices that are heard of; beyond, the ones that spoke longest ago are forgotten. */
const presencesMax = 20_000;

type Kept = Present & { readonly heardAt: number };

export function createPresenceBoard(nowMs: () => Instant): PresenceBoard {
  // In the order in which they spoke last.
  const kept = new Map<string, Kept>();
  const presencesByRoom = new Map<string, Set<string>>();

  function drop(presenceId: string): readonly Place[] {
    const before = kept.get(presenceId);
    if (before === undefined) return [];
    kept.delete(presenceId);
    for (const place of placesOf(before)) {
      const inRoom = presencesByRoom.get(placeKey(place));
      inRoom?.delete(presenceId);
      if (inRoom?.size === 0) presencesByRoom.delete(placeKey(place));
    }
    return placesOf(before);
  }

  function dropWhere(isMeant: (one: Kept) => boolean): readonly Place[] {
    return [...kept.values()].filter(isMeant).flatMap(({ presenceId }) => drop(presenceId));
  }

  return {
    drop,
    dropWhere,
    put(present) {
      const before = drop(present.presenceId);
      kept.set(present.presenceId, { ...present, heardAt: nowMs() });
      for (const place of placesOf(present)) {
        const inRoom = presencesByRoom.get(placeKey(place)) ?? new Set();
        presencesByRoom.set(placeKey(place), inRoom.add(present.presenceId));
      }
      const [oldest] = kept.keys();
      const forgotten = kept.size > presencesMax && oldest !== undefined ? drop(oldest) : [];
      return [...before, ...placesOf(present), ...forgotten];
    },
    expire: () => dropWhere(({ heardAt }) => nowMs() - heardAt > silenceMsMax),
    list(presenceId, place) {
      const inRoom = presencesByRoom.get(placeKey(place));
      if (inRoom?.has(presenceId) !== true) return [];
      const others = [...inRoom].filter((id) => id !== presenceId).flatMap((id) => kept.get(id) ?? []);
      return others.flatMap((one) => sessionsIn(one, place.room, nowMs())).slice(0, roomSessionsMax);
    },
    watchersOf: (place) => [...(presencesByRoom.get(placeKey(place)) ?? [])],
  };
}

function sessionsIn({ presenceId, userId, userName, sessions, heardAt }: Kept, room: PresenceRoom, nowMs: number) {
  return sessions
    .filter((one) => roomKey(one.room) === roomKey(room))
    .map((one) => ({
      ...one,
      id: `${presenceId}.${one.id}`,
      userId,
      userName,
      // A clock that is set back makes nobody unseen.
      silentMs: Math.max(one.silentMs, one.silentMs + nowMs - heardAt),
    }))
    .filter(({ silentMs }) => silentMs <= silenceMsMax);
}

function placesOf({ tenantId, sessions }: Present): readonly Place[] {
  return sessions.map(({ room }) => ({ tenantId, room }));
}

export function placeKey({ tenantId, room }: Place): string {
  return `${tenantId} ${roomKey(room)}`;
}
