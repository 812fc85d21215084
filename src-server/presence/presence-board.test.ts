import { expect, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import { silenceMsMax } from '#shared/presence/presence-api.ts';
import type { PresenceRoom } from '#shared/presence/presence-api.ts';

import { createPresenceBoard } from './presence-board.ts';
import type { Present } from './presence-board.ts';
import { createWatcher } from './presence-watchers.ts';

const room: PresenceRoom = { kind: 'project', id: 'p1' };
const place = { tenantId: 't1', room };

function presentOf(presenceId: string): Present {
  const session = { id: 's1', room, connectionId: 'w1', silentMs: 40, cursorPosition: null, activeEditing: null };
  return { presenceId, tenantId: 't1', userId: presenceId, userName: presenceId, sessions: [session] };
}

function setup() {
  let nowMs = 1_000_000;
  const board = createPresenceBoard(() => instantOf(nowMs));
  board.put(presentOf('ada'));
  board.put(presentOf('bob'));
  return { board, passMs: (ms: number) => void (nowMs += ms) };
}

test('others in a room are told with how long they have been silent, and not once that is too long', () => {
  const { board, passMs } = setup();
  passMs(60);
  expect(board.list('ada', place)).toMatchObject([{ userId: 'bob', silentMs: 100 }]);
  passMs(silenceMsMax);
  expect(board.list('ada', place)).toEqual([]);
});

test('a clock that is set back makes nobody unseen', () => {
  const { board, passMs } = setup();
  passMs(-3_600_000);
  expect(board.list('ada', place)).toMatchObject([{ userId: 'bob', silentMs: 40 }]);
});

test('a watcher who is asked to tell again while they are being asked is asked once more', async () => {
  const { board } = setup();
  const stop = new AbortController();
  const who = { presenceId: 'ada', sessionId: 'a', userId: 'ada', tenantId: 't1' };
  const watcher = createWatcher(board, who, stop.signal);
  const events = watcher.events();
  expect(await events.next()).toMatchObject({ value: { kind: 'begun' } });
  watcher.askAgain();
  expect(await events.next()).toMatchObject({ value: { kind: 'again' } });
  watcher.askAgain();
  expect(await events.next()).toMatchObject({ value: { kind: 'again' } });
  stop.abort();
  expect(await events.next()).toMatchObject({ done: true });
});
