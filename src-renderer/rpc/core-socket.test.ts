import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { expect, test } from 'vitest';

import { call, noFailures } from '#shared/rpc/contract.ts';
import { portMessage } from '#shared/rpc/wire.ts';
import { ok } from '#shared/base/result.ts';
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { portConnection } from '../../src-main/rpc/port-connection.ts';
import { createServer } from '../../src-main/rpc/serve.ts';
import { createCoreConnection } from './connect.ts';
import { openPortSocket } from './core-socket.ts';

const api = {
  test: {
    greet: call(noFailures).output(z.object({ text: z.string() })),
    count: call(noFailures).output(eventIterator(z.number())),
  },
};

async function* countTo(last: number) {
  for (let value = 1; value <= last; value += 1) yield value;
}

function setupElectronPage() {
  const page = new EventTarget();
  const corePorts: MessagePort[] = [];
  const server = createServer({ log: () => undefined, random: (bytes) => bytes }, api, {
    test: { greet: () => ok({ text: 'hello' }), count: () => ok(countTo(500)) },
  });

  // What the preload script, the main process and the core do together when the page asks.
  function requestPort(): void {
    const { port1, port2 } = new MessageChannel();
    corePorts.push(port1);
    const connection = portConnection({
      postMessage: (message) => port1.postMessage(message),
      onMessage: (listener) => port1.addEventListener('message', (event) => listener(event.data)),
      onClose: (listener) => port1.addEventListener('close', listener),
      close: () => port1.close(),
    });
    server.serve(connection, { userId: 'u', tenantId: 't', deviceId: 'd', permissions: new Set() });
    port1.start();
    setTimeout(() => post(page, page, port2), 5);
  }

  const connection = createCoreConnection(() => openPortSocket({ requestPort }, page), 'window');
  const client: ContractRouterClient<typeof api> = createORPCClient(connection.link);
  return { page, corePorts, connection, client };
}

function post(page: EventTarget, source: EventTarget, port: MessagePort): void {
  page.dispatchEvent(Object.assign(new Event('message'), { data: portMessage, source, ports: [port] }));
}

test('a page in Electron calls the core through the port that the preload script hands over', async () => {
  const { client, connection } = setupElectronPage();
  expect(await client.test.greet()).toEqual({ text: 'hello' });
  expect(connection.getState()).toBe('open');
  connection.close();
});

test('a port carries more events than may wait, since the page says that it takes them', async () => {
  const { client, connection } = setupElectronPage();
  let last = 0;
  for await (const value of await client.test.count()) last = value;
  expect(last).toBe(500);
  connection.close();
});

test('a core that was started again is found again through a new port', async () => {
  const { client, connection, corePorts } = setupElectronPage();
  await client.test.greet();
  corePorts[0]?.close();
  await expect.poll(() => connection.getState()).toBe('lost');
  await expect.poll(() => connection.getState()).toBe('open');
  expect(await client.test.greet()).toEqual({ text: 'hello' });
  expect(corePorts.length).toBe(2);
  connection.close();
});

test('a port that another window posts is not taken', async () => {
  const { page, connection } = setupElectronPage();
  const stop = connection.subscribe(() => undefined);
  const { port1, port2 } = new MessageChannel();
  post(page, new EventTarget(), port2);
  expect(connection.getState()).toBe('connecting');
  await connection.whenOpen(AbortSignal.timeout(1000));
  stop();
  port1.close();
  connection.close();
});
