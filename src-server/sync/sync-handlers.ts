import { fail, ok } from '#shared/base/result.ts';
import type { ServerApi } from '#shared/server-api.ts';

import { askerOf } from '../rpc/server-call.ts';
import type { ServerHandlersOf } from '../rpc/server-call.ts';
import { findReach } from './find-reach.ts';
import { createBehindGuesses } from './guess-behind.ts';
import { pullChanges } from './pull-changes.ts';
import { pushChanges } from './push-changes.ts';
import { snapshotRecords, snapshotRows } from './snapshot-records.ts';
import type { SyncDeps } from './sync-deps.ts';
import { isBehind } from './is-behind.ts';
import { raiseFence } from './raise-fence.ts';
import { holdHead } from './tenant-log.ts';

const behind = { kind: 'server-behind' } as const;

export function createSyncHandlers(deps: SyncDeps): ServerHandlersOf<ServerApi['sync']> {
  const guesses = createBehindGuesses();
  return {
    greet: async ({ deviceIds }, call) => {
      const { tenantId } = askerOf(call);
      // Held first: what is told to the device afterwards is then at least as new as it, and no push is half-way in.
      const { epoch, seq } = await holdHead(call.sql, tenantId, deps.newId);
      return ok({
        head: { epoch, seq },
        reach: [...(await findReach(deps, call))],
        ...(await raiseFence(deps, call, deviceIds)),
        serverMs: call.nowMs,
        schemaVersion: deps.schemaVersion,
      });
    },
    push: async (input, call) => await pushChanges({ ...deps, guesses }, call, input),
    pull: async (input, call) => ok(await pullChanges(deps, call, input)),
    snapshot: async (input, call) =>
      (await isBehind(deps, call)) ? fail(behind) : ok(await snapshotRecords(deps, call, input)),
    rows: async (input, call) =>
      (await isBehind(deps, call)) ? fail(behind) : ok(await snapshotRows(deps, call, input)),
  };
}
