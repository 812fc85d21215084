/*
 * Old results make room: of each function the last runs keep what they gave, of older ones only the record stays. A blob is
 * named by its content, so several runs may share one; it goes when no run names it any more.
 */
import { runEntity } from '#shared/functions/function-entities.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';
import type { Shown } from '#shared/functions/outcome.ts';

import { StoreRefusal } from '../store/store-failure.ts';
import type { RunDeps } from './run-function.ts';

/** Of one function (and of all runs of source files together). */
export const runsKeptPerFunction = 50;

/** The look at all runs takes some milliseconds, so it is taken once in so many runs of a function. */
const collectEveryRuns = 25;

/** More runs than years of work have; the rest waits for the next time. */
const runsLookedAtMax = 100_000;

export function isCollectionDue(run: RunRecord): boolean {
  return run.runNumber > runsKeptPerFunction && run.runNumber % collectEveryRuns === 0;
}

/** Takes the results from old runs and deletes the files that nothing names. Answers how many files that were. */
export async function collectResults({
  store,
  blobs,
  clock,
}: Pick<RunDeps, 'store' | 'blobs' | 'clock'>): Promise<number> {
  const runs = store.list(runEntity, { order: [{ field: 'createdAt', direction: 'down' }], limit: runsLookedAtMax });
  const seenByFunction = new Map<string, number>();
  const named = new Set<string>();
  for (const run of runs) {
    const key = run.functionId ?? '';
    const seen = (seenByFunction.get(key) ?? 0) + 1;
    seenByFunction.set(key, seen);
    const isOld = seen > runsKeptPerFunction && blobsOf(run).length > 0;
    // The record first: a crash between the two leaves files too many, never a record that names none.
    if (isOld && forgetResults(store, run)) continue;
    for (const blob of blobsOf(run)) named.add(blob);
  }
  return await blobs.collect(named, clock.nowMs());
}

function blobsOf(run: RunRecord): readonly string[] {
  return [...(run.outcome?.shown ?? []).map(blobOf), run.logBlob].filter((blob) => blob !== null);
}

function blobOf(shown: Shown): string | null {
  return 'blob' in shown ? shown.blob : null;
}

/** False when the record could not be written; its files then stay. */
function forgetResults(store: RunDeps['store'], run: RunRecord): boolean {
  const shown = (run.outcome?.shown ?? []).filter((one) => blobOf(one) === null);
  try {
    store.write({ actorId: run.runBy }, (tx) =>
      tx.patch(runEntity, run.id, {
        logBlob: null,
        outcome: { shown, failure: run.outcome?.failure ?? null, warnings: run.outcome?.warnings ?? [] },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof StoreRefusal) return false;
    throw error;
  }
}
