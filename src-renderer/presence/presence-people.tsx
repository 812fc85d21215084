import './presence.css';

import { Menu } from '@mantine/core';
import { Eye, MousePointer2, MousePointerClick } from 'lucide-react';
import { useEffect } from 'react';
import type { CSSProperties } from 'react';

import type { PresencePlace, PresenceRoom, UserSession } from '#shared/presence/presence-api.ts';

import { Button } from '../ui/button.tsx';
import { goTo } from '../workspaces/paths.ts';
import { cursorColor, followSession, showCursors, tellCursor, usePresence, usePresenceSettings } from './presence.ts';

const shownMax = 4; // Faces side by side; the rest is a number.

export type PresencePeopleProps = {
  readonly room: PresenceRoom;
  /** As in "People in this project". */
  readonly place: string;
  /** What is said of where somebody is, empty where there is nothing to say. */
  readonly whereText: (session: UserSession) => string;
  /** What choosing somebody does instead of following them. */
  readonly onGo?: ((session: UserSession) => void) | undefined;
};

/** Who is in the room: faces that open a list, with following and the cursors' switches. */
export function PresencePeople({ room, place, whereText, onGo }: PresencePeopleProps) {
  const { ownSessionId, sessions } = usePresence(room);
  const { showsCursors, tellsCursor, followedId } = usePresenceSettings();
  const others = sessions.filter(({ id }) => id !== ownSessionId);
  const label = others.length === 0 ? 'Nobody else is here' : `${String(others.length)} more here`;
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <button type="button" className="presence" aria-label={`People in this ${place}: ${label}`}>
          <Eye size={14} strokeWidth={1.75} aria-hidden />
          {others.slice(0, shownMax).map((session) => (
            <Face key={session.id} session={session} />
          ))}
          {others.length > shownMax ? (
            <span className="num presence-more" data-count={others.length - shownMax} aria-hidden />
          ) : null}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{label}</Menu.Label>
        {others.map((session) => (
          <Menu.Item
            key={session.id}
            leftSection={<Face session={session} />}
            disabled={onGo !== undefined && session.cursorPosition === null}
            onClick={() =>
              onGo === undefined ? followSession(followedId === session.id ? null : session.id) : onGo(session)
            }
          >
            {onGo !== undefined ? 'Go to ' : followedId === session.id ? 'Stop following ' : 'Follow '}
            {nameOf(session, sessions, ownSessionId)}
            <span className="presence-where"> {whereText(session)}</span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          closeMenuOnClick={false}
          leftSection={<MousePointer2 size={14} aria-hidden />}
          onClick={() => showCursors(!showsCursors)}
        >
          {showsCursors ? 'Hide the cursors of others' : 'Show the cursors of others'}
        </Menu.Item>
        <Menu.Item
          closeMenuOnClick={false}
          leftSection={<MousePointerClick size={14} aria-hidden />}
          onClick={() => tellCursor(!tellsCursor)}
        >
          {tellsCursor ? 'Hide my cursor from others' : 'Show my cursor to others'}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export type PresenceFollowingProps = {
  readonly room: PresenceRoom;
  /** Where in the program a place is; null for one that this program does not have. */
  readonly addressOf: (place: PresencePlace) => string | null;
};

/** While somebody is followed: a frame in their colour, and the view that they are in. Any key or click here ends it. */
export function PresenceFollowing({ room, addressOf }: PresenceFollowingProps) {
  const { ownSessionId, sessions } = usePresence(room);
  const { followedId } = usePresenceSettings();
  const followed = sessions.find(({ id }) => id === followedId);
  const place = followed?.cursorPosition ?? null;
  const address = place === null ? null : addressOf(place);
  useEffect(() => {
    if (address !== null) goTo(address);
  }, [address]);
  const isGone = followedId !== null && followed === undefined;
  useEffect(() => {
    if (isGone) followSession(null);
  }, [isGone]);
  const isFollowing = followed !== undefined;
  useEffect(() => {
    if (!isFollowing) return undefined;
    const stop = (event: Event): void => {
      // The menu from which it was begun; after it the focus is on the menu's button, where a key means what it means elsewhere.
      const menu = event.type === 'keydown' ? '[role="menu"]' : '[role="menu"], .presence';
      const isMenu = event.target instanceof Element && event.target.closest(menu) !== null;
      if (!isMenu) followSession(null);
    };
    const kinds = ['pointerdown', 'keydown', 'wheel'] as const;
    for (const kind of kinds) document.addEventListener(kind, stop, { capture: true, passive: true });
    return () => {
      for (const kind of kinds) document.removeEventListener(kind, stop, { capture: true });
    };
  }, [isFollowing]);
  if (followed === undefined) return null;
  return (
    <div className="presence-following" style={personStyle(followed)}>
      <div className="presence-following-note" role="status">
        Following {nameOf(followed, sessions, ownSessionId)}
        <Button look="quiet" onClick={() => followSession(null)}>
          Stop
        </Button>
      </div>
    </div>
  );
}

function Face({ session }: { readonly session: UserSession }) {
  return (
    // Drawn by the style sheet: it is a picture, and no part of what a button is called.
    <span
      className="presence-person"
      style={personStyle(session)}
      data-initials={initials(session.userName)}
      aria-hidden
    />
  );
}

function personStyle({ id }: UserSession): CSSProperties {
  // A custom property, of which React's type knows nothing.
  return { '--person': `var(--cursor-${String(cursorColor(id))})` } as CSSProperties;
}

const letters = new Intl.Segmenter();

function initials(name: string): string {
  const words = name.split(/\s+/u).filter((word) => word !== '');
  return words
    .slice(0, 2)
    .map((word) => [...letters.segment(word)][0]?.segment ?? '')
    .join('')
    .toUpperCase();
}

/** The same person may be here in several windows, and on several devices. */
function nameOf(session: UserSession, sessions: readonly UserSession[], ownSessionId: string | null): string {
  const own = sessions.find(({ id }) => id === ownSessionId);
  return own?.userId === session.userId
    ? session.isHere
      ? 'your other window'
      : 'your other device'
    : session.userName;
}
