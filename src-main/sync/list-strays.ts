/*
 * A project that is made here is held only once the server has named it as reached. Where its workspace is not reached any more by
 * then, the server has it, this device has it, and nothing would ever say that it goes: so what has been sent and is in no scope
 * that is held or reached is looked for.
 */
import type { ScopePart } from '#shared/sync/find-reach-changes.ts';
import type { ReachedScope } from '#shared/sync/sync-protocol.ts';

import type { SyncReader } from '../store/sync-store.ts';
import type { SyncedEntities } from './sync-entities.ts';

export type StrayDeps = {
  readonly sync: Pick<SyncReader, 'listHeld' | 'listPlaces' | 'listWaitingOf'>;
  readonly entities: SyncedEntities;
  /** The tenant is one of them. */
  readonly keptIds: ReadonlySet<string>;
};

/** Records whose ids are those of scopes. */
const scopeEntities = ['workspace', 'project'] as const;
/** Read at once. */
const readMax = 2_000;

export function listStrays(deps: StrayDeps, reached: readonly ReachedScope[]): readonly ScopePart[] {
  const { sync, entities } = deps;
  const known = new Set([...reached.map(({ id }) => id), ...sync.listHeld().map(({ scopeId }) => scopeId)]);
  return scopeEntities.flatMap((kind) =>
    listIds(deps, kind)
      .filter((id) => !known.has(id) && sync.listWaitingOf(kind, id).length === 0)
      .flatMap((id) => entities.listOfScope(kind).map((entity) => ({ scope: { kind, id }, entity }))),
  );
}

function listIds({ sync, entities, keptIds }: StrayDeps, name: string): readonly string[] {
  const entity = entities.find(name);
  const ids: string[] = [];
  if (entity === undefined) return ids;
  for (const value of keptIds) {
    for (let afterPlace: number | null | undefined = null; afterPlace !== undefined;) {
      const found = sync.listPlaces(entity, { field: 'tenantId', value, afterPlace, limit: readMax });
      ids.push(...found.map(({ id }) => id));
      afterPlace = found.length < readMax ? undefined : found.at(-1)?.place;
    }
  }
  return ids;
}
