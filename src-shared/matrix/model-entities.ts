/*
 * What a project of the ORCA process stores: objects, relationships, calls to action and attributes, and what the process asks
 * beside them. Source: Sophia Prater's OOUX, with the fields of the project's own data model.
 *
 * Every field that two people may answer apart is a field of its own, so that both answers are kept when they meet.
 */
import type { RecordOf } from '../schema/entity.ts';
import { attributeEntity, contextEntity, contextVisibilityEntity } from './attribute-entities.ts';
import { ctaEntity, ctaRoleEntity, projectRoleEntity } from './cta-entities.ts';
import { objectEntity, pairReviewEntity, relationshipEntity } from './object-entities.ts';
import { commentEntity, openQuestionEntity, projectAttachmentEntity, sourceTextEntity } from './question-entities.ts';

/** What a project is made of, beside its memberships: every entity that `projects.edit` writes. */
export const modelEntities = [
  objectEntity,
  relationshipEntity,
  pairReviewEntity,
  projectRoleEntity,
  ctaEntity,
  ctaRoleEntity,
  attributeEntity,
  openQuestionEntity,
  contextEntity,
  contextVisibilityEntity,
  sourceTextEntity,
  commentEntity,
  projectAttachmentEntity,
] as const;
export type ModelEntity = (typeof modelEntities)[number];
export type ModelEntityName = ModelEntity['name'];

const modelEntityNames: ReadonlySet<string> = new Set(modelEntities.map((entity) => entity.name));

export function isModelEntityName(entity: string): entity is ModelEntityName {
  return modelEntityNames.has(entity);
}

export type ModelRecord<N extends ModelEntityName = ModelEntityName> = RecordOf<Extract<ModelEntity, { name: N }>>;
