import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';

import { ORPCError, createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { eventIterator } from '@orpc/contract';
import type { ContractRouterClient } from '@orpc/contract';
import { expect, test } from 'vitest';
import { z } from 'zod';

import { fail, ok } from '#shared/base/result.ts';
import { call, noFailures } from '#shared/rpc/contract.ts';
import { acknowledgeEvery, sessionHeader, unacknowledgedMax } from '#shared/rpc/wire.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';

import { demand } from './handlers.ts';
import type { HandlersOf } from './handlers.ts';
import { portConnection } from './port-connection.ts';
import { createServer } from './serve.ts';
import { watchLatest } from './watch-latest.ts';

const api = {
  test: {
    double: call(z.object({ kind: z.literal('too-big'), max: z.number() }))
      .input(z.object({ value: z.number() }))
      .output(z.object({ value: z.number() })),
    broken: call(noFailures).output(z.object({})),
    forbidden: call(noFailures).output(z.object({})),
    session: call(noFailures).output(z.object({ id: z.string().nullable() })),
    count: call(noFailures)
      .input(z.object({ to: z.number() }))
      .output(eventIterator(z.object({ value: z.number() }))),
    forever: call(noFailures).output(eventIterator(z.object({ value: z.number() }))),
    watch: call(noFailures).output(eventIterator(z.object({ value: z.number() }))),
  },
};

const actor: Actor = { userId: 'u', tenantId: 't', deviceId: 'd', permissions: new Set() };

function setupServer({
  acknowledges = true,
  headers = {},
}: { acknowledges?: boolean; headers?: Record<string, string> } = {}) {
  const facts = {
    countedTo: 0,
    hasCountEnded: false,
    hasForeverEnded: false,
    watchers: new Set<() => void>(),
    state: 0,
  };
  const handlers: HandlersOf<typeof api> = {
    test: {
      double: ({ value }) => (value > 10 ? fail({ kind: 'too-big', max: 10 }) : ok({ value: value * 2 })),
      broken: () => {
        throw new Error('the secret path /home/ada');
      },
      forbidden: (_input, { actor: asking }) => {
        const allowed = demand(asking, 'function:run');
        return allowed.ok ? ok({}) : allowed;
      },
      session: (_input, { actor: asking }) => ok({ id: asking.sessionId ?? null }),
      count: ({ to }) => ok(countTo(to)),
      forever: (_input, { signal }) => ok(waitForever(signal)),
      watch: (_input, { signal }) =>
        ok(
          watchLatest(
            {
              read: () => ({ value: facts.state }),
              subscribe: (onChange) => {
                facts.watchers.add(onChange);
                return () => void facts.watchers.delete(onChange);
              },
            },
            signal,
          ),
        ),
    },
  };

  async function* countTo(to: number) {
    try {
      for (let value = 1; value <= to; value += 1) {
        facts.countedTo = value;
        yield { value };
      }
    } finally {
      facts.hasCountEnded = true;
    }
  }

  async function* waitForever(signal: AbortSignal) {
    try {
      yield { value: 1 };
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    } finally {
      facts.hasForeverEnded = true;
    }
  }

  const log: string[] = [];
  const server = createServer({ log: (line) => log.push(line), random: (bytes) => bytes.fill(7) }, api, handlers);
  const { port1, port2 } = new MessageChannel();
  server.serve(connectPort(port1), actor);
  return { ...openClient(port2, { acknowledges, headers }), facts, log, port: port2 };
}

function connectPort(port: MessagePort) {
  return portConnection({
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  });
}

type ClientOptions = { readonly acknowledges: boolean; readonly headers: Record<string, string> };

function openClient(port: MessagePort, { acknowledges, headers }: ClientOptions) {
  const events = new EventTarget();
  let taken = 0;
  port.on('message', (data: unknown) => {
    events.dispatchEvent(new MessageEvent('message', { data }));
    taken += 1;
    if (acknowledges && taken % acknowledgeEvery === 0) port.postMessage(acknowledgeEvery);
  });
  const socket = {
    readyState: 1 as const,
    send: (message: unknown) => port.postMessage(message),
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
  };
  const client: ContractRouterClient<typeof api> = createORPCClient(new RPCLink({ websocket: socket, headers }));
  return { client };
}

async function errorOf(answer: Promise<unknown>): Promise<ORPCError<string, unknown>> {
  const error = await answer.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error instanceof ORPCError) return error;
  throw new Error('The call did not fail as a call of the contract does.');
}

test.each([
  ['the window that makes it, which names itself with an id', '00000000-0000-7000-8000-000000000001', true],
  ['no window where what is said is no id', 'window', false],
])('a call carries %s', async (_what, id, isKnown) => {
  const { client, port } = setupServer({ headers: { [sessionHeader]: id } });
  expect(await client.test.session()).toEqual({ id: isKnown ? id : null });
  port.close();
});

