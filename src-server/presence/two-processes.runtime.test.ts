/*
 * Presence across two server processes on one PostgreSQL: one as it is run, which is killed, and one in this process, whose clock
 * the test moves.
 */
import { once } from 'node:events';
import path from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { silenceMsMax } from '#shared/presence/presence-api.ts';
import type { PresenceRoom } from '#shared/presence/presence-api.ts';

import { openAuditKey } from '../audit/audit-key.ts';
import { readKeyRing } from '../db/key-ring.ts';
import { sharedPostgres } from '../db/postgres.harness.ts';
import { takeSetUpLink, testDevice, testPassword } from '../server-client.harness.ts';
import { setupServerFolder } from '../server-process.harness.ts';
import { startTestServer } from '../server.harness.ts';
import { createTestDevice, newId } from '../sync/test-device.harness.ts';
import { cell, connectPresence, sessionIn } from './presence-device.harness.ts';

const postgres = sharedPostgres();
const email = 'ada@example.org';

/** Ada, in one room from a device at each process. */
async function setupTwo(folder: ReturnType<typeof setupServerFolder>) {
  const databaseAddress = await (await postgres()).createDatabase();
  const first = await folder.start('--database', databaseAddress);
  const { setUpLink } = first;
  assert(setUpLink !== undefined, 'The server is new.');
  const { token, me } = await takeSetUpLink(first.client(), setUpLink, email);
  const keyFolder = path.join(folder.dataFolder, 'keys');
  const keyRing = readKeyRing(path.join(keyFolder, 'seal.keys'));
  const second = await startTestServer({
    databaseAddress,
    keys: { keyRing, auditKey: openAuditKey(path.join(keyFolder, 'audit.pem')) },
  });
  onTestFinished(async () => await second.close());
  const signedIn = await second.client().access.signIn({ email, password: testPassword, device: testDevice });
  assert(signedIn.kind === 'signed-in', 'Ada is in one tenant.');
  const writer = createTestDevice(first.client(token), { tenantId: me.tenant.id, userId: me.user.id });
  const place = { workspaceId: newId(), projectId: newId() };
  await writer.push([
    ...writer.workspace('Shelf', place.workspaceId),
    ...writer.project(place.workspaceId, 'Model', place.projectId),
  ]);
  const room: PresenceRoom = { kind: 'project', id: place.projectId };
  const onFirst = await connectPresence(first.client(token));
  const onSecond = await connectPresence(second.client(signedIn.token));
  await onFirst.tell(sessionIn(room, { connectionId: 'first' }));
  await onSecond.tell(sessionIn(room, { connectionId: 'second' }));
  return { first, second, token, room, onFirst, onSecond };
}

test('devices at two processes see each other and where they are, and when one leaves', async () => {
  await using folder = setupServerFolder();
  const { room, onFirst, onSecond } = await setupTwo(folder);
  const here = { room, cursorPosition: cell, activeEditing: 'a' };
  const others = { first: [{ ...here, connectionId: 'second' }], second: [{ ...here, connectionId: 'first' }] };
  expect(await onFirst.sees(({ sessions }) => sessions.length > 0)).toMatchObject(others.first);
  expect(await onSecond.sees(({ sessions }) => sessions.length > 0)).toMatchObject(others.second);
  for (const id of ['a>c', 'a>d', 'b>d']) {
    await onFirst.tell(sessionIn(room, { connectionId: 'first', cursorPosition: { ...cell, id } }));
    await onSecond.sees(({ sessions }) => sessions[0]?.cursorPosition?.id === id);
    await onSecond.tell(sessionIn(room, { connectionId: 'second', cursorPosition: { ...cell, id } }));
    await onFirst.sees(({ sessions }) => sessions[0]?.cursorPosition?.id === id);
  }
  await onFirst.tell(sessionIn(room, { connectionId: 'first' }));
  const toldAtMs = performance.now();
  onFirst.close();
  expect(await onSecond.sees(({ sessions }) => sessions.length === 0)).toEqual([]);
  // Before silence would have told it.
  expect(performance.now() - toldAtMs).toBeLessThan(silenceMsMax);
});

test('those at a process that is killed are gone after thirty seconds of silence, and back at the other', async () => {
  await using folder = setupServerFolder();
  const { first, second, token, room, onSecond } = await setupTwo(folder);
  await onSecond.sees(({ sessions }) => sessions[0]?.connectionId === 'first');
  const ended = once(first.child, 'exit');
  first.child.kill('SIGKILL');
  await ended;
  second.passMs(silenceMsMax + 1);
  await onSecond.tell(sessionIn(room, { connectionId: 'second' }));
  expect(await onSecond.sees(({ sessions }) => sessions.length === 0)).toEqual([]);
  const again = await connectPresence(second.client(token));
  await again.tell(sessionIn(room, { connectionId: 'again' }));
  expect(await onSecond.sees(({ sessions }) => sessions.length > 0)).toMatchObject([{ connectionId: 'again' }]);
});
