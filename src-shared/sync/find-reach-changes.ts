import type { ReachedScope, SyncScope } from './sync-protocol.ts';
import { isSameScope } from './synced-entities.ts';

/** One entity of one scope: what a snapshot brings page by page, and what is purged together. */
export type ScopePart = { readonly scope: SyncScope; readonly entity: string };

export type ReachChanges = {
  /** Not held, not even in part. In the order in which they are best fetched: who there is before what they made. */
  readonly toFetch: readonly ScopePart[];
  /** Held in whole or in part, and not to be seen any more. */
  readonly toPurge: readonly ScopePart[];
};

const fetchOrder: readonly SyncScope['kind'][] = ['tenant', 'user', 'workspace', 'project'];

/**
 * What a device has to fetch and to purge so that it holds what its user may see today. `held` lists whatever has been begun;
 * `isKnown` says which entities this program has (a newer server may name others).
 */
export function findReachChanges(
  held: readonly ScopePart[],
  reached: readonly ReachedScope[],
  isKnown: (entity: string) => boolean,
): ReachChanges {
  const wanted = reached
    .toSorted((left, right) => fetchOrder.indexOf(left.kind) - fetchOrder.indexOf(right.kind))
    .flatMap(({ kind, id, entities }) => entities.filter(isKnown).map((entity) => ({ scope: { kind, id }, entity })));
  const heldKeys = new Set(held.map(partKey));
  const wantedKeys = new Set(wanted.map(partKey));
  return {
    toFetch: wanted.filter((part) => !heldKeys.has(partKey(part))),
    toPurge: held.filter((part) => !wantedKeys.has(partKey(part))),
  };
}

/** Whether a person reaches what lies in a scope, of an entity. */
export function isReached(reached: readonly ReachedScope[], { scope, entity }: ScopePart): boolean {
  return reached.some((one) => isSameScope(one, scope) && one.entities.includes(entity));
}

function partKey({ scope: { kind, id }, entity }: ScopePart): string {
  return `${kind} ${id} ${entity}`;
}
