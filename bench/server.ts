/*
 * The enterprise server: how long a start, a sign-in and a call take, and how many calls a second it answers, with the embedded
 * database and with PostgreSQL. A read is `GET /me`, a write `PATCH /me` with its audit event; both authenticated, in one
 * transaction under row-level security. Beside them stand a Fastify that answers a constant, and the plain SQL of a session's
 * look-up (a read) or of an update (a write), without roles and policies.
 */
import { PGlite } from '@electric-sql/pglite';
import { hash, verify } from '@node-rs/argon2';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Pool } from 'pg';

import { startPostgres } from '../src-server/db/start-postgres.harness.ts';
import { clientOf, testDevice, testPassword, takeSetUpLink } from '../src-server/server-client.harness.ts';
import { measureAuditInsert } from './server-audit.ts';
import { measureAuditSearch } from './server-audit-search.ts';
import { measureHonest } from './server-honest.ts';
import { createHttpAsker, measureLoad } from './server-load.ts';
import type { Load } from './server-load.ts';
import { measureSecrecy } from './server-secrecy.ts';
import { setUpLinkOf, startBareFastify, startServerProcess } from './server-process.ts';
import type { BenchProcess } from './server-process.ts';
import { median, residentMb, timeMs } from './harness.ts';
import type { Bench, BenchResult, IsWanted } from './harness.ts';

export const serverBench: Bench = { name: 'server', measure };

const databases = ['pglite', 'postgres'] as const;
type DatabaseName = (typeof databases)[number];
const kinds = ['read', 'write'] as const;
type Kind = (typeof kinds)[number];
const connectionCounts = [1, 16, 64];
const loadMs = 2_000;
const starts = 3;
const signIns = 30;
const email = 'ada@example.org';
const secrets = ['sign-in-refused-p50', 'password-forgotten-p50'];

/** Plain SQL of the same kind, as fast as the database does it. */
type BareSql = { readonly [kind in Kind]: () => Promise<void> };

