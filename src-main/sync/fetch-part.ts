import type { ScopePart } from '#shared/sync/find-reach-changes.ts';

import type { SyncWriter } from '../store/sync-store.ts';
import { listFetched } from './purge-on-device.ts';

/** Has a part that is held fetched from its beginning: what is here of it stays until the server's has come. */
export function fetchAnew(tx: SyncWriter, { scope, entity }: ScopePart): void {
  const isHeld = (one: { readonly scopeKind: string; readonly scopeId: string; readonly entity: string }): boolean =>
    one.scopeKind === scope.kind && one.scopeId === scope.id && one.entity === entity;
  const held = tx.listHeld().find(isHeld);
  if (held !== undefined) tx.setHeld({ ...held, afterId: null, isWhole: false });
}

export function fetchAllAnew(tx: SyncWriter): void {
  for (const part of listFetched(tx)) tx.setHeld({ ...part, afterId: null, isWhole: false });
}

/** What is held of a project: what its member is shown in it is another now. */
export function fetchProjectAnew(tx: SyncWriter, projectId: string): void {
  for (const part of tx.listHeld())
    if (part.scopeKind === 'project' && part.scopeId === projectId)
      tx.setHeld({ ...part, afterId: null, isWhole: false });
}
