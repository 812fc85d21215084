/*
 * What a push may write: today's rights, asked of each change.
 */
import { expect, test } from 'vitest';

import type { SentChange } from '#shared/sync/sync-protocol.ts';

import type { PeopleWorld } from '../access/people-world.harness.ts';
import { letIn, setupSync } from './sync.suite.harness.ts';
import type { SyncWorld } from './sync.suite.harness.ts';
import { newId } from './test-device.harness.ts';

const applied = { kind: 'applied' };
const refused = (code: string): unknown => expect.objectContaining({ kind: 'rejected', code });

/** Everything that is stored of records, and how far the log has come: to see that nothing has changed. */
export async function stateOf({ server }: PeopleWorld, { place }: SyncWorld): Promise<unknown> {
  return await server.app.database.asOwner(async ({ query }) => [
    await query('SELECT seq FROM sync_heads WHERE tenant_id = $1', [place.tenantId]),
    await query('SELECT id, name, owner_id, deleted_at, clocks FROM projects ORDER BY id'),
    await query('SELECT id, owner_id, name FROM workspaces ORDER BY id'),
    await query('SELECT id, role FROM workspace_members ORDER BY id'),
    await query('SELECT id, role FROM project_memberships ORDER BY id'),
    await query('SELECT id, body, author_id, deleted_at FROM comments ORDER BY id'),
  ]);
}

export function rightsSuite(world: () => PeopleWorld): void {
  test('who is let into nothing writes nothing', async () => {
    const sync = await setupSync(world());
    const { bob, bobIs, place, tenantId } = sync;
    const before = await stateOf(world(), sync);
    const attempts: readonly (readonly [SentChange, string])[] = [
      [bob.comment(place, 'hello'), 'not-permitted'],
      [bob.workspaceMember(place.workspaceId, bobIs.id, 'owner'), 'not-permitted'],
      [bob.projectMember(place, bobIs.id, 'owner'), 'not-permitted'],
      [bob.patch('project', place.projectId, { name: 'Mine' }), 'record-missing'],
      [bob.patch('workspace', place.workspaceId, { ownerId: bobIs.id }), 'record-missing'],
      // The same ids, made once more as one's own.
      [bob.workspace('Mine', place.workspaceId)[0] as SentChange, 'not-permitted'],
      [bob.project(place.workspaceId, 'Mine', place.projectId)[0] as SentChange, 'not-permitted'],
      [
        bob.create('userPreference', { userId: world().ada.me.user.id, preferenceKey: 'k', preferenceValue: 1 }),
        'not-permitted',
      ],
      [
        bob.create('userRole', { userId: bobIs.id, roleId: 'admin', assignedAt: 1, assignedBy: null }),
        'entity-unknown',
      ],
      [bob.patch('user', bobIs.id, { role: 'admin' }), 'entity-unknown'],
    ];
    const outcomes = await bob.push(attempts.map(([change]) => change));
    expect(outcomes).toEqual(attempts.map(([, code]) => refused(code)));
    expect(await stateOf(world(), sync)).toEqual(before);
    // And one's own goes on.
    const id = newId();
    expect(await bob.push([...bob.workspace('Own', id), ...bob.project(id, 'Own')])).toEqual([
      applied,
      applied,
      applied,
      applied,
    ]);
    const own = { userId: bobIs.id, tenantId, preferenceKey: 'sync', preferenceValue: { a: [null] } };
    expect(await bob.push([bob.create('userPreference', own)])).toEqual([applied]);
  });

  test.each([
    ['viewer', {}, 'not-permitted'],
    ['editor', { comments: 'view' }, 'not-permitted'],
    ['viewer', { comments: 'edit' }, 'applied'],
    ['editor', {}, 'applied'],
  ] as const)('a member who is %s with %j comments: %s', async (role, artifacts, expected) => {
    const sync = await setupSync(world());
    await letIn(sync, role, artifacts);
    const { bob, place } = sync;
    const [outcome] = await bob.push([bob.comment(place, 'hello')]);
    expect(outcome?.kind === 'rejected' ? outcome.code : outcome?.kind).toBe(expected);
  });

  test('an editor neither takes a project over, nor removes it, nor lets others in', async () => {
    const sync = await setupSync(world());
    await letIn(sync);
    const { bob, bobIs, place } = sync;
    const outcomes = await bob.push([
      bob.patch('project', place.projectId, { name: 'Renamed' }),
      bob.patch('project', place.projectId, { ownerId: bobIs.id }),
      bob.patch('project', place.projectId, { deletedAt: 1 }),
      bob.projectMember(place, bobIs.id, 'owner'),
      bob.patch('workspace', place.workspaceId, { name: 'Renamed' }),
    ]);
    expect(outcomes).toEqual([applied, ...Array.from({ length: 4 }, () => refused('not-permitted'))]);
  });

  test('nobody speaks in the name of another, or changes their words', async () => {
    const sync = await setupSync(world());
    await letIn(sync);
    const { ada, bob, place } = sync;
    const words = ada.comment(place, 'As Ada said');
    await ada.push([words]);
    const outcomes = await bob.push([
      bob.comment(place, 'I am Ada', { authorId: world().ada.me.user.id }),
      bob.patch('comment', words.recordId, { body: 'As Bob would have it' }),
      bob.patch('comment', words.recordId, { deletedAt: 1 }),
      bob.patch('comment', words.recordId, { isResolved: true }),
    ]);
    expect(outcomes).toEqual([
      refused('not-permitted'),
      refused('not-permitted'),
      refused('not-permitted'),
      expect.objectContaining({ kind: 'applied' }),
    ]);
  });

  test('words move in one transaction, author and all, to what they are about from now on', async () => {
    const sync = await setupSync(world());
    await letIn(sync);
    const { ada, bob, place } = sync;
    const words = ada.comment(place, 'As Ada said');
    await ada.push([words]);
    const moved = () => [
      bob.patch('comment', words.recordId, { deletedAt: 1 }),
      bob.comment(place, 'As Ada said', { authorId: world().ada.me.user.id }),
    ];
    // Apart, the first could be carried out without the second.
    expect(await bob.push(moved())).toEqual([refused('not-permitted'), refused('not-permitted')]);
    expect(await bob.push(bob.together(moved()))).toEqual([applied, applied]);
  });

  test('rights that are taken away between two pushes count at once, and a group is refused with its cause', async () => {
    const sync = await setupSync(world());
    await letIn(sync);
    const { ada, bob, bobIs, place } = sync;
    expect(await bob.push([bob.comment(place, 'in time')])).toEqual([applied]);
    const role = ada.patch('projectMembership', ada.projectMember(place, bobIs.id, 'viewer').recordId, {
      role: 'viewer',
    });
    expect(await ada.push([role])).toEqual([applied]);
    const group = bob.together([bob.comment(place, 'too late'), bob.comment(place, 'as well')]);
    expect(await bob.push(group)).toEqual([refused('not-permitted'), refused('group-refused')]);
  });
}