test('a call is carried out over a MessagePort, and a failed Result is a typed failure', async () => {
  const { client, port } = setupServer();
  expect(await client.test.double({ value: 4 })).toEqual({ value: 8 });
  const error = await errorOf(client.test.double({ value: 11 }));
  expect({ code: error.code, defined: error.defined, data: error.data }).toEqual({
    code: 'FAILURE',
    defined: true,
    data: { kind: 'too-big', max: 10 },
  });
  port.close();
});

test('who lacks a permission is told which', async () => {
  const { client, port } = setupServer();
  expect((await errorOf(client.test.forbidden())).data).toEqual({ kind: 'not-permitted', permission: 'function:run' });
  port.close();
});

test('what breaks inside is logged under an id, and only the id crosses', async () => {
  const { client, log, port } = setupServer();
  const error = await errorOf(client.test.broken());
  expect(error.data).toEqual({ logId: '07070707' });
  expect(JSON.stringify(error.toJSON())).not.toContain('secret');
  expect(log.join()).toContain('07070707: the call test.broken broke. Error: the secret path /home/ada');
  port.close();
});

test('input of the wrong shape never reaches a handler', async () => {
  const { client, port } = setupServer();
  // What another version of the page might send.
  const error = await errorOf(client.test.double({ value: 'four' } as unknown as { value: number }));
  expect(error.code).toBe('BAD_REQUEST');
  port.close();
});

test('a client that aborts a watch ends the generator in the core', async () => {
  const { client, facts, port } = setupServer();
  const abort = new AbortController();
  const events = await client.test.forever(undefined, { signal: abort.signal });
  expect((await events.next()).value).toEqual({ value: 1 });
  abort.abort();
  await expect.poll(() => facts.hasForeverEnded).toBe(true);
  port.close();
});

test('a connection that closes ends its generators', async () => {
  const { client, facts, port } = setupServer();
  const events = await client.test.watch();
  expect((await events.next()).value).toEqual({ value: 0 });
  expect(facts.watchers.size).toBe(1);
  port.close();
  await expect.poll(() => facts.watchers.size).toBe(0);
});

test('a client that does not keep up stops the generator instead of filling the memory', async () => {
  const { client, facts, port } = setupServer({ acknowledges: false });
  await client.test.count({ to: 100_000 });
  await expect.poll(() => facts.countedTo).toBeGreaterThan(unacknowledgedMax / 2);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(facts.countedTo).toBeLessThanOrEqual(unacknowledgedMax + 1);
  port.close();
  await expect.poll(() => facts.hasCountEnded).toBe(true);
});

test('calls that arrive together begin in the order in which they were made, whatever each has to be read', async () => {
  const begun: string[] = [];
  const calls = {
    edit: call(noFailures)
      .input(z.object({ name: z.string() }))
      .output(z.object({})),
    undo: call(noFailures).output(z.object({})),
  };
  const server = createServer(
    { log: expect.unreachable, random: (bytes) => bytes },
    { test: calls },
    {
      test: {
        edit: ({ name }) => (begun.push(name), ok({})),
        undo: () => (begun.push('undo'), ok({})),
      },
    },
  );
  const arrive: ((message: unknown) => void)[] = [];
  const connection = {
    send: () => Promise.resolve(),
    onMessage: (listener: (message: unknown) => void) => void arrive.push(listener),
    onClose: () => undefined,
    close: expect.unreachable,
  };
  server.serve(connection, actor);
  const messages = [
    { i: 1, p: { u: '/test/edit', b: { json: { name: 'first' } }, h: {} } },
    { i: 2, p: { u: '/test/undo', b: {}, h: {} } },
    { i: 3, p: { u: '/test/edit', b: { json: { name: 'last' } }, h: {} } },
    { i: 4, p: { u: '/test/undo', b: {}, h: {} } },
  ];
  for (const message of messages) for (const listener of arrive) listener(JSON.stringify(message));
  await expect.poll(() => begun.length).toBe(4);
  expect(begun).toEqual(['first', 'undo', 'last', 'undo']);
});

test('a client that keeps up gets every event in order', async () => {
  const { client, port } = setupServer();
  const values: number[] = [];
  for await (const { value } of await client.test.count({ to: 1000 })) values.push(value);
  expect(values).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
  port.close();
});

test('changes within a frame are one event, with the newest state', async () => {
  const { client, facts, port } = setupServer();
  const events = await client.test.watch();
  await events.next();
  for (let state = 1; state <= 10_000; state += 1) {
    facts.state = state;
    for (const ring of facts.watchers) ring();
  }
  expect((await events.next()).value).toEqual({ value: 10_000 });
  port.close();
});

test.each([
  'rubbish',
  '{}',
  '[1,2]',
  '{"i":1,"p":{}}',
  '{"i":1,"p":{"u":"http://elsewhere/"}}',
  new Uint8Array([1, 2, 3]),
])('a message that is no call closes the connection with a sentence in the log: %j', async (message) => {
  const { log, port } = setupServer();
  const closed = new Promise((resolve) => port.on('close', () => resolve('closed')));
  port.postMessage(message);
  expect(await closed).toBe('closed');
  expect(log).toEqual(['A client sent something that is not a call of Triptych; its connection was closed.']);
});
