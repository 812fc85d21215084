/*
 * How the costs of synchronisation grow, on PostgreSQL: with the records of one project (what one push, one pull and a first load
 * take, and what the server and a device weigh), with the devices that are connected, and with the tenants that push at once. What
 * would not depend on the number at all stands in the first row of each.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from 'pg';

import { migrations } from '#shared/schema/migrations/migrations.ts';

import { clientOf } from '../src-server/server-client.harness.ts';
import { startPostgres } from '../src-server/db/start-postgres.harness.ts';
import { createTestDevice, newId } from '../src-server/sync/test-device.harness.ts';
import { median, residentMb, timeMs } from './harness.ts';
import type { Bench, BenchResult, IsWanted } from './harness.ts';
import { openBenchDevice } from './sync-device.ts';
import { measureFanOut } from './sync-fan-out.ts';
import { batch, createAsker, createPusher, makeComments, openSyncWorld, pushBeside } from './sync-world.ts';
import type { Pusher, SyncWorld } from './sync-world.ts';

export const syncGrowthBench: Bench = { name: 'sync-growth', measure };

const recordSteps = [1_000, 10_000, 100_000, 1_000_000];
const deviceSteps = [1, 10, 100, 1_000];
const tenantSteps = [1, 10, 100];
/** Of which one push and one pull are the median. */
const singles = 100;
/** Of all tenants together. */
const pushesOfTenants = 100;
const reader = '00000000000000aa';

async function measure(isWanted: IsWanted): Promise<readonly BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-bench-growth-'));
  const postgres = await startPostgres();
  try {
    const results: BenchResult[] = [];
    for (const measurePart of [measureRecords, measureConnected, measureTenants]) {
      const url = await postgres.createDatabase();
      const part = { folder: join(folder, measurePart.name), url };
      const world = await openSyncWorld('postgres', part.folder, url);
      try {
        results.push(...(await measurePart(world, part, isWanted)));
      } finally {
        await world.server.stop();
      }
    }
    return results;
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Part = { readonly folder: string; readonly url: string };

async function measureRecords(world: SyncWorld, { folder, url }: Part, isWanted: IsWanted): Promise<BenchResult[]> {
  const pusher = await createPusher(world, world.device);
  const results: BenchResult[] = [];
  let made = 0;
  for (const records of recordSteps) {
    const figures = ['push-one', 'pull-one', 'first-load', 'device-disk', 'server-disk', 'server-rss'].map(
      (figure) => `${figure}/${String(records)}`,
    );
    if (!isWanted(...figures)) continue;
    for (; made < records; made += batch) await pusher.push(makeComments(world.device, world.place));
    const row = (figure: string, unit: string, ours: number, runs = 1): BenchResult => ({
      name: `${figure}/${String(records)}`,
      unit,
      ours,
      rivals: {},
      runs,
    });
    const { pushMs, pullMs } = await measureOne(world, pusher);
    const device = await openBenchDevice(world, join(folder, `device-${String(records)}`));
    const loadMs = await timeMs(device.inStep);
    await device.close();
    results.push(
      row('push-one', 'ms', pushMs, singles),
      row('pull-one', 'ms', pullMs, singles),
      row('first-load', 's', loadMs / 1000),
      row('device-disk', 'B/record', statSync(device.file).size / records),
      row('server-disk', 'B/record', (await databaseBytes(url)) / records),
      row('server-rss', 'MB', residentMb(world.server.pid)),
    );
  }
  return results;
}

/** Of a change among all that are there: its push, and the pull of whoever has everything before it. */
async function measureOne(
  world: SyncWorld,
  pusher: Pusher,
): Promise<{ readonly pushMs: number; readonly pullMs: number }> {
  const asker = createAsker(world, 'pull');
  const [pushes, pulls]: [number[], number[]] = [[], []];
  for (let single = 0; single < singles; single += 1) {
    const { head } = await world.client.sync.greet({ deviceIds: [reader], schemaVersion: migrations.length });
    const changes = makeComments(world.device, world.place, 1);
    pushes.push(await timeMs(() => pusher.push(changes)));
    pulls.push(await timeMs(() => asker.ask({ cursor: head, deviceId: reader })));
  }
  asker.close();
  return { pushMs: median(pushes), pullMs: median(pulls) };
}

async function databaseBytes(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ bytes: string }>('SELECT pg_database_size(current_database()) AS bytes');
    return Number(rows[0]?.bytes);
  } finally {
    await client.end();
  }
}

async function measureConnected(world: SyncWorld, _part: Part, isWanted: IsWanted): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const devices of deviceSteps)
    if (isWanted(`fan-out-${String(devices)}-p99`)) results.push(await measureFanOut(world, devices));
  return results;
}

/** The same number of pushes in all, by one device of each tenant: what a tenant waits for is its own, not the others'. */
async function measureTenants(world: SyncWorld, _part: Part, isWanted: IsWanted): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  const pushers: Pusher[] = [];
  const places: SyncWorld['place'][] = [];
  for (const tenants of tenantSteps) {
    const name = `create-rate/${String(tenants)}-tenants`;
    if (!isWanted(name)) continue;
    while (pushers.length < tenants) {
      const { pusher, place } = await openTenant(world, pushers.length);
      pushers.push(pusher);
      places.push(place);
    }
    const length = pushesOfTenants / tenants;
    const rates: number[] = [];
    for (let run = 0; run < 3; run += 1) {
      const made = pushers.map((pusher, index) => ({
        ...pusher,
        pushes: Array.from({ length }, () => makeComments(pusher.device, places[index] ?? world.place)),
      }));
      rates.push(await pushBeside(made));
    }
    results.push({ name, unit: 'changes/s', ours: median(rates), rivals: {}, runs: rates.length });
  }
  return results;
}

/** A tenant with a workspace and a project, in which Ada acts as the server's administrator. */
async function openTenant(world: SyncWorld, number: number) {
  const { client, server } = world;
  const name = `Tenant ${String(number)}`;
  const slug = `tenant-${String(number)}`;
  const { tenant } = await client.tenants.create({ name, slug, administratorEmail: `${slug}@example.org` });
  const { token, me } = await client.access.actIn({ tenantId: tenant.id });
  const inTenant = clientOf(server.address, token);
  const device = createTestDevice(inTenant, { tenantId: tenant.id, userId: me.user.id });
  const place = { tenantId: tenant.id, workspaceId: newId(), projectId: newId() };
  const outcomes = await device.push([
    ...device.workspace(name, place.workspaceId),
    ...device.project(place.workspaceId, name, place.projectId),
  ]);
  const refused = outcomes.find(({ kind }) => kind !== 'applied');
  if (refused !== undefined) throw new Error(`A tenant was not made: ${JSON.stringify(refused)}`);
  return { pusher: await createPusher({ server, token }, device), place };
}
