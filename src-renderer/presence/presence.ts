/*
 * Who else is in a project or in a function's draft, and where. This window's own place is told as it moves, at most so often, and now and then as a sign
 * of life while the window is on screen: one that is hidden falls silent, and is gone for the others after a while.
 */
import { useMemo, useSyncExternalStore } from 'react';
import { create } from 'zustand';

import { heartbeatMs } from '#shared/presence/presence-api.ts';
import type { PresencePlace, PresenceRoom, UserSession } from '#shared/presence/presence-api.ts';

import { createLiveSource } from '../live/live-source.ts';
import type { LiveSource } from '../live/live-source.ts';
import { client, core } from '../rpc/client.ts';
import { windowId } from '../rpc/window-id.ts';
import { readPreference, savePreference } from '../workspaces/preferences.ts';

export type Presence = { readonly ownSessionId: string | null; readonly sessions: readonly UserSession[] };
const nobody: Presence = { ownSessionId: null, sessions: [] };

const moveEveryMs = 50; // A cursor that runs along a row is told twenty times a second at most.

type Settings = {
  /** Whether the cursors of others are shown here. */
  readonly showsCursors: boolean;
  /** Whether the others are told where this window's cursor is. */
  readonly tellsCursor: boolean;
  /** The session that this window follows. */
  readonly followedId: string | null;
};

export const usePresenceSettings = create<Settings>(() => ({
  showsCursors: readPreference('presence-shows-cursors') !== false,
  tellsCursor: readPreference('presence-tells-cursor') !== false,
  followedId: null,
}));

export function showCursors(showsCursors: boolean): void {
  usePresenceSettings.setState({ showsCursors });
  savePreference('presence-shows-cursors', showsCursors);
}

export function tellCursor(tellsCursor: boolean): void {
  usePresenceSettings.setState({ tellsCursor });
  savePreference('presence-tells-cursor', tellsCursor);
  for (const presence of openRooms.values()) presence.tell();
}

export function followSession(followedId: string | null): void {
  usePresenceSettings.setState({ followedId });
}

type OpenPresence = {
  readonly source: LiveSource<Presence>;
  readonly tell: () => void;
  place: PresencePlace | null;
  editing: string | null;
};

const openRooms = new Map<string, OpenPresence>();

/** Everybody in the room. To look is to be there: the window joins with the first reader and leaves after the last. */
export function usePresence({ kind, id }: PresenceRoom): Presence {
  const { source } = useMemo(() => presenceOf({ kind, id }), [kind, id]);
  return useSyncExternalStore(source.subscribe, source.getSnapshot);
}

/** Tells the others where this person is: a view, and in it a cell, an object …; what had been told of the view before is gone. */
export function movePresence(roomId: string, place: PresencePlace): void {
  const presence = openRooms.get(roomId);
  if (presence === undefined) return;
  presence.place = place;
  presence.tell();
}

/** Tells the others which record is being edited here, null for none. */
export function editPresence(roomId: string, recordId: string | null): void {
  const presence = openRooms.get(roomId);
  if (presence === undefined || presence.editing === recordId) return;
  presence.editing = recordId;
  presence.tell();
}

/** By the id alone, for the ids of projects and functions are never the same. */
function presenceOf(room: PresenceRoom): OpenPresence {
  const found = openRooms.get(room.id);
  if (found !== undefined) return found;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function send(): void {
    timer = undefined;
    const { ownSessionId } = source.getSnapshot();
    if (ownSessionId === null || document.hidden) return;
    const cursorPosition = usePresenceSettings.getState().tellsCursor ? presence.place : null;
    const moved = { sessionId: ownSessionId, cursorPosition, activeEditing: presence.editing };
    // A word that is lost is said again with the next sign of life.
    client.presence.move(moved).catch(() => undefined);
  }

  const tell = (): void => void (timer ??= setTimeout(send, moveEveryMs));
  const heartbeat = setInterval(tell, heartbeatMs);
  document.addEventListener('visibilitychange', tell);

  const source = createLiveSource<Presence, Presence>({
    connection: core,
    watch: (signal) => client.presence.watch({ room, connectionId: windowId }, { signal }),
    initial: nobody,
    apply(before, event) {
      if (before.ownSessionId !== event.ownSessionId) tell();
      return event;
    },
    onEnd() {
      clearInterval(heartbeat);
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', tell);
      openRooms.delete(room.id);
    },
  });
  const presence: OpenPresence = { source, tell, place: null, editing: null };
  openRooms.set(room.id, presence);
  return presence;
}

/** Each session has one of so many colours (matrix/presence.css), by its id, the same in every window. */
export const cursorColorCount = 6;

export function cursorColor(sessionId: string): number {
  let sum = 0;
  for (const letter of sessionId) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997;
  return sum % cursorColorCount;
}

export type PresenceCursor = {
  readonly sessionId: string;
  readonly name: string;
  readonly color: number;
  readonly kind: string;
  readonly id: string;
  readonly isEditing: boolean;
};

/** The cursors of the others in one view, empty where they are turned off. */
export function usePresenceCursors(room: PresenceRoom, view: string): readonly PresenceCursor[] {
  const presence = usePresence(room);
  const showsCursors = usePresenceSettings((settings) => settings.showsCursors);
  return useMemo(() => (showsCursors ? cursorsIn(presence, view) : []), [presence, showsCursors, view]);
}

function cursorsIn({ ownSessionId, sessions }: Presence, view: string): readonly PresenceCursor[] {
  return sessions.flatMap(({ id: sessionId, userName: name, cursorPosition: place, activeEditing }) => {
    if (sessionId === ownSessionId || place?.view !== view || place.kind === null || place.id === null) return [];
    const isEditing = activeEditing !== null;
    return [{ sessionId, name, color: cursorColor(sessionId), kind: place.kind, id: place.id, isEditing }];
  });
}
