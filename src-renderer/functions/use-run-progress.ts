import { useSyncExternalStore } from 'react';

import type { RunProgress } from '#shared/functions/run-progress.ts';

import { createLiveSource } from '../live/live-source.ts';
import { client, core } from '../rpc/client.ts';

type BarsByRunId = { readonly [runId: string]: readonly RunProgress[] };

/** One watch for every place that shows how far a run is. Only runs that have bars are in it. */
const source = createLiveSource<ProgressEvent, BarsByRunId>({
  connection: core,
  watch: (signal) => client.runs.watchProgress({}, { signal }),
  initial: {},
  apply: applyProgress,
  onEnd: () => undefined,
});

type ProgressEvent = {
  readonly isWhole: boolean;
  readonly runs: readonly { readonly runId: string; readonly bars: readonly RunProgress[] }[];
};

const noBars: readonly RunProgress[] = [];

/** How far a run is now, a bar for each piece of its work. */
export function useRunProgress(runId: string | undefined): readonly RunProgress[] {
  const bars = useSyncExternalStore(source.subscribe, () =>
    runId === undefined ? undefined : source.getSnapshot()[runId],
  );
  return bars ?? noBars;
}

export function applyProgress(before: BarsByRunId, { isWhole, runs }: ProgressEvent): BarsByRunId {
  const next: { [runId: string]: readonly RunProgress[] } = isWhole ? {} : { ...before };
  for (const { runId, bars } of runs) {
    if (bars.length === 0) delete next[runId];
    else next[runId] = bars;
  }
  return next;
}
