/*
 * What a person does not reach any more goes from the device, its history too. What of it waited to be sent is set aside for
 * them to see: it was theirs.
 */
import type { Clock } from '#shared/base/instant.ts';
import type { ScopePart } from '#shared/sync/find-reach-changes.ts';
import { scopeField } from '#shared/sync/synced-entities.ts';

import type { SyncStore } from '../store/sync-store.ts';
import { noteProblem, sidesOf } from './note-problems.ts';
import { owePurge } from './purge-on-device.ts';
import type { SyncedEntities } from './sync-entities.ts';

export type PurgeDeps = {
  readonly sync: SyncStore;
  readonly entities: SyncedEntities;
  readonly clock: Clock;
  readonly keptIds: ReadonlySet<string>;
};

/** Records that go in one transaction. */
const purgedAtOnceMax = 200;

/** A piece of it; answers whether it was the last, and the part is not held any more. */
export function purgePart({ sync, entities, clock, keptIds }: PurgeDeps, { scope, entity: name }: ScopePart): boolean {
  const held = { scopeKind: scope.kind, scopeId: scope.id, entity: name };
  const entity = entities.find(name);
  return sync.transact((tx) => {
    if (entity === undefined) {
      tx.forgetHeld(held);
      return true;
    }
    const { field } = scopeField(entity);
    // Those that stay, at most two, would be met at every piece.
    const limit = purgedAtOnceMax + keptIds.size;
    const found = tx.listPlaces(entity, { field, value: scope.id, afterPlace: null, limit });
    for (const { id } of found.filter((one) => !keptIds.has(one.id))) {
      for (const change of tx.listWaitingOf(name, id)) {
        const fields = sidesOf(entity, change, () => undefined);
        const detail = { code: null, reasons: [], actorId: null, isCreation: change.before === null, fields };
        noteProblem(tx, clock, { kind: 'set-aside', change, detail });
        tx.forgetChange(change);
      }
      tx.erase(entity, id);
    }
    if (found.length >= limit) return false;
    tx.forgetHeld(held);
    owePurge(tx, { scope, entity: name });
    return true;
  });
}
