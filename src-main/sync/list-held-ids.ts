/*
 * What is here of a part when its first load begins or goes on. Page by page it is told what of it the server should have brought:
 * what the server does not bring is not so. What comes to be here later is not among it, for it is made here, or told by the
 * server after that.
 *
 * Listed once and as the records lie in the file: to ask for the next ids in their order at each page, SQLite would read and sort
 * all of a project each time.
 */
import type { ScopePart } from '#shared/sync/find-reach-changes.ts';
import { scopeField } from '#shared/sync/synced-entities.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';

import type { SyncReader } from '../store/sync-store.ts';

export type HeldIds = {
  /** Those after the last one that was asked for up to this one; null for all the others. */
  readonly takeUpTo: (endId: string | null) => readonly string[];
};

/** Read at once: some milliseconds. */
const readMax = 2_000;

type PartFrom = { readonly entity: AnyEntity; readonly part: ScopePart; readonly afterId: string | null };

/** Piece by piece; returns them in the end. */
export function* listHeldIds(
  sync: Pick<SyncReader, 'listPlaces'>,
  { entity, part, afterId }: PartFrom,
): Generator<undefined, HeldIds> {
  const { field } = scopeField(entity);
  const ids: string[] = [];
  for (let afterPlace: number | null | undefined = null; afterPlace !== undefined;) {
    const found = sync.listPlaces(entity, { field, value: part.scope.id, afterPlace, limit: readMax });
    for (const { id } of found) if (afterId === null || id > afterId) ids.push(id);
    afterPlace = found.length < readMax ? undefined : found.at(-1)?.place;
    if (afterPlace !== undefined) yield undefined;
  }
  // Quick, for they lie in the file almost in their order: they begin with the time. By their characters, as both databases do it.
  ids.sort();
  let at = 0;
  return {
    takeUpTo: (endId) => {
      const found = ids.slice(at).findIndex((id) => endId !== null && id > endId);
      const taken = found === -1 ? ids.slice(at) : ids.slice(at, at + found);
      at += taken.length;
      return taken;
    },
  };
}
