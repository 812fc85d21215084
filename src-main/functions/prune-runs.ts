import { runEntity } from '#shared/functions/function-entities.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';

import type { HistoryEnds } from '../store/find-old-changes.ts';
import type { Store, StoreReader } from '../store/store.ts';
import type { RunHistory } from '../workspaces/keep-history.ts';
import { collectResults } from './collect-results.ts';
import type { CollectDeps } from './collect-results.ts';

/** A piece reads, and may erase, so many records: about 3 ms on a slow machine. */
const runsPerPiece = 50;

/** The runs that are older than their workspace keeps its history. One that has not ended is not old. */
export function createRunHistory(deps: CollectDeps & { readonly store: Store }): RunHistory {
  const { store } = deps;
  return {
    *countOldRuns(ends) {
      for (const runs of listOldRuns(store, ends)) yield runs.length;
    },
    *pruneRuns(ends) {
      for (const runs of listOldRuns(store, ends)) {
        const [first] = runs;
        if (first !== undefined) {
          store.write({ actorId: first.runBy }, (tx) => runs.forEach(({ id }) => tx.remove(runEntity, id)));
        }
        yield runs.length;
      }
    },
    collect: async () => await collectResults(deps),
  };
}

/** The old ones of each page of runs; pages without any are empty. */
function* listOldRuns(store: StoreReader, ends: HistoryEnds): Generator<readonly RunRecord[], void, void> {
  for (let afterId: string | undefined = ''; afterId !== undefined && ends.size > 0;) {
    const runs: readonly RunRecord[] = store.list(runEntity, { afterId, limit: runsPerPiece });
    yield runs.filter((run) => isOld(run, ends));
    afterId = runs.length < runsPerPiece ? undefined : runs.at(-1)?.id;
  }
}

function isOld({ workspaceId, state, createdAt, endedAt }: RunRecord, ends: HistoryEnds): boolean {
  const end = workspaceId === null ? undefined : ends.get(workspaceId);
  return end !== undefined && state !== 'waiting' && state !== 'running' && (endedAt ?? createdAt) < end;
}
