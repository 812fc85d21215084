/*
 * Synchronisation over HTTP: what devices push is told to those who may see it, and to nobody else.
 */
import { expect, test } from 'vitest';

import { base64ToBytes } from '#shared/base/base64.ts';
import { membershipId } from '#shared/matrix/matrix-keys.ts';
import { rowToSent } from '#shared/sync/snapshot-rows.ts';

import { addPerson } from '../access/people-world.harness.ts';
import type { PeopleWorld, Person } from '../access/people-world.harness.ts';
import { failureOf } from '../server-client.harness.ts';
import { createTestDevice, newId, textEdit } from './test-device.harness.ts';
import type { Place, TestDevice } from './test-device.harness.ts';

const applied = { kind: 'applied' };
let people = 0;

export type SyncWorld = {
  readonly tenantId: string;
  readonly ada: TestDevice;
  readonly bob: TestDevice;
  readonly bobIs: Person;
  /** Ada's, in which Bob is nothing yet. */
  readonly place: Place;
};

export async function setupSync(world: PeopleWorld, bobsRole = 'developer'): Promise<SyncWorld> {
  const { ada: signedIn, client } = world;
  const tenantId = signedIn.me.tenant.id;
  people += 1;
  const bobIs = await addPerson(world, `bob-${String(people)}-${newId()}@example.org`, [bobsRole]);
  const ada = createTestDevice(client, { tenantId, userId: signedIn.me.user.id });
  const bob = createTestDevice(bobIs.client, { tenantId, userId: bobIs.id });
  await bob.greet();
  const place = { tenantId, workspaceId: newId(), projectId: newId() };
  const made = [
    ...ada.workspace('Shelf', place.workspaceId),
    ...ada.project(place.workspaceId, 'Model', place.projectId),
  ];
  expect(await ada.push(made)).toEqual(made.map(() => applied));
  return { tenantId, ada, bob, bobIs, place };
}

export async function letIn({ ada, bobIs, place }: SyncWorld, role = 'editor', artifacts = {}): Promise<void> {
  const changes = [
    ada.workspaceMember(place.workspaceId, bobIs.id, 'editor'),
    ada.projectMember(place, bobIs.id, role, { artifacts }),
  ];
  expect(await ada.push(changes)).toEqual([applied, applied]);
}

