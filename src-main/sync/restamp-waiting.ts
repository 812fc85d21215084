/* Stamps of what waits are from a clock that was ahead: at a greeting they get those of the server's time. */
import { receiveStamp, stampMs } from '#shared/changes/stamp.ts';
import type { Stamp } from '#shared/changes/stamp.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { listToRestamp, restampChanges } from '#shared/sync/restamp-changes.ts';
import { changeToSent } from '#shared/sync/sent-record.ts';
import { skewMaxMs } from '#shared/sync/sync-protocol.ts';
import type { SentChange } from '#shared/sync/sync-protocol.ts';

import type { SyncWriter } from '../store/sync-store.ts';
import { fetchAnew } from './fetch-part.ts';

type RestampDeps = { readonly entityByName: ReadonlyMap<string, AnyEntity>; readonly schemaVersion: number };
type Greeting = { readonly serverMs: number; readonly lastNumbers: { readonly [deviceId: string]: number } };

export function restampWaiting({ entityByName, schemaVersion }: RestampDeps, tx: SyncWriter, greeting: Greeting): void {
  // All that waits can be much, and is not read at every greeting: where the latest is not ahead, none is.
  const latest = tx.lastChangeStamp();
  if (latest === null || stampMs(latest) <= greeting.serverMs + skewMaxMs) return;
  const all = tx.listAllWaiting().map((change) => changeToSent(change, schemaVersion));
  const waiting = listToRestamp(all, greeting);
  if (waiting.length === 0) return;
  const renewed = new Set(waiting);
  // What the server has heard and not answered yet has been read here, and counts too.
  const settledStamp = all
    .filter((change) => !renewed.has(change))
    .reduce<Stamp | null>((last, { stamp }) => receiveStamp(last, stamp), latestSettled(tx, entityByName, waiting));
  const { serverMs } = greeting;
  const restamped = restampChanges({ entityByName, findStored: tx.findStored, settledStamp, serverMs }, waiting);
  for (const change of restamped.changes) tx.rewriteChange(change);
  for (const { entity, stored } of restamped.records) tx.put(entity, stored);
  for (const part of restamped.toFetch) fetchAnew(tx, part);
  tx.restartClock(restamped.lastStamp ?? settledStamp);
}

/** Of what is known here, and of what the records that wait have from elsewhere. */
function latestSettled(
  tx: SyncWriter,
  entityByName: ReadonlyMap<string, AnyEntity>,
  waiting: readonly SentChange[],
): Stamp | null {
  const ofWaiting = new Set<string>(waiting.map(({ stamp }) => stamp));
  let last = tx.lastSettledStamp();
  for (const { entity: name, recordId } of new Map(
    waiting.map((one) => [`${one.entity} ${one.recordId}`, one]),
  ).values()) {
    const entity = entityByName.get(name);
    const stored = entity && tx.findStored(entity, recordId);
    for (const stamp of Object.values(stored?.clocks ?? {}))
      // Written by merge.ts, from stamps.
      if (!ofWaiting.has(stamp)) last = receiveStamp(last, stamp as Stamp);
  }
  return last;
}
