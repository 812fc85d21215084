import { ok } from '#shared/base/result.ts';
import type { ServerApi } from '#shared/server-api.ts';

import { askerOf } from '../rpc/server-call.ts';
import type { ServerHandlersOf } from '../rpc/server-call.ts';
import { findReach } from './find-reach.ts';
import { pullChanges } from './pull-changes.ts';
import { pushChanges } from './push-changes.ts';
import { snapshotRecords } from './snapshot-records.ts';
import type { SyncDeps } from './sync-deps.ts';
import { readHead } from './tenant-log.ts';

export function createSyncHandlers(deps: SyncDeps): ServerHandlersOf<ServerApi['sync']> {
  return {
    greet: async ({ deviceIds }, call) => {
      const { tenantId } = askerOf(call);
      // The head first: what is told to the device afterwards is then at least as new as it.
      const { epoch, seq } = await readHead(call.sql, tenantId, deps.newId);
      const devices = await call.sql.query(
        'SELECT device_id, last_number FROM sync_devices WHERE tenant_id = $1 AND device_id = ANY ($2)',
        [tenantId, deviceIds],
      );
      const known = new Map(devices.map((row) => [String(row['device_id']), Number(row['last_number'])]));
      return ok({
        head: { epoch, seq },
        reach: [...(await findReach(deps, call))],
        lastNumbers: Object.fromEntries(deviceIds.map((id) => [id, known.get(id) ?? 0])),
        serverMs: call.nowMs,
        schemaVersion: deps.schemaVersion,
      });
    },
    push: async (input, call) => await pushChanges(deps, call, input),
    pull: async (input, call) => ok(await pullChanges(deps, call, input)),
    snapshot: async (input, call) => ok(await snapshotRecords(deps, call, input)),
  };
}