async function measure(isWanted: IsWanted): Promise<readonly BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-bench-server-'));
  const postgres = await startPostgres();
  const bare = await startBareFastify();
  try {
    const results: BenchResult[] = [];
    for (const name of databases) {
      const url = name === 'postgres' ? await postgres.createDatabase() : undefined;
      if (isWanted(...figuresOf(name))) {
        results.push(...(await measureDatabase({ name, url, folder: join(folder, name), bare }, isWanted)));
      }
      if (isWanted(`audit-insert/${name}`)) {
        results.push(await measureAuditInsert(name, url === undefined ? 'memory://' : await postgres.createDatabase()));
      }
      if (isWanted(`audit-search-p50/${name}`, `audit-export/${name}`)) {
        const address = url === undefined ? 'memory://' : await postgres.createDatabase();
        results.push(...(await measureAuditSearch(name, address)));
      }
      const createDatabase = async () =>
        await Promise.resolve(url === undefined ? undefined : postgres.createDatabase());
      results.push(
        ...(await measureHonest({ name, folder: join(folder, `${name}-honest`), createDatabase }, isWanted)),
      );
    }
    return results;
  } finally {
    await bare.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function figuresOf(name: DatabaseName): readonly string[] {
  const refused = name === 'postgres' ? secrets : [];
  const figures = ['start', 'rss', 'rss-loaded', 'sign-in-p50', 'request-p50', 'request-p99', 'requests'];
  return [...figures.map((figure) => `${figure}/${name}`), ...refused];
}

type Place = {
  readonly name: DatabaseName;
  readonly url: string | undefined;
  readonly folder: string;
  readonly bare: BenchProcess;
};

async function measureDatabase(
  { name, url, folder, bare }: Place,
  isWanted: IsWanted,
): Promise<readonly BenchResult[]> {
  const first = await startServerProcess(folder, url);
  const token = await setUp(first);
  await first.stop();
  const startMs: number[] = [];
  for (let run = 0; run < starts && isWanted(`start/${name}`); run += 1) {
    const server = await startServerProcess(folder, url);
    startMs.push(server.listeningAfterMs);
    await server.stop();
  }
  const server = await startServerProcess(folder, url);
  try {
    const idleMb = residentMb(server.pid);
    const results: BenchResult[] = [
      { name: `start/${name}`, unit: 's', ours: median(startMs) / 1000, rivals: {}, runs: startMs.length },
      { name: `rss/${name}`, unit: 'MB', ours: idleMb, rivals: {}, runs: 1 },
    ];
    if (isWanted(`sign-in-p50/${name}`)) results.push(await measureSignIn(server, name));
    if (isWanted(...['request-p50', 'request-p99', 'requests', 'rss-loaded'].map((figure) => `${figure}/${name}`))) {
      results.push(...(await measureRequests({ server, name, url, token, bare })));
      const loadedMb = residentMb(server.pid);
      results.push({ name: `rss-loaded/${name}`, unit: 'MB', ours: loadedMb, rivals: {}, runs: 1 });
    }
    await server.stop();
    if (url !== undefined && isWanted(...secrets)) results.push(...(await measureSecrecy({ url, folder, email })));
    return results;
  } finally {
    await server.stop();
  }
}

async function setUp(server: BenchProcess): Promise<string> {
  return (await takeSetUpLink(clientOf(server.address), await setUpLinkOf(server), email)).token;
}

async function measureSignIn({ address }: BenchProcess, name: DatabaseName): Promise<BenchResult> {
  const client = clientOf(address);
  // argon2id with the server's cost.
  const kept = await hash(testPassword, { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  const ours: number[] = [];
  const hashing: number[] = [];
  for (let run = 0; run < signIns; run += 1) {
    ours.push(
      await timeMs(async () => await client.access.signIn({ email, password: testPassword, device: testDevice })),
    );
    hashing.push(await timeMs(async () => await verify(kept, testPassword)));
  }
  return {
    name: `sign-in-p50/${name}`,
    unit: 'ms',
    ours: median(ours),
    limit: median(hashing),
    rivals: {},
    runs: signIns,
  };
}

type Loaded = Omit<Place, 'folder'> & { readonly server: BenchProcess; readonly token: string };

async function measureRequests({ server, name, url, token, bare }: Loaded): Promise<readonly BenchResult[]> {
  const sql = await openBareSql(url);
  const results: BenchResult[] = [];
  for (const kind of kinds) {
    for (const count of connectionCounts) {
      const me = { url: `${server.address}/api/v1/me`, method: kind === 'read' ? 'GET' : 'PATCH', token };
      const ours = await loadHttp(
        count,
        kind === 'read' ? me : { ...me, body: () => ({ name: `Ada ${String(Math.random())}` }) },
      );
      const constant = { url: `${bare.address}/${kind}`, method: kind === 'read' ? 'GET' : 'PATCH' };
      const fastify = await loadHttp(
        count,
        kind === 'read' ? constant : { ...constant, body: () => ({ name: 'Ada' }) },
      );
      const plain = await measureLoad(count, loadMs / 2, sql.run[kind]);
      const row = (figure: string, unit: string, of: (load: Load) => number): BenchResult => ({
        name: `${figure}/${name}-${kind}-${String(count)}`,
        unit,
        ours: of(ours),
        rivals: { 'bare Fastify': of(fastify), 'bare SQL': of(plain) },
        runs: ours.count,
      });
      results.push(
        row('request-p50', 'ms', ({ p50 }) => p50),
        row('request-p99', 'ms', ({ p99 }) => p99),
        row('requests', '1/s', ({ perSecond }) => perSecond),
      );
    }
  }
  await sql.close();
  return results;
}

async function loadHttp(count: number, call: Parameters<typeof createHttpAsker>[0]): Promise<Load> {
  const { ask, close } = createHttpAsker(call);
  const load = await measureLoad(count, loadMs, async () => void (await ask()));
  close();
  return load;
}

const bareTable = `CREATE TABLE bench_sessions (id int PRIMARY KEY, name text NOT NULL);
  INSERT INTO bench_sessions SELECT n, 'Ada' FROM generate_series(1, 1000) n`;
const bareRead = 'SELECT id, name FROM bench_sessions WHERE id = $1';
const bareWrite = 'UPDATE bench_sessions SET name = $2 WHERE id = $1';

async function openBareSql(
  url: string | undefined,
): Promise<{ readonly run: BareSql; readonly close: () => Promise<void> }> {
  const someId = (): number => 1 + Math.floor(Math.random() * 1000);
  if (url === undefined) {
    const pglite = await PGlite.create();
    await pglite.exec(bareTable);
    const run = {
      read: async () => void (await pglite.query(bareRead, [someId()])),
      write: async () => void (await pglite.query(bareWrite, [someId(), 'Ada'])),
    };
    return { run, close: async () => await pglite.close() };
  }
  const pool = new Pool({ connectionString: url, max: 20 });
  await pool.query(bareTable);
  const run = {
    read: async () => void (await pool.query(bareRead, [someId()])),
    write: async () => void (await pool.query(bareWrite, [someId(), 'Ada'])),
  };
  return { run, close: async () => await pool.end() };
}
