import { createORPCClient } from '@orpc/client';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';

import type { ApiClient } from '#shared/features.ts';
import { protocolsWithToken } from '#shared/rpc/wire.ts';

import { setupCore, testToken } from '../../src-main/shell/core.harness.ts';
import { ConnectionLostError, createCoreConnection } from '../rpc/connect.ts';
import type { CoreSocket } from '../rpc/core-socket.ts';
import type { LiveList } from './live-list.ts';
import { createLiveQueries } from './live-queries.ts';
import type { LiveSource } from './live-source.ts';

const testSession = '00000000-0000-7000-8000-000000000001';

async function setupPage({ token = testToken } = {}) {
  const core = await setupCore();
  const sockets: WebSocket[] = [];
  const place = { port: core.port };
  const connection = createCoreConnection(() => {
    const address = `127.0.0.1:${String(place.port)}`;
    const socket = new WebSocket(`ws://${address}/`, protocolsWithToken(token), {
      origin: `http://127.0.0.1:${String(core.port)}`,
    });
    socket.on('error', () => undefined);
    sockets.push(socket);
    // ws is, of the browser's WebSocket, what the connection uses.
    return socket as unknown as CoreSocket;
  }, testSession);
  const client: ApiClient = createORPCClient(connection.link);
  let watchCount = 0;
  const counted = {
    records: {
      ...client.records,
      watch: (...given: Parameters<ApiClient['records']['watch']>) => {
        watchCount += 1;
        return client.records.watch(...given);
      },
    },
  };
  return {
    core,
    place,
    sockets,
    connection,
    client,
    live: createLiveQueries(counted, connection),
    countWatches: () => watchCount,
    lose: () => sockets.at(-1)?.terminate(),
    async [Symbol.asyncDispose]() {
      connection.close();
      await core[Symbol.asyncDispose]();
    },
  };
}

function namesOf(source: LiveSource<LiveList>): unknown[] {
  return source.getSnapshot().records.map((record) => record['name']);
}

const byName = [{ field: 'name', direction: 'up' as const }];

test('a list is loading until its first event, and then follows every write in its order', async () => {
  await using page = await setupPage();
  const source = page.live.list({ entity: 'workspace', order: byName });
  expect(source.getSnapshot()).toEqual({ records: [], isLoading: true });
  const stop = source.subscribe(() => undefined);
  await expect.poll(() => source.getSnapshot().isLoading).toBe(false);
  const { id } = await page.client.workspaces.create({ name: 'Beech' });
  await page.client.workspaces.create({ name: 'Ash' });
  await expect.poll(() => namesOf(source)).toEqual(['Ash', 'Beech']);
  await page.client.records.patch({ entity: 'workspace', id, patch: { name: 'Alder' } });
  await expect.poll(() => namesOf(source)).toEqual(['Alder', 'Ash']);
  await page.client.records.remove({ entity: 'workspace', id });
  await expect.poll(() => namesOf(source)).toEqual(['Ash']);
  stop();
});

test('a record that did not change stays the same object', async () => {
  await using page = await setupPage();
  const source = page.live.list({ entity: 'workspace', order: byName });
  source.subscribe(() => undefined);
  await page.client.workspaces.create({ name: 'Ash' });
  await expect.poll(() => namesOf(source)).toEqual(['Ash']);
  const [ash] = source.getSnapshot().records;
  await page.client.workspaces.create({ name: 'Beech' });
  await expect.poll(() => namesOf(source)).toEqual(['Ash', 'Beech']);
  expect(source.getSnapshot().records[0]).toBe(ash);
  page.lose();
  await expect.poll(() => page.countWatches()).toBe(2);
  await page.client.workspaces.create({ name: 'Cedar' });
  await expect.poll(() => namesOf(source)).toEqual(['Ash', 'Beech', 'Cedar']);
  expect(source.getSnapshot().records[0]).toBe(ash);
});

test('the same question, asked by several, is one watch', async () => {
  await using page = await setupPage();
  const first = page.live.list({ entity: 'workspace', where: { name: 'A', description: '' } });
  const second = page.live.list({ entity: 'workspace', where: { description: '', name: 'A' } });
  expect(second).toBe(first);
  const stops = [first.subscribe(() => undefined), second.subscribe(() => undefined)];
  await expect.poll(() => first.getSnapshot().isLoading).toBe(false);
  expect(page.countWatches()).toBe(1);
  for (const stop of stops) stop();
});

test('a list that has lost the core shows what it knew, and what changed meanwhile when it is back', async () => {
  await using page = await setupPage();
  const source = page.live.list({ entity: 'workspace', order: byName });
  source.subscribe(() => undefined);
  await page.client.workspaces.create({ name: 'Ash' });
  await expect.poll(() => namesOf(source)).toEqual(['Ash']);
  page.place.port = 1; // Nobody listens there.
  page.lose();
  await expect.poll(() => page.connection.getState()).toBe('lost');
  const { client: other } = await page.core.openClient();
  await other.workspaces.create({ name: 'Beech' });
  expect(source.getSnapshot()).toMatchObject({ records: [{ name: 'Ash' }], isLoading: false });
  page.place.port = page.core.port;
  await expect.poll(() => namesOf(source)).toEqual(['Ash', 'Beech']);
  expect(page.connection.getState()).toBe('open');
});

test('a call while the core is lost fails at once, and is not made later', async () => {
  await using page = await setupPage();
  await page.client.workspaces.create({ name: 'Ash' });
  page.place.port = 1;
  page.lose();
  await expect.poll(() => page.connection.getState()).toBe('lost');
  await expect(page.client.workspaces.create({ name: 'Beech' })).rejects.toThrow(ConnectionLostError);
  page.place.port = page.core.port;
  await page.connection.whenOpen(AbortSignal.timeout(10_000));
  expect(await page.client.records.list({ entity: 'workspace' })).toMatchObject([{ name: 'Ash' }]);
});

test('a page of an earlier start is refused, and does not knock again', async () => {
  await using page = await setupPage({ token: 'of-another-start' });
  await page.client.workspaces.create({ name: 'Ash' }).catch(() => undefined);
  await expect.poll(() => page.connection.getState()).toBe('refused');
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(page.sockets.length).toBe(1);
});

test('giving up a call while the connection closes throws nowhere', async () => {
  await using page = await setupPage();
  const abort = new AbortController();
  const events = await page.client.records.watch({ entity: 'workspace' }, { signal: abort.signal });
  await events.next();
  page.sockets[0]?.close();
  abort.abort();
  await expect.poll(() => page.connection.getState()).toBe('lost');
});
