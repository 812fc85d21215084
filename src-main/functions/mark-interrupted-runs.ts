import type { Clock } from '#shared/base/instant.ts';
import { runEntity } from '#shared/functions/function-entities.ts';

import type { Store } from '../store/store.ts';

/** What a crash cut off is failed: interrupted. Called at start, before anything can run. Returns how many there were. */
export function markInterruptedRuns(store: Store, clock: Clock): number {
  const cutOff = (['waiting', 'running'] as const).flatMap((state) => store.list(runEntity, { where: { state } }));
  for (const run of cutOff) {
    store.write({ actorId: run.runBy }, (tx) =>
      tx.patch(runEntity, run.id, {
        state: 'failed',
        endedAt: clock.nowMs(),
        outcome: { shown: [], warnings: [], failure: { kind: 'interrupted' } },
      }),
    );
  }
  return cutOff.length;
}
