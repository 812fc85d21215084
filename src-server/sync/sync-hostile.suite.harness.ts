/*
 * What a client gets that does not keep to anything.
 */
import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import { formatStamp } from '#shared/changes/stamp.ts';
import { usualProjectSettings } from '#shared/matrix/project-settings.ts';
import { apiPath } from '#shared/rpc/server-contract.ts';
import type { SentChange } from '#shared/sync/sync-protocol.ts';

import type { PeopleWorld } from '../access/people-world.harness.ts';
import { failureOf } from '../server-client.harness.ts';
import { letIn, setupSync } from './sync.suite.harness.ts';
import { stateOf } from './sync-rights.suite.harness.ts';
import { newId, textEdit } from './test-device.harness.ts';

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
