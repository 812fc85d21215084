/*
 * What a client gets that does not keep to anything, and one that comes too late.
 */
import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import { formatStamp } from '#shared/changes/stamp.ts';
import { membershipId } from '#shared/matrix/matrix-keys.ts';
import { usualProjectSettings } from '#shared/matrix/project-settings.ts';
import { apiPath } from '#shared/rpc/server-contract.ts';
import type { SentChange } from '#shared/sync/sync-protocol.ts';

import type { PeopleWorld } from '../access/people-world.harness.ts';
import { failureOf } from '../server-client.harness.ts';
import { letIn, setupSync } from './sync.suite.harness.ts';
import { stateOf } from './sync-rights.suite.harness.ts';
import { createTestDevice, newId, textEdit } from './test-device.harness.ts';

const applied = { kind: 'applied' };
const refused = (code: string): unknown => expect.objectContaining({ kind: 'rejected', code });

export function hostileSyncSuite(world: () => PeopleWorld): void {
  test('a change that says what is not so is refused by itself, and nothing fails', async () => {
    const sync = await setupSync(world());
    const { ada, place, bob, bobIs } = sync;
    await letIn(sync);
    const failed = world().server.ends.filter(({ outcome }) => outcome === 'error').length;
    const before = await stateOf(world(), sync);
    const forged = (change: SentChange, values: { readonly [field: string]: unknown }): SentChange => ({
      ...change,
      ...values,
    });
    const place2 = { ...place, projectId: newId() };
    const textWith = (body: unknown): SentChange => {
      const text = ada.sourceText(place, 'Text', 'body');
      return forged(text, { patch: { ...text.patch, body } });
    };
    const withNul = { body: 'a\0b' };
    const attempts: readonly (readonly [SentChange, string])[] = [
      [ada.comment(place, 'x', { tenantId: 'abroad' }), 'scope-foreign'],
      [ada.comment(place2, 'x'), 'not-permitted'],
      [ada.comment({ ...place, workspaceId: newId() }, 'x'), 'scope-foreign'],
      [ada.comment(place, 'x', { isAdministrator: true }), 'record-invalid'],
      [ada.comment(place, 'x', { createdAt: 1 }), 'record-invalid'],
      [forged(ada.comment(place, 'x'), { entity: 'nothing' }), 'entity-unknown'],
      [forged(ada.comment(place, 'x'), { entity: 'auditEvent' }), 'entity-unknown'],
      [forged(ada.comment(place, 'x'), { entity: 'constructor' }), 'entity-unknown'],
      [ada.comment(place, 'x', withNul), 'record-invalid'],
      [ada.comment(place, 'a\uD800b'), 'record-invalid'],
      [forged(ada.comment(place, 'x'), { stamp: bob.comment(place, 'x').stamp }), 'record-invalid'],
      [
        forged(ada.comment(place, 'x'), {
          stamp: formatStamp({ ms: instantOf(1), counter: 0, deviceId: ada.deviceId }),
        }),
        'record-invalid',
      ],
      [
        forged(ada.comment(place, 'x'), { recordId: `'; DROP TABLE users; --`.replaceAll(/[^\w]/g, '') }),
        'record-invalid',
      ],
      [textWith({ at: 0, inserted: 'x', update: 'AAAA' }), 'record-invalid'],
      [textWith(textEdit(bob.deviceId, '', 'body')), 'record-invalid'],
      [ada.patch('project', place.projectId, { workspaceId: newId() }), 'record-invalid'],
      [ada.patch('project', place.projectId, { name: 'x'.repeat(10_000) }), 'record-invalid'],
      [ada.patch('project', place.projectId, { settings: usualProjectSettings, name: null }), 'record-invalid'],
      [ada.patch('project', newId(), { name: 'x' }), 'record-missing'],
    ];
    const outcomes = await ada.push(attempts.map(([change]) => change));
    expect(outcomes.map((outcome) => (outcome.kind === 'rejected' ? outcome.code : outcome.kind))).toEqual(
      attempts.map(([, code]) => code),
    );
    expect(await stateOf(world(), sync)).toEqual(before);
    expect(
      world()
        .server.ends.filter(({ outcome }) => outcome === 'error')
        .slice(failed),
    ).toEqual([]);
    expect(bobIs.id).not.toBe('');
  });

  test('names that nobody reads are no reason to refuse what was written', async () => {
    const { ada, place } = await setupSync(world());
    const change = { ...ada.comment(place, 'x'), undoGroup: 'a\0b', sessionId: 'a\uD800' };
    expect(await ada.push([change])).toEqual([applied]);
  });

  test('nobody pushes in the name of another device', async () => {
    const sync = await setupSync(world());
    await letIn(sync);
    const { ada, bob, bobIs, place } = sync;
    const theirs = ada.comment(place, 'in the name of Ada', { authorId: bobIs.id });
    const { fence } = await bobIs.client.sync.greet({ deviceIds: [ada.deviceId], schemaVersion: 6 });
    const pushed = await bobIs.client.sync.push({ changes: [theirs], after: { [ada.deviceId]: 0 }, fence });
    expect(pushed.outcomes).toEqual([refused('not-permitted')]);
    // It has not used up the number.
    expect(await ada.push([{ ...theirs, patch: { ...theirs.patch, authorId: world().ada.me.user.id } }])).toEqual([
      applied,
    ]);
    const { lastNumbers } = await bobIs.client.sync.greet({ deviceIds: [ada.deviceId], schemaVersion: 6 });
    expect(lastNumbers).toEqual({ [ada.deviceId]: 0 });
    expect(await bob.push([bob.comment(place, 'his own')])).toEqual([applied]);
  });

  test('what comes before its forerunner, or from the future, waits', async () => {
    const { ada, place } = await setupSync(world());
    const change = ada.comment(place, 'x');
    const outcomes = await ada.push([change], change.number + 5);
    expect(outcomes).toEqual([{ kind: 'gap' }]);
    const ahead = formatStamp({ ms: instantOf(Date.now() + 3_600_000), counter: 0, deviceId: ada.deviceId });
    expect(await ada.push([{ ...change, stamp: ahead }], change.number - 1)).toEqual([{ kind: 'skew' }]);
    expect(await ada.push([change], change.number - 1)).toEqual([applied]);
    // Of a program that this server does not know.
    expect(await ada.push([{ ...ada.comment(place, 'x'), schemaVersion: 1_000 }], change.number)).toEqual([
      { kind: 'gap' },
    ]);
    // What was sent before the last greeting, and comes after it.
    const late = ada.comment(place, 'late');
    const sent = { changes: [late], after: { [ada.deviceId]: change.number }, fence: await ada.fence() };
    const { lastNumbers } = await ada.greet();
    expect(lastNumbers).toEqual({ [ada.deviceId]: change.number });
    expect((await world().client.sync.push(sent)).outcomes).toEqual([{ kind: 'gap' }]);
    expect(await ada.push([late], change.number)).toEqual([applied]);
  });

  test('what is no push is refused whole, with a reason', async () => {
    const { server, ada: signedIn } = world();
    const { ada, place } = await setupSync(world());
    const [one, two] = [ada.comment(place, 'one'), ada.comment(place, 'two')] as const;
    for (const changes of [
      [two, one],
      [one, one],
    ]) {
      expect(await failureOf(ada.push(changes))).toMatchObject({ kind: 'record-invalid', entity: 'change' });
    }
    const post = async (
      body: string | Uint8Array<ArrayBuffer>,
      headers: { readonly [name: string]: string } = {},
    ): Promise<number> =>
      (
        await fetch(`${server.address}${apiPath}/sync/push`, {
          method: 'POST',
          headers: { authorization: `Bearer ${signedIn.token}`, 'content-type': 'application/json', ...headers },
          body,
        }).catch(() => ({ status: 413 }))
      ).status; // Closed before all of it was sent.
    const push = (changes: readonly unknown[]): string => JSON.stringify({ changes, after: {}, fence: 'fence' });
    expect(await post('rubbish')).toBe(400);
    expect(await post('[]')).toBe(400);
    expect(await post(push([]))).toBe(400);
    expect(await post(push([{ ...one, number: 0 }]))).toBe(400);
    expect(await post(push([{ ...one, stamp: 'x' }]))).toBe(400);
    expect(await post(push([{ ...one, isAdministrator: true }]))).toBe(400);
    expect(await post(push([{ ...one, deviceId: `${ada.deviceId}'` }]))).toBe(400);
    expect(await post(`{"changes":${'['.repeat(100_000)}`)).toBe(400);
    // A million changes, and what unpacks to more than anybody sends.
    expect(await post(`{"changes":[${'{},'.repeat(1_000_000)}{}],"after":{},"fence":"fence"}`)).toBe(400);
    expect(await post(push([{ ...one, patch: { body: 'x'.repeat(9 * 1024 * 1024) } }]))).toBe(413);
    // Nothing is unpacked, so nothing can unpack to more than it was.
    expect(await post(gzipSync(push([one])), { 'content-encoding': 'gzip' })).toBe(400);
    expect(await ada.push([one, two])).toEqual([applied, applied]);
  });

  test('a large push is taken, and one transaction beyond what is usual', async () => {
    const sync = await setupSync(world());
    const { ada, bob, place } = sync;
    await letIn(sync);
    const beforeIt = (await ada.greet()).head;
    const group = ada.together(Array.from({ length: 2_000 }, (_, index) => ada.comment(place, `comment ${index}`)));
    const long = ada.comment(place, 'x'.repeat(90_000));
    const outcomes = await ada.push([...group, long]);
    expect(outcomes.filter(({ kind }) => kind !== 'applied')).toEqual([]);
    const scope = { kind: 'project' as const, id: place.projectId };
    const seen: string[] = [];
    for (let afterId: string | null = null, isEnd = false; !isEnd;) {
      const page = await world().client.sync.snapshot({ scope, entity: 'comment', afterId });
      seen.push(...page.records.map(({ id }) => id));
      afterId = page.records.at(-1)?.id ?? afterId;
      ({ isEnd } = page);
    }
    expect(seen).toHaveLength(2_001);
    expect(new Set(seen).size).toBe(2_001);
    const { cursor, changes } = await bob.pull(beforeIt);
    expect(changes.map(({ recordId }) => recordId)).toEqual([...group, long].map(({ recordId }) => recordId));
    expect(changes.map(({ seq }) => seq)).toEqual(changes.map((_, index) => beforeIt.seq + 1 + index));
    expect(cursor.seq).toBe(beforeIt.seq + 2_001);
  });

  test('of a transaction of many, nothing is there when the database refuses one', async () => {
    const sync = await setupSync(world());
    const { ada, bob, place } = sync;
    const hidden = ada.comment(place, 'Not for Bob');
    await ada.push([hidden]);
    const own = { ...place, workspaceId: newId(), projectId: newId() };
    await bob.push([...bob.workspace('Bob', own.workspaceId), ...bob.project(own.workspaceId, 'Own', own.projectId)]);
    const many = Array.from({ length: 1_500 }, (_, index) => bob.comment(own, `comment ${index}`));
    const taken = many.map((change, index) => (index === 1_200 ? { ...change, recordId: hidden.recordId } : change));
    const outcomes = await bob.push([...bob.together(taken), bob.comment(own, 'Another')]);
    expect(new Set(outcomes.slice(0, -1).map(({ kind }) => kind))).toEqual(new Set(['rejected']));
    expect(outcomes.at(-1)).toEqual({ kind: 'applied' });
    const scope = { kind: 'project' as const, id: own.projectId };
    const { records } = await sync.bobIs.client.sync.snapshot({ scope, entity: 'comment', afterId: null });
    expect(records.map(({ values }) => values['body'])).toEqual(['Another']);
  });

  test('a snapshot of what is no scope, or not theirs, has nothing in it', async () => {
    const { bobIs, place, tenantId } = await setupSync(world());
    const { snapshot, rows } = bobIs.client.sync;
    const nothing = { records: [], isEnd: true, epoch: null };
    const project = { kind: 'project', id: place.projectId } as const;
    expect(await snapshot({ scope: project, entity: 'comment', afterId: null })).toEqual(nothing);
    const noRows = { names: [], rows: [], isEnd: true, epoch: null };
    expect(await rows({ scope: project, entity: 'comment', afterId: null })).toEqual(noRows);
    expect(await snapshot({ scope: { kind: 'tenant', id: 'abroad' }, entity: 'user', afterId: null })).toEqual(nothing);
    const tenant = { kind: 'tenant', id: tenantId } as const;
    expect(await snapshot({ scope: tenant, entity: 'session', afterId: null })).toEqual(nothing);
    expect(await rows({ scope: tenant, entity: 'session', afterId: null })).toEqual(noRows);
    expect(await snapshot({ scope: tenant, entity: 'nothing', afterId: null })).toEqual(nothing);
    const { records } = await snapshot({ scope: tenant, entity: 'user', afterId: null });
    expect(records.length).toBeGreaterThan(1);
    expect(JSON.stringify(records)).not.toMatch(/passwordHash|privateMetadata|activeTokenId/);
    const { names } = await rows({ scope: tenant, entity: 'user', afterId: null });
    expect(JSON.stringify(names)).not.toMatch(/passwordHash|privateMetadata|activeTokenId/);
  });
}

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
