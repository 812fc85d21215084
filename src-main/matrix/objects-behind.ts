import { objectIdsOf } from '#shared/matrix/access-rules.ts';
import { attributeEntity, contextEntity } from '#shared/matrix/attribute-entities.ts';
import { ctaEntity } from '#shared/matrix/cta-entities.ts';
import type { ModelEntityName } from '#shared/matrix/model-entities.ts';
import { relationshipEntity } from '#shared/matrix/object-entities.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';

import type { StoreReader } from '../store/store.ts';

type Fields = { readonly [field: string]: unknown };

/** The objects that a record hangs on, through the record that it belongs to or speaks of where it names none itself. */
export function objectsBehind(store: StoreReader, name: ModelEntityName, record: Fields): readonly string[] {
  if (name === 'ctaRole') return behind('cta', findAny(store, ctaEntity, String(record['ctaId'])));
  if (name === 'contextVisibility')
    return behind('context', findAny(store, contextEntity, String(record['contextId'])));
  const { subjectKind, subjectId } = record;
  if (typeof subjectKind !== 'string' || typeof subjectId !== 'string') return objectIdsOf(name, record);
  switch (subjectKind) {
    case 'object':
      return [subjectId];
    case 'pair':
    case 'cell':
      return subjectId.split(/[:>]/);
    case 'relationship':
      return behind('relationship', findAny(store, relationshipEntity, subjectId));
    case 'cta':
      return behind('cta', findAny(store, ctaEntity, subjectId));
    case 'attribute':
      return behind('attribute', findAny(store, attributeEntity, subjectId));
    default:
      return [];
  }
}

/** A deleted one too: what hung on it stays hidden from whom it was hidden. */
function findAny(store: StoreReader, entity: Behind, id: string): AnyRecord | undefined {
  return store.find(entity, id) ?? store.list(entity, { where: { id }, includeDeleted: true, limit: 1 })[0];
}

type Behind = typeof ctaEntity | typeof contextEntity | typeof relationshipEntity | typeof attributeEntity;

function behind(name: ModelEntityName, record: AnyRecord | undefined): readonly string[] {
  return record === undefined ? [] : objectIdsOf(name, record);
}
