import { askerOf } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import type { SyncDeps } from './sync-deps.ts';

export type RaisedFence = {
  readonly fence: string;
  /** By device id; 0 also of a device that is somebody else's. */
  readonly lastNumbers: { readonly [deviceId: string]: number };
};

/**
 * From now on pushes of these devices are taken only with this fence: one that a device has given up, and that is still on its way,
 * comes too late. The tenant's row is held, so that none is being carried out meanwhile.
 */
export async function raiseFence(
  { newId }: SyncDeps,
  call: ServerCall,
  deviceIds: readonly string[],
): Promise<RaisedFence> {
  const { tenantId, userId } = askerOf(call);
  const fence = newId();
  await call.sql.query(
    `INSERT INTO sync_devices (tenant_id, device_id, user_id, last_number)
     SELECT $1, device_id, $3, 0 FROM unnest($2::text[]) AS device_id
     ON CONFLICT (tenant_id, device_id) DO NOTHING`,
    [tenantId, deviceIds, userId],
  );
  const rows = await call.sql.query(
    `UPDATE sync_devices
     SET fence = $3
     WHERE tenant_id = $1 AND device_id = ANY ($2)
     RETURNING device_id, last_number`,
    [tenantId, deviceIds, fence],
  );
  const known = new Map(rows.map((row) => [String(row['device_id']), Number(row['last_number'])]));
  return { fence, lastNumbers: Object.fromEntries(deviceIds.map((id) => [id, known.get(id) ?? 0])) };
}
