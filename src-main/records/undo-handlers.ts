import type { undoApi } from '#shared/records/undo-api.ts';
import { ok } from '#shared/base/result.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';

import type { HandlersOf } from '../rpc/handlers.ts';
import { watchLatest } from '../rpc/watch-latest.ts';
import type { Store, UndoOptions } from '../store/store.ts';

/**
 * Says whether an actor may take back what a group of changes did to a record: a slice that gives rights knows. Asked anew for
 * each undo, and within it of every record.
 */
export type UndoGate = (actor: Actor) => NonNullable<UndoOptions['mayTurn']>;

/** Undo and redo of what the actor has done; the store leaves alone what somebody else has changed since. */
export function createUndoHandlers(store: Store, gate?: UndoGate): HandlersOf<typeof undoApi> {
  const optionsFor = (actor: Actor): UndoOptions => ({ sessionId: actor.sessionId, mayTurn: gate?.(actor) });
  return {
    undo: (_input, { actor }) => ok(store.undo(actor.userId, optionsFor(actor))),
    redo: (_input, { actor }) => ok(store.redo(actor.userId, optionsFor(actor))),
    watch: (_input, { actor, signal }) =>
      ok(watchLatest({ read: () => store.undoState(actor.userId), subscribe: store.onCommit }, signal)),
  };
}