export function tellingSuite(world: () => PeopleWorld): void {
  test('what one device has pushed another one pulls, with who made it, and its own device does not', async () => {
    const { ada: signedIn, client } = world();
    const { ada, place } = await setupSync(world());
    const other = createTestDevice(client, { tenantId: place.tenantId, userId: signedIn.me.user.id });
    const { head } = await other.greet();
    const comment = ada.comment(place, 'Why?');
    expect(await ada.push([comment])).toEqual([applied]);
    const { changes, cursor, reach } = await other.pull();
    expect(changes).toEqual([{ ...comment, seq: head.seq + 1, actorId: signedIn.me.user.id }]);
    expect(cursor).toEqual({ ...head, seq: head.seq + 1 });
    expect(reach).toContainEqual(
      expect.objectContaining({
        kind: 'project',
        id: place.projectId,
        entities: expect.arrayContaining(['project', 'object', 'comment']),
      }),
    );
    expect(await ada.pull(head)).toMatchObject({ changes: [], cursor: { seq: head.seq + 1 } });
  });

  test('a change that was answered before is answered the same again, and told once', async () => {
    const sync = await setupSync(world());
    const { ada, place, bob } = sync;
    await letIn(sync);
    const { head } = await bob.greet();
    const good = ada.comment(place, 'Once');
    const bad = ada.create('comment', { ...place, body: 'no subject' });
    const first = await ada.push([good, bad]);
    expect(first).toMatchObject([applied, { kind: 'rejected', code: 'record-invalid' }]);
    expect(await ada.push([good, bad])).toEqual(first);
    expect((await bob.pull(head)).changes.map(({ recordId }) => recordId)).toEqual([good.recordId]);
  });

  test('who is in no workspace is told nothing, and after they were let in gets it by snapshots', async () => {
    const sync = await setupSync(world());
    const { bob, bobIs, place, ada } = sync;
    const { changes, reach, cursor } = await bob.pull();
    expect(changes).toEqual([]);
    expect(reach.filter(({ kind }) => kind === 'workspace' || kind === 'project')).toEqual([]);
    const scope = { kind: 'project' as const, id: place.projectId };
    const ask = async (entity: string) => await bobIs.client.sync.snapshot({ scope, entity, afterId: null });
    expect(await ask('project')).toEqual({ records: [], isEnd: true, epoch: null });
    await letIn(sync);
    const after = await bob.pull(cursor);
    expect(after.reach.filter(({ kind }) => kind === 'workspace' || kind === 'project').map(({ id }) => id)).toEqual([
      place.workspaceId,
      place.projectId,
    ]);
    const { records, isEnd } = await ask('project');
    expect(isEnd).toBe(true);
    expect(records).toMatchObject([{ id: place.projectId, entity: 'project', values: { name: 'Model' } }]);
    // And lose it again.
    const membership = ada.patch('projectMembership', membershipId(place.projectId, bobIs.id), { deletedAt: 1 });
    expect(await ada.push([membership])).toEqual([applied]);
    expect((await bob.pull()).reach.some(({ kind }) => kind === 'project')).toBe(false);
    expect(await ask('project')).toEqual({ records: [], isEnd: true, epoch: null });
  });

  test('a server that does not know all that the database has gives nobody records by halves, and goes on with all else', async () => {
    const { ada, place } = await setupSync(world());
    const { client, server } = world();
    const scope = { kind: 'project' as const, id: place.projectId };
    const input = { scope, entity: 'project', afterId: null };
    const asOwner = async (text: string) => await server.app.database.asOwner(async ({ run }) => await run(text));
    await asOwner(`INSERT INTO server_migrations SELECT max(number) + 1, 'later', now() FROM server_migrations`);
    try {
      const asked = [client.sync.snapshot(input), client.sync.rows(input)];
      const behind = { kind: 'server-behind' };
      expect(await Promise.all(asked.map(failureOf))).toEqual([behind, behind]);
      expect(await ada.push([ada.comment(place, 'goes on')])).toEqual([applied]);
      expect((await ada.pull()).cursor.seq).toBeGreaterThan(0);
    } finally {
      await asOwner(`DELETE FROM server_migrations WHERE name = 'later'`);
    }
    expect((await client.sync.snapshot(input)).records).toHaveLength(1);
  });

  test('a transaction is taken whole or not at all, and what comes after it goes on', async () => {
    const { ada, place } = await setupSync(world());
    const group = ada.together([ada.comment(place, 'good'), ada.comment(place, '')]);
    const next = ada.comment(place, 'next');
    const outcomes = await ada.push([...group, next]);
    expect(outcomes).toMatchObject([
      { kind: 'rejected', code: 'group-refused' },
      { kind: 'rejected', code: 'record-invalid', problems: expect.arrayContaining([expect.stringContaining('body')]) },
      applied,
    ]);
    const scope = { kind: 'project' as const, id: place.projectId };
    const { records } = await world().client.sync.snapshot({ scope, entity: 'comment', afterId: null });
    expect(records.map(({ id }) => id)).toEqual([next.recordId]);
  });

  test('of two edits of a field the later stays, and who was earlier is told which', async () => {
    const sync = await setupSync(world());
    const { ada, bob, place } = sync;
    await letIn(sync);
    const earlier = ada.patch('project', place.projectId, { name: 'Earlier' });
    await new Promise((resolve) => setTimeout(resolve, 2)); // Stamps are of milliseconds.
    const later = bob.patch('project', place.projectId, { name: 'Later' });
    expect(await bob.push([later])).toEqual([applied]);
    expect(await ada.push([earlier])).toMatchObject([
      { kind: 'superseded', fields: { name: { value: 'Later', stamp: later.stamp } } },
    ]);
  });

  test('edits of one text by two devices are woven together', async () => {
    const sync = await setupSync(world());
    const { ada, bob, place } = sync;
    await letIn(sync);
    const made = ada.sourceText(place, 'Interview', 'one two');
    expect(await ada.push([made])).toEqual([applied]);
    const state = base64ToBytes((made.patch['body'] as { readonly update: string }).update);
    const edits = [
      bob.patch('sourceText', made.recordId, { body: textEdit(bob.deviceId, 'one two', 'one and two', state) }),
      ada.patch('sourceText', made.recordId, { body: textEdit(ada.deviceId, 'one two', 'one two three', state) }),
    ] as const;
    expect(await bob.push([edits[0]])).toEqual([applied]);
    expect(await ada.push([edits[1]])).toEqual([applied]);
    const scope = { kind: 'project' as const, id: place.projectId };
    const { records } = await world().client.sync.snapshot({ scope, entity: 'sourceText', afterId: null });
    expect(records).toMatchObject([{ values: { body: 'one and two three' }, states: { body: expect.any(String) } }]);
  });

  test('a page as texts says the same as one of records, of everything that is reached', async () => {
    const { client } = world();
    const sync = await setupSync(world());
    const { ada, place } = sync;
    await letIn(sync);
    const [quoted, gone] = [ada.comment(place, 'a "quote",\n\\ and ünïcode 🙂'), ada.comment(place, 'gone')];
    await ada.push([
      quoted,
      gone,
      ada.comment(place, 'others'),
      ada.sourceText(place, 'Interview', 'one two'),
      ada.patch('comment', quoted.recordId, { isResolved: true }),
      ada.patch('comment', gone.recordId, { deletedAt: 1 }),
    ]);
    let compared = 0;
    for (const { kind, id, entities } of (await ada.greet()).reach)
      for (const entity of entities) {
        const asked = { scope: { kind, id }, entity, afterId: null };
        const { records, ...page } = await client.sync.snapshot(asked);
        const { names, rows, ...told } = await client.sync.rows(asked);
        const read = rows.map((row) => rowToSent(entity, names, row));
        expect([entity, read, told]).toEqual([entity, records, page]);
        compared += rows.length;
      }
    expect(compared).toBeGreaterThan(8);
  });

  test('what is written through the API is told too, without what stays on the server', async () => {
    const { bob, bobIs, tenantId } = await setupSync(world());
    await bob.pull();
    await bobIs.client.preferences.set({ key: 'theme', value: 'dark' });
    await bobIs.client.access.editProfile({ name: 'Bob the second' });
    const { changes } = await bob.pull();
    expect(changes).toMatchObject([
      {
        entity: 'userPreference',
        actorId: bobIs.id,
        before: null,
        patch: { tenantId, userId: bobIs.id, preferenceKey: 'theme', preferenceValue: 'dark' },
      },
      { entity: 'user', recordId: bobIs.id, patch: { name: 'Bob the second' } },
    ]);
    // Others see a person's name, and not their preferences.
    const { changes: seen } = await (await setupSync(world())).bob.pull({ ...(await bob.greet()).head, seq: 0 });
    expect(seen.some(({ entity, patch }) => entity === 'user' && patch['name'] === 'Bob the second')).toBe(true);
    expect(seen.some(({ entity }) => entity === 'userPreference')).toBe(false);
    expect(JSON.stringify(seen)).not.toContain('passwordHash');
  });

  test('what was taken of a push is an event of the audit, which names what it has touched', async () => {
    const { client } = world();
    const { ada, place } = await setupSync(world());
    const group = ada.together([ada.comment(place, 'one'), ada.comment(place, 'two')]);
    const bad = ada.comment(place, '');
    const next = ada.comment(place, 'three');
    await ada.push([...group, bad, next]);
    // Their numbers come a moment later.
    await world().server.app.audit.settle();
    const find = async (resourceId = '') => (await client.audit.search({ resourceId })).items;
    const items = await find(group[0]?.recordId);
    // By any of them, and by no part of one.
    for (const { recordId } of [...group, next]) expect(await find(recordId)).toEqual(items);
    expect(await find(bad.recordId)).toEqual([]);
    expect(await find(next.recordId.slice(0, -1))).toEqual([]);
    expect(items).toMatchObject([
      {
        action: 'changes.accepted',
        details: {
          transactions: 2,
          changes: 3,
          device: ada.deviceId,
          each: [group, [next]].map(
            (made) => `${String(made[0]?.number)}: ${made.map(({ recordId }) => `comment ${recordId}`).join(', ')}`,
          ),
        },
      },
    ]);
  });

  test('a connected session is told that there is more, and the one that has pushed it is not', async () => {
    const { server } = world();
    const { ada, bob, bobIs, place } = await setupSync(world());
    const stop = new AbortController();
    const listen = async (client: Person['client']): Promise<readonly unknown[]> => {
      const heard: unknown[] = [];
      const events = await client.live.watch({}, { signal: stop.signal });
      void (async () => {
        for await (const event of events) heard.push(event);
      })().catch(() => undefined);
      await expect.poll(() => heard).toContainEqual({ kind: 'begun' });
      return heard;
    };
    // What was pushed before may still be told.
    const [bobs, adas] = [await listen(bobIs.client), await listen(server.client(world().ada.token))];
    const { head } = await bob.greet();
    await ada.push([ada.comment(place, 'news')]);
    const news = { kind: 'changes', seq: head.seq + 1 };
    await expect.poll(() => bobs).toContainEqual(news);
    // They are told in order: who has heard of a later one has not heard of hers.
    await bob.push(bob.workspace('His'));
    await expect.poll(() => adas).toContainEqual({ kind: 'changes', seq: head.seq + 3 });
    expect(adas).not.toContainEqual(news);
    stop.abort();
  });
}
