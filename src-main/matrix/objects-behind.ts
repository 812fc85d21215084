import { modelEntities } from '#shared/matrix/model-entities.ts';
import type { ModelEntityName } from '#shared/matrix/model-entities.ts';
import { objectsBehind as objectsBehindRecord } from '#shared/matrix/objects-behind.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';

import type { StoreReader } from '../store/store.ts';

type Fields = { readonly [field: string]: unknown };

const entityByName = new Map(modelEntities.map((entity) => [entity.name, entity]));

/** The objects that a record hangs on, as the store knows them. */
export function objectsBehind(store: StoreReader, name: ModelEntityName, record: Fields): readonly string[] {
  return objectsBehindRecord((entity, id) => findAny(store, entity, id), name, record);
}

/** A deleted one too: what hung on it stays hidden from whom it was hidden. */
function findAny(store: StoreReader, name: ModelEntityName, id: string): AnyRecord | undefined {
  const entity = entityByName.get(name);
  if (entity === undefined) return undefined;
  return store.find(entity, id) ?? store.list(entity, { where: { id }, includeDeleted: true, limit: 1 })[0];
}
