import type { AnyEntity } from '#shared/schema/entity.ts';
import type { SyncScope } from '#shared/sync/sync-protocol.ts';
import { isSyncedEntity, scopeField } from '#shared/sync/synced-entities.ts';

export type SyncedEntities = {
  readonly find: (name: string) => AnyEntity | undefined;
  readonly isKnown: (name: string) => boolean;
  /** The names of what lies in scopes of that kind. */
  readonly listOfScope: (kind: SyncScope['kind']) => readonly string[];
};

/** The entities that this program synchronises; a newer server may name others. */
export function syncedEntities(entities: readonly AnyEntity[]): SyncedEntities {
  const byName = new Map(entities.filter(isSyncedEntity).map((entity) => [entity.name, entity]));
  const byScope = Map.groupBy(byName.values(), (entity) => scopeField(entity).kind);
  return {
    find: (name) => byName.get(name),
    isKnown: (name) => byName.has(name),
    listOfScope: (kind) => (byScope.get(kind) ?? []).map(({ name }) => name),
  };
}
