/*
 * Presence: who is in a room is told to the others in it, and to nobody else.
 */
import { expect, test } from 'vitest';

import { membershipId } from '#shared/matrix/matrix-keys.ts';
import { silenceMsMax } from '#shared/presence/presence-api.ts';
import type { PresenceRoom } from '#shared/presence/presence-api.ts';
import type { ToldSession } from '#shared/presence/presence-server-api.ts';

import type { PeopleWorld } from '../access/people-world.harness.ts';
import { letIn, setupSync } from '../sync/sync.suite.harness.ts';
import { cell, connectPresence, sessionIn } from './presence-device.harness.ts';

export function presenceSuite(world: () => PeopleWorld): void {
  async function setup() {
    const sync = await setupSync(world());
    await letIn(sync);
    const room: PresenceRoom = { kind: 'project', id: sync.place.projectId };
    const ada = await connectPresence(world().client);
    const bob = await connectPresence(sync.bobIs.client);
    return { ...sync, room, onAdas: ada, onBobs: bob };
  }

  test('who is in a room sees the others in it, where they are and what they edit, until they leave', async () => {
    const { room, onAdas, onBobs } = await setup();
    expect(await onAdas.tell(sessionIn(room))).toEqual({ isKnown: true });
    await onBobs.tell(sessionIn(room, { cursorPosition: null, activeEditing: null }));
    expect(await onBobs.sees(({ sessions }) => sessions.length > 0)).toMatchObject([
      { userName: 'Ada Lovelace', room, cursorPosition: cell, activeEditing: 'a', connectionId: 'w1' },
    ]);
    const [seen] = await onAdas.sees(({ sessions }) => sessions.length > 0);
    expect(seen).toMatchObject({ userName: 'Grace Hopper', cursorPosition: null });
    const moved = { ...cell, id: 'a>c' };
    await onBobs.tell(sessionIn(room, { cursorPosition: moved }));
    await onAdas.sees(({ sessions }) => sessions[0]?.cursorPosition?.id === moved.id);
    onBobs.close();
    await onAdas.sees(({ sessions }) => sessions.length === 0);
  });

  test('whoever says nothing for thirty seconds is gone for the others', async () => {
    const { room, onAdas, onBobs } = await setup();
    await onBobs.tell(sessionIn(room));
    await onAdas.tell(sessionIn(room));
    await onAdas.sees(({ sessions }) => sessions.length === 1);
    await onBobs.fallSilent();
    world().server.passMs(silenceMsMax + 1);
    await onAdas.tell(sessionIn(room));
    expect(await onAdas.sees(({ sessions }) => sessions.length === 0)).toEqual([]);
  });

  test('who may not see a room is not in it, and hears nothing of it, nor any more when they are removed', async () => {
    const { room, onAdas, onBobs, ada, bobIs, place } = await setup();
    const other = await setupSync(world());
    const strangers = await connectPresence(other.bobIs.client);
    await strangers.tell(sessionIn(room));
    await onAdas.tell(sessionIn(room));
    await onBobs.tell(sessionIn(room));
    expect(await onAdas.sees(({ sessions }) => sessions.length > 0)).toMatchObject([{ userId: bobIs.id }]);
    await ada.push([ada.patch('projectMembership', membershipId(place.projectId, bobIs.id), { deletedAt: 1 })]);
    await onBobs.tell(sessionIn(room));
    await onAdas.sees(({ sessions }) => sessions.length === 0);
    // All that the stranger has ever heard of is their own room.
    await letIn(other);
    const theirs: PresenceRoom = { kind: 'project', id: other.place.projectId };
    await strangers.tell(sessionIn(theirs), sessionIn(room, { id: 's2' }));
    expect(await strangers.next()).toEqual({ kind: 'room', room: theirs, sessions: [] });
  });

  test('nobody speaks for another, and what is no word of a place is refused', async () => {
    const { room, onAdas, onBobs } = await setup();
    const { presenceId } = onAdas;
    const forged = await onBobs.client.presence.tell({ presenceId, sessions: [sessionIn(room)] });
    expect(forged).toEqual({ isKnown: false });
    const hostile: readonly Partial<ToldSession>[] = [
      { id: '../x' },
      { connectionId: 'w'.repeat(65) },
      { silentMs: -1 },
      { silentMs: silenceMsMax + 1 },
      { cursorPosition: { view: '<script>', kind: null, id: null } },
      { cursorPosition: { ...cell, id: 'x'.repeat(201) } },
      { activeEditing: 'a b' },
      { room: { kind: 'tenant' as 'project', id: 'x' } },
      { more: 1 } as Partial<ToldSession>,
    ];
    for (const part of hostile)
      await expect(onAdas.tell(sessionIn(room, part))).rejects.toThrow('Input validation failed');
    const many = Array.from({ length: 9 }, (_, index) => sessionIn(room, { id: `s${String(index)}` }));
    await expect(onAdas.tell(...many)).rejects.toThrow('Input validation failed');
  });

  test('eight windows with everything as long as it may be are told, and a flood is turned away', async () => {
    const { onAdas, room } = await setup();
    const long = 'x'.repeat(64);
    const cursorPosition = { view: long, kind: long, id: 'x'.repeat(200) };
    const windows = Array.from({ length: 8 }, (_, index) =>
      sessionIn(room, {
        id: `${String(index)}${long}`.slice(0, 64),
        connectionId: long,
        cursorPosition,
        activeEditing: long,
      }),
    );
    expect(await onAdas.tell(...windows)).toEqual({ isKnown: true });
    world().server.stopClock(true);
    const told = await Promise.allSettled(
      Array.from({ length: 150 }, async () => await onAdas.tell(sessionIn(room))),
    ).finally(() => world().server.stopClock(false));
    const refused = told.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(20);
    expect(refused[0]).toMatchObject({ reason: { data: { kind: 'too-many-requests' } } });
  });
}
