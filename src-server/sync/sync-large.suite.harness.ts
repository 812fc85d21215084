/*
 * Pushes of more than is usual, and transactions of thousands of changes.
 */
import { expect, test } from 'vitest';

import type { PeopleWorld } from '../access/people-world.harness.ts';
import { letIn, setupSync } from './sync.suite.harness.ts';
import { newId } from './test-device.harness.ts';

export function largeSyncSuite(world: () => PeopleWorld): void {
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
}
