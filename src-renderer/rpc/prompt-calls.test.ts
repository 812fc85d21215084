import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { expect, test } from 'vitest';
import { z } from 'zod';

import { fail, ok } from '#shared/base/result.ts';
import { call } from '#shared/rpc/contract.ts';

import { portConnection } from '../../src-main/rpc/port-connection.ts';
import { createServer } from '../../src-main/rpc/serve.ts';
import { failureOf } from './client.ts';
import { ConnectionLostError, createCoreConnection } from './connect.ts';
import type { CoreSocket } from './core-socket.ts';
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

/** A window and a core at the two ends of a port; `sent` is what has left the window. */
async function setupWindow() {
  const { port1, port2 } = new MessageChannel();
  const sent: unknown[] = [];
  const log: string[] = [];
  const server = createServer({ log: (line) => log.push(line), random: (bytes) => bytes }, api, {
    test: {
      greet: ({ name }) => (name === '' ? fail({ kind: 'name-empty' }) : ok({ text: `hello ${name}` })),
      never: async () => await new Promise(() => undefined),
    },
  });
  const connection = portConnection({
    postMessage: (message) => port1.postMessage(message),
    onMessage: (listener) => port1.addEventListener('message', (event) => listener(event.data)),
    onClose: (listener) => port1.addEventListener('close', listener),
    close: () => port1.close(),
  });
  server.serve(connection, { userId: 'u', tenantId: 't', deviceId: 'd', permissions: new Set() });
  port1.start();
  const core = createCoreConnection(() => socketOf(port2, sent), 'window');
  await core.whenOpen(AbortSignal.timeout(1000));
  const client: ContractRouterClient<typeof api> = createORPCClient(core.link);
  return { client, core, sent, log, lose: () => port1.close() };
}

function socketOf(port: MessagePort, sent: unknown[]): CoreSocket {
  const events = new EventTarget();
  let readyState: CoreSocket['readyState'] = WebSocket.CONNECTING;
  port.addEventListener('message', ({ data }: MessageEvent<unknown>) =>
    events.dispatchEvent(new MessageEvent('message', { data })),
  );
  port.addEventListener('close', () => {
    readyState = WebSocket.CLOSED;
    events.dispatchEvent(new Event('close'));
  });
  port.start();
  queueMicrotask(() => {
    readyState = WebSocket.OPEN;
    events.dispatchEvent(new Event('open'));
  });
  return {
    get readyState() {
      return readyState;
    },
    send(message) {
      sent.push(message);
      port.postMessage(message);
    },
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
    close: () => port.close(),
  };
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

test('a prompt call fails with the same failure as any other', async () => {
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
