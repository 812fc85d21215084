import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

import type { ApiClient } from '#shared/features.ts';
import type { PresenceRoom, UserSession } from '#shared/presence/presence-api.ts';

import { startAdaServer } from './ada-server.harness.ts';
import type { AdaServer } from './ada-server.harness.ts';
import { setupDevice, waitForRecord } from './synced-devices.harness.ts';

let server: AdaServer;
beforeAll(async () => {
  server = await startAdaServer();
});
afterAll(async () => await server.dispose());

/** A window that is in a room. */
async function openWindow(client: ApiClient, room: PresenceRoom, connectionId: string) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const events = await client.presence.watch({ room, connectionId }, { signal: stop.signal });
  const iterator = events[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) throw new Error('The watch has ended.');
  const { ownSessionId } = first.value;
  const sees = async (fits: (others: readonly UserSession[]) => boolean): Promise<readonly UserSession[]> => {
    for (;;) {
      const event = await iterator.next();
      if (event.done === true) throw new Error('The watch has ended.');
      const others = event.value.sessions.filter(({ id }) => id !== ownSessionId);
      if (fits(others)) return others;
    }
  };
  const move = async (id: string, activeEditing: string | null = null) =>
    await client.presence.move({
      sessionId: ownSessionId,
      cursorPosition: { view: 'draft', kind: 'text', id },
      activeEditing,
    });
  return { sees, move, leave: () => stop.abort() };
}

test('two devices with one draft open see each other in it, after a lost connection again, and until one leaves', async () => {
  const [first, second] = [await setupDevice(server), await setupDevice(server)];
  const { id: workspaceId } = await first.client.workspaces.create({ name: 'Shelf', description: '' });
  const { id } = await first.client.functions.create({ workspaceId, name: 'simulate', language: 'python' });
  await waitForRecord(second.client, 'function', (record) => record.id === id);
  const room: PresenceRoom = { kind: 'function', id };
  const here = await openWindow(first.client, room, 'window-1');
  const there = await openWindow(second.client, room, 'window-2');
  await there.move('3:3', id);
  const seen = await here.sees((others) => others[0]?.cursorPosition?.id === '3:3');
  expect(seen).toMatchObject([
    { isHere: false, userName: 'Ada Lovelace', connectionId: 'window-2', activeEditing: id, room },
  ]);
  await here.move('0:5');
  await there.sees((others) => others[0]?.cursorPosition?.id === '0:5');

  first.door.set('silent');
  await here.sees((others) => others.length === 0);
  first.door.set('pass');
  await first.client.connections.tryNow();
  await here.sees((others) => others[0]?.cursorPosition?.id === '3:3');

  there.leave();
  await here.sees((others) => others.length === 0);
});
