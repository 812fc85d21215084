/*
 * What a device gets that comes too late: what is old was forgotten.
 */
import { expect, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import { formatStamp } from '#shared/changes/stamp.ts';
import { membershipId } from '#shared/matrix/matrix-keys.ts';
import type { SentChange } from '#shared/sync/sync-protocol.ts';

import type { PeopleWorld } from '../access/people-world.harness.ts';
import { letIn, setupSync } from './sync.suite.harness.ts';
import { createTestDevice } from './test-device.harness.ts';

const applied = { kind: 'applied' };

export function forgettingSuite(world: () => PeopleWorld): void {
  test('a cursor that says nothing any more is told so, and what is old is forgotten', async () => {
    const { server } = world();
    const sync = await setupSync(world());
    const { ada, bobIs, bob, place } = sync;
    await letIn(sync);
    const { head } = await bob.greet();
    const ask = async (cursor: typeof head) => await bobIs.client.sync.pull({ cursor, deviceId: bob.deviceId });
    expect(await ask({ ...head, epoch: 'another' })).toEqual({ kind: 'resync', reason: 'epoch' });
    expect(await ask({ ...head, seq: head.seq + 1 })).toEqual({ kind: 'resync', reason: 'ahead' });
    await server.app.database.asOwner(
      async ({ query }) =>
        await query(`UPDATE sync_changes SET accepted_at = accepted_at - interval '91 days' WHERE seq <= $1`, [
          head.seq - 1,
        ]),
    );
    const young = ada.comment(place, 'young');
    await ada.push([young]);
    await server.app.forgetOld();
    expect(await ask({ ...head, seq: head.seq - 2 })).toEqual({ kind: 'resync', reason: 'compacted' });
    const { changes } = await bob.pull({ ...head, seq: head.seq - 1 });
    expect(changes.map(({ seq }) => seq)).toEqual([head.seq, head.seq + 1]);
    // What was answered is answered still.
    expect(await ada.push([young])).toEqual([applied]);
  });

  /** Pushes what is taken, overtaken and refused, and is away for so many days before the server forgets what is old. */
  async function setupLostAnswer(daysAway: number) {
    const { server, ada: signedIn, client } = world();
    const { ada, place } = await setupSync(world());
    const away = createTestDevice(client, { tenantId: place.tenantId, userId: signedIn.me.user.id });
    await away.greet();
    const early = away.patch('project', place.projectId, { name: 'Early' }, { name: 'Model' });
    const late = ada.patch('project', place.projectId, { name: 'Late' }, { name: 'Model' });
    // Later than the other one, whatever the clock says of the two.
    const stamp = formatStamp({ ms: instantOf(Date.now() + 60_000), counter: 0, deviceId: ada.deviceId });
    await ada.push([{ ...late, stamp }]);
    const changes = [early, away.comment(place, 'taken'), away.create('comment', { ...place, body: 'no subject' })];
    const answered = await away.push(changes, 0);
    expect(answered).toMatchObject([
      { kind: 'superseded', fields: { name: { value: 'Late' } } },
      applied,
      { kind: 'rejected', code: 'record-invalid' },
    ]);
    async function pass(days: number): Promise<void> {
      const ago = `interval '${String(days)} days'`;
      await server.app.database.asOwner(async ({ query }) => {
        await query(`UPDATE sync_changes SET accepted_at = accepted_at - ${ago}`);
        await query(`UPDATE sync_outcomes SET answered_at = answered_at - ${ago}`);
      });
      await server.app.forgetOld();
    }
    async function countKept(): Promise<unknown> {
      const [row] = await server.app.database.asOwner(
        async ({ query }) =>
          await query(
            `SELECT (SELECT count(*) FROM sync_changes WHERE device_id = $1)::integer AS logged,
               (SELECT count(*) FROM sync_outcomes WHERE device_id = $1)::integer AS outcomes,
               taken::text AS taken
             FROM sync_devices
             WHERE device_id = $1`,
            [away.deviceId],
          ),
      );
      return row;
    }
    await pass(daysAway);
    return { away, place, changes, answered, pass, countKept };
  }

  test('a device whose answers were lost gets the same ones a hundred days later, when the log is forgotten', async () => {
    const { away, changes, answered, countKept } = await setupLostAnswer(100);
    expect(await countKept()).toEqual({ logged: 0, outcomes: 2, taken: '{[1,3)}' });
    expect(await away.push(changes, 0)).toEqual(answered);
    expect((await away.greet()).lastNumbers).toEqual({ [away.deviceId]: 3 });
    expect(await countKept()).toEqual({ logged: 0, outcomes: 2, taken: '{[1,3)}' });
  });

  test('what a device says to have is forgotten with the log, and that a change was taken never is', async () => {
    const { away, place, changes, pass, countKept } = await setupLostAnswer(1);
    // Said with the next push: it has the answers to all that came before.
    expect(await away.push([away.comment(place, 'next')], 3)).toEqual([applied]);
    await pass(100);
    expect(await countKept()).toEqual({ logged: 0, outcomes: 0, taken: '{[1,3),[4,5)}' });
    const again = await away.push(changes, 0);
    expect(again).toMatchObject([applied, applied, { kind: 'rejected', code: 'record-invalid' }]);
  });

  test('of a device that never comes back no answers are kept for ever, and it is not taken for a new one', async () => {
    const { away, changes, pass, countKept } = await setupLostAnswer(100);
    await pass(700);
    expect(await countKept()).toEqual({ logged: 0, outcomes: 0, taken: '{[1,3)}' });
    expect(await away.push(changes, 0)).toMatchObject([applied, applied, { kind: 'rejected' }]);
    expect(await countKept()).toMatchObject({ logged: 0 });
  });

  test('a deleted record goes with the last change of it in the log, and nobody brings it back', async () => {
    const { server, client } = world();
    const sync = await setupSync(world());
    const { ada, bob, bobIs, place } = sync;
    await letIn(sync);
    const comments = ['gone', 'edited since', 'deleted lately', 'kept'].map((body) => ada.comment(place, body));
    expect(await ada.push(comments)).toEqual(comments.map(() => applied));
    const [gone, edited, late, kept] = comments.map(({ recordId }) => recordId);
    const deletedAt = 1; // Before its stamp: all that is asked of it.
    const remove = (entity: string, id = ''): SentChange => ada.patch(entity, id, { deletedAt }, { deletedAt: null });
    const membership = membershipId(place.projectId, bobIs.id);
    await ada.push([remove('comment', gone), remove('comment', edited), remove('projectMembership', membership)]);
    const { head } = await bob.greet();
    await server.app.database.asOwner(
      async ({ query }) => await query(`UPDATE sync_changes SET accepted_at = accepted_at - interval '91 days'`),
    );
    await ada.push([ada.patch('comment', edited ?? '', { body: 'after all' }), remove('comment', late)]);
    await server.app.forgetOld();
    const scope = { kind: 'project' as const, id: place.projectId };
    const { records } = await client.sync.snapshot({ scope, entity: 'comment', afterId: null });
    expect(new Set(records.map(({ id }) => id))).toEqual(new Set([edited, late, kept]));
    const members = await client.sync.snapshot({ scope, entity: 'projectMembership', afterId: null });
    expect(members.records.find(({ id }) => id === membership)?.values['deletedAt']).toBe(deletedAt);
    // Who has not heard of it fetches everything anew, and who writes to it is refused, and sees it.
    const cursor = { ...head, seq: 0 };
    expect(await client.sync.pull({ cursor, deviceId: bob.deviceId })).toEqual({ kind: 'resync', reason: 'compacted' });
    const writes = [
      ada.patch('comment', gone ?? '', { body: 'from afar' }),
      ada.patch('comment', gone ?? '', { deletedAt: null }),
    ];
    expect(await ada.push(writes)).toMatchObject([
      { kind: 'rejected', code: 'record-missing', record: null },
      { kind: 'rejected', code: 'record-missing', record: null },
    ]);
  });
}
