/* What a connected device is told of changes without that it pulls them. */
import { expect, onTestFinished, test } from 'vitest';

import { membershipId } from '#shared/matrix/matrix-keys.ts';
import { newsChangesMax } from '#shared/sync/sync-protocol.ts';

import type { PeopleWorld } from '../access/people-world.harness.ts';
import { letIn, setupSync } from './sync.suite.harness.ts';
import type { SyncWorld } from './sync.suite.harness.ts';

const applied = { kind: 'applied' };

type Client = SyncWorld['bobIs']['client'];

/** Everything that a session is told from now on, by the place to which it leads. */
async function listen(client: Client): Promise<(seq: number) => Promise<unknown>> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const heard = new Map<number, unknown>();
  const events = await client.live.watch({ takesNews: true }, { signal: stop.signal });
  let hasBegun = false;
  void (async () => {
    for await (const event of events) {
      if (event.kind === 'changes') heard.set(event.seq, event);
      else hasBegun ||= event.kind === 'begun';
    }
  })().catch(() => undefined);
  await expect.poll(() => hasBegun).toBe(true);
  return async (seq) => {
    await expect.poll(() => heard.has(seq)).toBe(true);
    return heard.get(seq);
  };
}

/** Ada shares with Bob, who has pulled it, and both are connected. */
async function setupConnected(world: PeopleWorld) {
  const sync = await setupSync(world);
  const { bob, bobIs } = sync;
  const hear = await listen(bobIs.client);
  await letIn(sync);
  const { head } = await bob.greet();
  // What Bob reaches is known of what he has asked last; that it has changed has to be heard before.
  await hear(head.seq);
  await bob.pull(head);
  return { ...sync, hear, from: head.seq, epoch: head.epoch };
}

export function newsSuite(world: () => PeopleWorld): void {
  test('whoever has pulled is told the next changes as they are, and who has pushed them that they are all theirs', async () => {
    const { ada, place, hear, from, epoch } = await setupConnected(world());
    const adas = await listen(world().server.client(world().ada.token));
    const comments = [ada.comment(place, 'One'), ada.comment(place, 'Two')];
    expect(await ada.push(comments)).toEqual([applied, applied]);
    const actorId = world().ada.me.user.id;
    const seq = from + 2;
    const parts = [{ scope: { kind: 'project', id: place.projectId }, entity: 'comment' }];
    const changes = comments.map((change, index) => ({ ...change, seq: from + index + 1, actorId }));
    expect(await hear(seq)).toEqual({ kind: 'changes', seq, news: { epoch, from, seq, changes, parts, leftOut: [] } });
    const left = { epoch, from, seq, changes: [], parts: [], leftOut: [ada.deviceId] };
    expect(await adas(seq)).toEqual({ kind: 'changes', seq, news: left });
  });

  test('what is told is what a pull tells', async () => {
    const { ada, bob, place, hear, from, epoch } = await setupConnected(world());
    const comment = ada.comment(place, 'Why?');
    await ada.push([comment]);
    await ada.push([ada.patch('comment', comment.recordId, { body: 'Why not?' }, { body: 'Why?' })]);
    await hear(from + 2);
    const told = (await Promise.all([from + 1, from + 2].map(hear))) as readonly { news?: { changes: unknown[] } }[];
    const pulled = await bob.pull({ epoch, seq: from });
    expect(told.flatMap(({ news }) => news?.changes)).toEqual(pulled.changes);
  });

  test('who loses the right to see something is told nothing of it any more, not even before they have asked again', async () => {
    const { ada, bob, bobIs, place, hear, from, epoch } = await setupConnected(world());
    await ada.push([ada.patch('projectMembership', membershipId(place.projectId, bobIs.id), { deletedAt: 1 })]);
    await ada.push([ada.comment(place, 'Not for Bob')]);
    expect(await hear(from + 2)).toEqual({ kind: 'changes', seq: from + 2 });
    await bob.pull({ epoch, seq: from });
    await ada.push([ada.comment(place, 'Nor this')]);
    const news = { epoch, from: from + 2, seq: from + 3, changes: [], parts: [], leftOut: [] };
    expect(await hear(from + 3)).toEqual({ kind: 'changes', seq: from + 3, news });
  });

  test('who sees only some objects of a project is told that there is something, and asks', async () => {
    const { ada, bob, bobIs, place, hear, from, epoch } = await setupConnected(world());
    const id = membershipId(place.projectId, bobIs.id);
    const permissions = { artifacts: {}, objects: { [ada.deviceId]: 'none' } };
    expect(await ada.push([ada.patch('projectMembership', id, { permissions })])).toEqual([applied]);
    await hear(from + 1);
    await bob.pull({ epoch, seq: from });
    await ada.push([ada.comment(place, 'Of some object, perhaps')]);
    expect(await hear(from + 2)).toEqual({ kind: 'changes', seq: from + 2 });
  });

  test('a new role is asked for before anything is told as it is', async () => {
    const { ada, bob, bobIs, place, hear, from, epoch } = await setupConnected(world());
    await world().client.users.assignRoles({ id: bobIs.id, roleIds: ['viewer'] });
    const { head } = await bob.greet();
    await ada.push([ada.comment(place, 'Later')]);
    expect(await hear(head.seq + 1)).toEqual({ kind: 'changes', seq: head.seq + 1 });
    await bob.pull({ epoch, seq: from });
    await ada.push([ada.comment(place, 'And on')]);
    expect(await hear(head.seq + 2)).toMatchObject({ news: { from: head.seq + 1 } });
  });

  test('what is much, or large, is pulled', async () => {
    const { ada, place, hear, from } = await setupConnected(world());
    await ada.push(Array.from({ length: newsChangesMax + 1 }, () => ada.comment(place, 'one of many')));
    const seq = from + newsChangesMax + 1;
    expect(await hear(seq)).toEqual({ kind: 'changes', seq });
    await ada.push([ada.comment(place, 'after it')]);
    expect(await hear(seq + 1)).toMatchObject({ news: { from: seq, changes: [{ seq: seq + 1 }] } });
  });
}
