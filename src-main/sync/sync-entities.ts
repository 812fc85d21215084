import type { AnyEntity } from '#shared/schema/entity.ts';
import { isSyncedEntity } from '#shared/sync/synced-entities.ts';

export type SyncedEntities = {
  readonly find: (name: string) => AnyEntity | undefined;
  readonly isKnown: (name: string) => boolean;
};

/** The entities that this program synchronises; a newer server may name others. */
export function syncedEntities(entities: readonly AnyEntity[]): SyncedEntities {
  const byName = new Map(entities.filter(isSyncedEntity).map((entity) => [entity.name, entity]));
  return { find: (name) => byName.get(name), isKnown: (name) => byName.has(name) };
}
