/*
 * Synchronisation: how many changes a second a server takes, merges and tells, how long a new device waits for what is there, how
 * soon one change is elsewhere, and what all that weighs. A change is a comment of a project (13 fields), each its own transaction,
 * all audited, in pushes of 500 over HTTP by two devices at once. The limit is the same rows in a bare table of the same database,
 * without roles, policies, a log or a server.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startPostgres } from '../src-server/db/start-postgres.harness.ts';
import type { Bench, BenchResult, IsWanted } from './harness.ts';
import { awayFigures, measureAway } from './sync-away.ts';
import { measureBare } from './sync-bare.ts';
import type { Bare } from './sync-bare.ts';
import { blobFigures, blobMemoryFigures, measureBlobs } from './sync-blobs.ts';
import { measureBringOver, bringOverFigures } from './sync-bring-over.ts';
import { apartFigures, deviceFigures, localFigures, measureDevices } from './sync-devices.ts';
import { fanOutFigures, measureFanOut } from './sync-fan-out.ts';
import { measureRates, rateFigures, wireFigures } from './sync-rates.ts';
import { measureRivals } from './sync-rivals.ts';
import type { Rival } from './sync-rivals.ts';
import { openSyncWorld } from './sync-world.ts';
import type { SyncWorld } from './sync-world.ts';

export const syncBench: Bench = { name: 'sync', measure };

const databases = ['postgres', 'pglite'] as const;
type DatabaseName = (typeof databases)[number];

async function measure(isWanted: IsWanted): Promise<readonly BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-bench-sync-'));
  const postgres = await startPostgres();
  try {
    const results: BenchResult[] = [];
    if (isWanted(...bringOverFigures)) results.push(...(await measureBringOver(join(folder, 'bring-over'))));
    const rivals = isWanted(...databases.flatMap((name) => rivalFigures(name))) ? await measureRivals() : [];
    for (const name of databases) {
      if (!isWanted(...figuresOf(name))) continue;
      const isPostgres = name === 'postgres';
      const bare = await measureBare(isPostgres ? await postgres.createDatabase() : join(folder, 'bare'));
      const url = isPostgres ? await postgres.createDatabase() : undefined;
      const world = await openSyncWorld(name, join(folder, name), url);
      try {
        results.push(...(await measureWorld(world, { folder: join(folder, `${name}-devices`), bare }, isWanted)));
      } finally {
        await world.server.stop();
      }
    }
    return results.map((result) => ({ ...result, rivals: { ...result.rivals, ...rivalsOf(rivals, result.name) } }));
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const countedOf: { readonly [figure: string]: (rival: Rival) => number } = {
  'create-rate': ({ createsPerSecond }) => createsPerSecond,
  'update-rate': ({ updatesPerSecond }) => updatesPerSecond,
  'wire-create': ({ bytesOfCreate }) => bytesOfCreate,
  'wire-update': ({ bytesOfUpdate }) => bytesOfUpdate,
};

function rivalFigures(name: DatabaseName): readonly string[] {
  return Object.keys(countedOf).map((figure) => (figure.startsWith('wire-') ? figure : `${figure}/${name}`));
}

function rivalsOf(rivals: readonly Rival[], row: string): { readonly [name: string]: number } {
  const count = countedOf[row.split('/')[0] ?? ''];
  return count === undefined ? {} : Object.fromEntries(rivals.map((rival) => [rival.name, count(rival)]));
}

function figuresOf(name: DatabaseName): readonly string[] {
  const own = [...rateFigures, ...deviceFigures, ...blobFigures].map((figure) => `${figure}/${name}`);
  return name === 'postgres'
    ? [
        ...own,
        ...wireFigures,
        ...apartFigures.map((figure) => `${figure}/postgres`),
        ...localFigures,
        ...awayFigures,
        ...fanOutFigures,
        ...blobMemoryFigures,
      ]
    : own;
}

/** What fills the database comes last. */
async function measureWorld(
  world: SyncWorld,
  { folder, bare }: { readonly folder: string; readonly bare: Bare },
  isWanted: IsWanted,
): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  const isPostgres = world.database === 'postgres';
  if (isPostgres && isWanted(...fanOutFigures)) results.push(await measureFanOut(world));
  if (isWanted(...rateFigures.map((figure) => `${figure}/${world.database}`), ...(isPostgres ? wireFigures : [])))
    results.push(...(await measureRates(world, bare, isWanted)));
  if (isPostgres && isWanted(...awayFigures)) results.push(...(await measureAway(world, join(folder, 'away'))));
  results.push(...(await measureBlobs(world, join(folder, 'blobs'), isWanted)));
  results.push(...(await measureDevices(world, folder, bare, isWanted)));
  return results;
}
