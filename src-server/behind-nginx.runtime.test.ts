import { expect, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { apiPath, largeBody } from '#shared/rpc/server-contract.ts';

import { sharedPostgres } from './db/postgres.harness.ts';
import { startTwoBehindNginx } from './nginx.harness.ts';
import { clientOf, failureOf, testDevice, testPassword } from './server-client.harness.ts';
import type { RunningProcess } from './server-process.harness.ts';

const postgres = sharedPostgres();
const email = 'ada@example.org';

async function signIn(address: string) {
  const answer = await clientOf(address).access.signIn({ email, password: testPassword, device: testDevice });
  assert(answer.kind === 'signed-in' && answer.me.sessionId !== null, 'Ada is in one tenant.');
  return { token: answer.token, sessionId: answer.me.sessionId };
}

test('two servers behind nginx are one: a session ended through one is over on the other at once', async () => {
  const database = await (await postgres()).createDatabase();
  await using nginx = await startTwoBehindNginx(database, email);
  const { one, two } = nginx;

  // From elsewhere the figures of the inside are not to be had, and whoever is behind nginx is known by their own address.
  expect((await fetch(`${nginx.address}/metrics`)).status).toBe(404);
  const mine = await signIn(nginx.address);
  const other = await signIn(nginx.address);
  const client = clientOf(nginx.address, mine.token);
  expect((await client.sessions.mine({})).map(({ address }) => address)).toEqual([
    '127.0.0.1',
    '127.0.0.1',
    '127.0.0.1',
  ]);
  for (const server of [one, two]) await server.waitFor(/"call":"/);

  await expectEndedAcross({ watching: two, ending: one, ended: other, by: mine.token });
  expect(await failureOf(clientOf(nginx.address, other.token).access.me({}))).toEqual({
    kind: 'signed-out',
    reason: 'signed-out',
  });

  // What nginx does not hold in memory while it comes arrives, too: the server, not nginx, says what is wrong with it.
  const push = await fetch(`${nginx.address}${apiPath}${largeBody.path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${mine.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ changes: 'x'.repeat(largeBody.bytesMax - 1_000) }),
  });
  expect({ status: push.status, body: await push.json() }).toMatchObject({
    status: 400,
    body: { message: 'The request is not JSON as the API document describes it.' },
  });

  // One is taken out: nginx goes on with the other.
  expect((await one.stop()).code).toBe(0);
  for (let count = 0; count < 10; count += 1) expect((await client.access.me({})).user.email).toBe(email);
}, 240_000);

type Across = {
  readonly watching: RunningProcess;
  readonly ending: RunningProcess;
  readonly ended: { readonly token: string; readonly sessionId: string };
  readonly by: string;
};

async function expectEndedAcross({ watching, ending, ended, by }: Across): Promise<void> {
  const events = await watching.client(ended.token).live.watch({});
  expect((await events.next()).value).toEqual({ kind: 'begun' });
  await ending.client(by).sessions.endMine({ id: ended.sessionId });
  // A call right after the answer is refused, and who listens is told.
  expect(await failureOf(watching.client(ended.token).access.me({}))).toMatchObject({ kind: 'signed-out' });
  expect((await events.next()).value).toEqual({ kind: 'session-ended', reason: 'signed-out' });
}
