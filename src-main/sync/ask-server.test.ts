import { expect, test } from 'vitest';

import { fail, ok } from '#shared/base/result.ts';
import type { ServerApiClient } from '#shared/server-api.ts';
import type { SentChange } from '#shared/sync/sync-protocol.ts';

import { createSyncServer } from './ask-server.ts';
import type { PullOutput } from './sync-server.ts';

const cursor = { epoch: 'e', seq: 0 };
const pullInput = { cursor, deviceId: 'device0000000001' };
const page = (isEnd: boolean): PullOutput => ({ kind: 'changes', changes: [], cursor, isEnd, reach: [], serverMs: 0 });
const change = {
  deviceId: 'device0000000001',
  number: 1,
  transactionNumber: 1,
  undoGroup: 'group',
  sessionId: null,
  entity: 'comment',
  recordId: 'record',
  patch: { body: 'a' },
  before: null,
  stamp: '0'.repeat(32),
  schemaVersion: 1,
} as unknown as SentChange; // Nothing here reads it but to count its characters.

function setup({ pages, isSocketLost = false }: { readonly pages: boolean[]; readonly isSocketLost?: boolean }) {
  const ways: string[] = [];
  const left = [...pages];
  const sync = {
    pull: async () => await Promise.resolve(page(left.shift() ?? true)),
    push: async () => await Promise.resolve({ outcomes: [], serverMs: 0 }),
  };
  const client = { sync } as unknown as ServerApiClient; // No more of it is asked.
  const server = createSyncServer({
    ask: async (question) => {
      ways.push('http');
      return ok(await question(client, new AbortController().signal));
    },
    askOnSocket: async (question) => {
      ways.push('socket');
      return isSocketLost ? undefined : ok(await question(client));
    },
  });
  return { server, ways };
}

test('what was left lying is pulled over HTTP, and on the socket from the end on', async () => {
  const { server, ways } = setup({ pages: [false, true, false, true] });
  for (let pull = 0; pull < 5; pull += 1) await server.pull(pullInput);
  expect(ways).toEqual(['http', 'http', 'socket', 'http', 'socket']);
});

test('what gets no answer on the socket is asked over HTTP', async () => {
  const { server, ways } = setup({ pages: [], isSocketLost: true });
  await server.pull(pullInput);
  expect((await server.pull(pullInput)).ok).toBe(true);
  expect((await server.push({ changes: [change], after: {}, fence: 'f' })).ok).toBe(true);
  expect(ways).toEqual(['http', 'socket', 'http', 'socket', 'http']);
});

test('an edit is pushed on the socket; many, or a long text, over HTTP', async () => {
  const { server, ways } = setup({ pages: [] });
  const push = async (changes: readonly SentChange[]) =>
    await server.push({ changes: [...changes], after: {}, fence: 'f' });
  await push([change]);
  await push(Array.from({ length: 21 }, () => change));
  await push([{ ...change, patch: { body: 'a'.repeat(100_000) } }]);
  expect(ways).toEqual(['socket', 'http', 'http']);
});

test('a server that is older than this program and has no rows is asked for records, and from then on for nothing else', async () => {
  const asked: string[] = [];
  const records = { records: [], isEnd: true, epoch: 'e' };
  const older = {
    rows: async () => await Promise.reject(new Error('There is no such call.')),
    snapshot: async () => await Promise.resolve(records),
  };
  const server = createSyncServer({
    ask: async (question) => {
      const named = (name: 'rows' | 'snapshot') => async () => {
        asked.push(name);
        return await older[name]();
      };
      const sync = { rows: named('rows'), snapshot: named('snapshot') };
      const client = { sync } as unknown as ServerApiClient; // No more of it is asked.
      return await question(client, new AbortController().signal).then(ok, () =>
        fail({ kind: 'server-not-triptych' as const, address: 'https://older.example' }),
      );
    },
    askOnSocket: async () => await Promise.resolve(undefined),
  });
  const input = { scope: { kind: 'project' as const, id: 'p' }, entity: 'comment', afterId: null };
  expect(await server.snapshot(input)).toMatchObject({ ok: true, value: { ids: [], isEnd: true, epoch: 'e' } });
  expect((await server.snapshot(input)).ok).toBe(true);
  expect(asked).toEqual(['rows', 'snapshot', 'snapshot']);
});
