/*
 * Synchronisation, as the server carries it: how many changes a second it takes and tells, how long a new device waits for what is
 * there, and how long one change takes from a push to its arrival elsewhere. A change is a comment of a project (13 fields), each
 * its own transaction, all audited, in pushes of 500 over HTTP. The limit is the same rows in a bare table:
 * inserted from JSON in one statement of 500, read in pages of 1,000, without roles, policies or a server.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';

import { apiPath } from '#shared/rpc/server-contract.ts';
import type { Cursor, SentChange } from '#shared/sync/sync-protocol.ts';

import { openDatabase } from '../src-server/db/open-database.ts';
import { startPostgres } from '../src-server/db/start-postgres.harness.ts';
import { clientOf, takeSetUpLink, testDevice, testPassword } from '../src-server/server-client.harness.ts';
import type { ServerClient } from '../src-server/server-client.harness.ts';
import { createTestDevice, newId } from '../src-server/sync/test-device.harness.ts';
import type { Place, TestDevice } from '../src-server/sync/test-device.harness.ts';
import { median, percentile, timeMs } from './harness.ts';
import type { Bench, BenchResult, IsWanted } from './harness.ts';
import { createHttpAsker } from './server-load.ts';
import { startServerProcess } from './server-process.ts';
import type { BenchProcess } from './server-process.ts';

export const syncBench: Bench = { name: 'sync', measure };

const databases = ['pglite', 'postgres'] as const;
const batch = 500;
const batches = 20;
const warmBatches = 4;
const page = 1_000;
const bootstrapRecords = 100_000;
const singles = 200;
const email = 'ada@example.org';

const figures = [
  'create-rate',
  'update-rate',
  'push-500',
  'pull-rate',
  'bootstrap-100000',
  'one-change-p50',
  'one-change-p95',
  'wire-create',
  'wire-update',
] as const;

type World = {
  readonly name: string;
  readonly server: BenchProcess;
  readonly token: string;
  readonly client: ServerClient;
  readonly device: TestDevice;
  readonly place: Place;
  /** Rows a second of a bare table. */
  readonly bare: { readonly insert: number; readonly read: number };
};

