/*
 * What this device alone has of a workspace or a project (runs, their results, files) goes when its person does not reach it any
 * more. That it is owed is noted as one more part that is held, in the transaction that takes the record itself: no server
 * reaches a part of that name, so it stays on the list of what is to be purged until it is done, whatever happens in between.
 */
import type { ScopePart } from '#shared/sync/find-reach-changes.ts';

import { onDevice } from '../store/sync-progress.ts';
import type { HeldPart } from '../store/sync-progress.ts';
import type { SyncReader, SyncWriter } from '../store/sync-store.ts';

/** True when it is done. What fails throws, and is tried again. */
export type PurgeOnDevice = (scope: ScopePart['scope']) => Promise<boolean>;

export function isOnDevice({ entity }: Pick<HeldPart, 'entity'>): boolean {
  return entity === onDevice;
}

/** What is held of what comes from the server. */
export function listFetched(sync: Pick<SyncReader, 'listHeld'>): readonly HeldPart[] {
  return sync.listHeld().filter((part) => !isOnDevice(part));
}

/** The part by which the rest is remembered, of the part that has the scope's own record. */
export function owePurge(tx: SyncWriter, { scope, entity }: ScopePart): void {
  if (scope.kind !== entity) return;
  tx.setHeld({ scopeKind: scope.kind, scopeId: scope.id, entity: onDevice, afterId: null, isWhole: true });
}
