import type { undoApi } from '#shared/records/undo-api.ts';
import { ok } from '#shared/base/result.ts';

import type { HandlersOf } from '../rpc/handlers.ts';
import { watchLatest } from '../rpc/watch-latest.ts';
import type { Store } from '../store/store.ts';

/** Undo and redo of what the actor has done; the store leaves alone what somebody else has changed since. */
export function createUndoHandlers(store: Store): HandlersOf<typeof undoApi> {
  return {
    undo: (_input, { actor }) => ok(store.undo(actor.userId)),
    redo: (_input, { actor }) => ok(store.redo(actor.userId)),
    watch: (_input, { actor, signal }) =>
      ok(watchLatest({ read: () => store.undoState(actor.userId), subscribe: store.onCommit }, signal)),
  };
}
