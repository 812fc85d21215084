// What tests of the store stand on: a data folder of their own, a clock that ticks when asked, and repeatable randomness.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { assert } from '#shared/base/assert.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';
import type { Clock } from '#shared/base/instant.ts';
import { entities as allEntities } from '#shared/features.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import type { DraftOf } from '#shared/schema/entity.ts';
import { openStore } from './store.ts';
import type { Store, StoreOptions } from './store.ts';

export type TestClock = Clock & { readonly advance: (ms: number) => void };

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

export function setupFolder(): StoreWorld {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-store-'));
  const clock = testClock();
  const options = {
    file: join(folder, 'accounts', 'personal.sqlite'),
    entities: allEntities,
    backupFolder: join(folder, 'backups'),
    clock,
    random: testRandom(),
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
    metadata: { entry: 'simulate', documentation: '', parameters: [], returns: '', tags: [], timeLimitSeconds: null },
    ...changes,
  };
}
