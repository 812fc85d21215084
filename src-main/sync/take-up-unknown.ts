import { takeUpFields } from '#shared/sync/unknown-fields.ts';

import type { SyncStore } from '../store/sync-store.ts';
import type { SyncedEntities } from './sync-entities.ts';

/**
 * What was kept of fields that this program had not got, and has since an update, becomes values of the records. As the file is
 * opened, before anybody edits: all of it or, cut off, nothing. Whatever does not fit is fetched anew, when there is a server.
 */
export function takeUpUnknown(sync: SyncStore, entities: SyncedEntities): void {
  if (!sync.hasUnknown()) return;
  sync.transact((tx) => {
    for (const { entity: name, recordId } of tx.listUnknown()) {
      const entity = entities.find(name);
      const stored = entity && tx.findStored(entity, recordId);
      const kept = tx.findUnknown(name, recordId);
      if (entity === undefined || stored === undefined || kept === undefined) {
        tx.setUnknown(name, recordId, undefined);
        continue;
      }
      if (!Object.keys(kept).some((field) => Object.hasOwn(entity.fields, field))) continue;
      const taken = takeUpFields(entity, stored, kept);
      if (taken.stored !== stored) tx.put(entity, taken.stored);
      tx.setUnknown(name, recordId, taken.left);
    }
  });
}