async function measure(isWanted: IsWanted): Promise<readonly BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-bench-sync-'));
  const postgres = await startPostgres();
  try {
    const results: BenchResult[] = [];
    for (const name of databases) {
      if (!isWanted(...figures.map((figure) => `${figure}/${name}`))) continue;
      const url = name === 'postgres' ? await postgres.createDatabase() : undefined;
      const bare = await measureBare(name === 'postgres' ? await postgres.createDatabase() : join(folder, 'bare'));
      const server = await startServerProcess(join(folder, name), url);
      try {
        results.push(...(await measureServer(await setUp(name, server, bare), isWanted)));
      } finally {
        await server.stop();
      }
    }
    return results;
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function setUp(name: string, server: BenchProcess, bare: World['bare']): Promise<World> {
  for (;;) {
    const [, id, secret] = /#setup_([0-9a-f-]{36})_([\w-]{43})/.exec(server.out()) ?? [];
    if (id === undefined || secret === undefined) {
      await new Promise((resolve) => void setImmediate(resolve)); // It is printed right after the address.
      continue;
    }
    const { token, me } = await takeSetUpLink(clientOf(server.address), { id, secret }, email);
    const client = clientOf(server.address, token);
    const tenantId = me.tenant.id;
    const device = createTestDevice(client, { tenantId, userId: me.user.id });
    const place = { tenantId, workspaceId: newId(), projectId: newId() };
    await device.push([
      ...device.workspace('Bench', place.workspaceId),
      ...device.project(place.workspaceId, 'Bench', place.projectId),
    ]);
    return { name, server, token, client, device, place, bare };
  }
}

async function measureServer(world: World, isWanted: IsWanted): Promise<readonly BenchResult[]> {
  const { name, device, place, bare } = world;
  const result = (figure: string, unit: string, values: Pick<BenchResult, 'ours' | 'runs'> & { limit?: number }) => ({
    name: `${figure}/${name}`,
    unit,
    rivals: {},
    ...values,
  });
  const makeCreates = (): SentChange[] =>
    Array.from({ length: batch }, (_, index) =>
      device.comment(place, `A comment of some words, number ${String(index)}`),
    );
  for (let run = 0; run < warmBatches; run += 1) await pushAll(world, makeCreates());
  const created: SentChange[][] = [];
  const pushMs: number[] = [];
  for (let run = 0; run < batches; run += 1) {
    const changes = makeCreates();
    created.push(changes);
    pushMs.push(await pushAll(world, changes));
  }
  const updates = created.map((changes) =>
    changes.map(({ recordId, patch }) =>
      device.patch('comment', recordId, { body: 'Other words' }, { body: patch['body'] }),
    ),
  );
  const updateMs: number[] = [];
  for (const changes of updates) updateMs.push(await pushAll(world, changes));
  const perSecond = (times: readonly number[]): number => (batch * 1000) / median(times);
  const results: BenchResult[] = [
    result('create-rate', 'changes/s', { ours: perSecond(pushMs), limit: bare.insert, runs: batches }),
    result('update-rate', 'changes/s', { ours: perSecond(updateMs), limit: bare.insert, runs: batches }),
    result('push-500', 'ms', { ours: median(pushMs), limit: (batch * 1000) / bare.insert, runs: batches }),
    result('wire-create', 'B/change', { ours: wireBytes(created), runs: batches }),
    result('wire-update', 'B/change', { ours: wireBytes(updates), runs: batches }),
    result('pull-rate', 'changes/s', { ...(await measurePull(world)), limit: bare.read }),
  ];
  if (isWanted(`one-change-p50/${name}`, `one-change-p95/${name}`)) {
    const times = await measureSingles(world);
    results.push(result('one-change-p50', 'ms', { ours: median(times), runs: singles }));
    results.push(result('one-change-p95', 'ms', { ours: percentile(times, 0.95), runs: singles }));
  }
  if (isWanted(`bootstrap-100000/${name}`)) {
    const there = (warmBatches + batches) * batch;
    for (let count = there; count < bootstrapRecords; count += batch) await pushAll(world, makeCreates());
    const limit = bootstrapRecords / bare.read;
    results.push(result('bootstrap-100000', 's', { ours: await measureBootstrap(world), limit, runs: 1 }));
  }
  return results;
}

function call({ server, token }: Pick<World, 'server' | 'token'>, place: string, body: () => unknown) {
  return createHttpAsker({ url: `${server.address}${apiPath}/sync/${place}`, method: 'POST', token, body });
}

async function pushAll(world: World, changes: SentChange[]): Promise<number> {
  const after = { [world.device.deviceId]: (changes[0]?.number ?? 1) - 1 };
  const fence = await world.device.fence();
  const asker = call(world, 'push', () => ({ changes, after, fence }));
  let answer = '';
  const tookMs = await timeMs(async () => (answer = await asker.ask()));
  if (answer.includes('"rejected"') || answer.includes('"gap"')) throw new Error(answer.slice(0, 500));
  return tookMs;
}

/** Of what a push weighs on the wire; zstd as Node does it by itself. */
function wireBytes(pushes: readonly (readonly SentChange[])[]): number {
  return median(pushes.map((changes) => zstdCompressSync(JSON.stringify({ changes })).length / changes.length));
}

async function measurePull(world: World): Promise<{ readonly ours: number; readonly runs: number }> {
  const { head } = await world.client.sync.greet({ deviceIds: ['00000000000000aa'], schemaVersion: 6 });
  const rates: number[] = [];
  let cursor: Cursor = { ...head, seq: 0 };
  for (let isEnd = false; !isEnd;) {
    const from = cursor;
    let answer = '';
    const asker = call(world, 'pull', () => ({ cursor: from, deviceId: '00000000000000aa' }));
    const tookMs = await timeMs(async () => (answer = await asker.ask()));
    const told = JSON.parse(answer) as { changes: unknown[]; cursor: Cursor; isEnd: boolean }; // The contract's.
    if (told.changes.length === page) rates.push((page * 1000) / tookMs);
    ({ cursor, isEnd } = told);
  }
  return { ours: median(rates), runs: rates.length };
}

async function measureBootstrap(world: World): Promise<number> {
  const scope = { kind: 'project', id: world.place.projectId };
  let seen = 0;
  const tookMs = await timeMs(async () => {
    for (let afterId: string | null = null, isEnd = false; !isEnd;) {
      const after = afterId;
      const answer = await call(world, 'snapshot', () => ({ scope, entity: 'comment', afterId: after })).ask();
      const told = JSON.parse(answer) as { records: { id: string }[]; isEnd: boolean }; // The contract's.
      seen += told.records.length;
      afterId = told.records.at(-1)?.id ?? afterId;
      ({ isEnd } = told);
    }
  });
  if (seen < bootstrapRecords) throw new Error(`${String(seen)} records came.`);
  return tookMs / 1000;
}

/** From the call of the push until another session, which was told, has pulled it. */
async function measureSingles(world: World): Promise<readonly number[]> {
  const { device, place, server } = world;
  const second = await clientOf(server.address).access.signIn({ email, password: testPassword, device: testDevice });
  if (second.kind !== 'signed-in') throw new Error('Ada is in one tenant.');
  const other = clientOf(server.address, second.token);
  const stop = new AbortController();
  const events = (await other.live.watch({}, { signal: stop.signal }))[Symbol.asyncIterator]();
  await events.next();
  let { head: cursor } = await other.sync.greet({ deviceIds: ['00000000000000aa'], schemaVersion: 6 });
  const times: number[] = [];
  for (let run = 0; run < singles; run += 1) {
    const change = device.comment(place, 'news');
    times.push(
      await timeMs(async () => {
        const pushed = pushAll(world, [change]);
        await events.next();
        const from = cursor;
        const answer = await call({ server, token: second.token }, 'pull', () => ({
          cursor: from,
          deviceId: '00000000000000aa',
        })).ask();
        if (!answer.includes(change.recordId)) throw new Error('It was told, and not there.');
        ({ cursor } = JSON.parse(answer) as { cursor: Cursor }); // The contract's.
        await pushed;
      }),
    );
  }
  stop.abort();
  return times;
}

async function measureBare(address: string): Promise<World['bare']> {
  const database = await openDatabase(address);
  try {
    return await database.asOwner(async ({ query, run }) => {
      await run('CREATE TABLE bare (seq bigint PRIMARY KEY, id text NOT NULL, patch jsonb NOT NULL)');
      const inserts: number[] = [];
      for (let at = 0; at < batches; at += 1) {
        const rows = Array.from({ length: batch }, (_, index) => ({
          seq: at * batch + index,
          id: newId(),
          patch: { body: 'A comment of some words', authorId: newId(), subjectId: newId(), isResolved: false },
        }));
        const text = `INSERT INTO bare SELECT seq, id, patch FROM json_to_recordset($1::json) AS given (seq bigint, id text, patch jsonb)`;
        inserts.push(await timeMs(async () => await query(text, [JSON.stringify(rows)])));
      }
      const reads: number[] = [];
      for (let from = 0; from < batches * batch; from += page)
        reads.push(
          await timeMs(
            async () => await query('SELECT seq, id, patch FROM bare WHERE seq >= $1 ORDER BY seq LIMIT 1000', [from]),
          ),
        );
      return { insert: (batch * 1000) / median(inserts), read: (page * 1000) / median(reads) };
    });
  } finally {
    await database.close();
  }
}
