import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { expect, test } from 'vitest';
import { z } from 'zod';

import { fail, ok } from '#shared/base/result.ts';
import { call } from '#shared/rpc/contract.ts';

import type { HandlersOf } from '../../src-main/rpc/handlers.ts';
import { failureOf } from './client.ts';
import { ConnectionLostError } from './connect.ts';
import { setupPortCore } from './port-core.harness.ts';
import { promptContext } from './prompt-calls.ts';

const failures = z.object({ kind: z.literal('name-empty') });
const api = {
  test: {
    greet: call(failures)
      .input(z.object({ name: z.string(), title: z.string().optional() }))
      .output(z.object({ text: z.string() })),
    never: call(failures).output(z.object({})),
  },
};

async function setupWindow() {
  const handlers: HandlersOf<typeof api> = {
    test: {
      greet: ({ name }) => (name === '' ? fail({ kind: 'name-empty' }) : ok({ text: `hello ${name}` })),
      never: async () => await new Promise(() => undefined),
    },
  };
  const actor = { userId: 'u', tenantId: 't', deviceId: 'd', permissions: new Set<never>() };
  const world = setupPortCore(api, handlers, actor);
  await world.core.whenOpen(AbortSignal.timeout(1000));
  const client: ContractRouterClient<typeof api> = createORPCClient(world.core.link);
  return { ...world, client };
}

test('a prompt call has left the window when it returns, and is answered', async () => {
  const { client, core, sent, log } = await setupWindow();
  const answer = client.test.greet({ name: 'Ada', title: undefined }, { context: promptContext });
  expect(sent).toHaveLength(1);
  expect(await answer).toEqual({ text: 'hello Ada' });
  expect(log).toEqual([]);
  core.close();
});

test('prompt calls and others are told apart by their answers', async () => {
  const { client, core } = await setupWindow();
  const answers = ['Ada', 'Bob', 'Eve', 'Mae'].map((name, index) =>
    client.test.greet({ name }, index % 2 === 0 ? { context: promptContext } : {}),
  );
  expect(await Promise.all(answers)).toEqual(['Ada', 'Bob', 'Eve', 'Mae'].map((name) => ({ text: `hello ${name}` })));
  core.close();
});

test('a prompt call tells the failure that every call tells', async () => {
  const { client, core } = await setupWindow();
  const told = await Promise.all(
    [{}, { context: promptContext }].map((options) =>
      client.test.greet({ name: '' }, options).then(() => undefined, failureOf),
    ),
  );
  expect(told).toEqual([{ kind: 'name-empty' }, { kind: 'name-empty' }]);
  core.close();
});

test('a prompt call that was under way when the connection was lost says so', async () => {
  const { client, core, lose } = await setupWindow();
  const answer = client.test.never(undefined, { context: promptContext });
  lose();
  await expect(answer).rejects.toThrow(ConnectionLostError);
  core.close();
});

test('a prompt call that is made while there is no connection says so', async () => {
  const { client, core, lose } = await setupWindow();
  lose();
  await expect.poll(core.getState).toBe('lost');
  await expect(client.test.greet({ name: 'Ada' }, { context: promptContext })).rejects.toThrow(ConnectionLostError);
  core.close();
});
