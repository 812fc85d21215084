/*
 * Two server processes on one PostgreSQL: devices at different ones meet, and what one of them has acknowledged stays when it is
 * killed in the midst of its work.
 */
import { once } from 'node:events';
import path from 'node:path';

import { expect, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import type { SentChange } from '#shared/sync/sync-protocol.ts';

import { sharedPostgres } from '../db/postgres.harness.ts';
import { takeSetUpLink, testDevice, testPassword } from '../server-client.harness.ts';
import { setupServerFolder } from '../server-process.harness.ts';
import { createTestDevice, newId } from './test-device.harness.ts';

const postgres = sharedPostgres();
const email = 'ada@example.org';
/** A killed process is in the midst of one of them. */
const pushesMax = 2_000;

async function setupTwo(one: ReturnType<typeof setupServerFolder>, other: ReturnType<typeof setupServerFolder>) {
  const url = await (await postgres()).createDatabase();
  const first = await one.start('--database', url);
  const { setUpLink } = first;
  assert(setUpLink !== undefined, 'The server is new.');
  const { token, me } = await takeSetUpLink(first.client(), setUpLink, email);
  // One database has one pair of keys, whichever process asks it.
  const keys = path.join(one.dataFolder, 'keys');
  const shared = ['--key-ring', path.join(keys, 'seal.keys'), '--audit-key', path.join(keys, 'audit.pem')];
  const second = await other.start('--database', url, ...shared);
  const signedIn = await second.client().access.signIn({ email, password: testPassword, device: testDevice });
  assert(signedIn.kind === 'signed-in', 'Ada is in one tenant.');
  const person = { tenantId: me.tenant.id, userId: me.user.id };
  const devices = {
    ann: createTestDevice(first.client(token), person),
    bea: createTestDevice(second.client(signedIn.token), person),
  };
  const place = { tenantId: person.tenantId, workspaceId: newId(), projectId: newId() };
  await devices.ann.push([
    ...devices.ann.workspace('Shelf', place.workspaceId),
    ...devices.ann.project(place.workspaceId, 'Model', place.projectId),
  ]);
  return { first, second, ...devices, beaClient: second.client(signedIn.token), place };
}

const idsOf = (changes: readonly { readonly recordId: string }[]): readonly string[] =>
  changes.map(({ recordId }) => recordId);

test('devices at different processes hear of each other, and pull what the other has pushed', async () => {
  await using one = setupServerFolder();
  await using other = setupServerFolder();
  const { ann, bea, beaClient, place } = await setupTwo(one, other);
  const { head } = await bea.greet();
  await using stop = endedAtLast();
  const events = (await beaClient.live.watch({}, { signal: stop.signal }))[Symbol.asyncIterator]();
  expect((await events.next()).value).toEqual({ kind: 'begun' });
  const words = ann.comment(place, 'From the first');
  await ann.push([words]);
  expect((await events.next()).value).toEqual({ kind: 'changes', seq: head.seq + 1 });
  expect(idsOf((await bea.pull(head)).changes)).toEqual([words.recordId]);
  const answer = bea.comment(place, 'From the second');
  await bea.push([answer]);
  expect(idsOf((await ann.pull(head)).changes)).toEqual([answer.recordId]);
});

test('a process that is killed loses nothing that it has acknowledged, and the other one goes on', async () => {
  await using one = setupServerFolder();
  await using other = setupServerFolder();
  const { first, ann, bea, place } = await setupTwo(one, other);
  const { head } = await bea.greet();
  const acknowledged: SentChange[] = [];
  const isDone = once(first.child, 'exit');
  for (let count = 0; count < pushesMax; count += 1) {
    const changes = Array.from({ length: 20 }, (_, index) => ann.comment(place, `${String(count)} ${String(index)}`));
    const outcomes = await ann.push(changes).catch(() => undefined);
    if (outcomes === undefined) break;
    expect(outcomes.map(({ kind }) => kind)).toEqual(changes.map(() => 'applied'));
    acknowledged.push(...changes);
    // Once it is at work it is killed at a moment that nobody has chosen.
    if (count === 5) setImmediate(() => first.child.kill('SIGKILL'));
  }
  await isDone;
  const { changes } = await bea.pull(head);
  const told = idsOf(changes);
  // What was on its way when it was killed is there whole or not at all; nothing else is missing, doubled or out of order.
  expect(told.slice(0, acknowledged.length)).toEqual(idsOf(acknowledged));
  expect([0, 20]).toContain(told.length - acknowledged.length);
  const later = bea.comment(place, 'And on');
  expect(await bea.push([later])).toEqual([{ kind: 'applied' }]);
});

function endedAtLast(): { readonly signal: AbortSignal; [Symbol.asyncDispose](): Promise<void> } {
  const stop = new AbortController();
  return {
    signal: stop.signal,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.resolve();
    },
  };
}
