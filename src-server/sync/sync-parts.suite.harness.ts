/* Pushes that are carried out in parts: the server takes more at once than it decides at once. */
import { expect, test } from 'vitest';

import { pushChangesMax, skewMaxMs } from '#shared/sync/sync-protocol.ts';
import { formatStamp } from '#shared/changes/stamp.ts';
import { instantOf } from '#shared/base/instant.ts';

import { failureOf } from '../server-client.harness.ts';
import type { PeopleWorld } from '../access/people-world.harness.ts';
import { letIn, setupSync } from './sync.suite.harness.ts';

const applied = { kind: 'applied' };
const skew = { kind: 'skew' };

/** Bob may write to a project of Ada's, and knows the id of a comment that he may not see. */
async function setupTaken(world: PeopleWorld) {
  const sync = await setupSync(world);
  await letIn(sync);
  const elsewhere = await setupSync(world);
  const unseen = elsewhere.ada.comment(elsewhere.place, 'not for Bob');
  expect(await elsewhere.ada.push([unseen])).toEqual([applied]);
  const { bob, place } = sync;
  return { ...sync, taken: () => ({ ...bob.comment(place, 'in its place'), recordId: unseen.recordId }) };
}

export function partsSuite(world: () => PeopleWorld): void {
  test('of a push with many transactions later ones stand on earlier ones, and only what is at fault is refused', async () => {
    const { ada, bob, place, taken } = await setupTaken(world());
    const { head } = await ada.greet();
    const first = bob.comment(place, 'first');
    const many = Array.from({ length: 2 * pushChangesMax }, () => bob.comment(place, 'one of many'));
    const refused = taken();
    const later = bob.patch('comment', first.recordId, { body: 'edited' }, { body: 'first' });
    const last = bob.comment(place, 'last');
    const pushed = [first, ...many, refused, later, last];
    const outcomes = await bob.push(pushed);
    expect(outcomes.map(({ kind }) => kind)).toEqual(
      pushed.map((change) => (change === refused ? 'rejected' : 'applied')),
    );
    const { changes } = await ada.pull(head);
    expect(changes.map(({ number }) => number)).toEqual(
      pushed.filter((change) => change !== refused).map(({ number }) => number),
    );
    expect(changes.map(({ seq }) => seq)).toEqual(changes.map((_, index) => head.seq + index + 1));
    // And again: each has its answer.
    expect(await bob.push(pushed, first.number - 1)).toEqual(outcomes);
  });

  test('nothing after a change that is ahead of time is carried out, also where a refusal before it cuts the push', async () => {
    const { bob, place, taken } = await setupTaken(world());
    const ahead = formatStamp({ ms: instantOf(Date.now() + 2 * skewMaxMs), counter: 0, deviceId: bob.deviceId });
    const refused = taken();
    const early = { ...bob.comment(place, 'ahead of time'), stamp: ahead };
    const after = [bob.comment(place, 'after it'), bob.comment(place, 'and on')];
    expect(await bob.push([refused, early, ...after])).toEqual([
      expect.objectContaining({ kind: 'rejected', code: 'not-permitted' }),
      skew,
      skew,
      skew,
    ]);
    const many = Array.from({ length: pushChangesMax }, () => bob.comment(place, 'one of many'));
    const outcomes = await bob.push([...after, ...many], refused.number);
    expect(outcomes).toEqual([...after, ...many].map(() => applied));
  });

  test('of a push that is ended in the middle, what was taken stays so, and it goes on from there when it comes again', async () => {
    const { bob, place } = await setupTaken(world());
    const many = Array.from({ length: 4_000 }, () => bob.comment(place, 'one of many'));
    const first = many[0]?.number ?? 0;
    const [failure] = await Promise.all([
      failureOf(bob.push(many, first - 1)),
      endWhenTaken(world(), bob.deviceId, first),
    ]);
    expect(failure).toEqual({ kind: 'signed-out', reason: 'by-administrator' });
    const taken = await countTaken(world(), bob.deviceId, first);
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(many.length);
    await asOwner(
      world(),
      `UPDATE sessions SET ended_at = NULL, end_reason = NULL WHERE end_reason = 'by-administrator'`,
    );
    expect(new Set((await bob.push(many, first - 1)).map(({ kind }) => kind))).toEqual(new Set(['applied']));
    expect(await countTaken(world(), bob.deviceId, first)).toBe(many.length);
  });
}

async function asOwner({ server }: PeopleWorld, text: string, values: readonly unknown[] = []) {
  return await server.app.database.asOwner(async ({ query }) => await query(text, values));
}

async function countTaken(world: PeopleWorld, deviceId: string, from: number): Promise<number> {
  const text = 'SELECT count(*) AS taken FROM sync_changes WHERE device_id = $1 AND number >= $2';
  const [row] = await asOwner(world, text, [deviceId, from]);
  return Number(row?.['taken']);
}

/** Ends the sessions of whoever's device it is when the first of what it sends has been taken. */
async function endWhenTaken(world: PeopleWorld, deviceId: string, from: number): Promise<void> {
  const text = `UPDATE sessions SET ended_at = now(), end_reason = 'by-administrator'
    WHERE user_id IN (SELECT actor_id FROM sync_changes WHERE device_id = $1 AND number >= $2) RETURNING id`;
  for (let ended = 0; ended === 0;) ended = (await asOwner(world, text, [deviceId, from])).length;
}
