// What tests of the store stand on: a data folder of their own, a clock that ticks when asked, and repeatable randomness.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';
import type { Clock } from '#shared/base/instant.ts';
import { entities as allEntities } from '#shared/features.ts';
import { usualSettings } from '#shared/functions/call-settings.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import type { RunRecord, runEntity } from '#shared/functions/function-entities.ts';
import type { DraftOf } from '#shared/schema/entity.ts';
import { StoreRefusal } from './store-failure.ts';
import { openStore } from './store.ts';
import type { Store, StoreOptions } from './store.ts';

type TestClock = Clock & { readonly advance: (ms: number) => void };

export function testClock(startMs = 1_700_000_000_000): TestClock {
  let nowMs = startMs;
  return {
    nowMs: () => instantOf(nowMs),
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

/** A small generator (xorshift), so that a failing test fails again. */
export function testRandom(seed = 1): RandomBytes {
  let state = seed;
  return (bytes) =>
    bytes.map(() => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state & 255;
    });
}

export type StoreWorld = {
  readonly folder: string;
  readonly clock: TestClock;
  readonly options: StoreOptions;
  /** Opens the file (again); fails the test when it does not open. */
  readonly open: (changes?: Partial<StoreOptions>) => Promise<Store>;
  readonly dispose: () => void;
};

export function setupFolder(seed = 1): StoreWorld {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-store-'));
  const clock = testClock();
  const options = {
    file: join(folder, 'accounts', 'personal.sqlite'),
    entities: allEntities,
    backupFolder: join(folder, 'backups'),
    clock,
    random: testRandom(seed),
  };
  const opened: Store[] = [];
  return {
    folder,
    clock,
    options,
    open: async (changes) => {
      const result = await openStore({ ...options, ...changes });
      assert(result.ok, `The store did not open: ${JSON.stringify(result)}`);
      opened.push(result.value);
      return result.value;
    },
    dispose: () => {
      for (const store of opened) store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function functionDraft(changes: Partial<DraftOf<typeof functionEntity>> = {}): DraftOf<typeof functionEntity> {
  return {
    tenantId: 'tenant-1',
    workspaceId: 'workspace-1',
    name: 'simulate',
    createdBy: 'ada',
    folder: '',
    language: 'r',
    draftSource: 'simulate <- function(n) n\n',
    draftChecksum: '',
    metadata: { ...usualSettings, entry: 'simulate', documentation: '', parameters: [], returns: '', tags: [] },
    ...changes,
  };
}

/** A run that has just been accepted. */
export function runDraft(changes: Partial<DraftOf<typeof runEntity>> = {}): DraftOf<typeof runEntity> {
  return {
    functionName: 'simulate',
    language: 'r',
    checksum: '',
    arguments: {},
    runBy: 'ada',
    origin: 'app',
    state: 'waiting',
    runNumber: 1,
    logBytes: 0,
    ...changes,
  };
}

/** A run as its record is when it has ended. */
export function endedRun(changes: Partial<RunRecord> = {}): RunRecord {
  const { functionName, language, checksum, runBy, origin, runNumber, logBytes } = runDraft();
  const at = instantOf(1000);
  return {
    id: 'run-1',
    createdAt: at,
    updatedAt: at,
    deletedAt: null,
    workspaceId: null,
    functionId: null,
    functionName,
    language,
    versionId: null,
    checksum,
    arguments: { x: 1 },
    runBy,
    origin,
    state: 'done',
    runNumber,
    startedAt: at,
    endedAt: at,
    tookMs: 0.5,
    interpreter: null,
    outcome: { shown: [], warnings: [], failure: null },
    logBlob: null,
    logBytes,
    ...changes,
  };
}

/** Opened, in a folder that goes with the test. */
export async function setupStore() {
  const world = setupFolder();
  onTestFinished(world.dispose);
  return { ...world, store: await world.open() };
}

/** The failure with which the store refuses the work; undefined when it does not. */
export function refusalOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreRefusal) return error.failure;
    throw error;
  }
  return undefined;
}

export function readChanges(
  file: string,
): { entity: string; patch: unknown; before: unknown; number: number; transaction: number }[] {
  const database = new Database(file, { readonly: true });
  const rows = database
    .prepare<
      [],
      { entity: string; patch: string; before_values: string | null; number: number; transaction_number: number }
    >('SELECT entity, patch, before_values, number, transaction_number FROM changes ORDER BY number')
    .all();
  database.close();
  return rows.map((row) => ({
    entity: row.entity,
    patch: JSON.parse(row.patch) as unknown,
    before: row.before_values === null ? null : (JSON.parse(row.before_values) as unknown),
    number: row.number,
    transaction: row.transaction_number,
  }));
}

/** Writes until the store refuses: how many records it took, and what it said then. */
export function fillUp(store: Store): { readonly count: number; readonly failure: unknown } {
  for (let count = 0; count < 10_000; count += 1) {
    try {
      const draft = functionDraft({ draftSource: 'x'.repeat(5000) });
      store.write({ actorId: 'ada' }, (tx) => tx.create(functionEntity, draft));
    } catch (error) {
      if (error instanceof StoreRefusal) return { count, failure: error.failure };
      throw error;
    }
  }
  return { count: 10_000, failure: undefined };
}
