import type { RunProgress } from '#shared/functions/run-progress.ts';

import { createBell } from '../rpc/watch-latest.ts';
import type { ActiveRuns } from './active-runs.ts';

export type ProgressEvent = { isWhole: boolean; runs: { runId: string; bars: RunProgress[] }[] };

/** How far the runs are that have bars, then each run whose bars have changed; one without bars any more has none. */
export async function* watchProgress(
  active: Pick<ActiveRuns, 'list' | 'find' | 'onProgress'>,
  runId: string | null,
  signal: AbortSignal,
): AsyncGenerator<ProgressEvent, void, void> {
  const bell = createBell(signal);
  let changed = new Set(
    active
      .list()
      .filter((run) => run.progress.list().length > 0 && (runId === null || run.runId === runId))
      .map((run) => run.runId),
  );
  const stop = active.onProgress((id) => {
    if (runId !== null && id !== runId) return;
    changed.add(id);
    bell.ring();
  });
  let isWhole = true;
  try {
    do {
      const ids = changed;
      changed = new Set();
      const runs = Array.from(ids, (id) => ({ runId: id, bars: [...(active.find(id)?.progress.list() ?? [])] }));
      yield { isWhole, runs };
      isWhole = false;
    } while (await bell.waitForRing());
  } finally {
    stop();
  }
}
