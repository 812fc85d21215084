import { afterAll, expect, test } from 'vitest';

import { failureOf, setUpTenant, startTestServer, testDevice, testPassword } from '../server.harness.ts';

const starting = startTestServer();
afterAll(async () => await (await starting).close());

test('a server is set up by its link, once, and its administrator signs in, asks who they are and signs out', async () => {
  const server = await starting;
  expect((await server.client().access.info({})).isSetUp).toBe(false);
  const first = await setUpTenant(server);
  expect(first.me.user).toMatchObject({ email: 'ada@example.org', name: 'Ada Lovelace' });
  expect(first.me.permissions).toContain('tenant:manage');
  expect((await server.client().access.info({})).isSetUp).toBe(true);

  const again = await server
    .client()
    .access.signIn({ email: 'ADA@example.org', password: testPassword, device: testDevice });
  if (again.kind !== 'signed-in') throw new Error('Ada is in one tenant.');
  const client = server.client(again.token);
  expect((await client.access.me({})).tenant).toMatchObject({ slug: 'example', status: 'active' });
  await client.access.signOut({});
  expect(await failureOf(client.access.me({}))).toEqual({ kind: 'signed-out', reason: 'signed-out' });
  expect(await failureOf(server.client(`${again.token}x`).access.me({}))).toEqual({ kind: 'signed-out', reason: null });
});
