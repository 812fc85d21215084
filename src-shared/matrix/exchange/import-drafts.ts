import type { ModelEntityName } from '../model-entities.ts';
import { newAttribute, newCta, newObject, newRelationship, newRole } from '../new-records.ts';

type Fields = { readonly [field: string]: unknown };

/** What a new record has of which the file says nothing. What only the file can say is not among it. */
export function usualFields(entity: ModelEntityName, userId: string): Fields {
  const unranked = { name: '', rank: '' };
  switch (entity) {
    case 'object':
      return newObject({ ...unranked, createdBy: userId });
    case 'relationship':
      return newRelationship({ sourceObjectId: '', targetObjectId: '' });
    case 'pairReview':
      return { verdict: 'no', note: '', reviewedBy: userId };
    case 'projectRole':
      return newRole(unranked);
    case 'cta':
      return newCta({ objectId: '', ...unranked });
    case 'attribute':
      return newAttribute({ objectId: '', ...unranked });
    default:
      return {}; // Those come only in files that say everything of them.
  }
}
