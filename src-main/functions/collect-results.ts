/*
 * Old results make room: of each function the last runs keep what they gave, of older ones only the record stays. A blob is
 * named by its content, so several runs may share one; it goes when no run names it any more.
 *
 * What is looked at does not grow with the history: of a function only the runs around the last that is kept, since all before
 * it were taken care of as they passed that place.
 */
import { functionEntity, runEntity } from '#shared/functions/function-entities.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';
import type { Outcome, Shown } from '#shared/functions/outcome.ts';

import { StoreRefusal } from '../store/store-failure.ts';
import type { RunDeps } from './run-function.ts';
import type { RunDraft } from './run-records.ts';

/** Of one function (and of all runs of source files together). */
export const runsKeptPerFunction = 50;

/** A function's old runs are looked at once in so many of its runs. */
const collectEveryRuns = 50;

/** Runs looked at beyond those that are kept: two turns' worth, should a full disk have kept them from their turn. */
const runsLookedBack = 2 * collectEveryRuns;

/** Files stay for an hour anyway (see blob-folder.ts), so the folder is not gone through more often than this. */
const sweepEveryMs = 10 * 60 * 1000;

/** More functions than years of work have; the rest waits for another day. */
const functionsMax = 100_000;

export type ResultCollector = {
  /** A run of this function has left files, or values that are kept. */
  readonly noteResults: (functionId: string | null) => void;
  /** After a run of a function that is due: its old results, and now and then the files that nothing names. */
  readonly collectAfter: (functionId: string | null) => Promise<void>;
};

export type CollectDeps = Pick<RunDeps, 'store' | 'blobs' | 'clock'> & {
  /** Blobs that others name than runs: attached files. */
  readonly listNamedBlobs: () => Promise<ReadonlySet<string>>;
};

export function isCollectionDue({ functionId = null, runNumber }: RunDraft): boolean {
  // A run of a source file has no number among others.
  return functionId === null || (runNumber > runsKeptPerFunction && runNumber % collectEveryRuns === 0);
}

export function createResultCollector(deps: CollectDeps): ResultCollector {
  let sweptMs = 0;
  let fileRuns = 0;
  /** Functions whose runs near the last that is kept have nothing to take; until one leaves something, none will have. */
  const bareFunctions = new Set<string | null>();
  return {
    noteResults: (functionId) => void bareFunctions.delete(functionId),
    async collectAfter(functionId) {
      if (functionId === null) {
        fileRuns += 1;
        if (fileRuns % collectEveryRuns !== 0) return;
      }
      if (!bareFunctions.has(functionId)) {
        const { hasAny } = forgetOldResults(deps, functionId);
        if (!hasAny && bareFunctions.size < functionsMax) bareFunctions.add(functionId);
      }
      if (deps.clock.nowMs() - sweptMs < sweepEveryMs) return;
      sweptMs = deps.clock.nowMs();
      await collectResults(deps);
    },
  };
}

/** Takes the results from all old runs and deletes the files that nothing names. Answers how many files that were. */
export async function collectResults({ store, blobs, clock, listNamedBlobs }: CollectDeps): Promise<number> {
  const functions = store.list(functionEntity, { includeDeleted: true, limit: functionsMax });
  const named = new Set<string>();
  for (const functionId of [null, ...functions.map(({ id }) => id)]) {
    for (const blob of forgetOldResults({ store }, functionId).blobs) named.add(blob);
    // Other work has its turn between two functions.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  for (const blob of await listNamedBlobs()) named.add(blob);
  // Runs that began meanwhile, and what was attached meanwhile, have files that are younger than any that is deleted.
  return await blobs.collect(named, clock.nowMs());
}

/** Answers the blobs that the function's runs still name, and whether any of these runs had something that has to go one day. */
function forgetOldResults(
  { store }: Pick<CollectDeps, 'store'>,
  functionId: string | null,
): { readonly blobs: readonly string[]; readonly hasAny: boolean } {
  const runs = store.list(runEntity, {
    where: { functionId },
    order: [{ field: 'createdAt', direction: 'down' }],
    limit: runsKeptPerFunction + runsLookedBack,
  });
  const blobs = runs.flatMap((run, index) => {
    const isOld = index >= runsKeptPerFunction && hasToGo(run);
    // The record first: a crash between the two leaves files too many, never a record that names none.
    return isOld && forgetResults(store, run) ? [] : blobsOf(run);
  });
  return { blobs, hasAny: runs.some(hasToGo) };
}

/** A short log and a small value stay: they are part of the record. */
export function hasResultsToGo({ shown, handles = [] }: Outcome): boolean {
  return handles.length > 0 || shown.some((one) => blobOf(one) !== null);
}

function hasToGo({ outcome, logBlob }: RunRecord): boolean {
  return logBlob !== null || (outcome !== null && hasResultsToGo(outcome));
}

export function blobsOf(run: RunRecord): readonly string[] {
  return [...(run.outcome?.shown ?? []).map(blobOf), run.logBlob].filter((blob) => blob !== null);
}

function blobOf(shown: Shown): string | null {
  return 'blob' in shown ? shown.blob : null;
}

/** False when the record could not be written; its files then stay. */
function forgetResults(store: RunDeps['store'], run: RunRecord): boolean {
  const shown = (run.outcome?.shown ?? []).filter((one) => blobOf(one) === null);
  try {
    store.write({ actorId: run.runBy, durability: 'soon' }, (tx) =>
      tx.patch(runEntity, run.id, {
        logBlob: null,
        // Without the kept values, which are let go (see kept-handles.ts).
        outcome: { warnings: [], failure: null, ...run.outcome, shown, handles: undefined },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof StoreRefusal) return false;
    throw error;
  }
}
