import { objectIdsOf } from '#shared/matrix/access-rules.ts';
import { attributeEntity, contextEntity, ctaEntity, relationshipEntity } from '#shared/matrix/matrix-entities.ts';
import type { ModelEntityName } from '#shared/matrix/matrix-entities.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';

import type { StoreReader } from '../store/store.ts';

type Fields = { readonly [field: string]: unknown };

/** The objects that a record hangs on, through the record that it belongs to or speaks of where it names none itself. */
export function objectsBehind(store: StoreReader, name: ModelEntityName, record: Fields): readonly string[] {
  if (name === 'ctaRole') return behind('cta', store.find(ctaEntity, String(record['ctaId'])));
  if (name === 'contextVisibility') return behind('context', store.find(contextEntity, String(record['contextId'])));
  const { subjectKind, subjectId } = record;
  if (typeof subjectKind !== 'string' || typeof subjectId !== 'string') return objectIdsOf(name, record);
  switch (subjectKind) {
    case 'object':
      return [subjectId];
    case 'pair':
    case 'cell':
      return subjectId.split(/[:>]/);
    case 'relationship':
      return behind('relationship', store.find(relationshipEntity, subjectId));
    case 'cta':
      return behind('cta', store.find(ctaEntity, subjectId));
    case 'attribute':
      return behind('attribute', store.find(attributeEntity, subjectId));
    default:
      return [];
  }
}

function behind(name: ModelEntityName, record: AnyRecord | undefined): readonly string[] {
  return record === undefined ? [] : objectIdsOf(name, record);
}
