import { expect, onTestFinished, test } from 'vitest';

import { projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import { silenceMsMax } from '#shared/presence/presence-api.ts';

import { setupProject } from './matrix.harness.ts';
import { createPresenceHandlers } from '../presence/presence-handlers.ts';
import { openProjectRoom } from './project-room.ts';

async function setup() {
  const world = await setupProject();
  const { store, clock, random, projectId, callOf } = world;
  const project = openProjectRoom(store);
  const openRoom = { project, function: project };
  const presence = createPresenceHandlers({ store, clock, random, openRoom, remote: undefined });
  const room = { kind: 'project' as const, id: projectId };
  async function join(connectionId: string, userId = 'ada') {
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const call = { ...callOf(userId), signal: stop.signal };
    const watched = await presence.watch({ room, connectionId }, call);
    if (!watched.ok) throw new Error(JSON.stringify(watched.failure));
    const events = watched.value[Symbol.asyncIterator]();
    const next = async () => {
      const event = await events.next();
      if (event.done === true) throw new Error('The watch has ended.');
      return event.value;
    };
    return {
      next,
      call,
      leave: async () => {
        stop.abort();
        await events.return?.();
      },
    };
  }
  return { ...world, presence, room, join };
}

test('a window that joins is seen by the others, with where it is, until it leaves', async () => {
  const { presence, join } = await setup();
  const first = await join('window-1');
  const { ownSessionId, sessions } = await first.next();
  expect(sessions).toMatchObject([{ id: ownSessionId, userId: 'ada', connectionId: 'window-1', cursorPosition: null }]);
  const second = await join('window-2');
  const other = await second.next();
  expect((await first.next()).sessions).toHaveLength(2);
  const cursorPosition = { view: 'matrix', kind: 'cell', id: 'a>b' };
  const moved = { sessionId: other.ownSessionId, cursorPosition, activeEditing: 'r1' };
  expect(await presence.move(moved, second.call)).toEqual({ ok: true, value: { isKnown: true } });
  expect((await first.next()).sessions.find(({ id }) => id === other.ownSessionId)).toMatchObject({
    cursorPosition,
    activeEditing: 'r1',
  });
  await second.leave();
  expect((await first.next()).sessions.map(({ id }) => id)).toEqual([ownSessionId]);
});

test('a session that has been silent is gone for who looks next', async () => {
  const { clock, join } = await setup();
  await (await join('window-1')).next();
  clock.advance(silenceMsMax + 1);
  const { sessions, ownSessionId } = await (await join('window-2')).next();
  expect(sessions.map(({ id }) => id)).toEqual([ownSessionId]);
});

test("nobody moves another one's session", async () => {
  const { presence, join, callOf } = await setup();
  const { ownSessionId } = await (await join('window-1')).next();
  const moved = { sessionId: ownSessionId, cursorPosition: null, activeEditing: null };
  expect(await presence.move(moved, callOf('bob'))).toEqual({ ok: true, value: { isKnown: false } });
});

test('who may not see an object does not see who is at it, and who is taken out sees nobody', async () => {
  const { presence, join, addObject, store, admit } = await setup();
  const account = await addObject('Account');
  const id = admit('bob', { role: 'viewer', permissions: { artifacts: {}, objects: { [account]: 'none' } } });
  const ada = await join('window-1');
  const bob = await join('window-2', 'bob');
  const { ownSessionId } = await ada.next();
  await bob.next();
  const cursorPosition = { view: 'guide', kind: 'object', id: account };
  await presence.move({ sessionId: ownSessionId, cursorPosition, activeEditing: account }, ada.call);
  const seen = (await bob.next()).sessions.find((session) => session.id === ownSessionId);
  expect(seen).toMatchObject({ userId: 'ada', cursorPosition: null, activeEditing: null });
  store.write({ actorId: 'ada' }, (tx) => tx.remove(projectMembershipEntity, id));
  await presence.move({ sessionId: ownSessionId, cursorPosition, activeEditing: null }, ada.call);
  expect((await bob.next()).sessions).toEqual([]);
});

test('a watch of which nobody takes an event leaves nobody behind', async () => {
  const { presence, room, call, join } = await setup();
  await presence.watch({ room, connectionId: 'w' }, call);
  const { sessions, ownSessionId } = await (await join('window-1')).next();
  expect(sessions.map(({ id }) => id)).toEqual([ownSessionId]);
});

test('who is no member sees nobody', async () => {
  const { presence, room, callOf } = await setup();
  const watched = await presence.watch({ room, connectionId: 'w' }, callOf('bob'));
  expect(watched).toMatchObject({ ok: false, failure: { kind: 'record-missing' } });
});
