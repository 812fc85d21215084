import type { AnyRecord } from '../schema/entity.ts';
import type { AttributeRecord } from './attribute-entities.ts';
import type { ModelEntityName } from './model-entities.ts';
import type { PairReviewRecord } from './object-entities.ts';
import { contextVisibilityId, ctaRoleId, pairOf, pairReviewId } from './matrix-keys.ts';
import { validationProblems } from './validation-rules.ts';

/** What is wrong with a record by the rules of its kind, in sentences without their full stop. Gaps are none: see gap-checks.ts. */
export function modelProblems(entity: ModelEntityName, record: AnyRecord): readonly string[] {
  switch (entity) {
    case 'attribute':
      return attributeProblems(record as unknown as AttributeRecord); // By its entity's name.
    case 'pairReview':
      return pairProblems(record as unknown as PairReviewRecord);
    case 'ctaRole':
      return keyProblems(entity, record, ctaRoleId(String(record['ctaId']), String(record['projectRoleId'])));
    case 'contextVisibility':
      return keyProblems(entity, record, contextVisibilityId(String(record['contextId']), String(record['subjectId'])));
    default:
      return [];
  }
}

function attributeProblems({ name, dataType, validationRules, defaultValue }: AttributeRecord): readonly string[] {
  return validationProblems(dataType, validationRules, defaultValue).map((problem) => `${name}: ${problem}`);
}

function pairProblems(review: PairReviewRecord): readonly string[] {
  const { objectAId, objectBId, projectId } = review;
  if (objectAId === objectBId) return ['an object and itself are no pair'];
  const [smaller] = pairOf(objectAId, objectBId);
  if (smaller !== objectAId) return ['the objects of a reviewed pair are not in the order of their ids'];
  return keyProblems('pairReview', review, pairReviewId(projectId, objectAId, objectBId));
}

/** Two devices that make the same record apart must make the same one, so its id may not be any. */
function keyProblems(entity: string, { id }: AnyRecord, wanted: string): readonly string[] {
  return id === wanted ? [] : [`the id of a ${entity} does not come from its key`];
}
